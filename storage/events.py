"""Events going in: every one once, in the one durable order in which `lists_events` reads them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from storage.together import Change

CHANNEL: Final = "wastetrack_events"
"""Listeners hear here that there is something new; the events themselves are read from the table."""


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event to be told; `body` is the whole CloudEvent as JSON."""

    event_id: str
    type: str
    subject: str
    at_ms: int
    body: bytes


def appended_events(events: Sequence[NewEvent]) -> Change:
    """Adds events in this order; one that was told before is left as it is."""
    return Change(
        """
        INSERT INTO events (event_id, type, subject, at_ms, body)
        SELECT event_id, type, subject, at_ms, body
        FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[])
             WITH ORDINALITY AS told (event_id, type, subject, at_ms, body, place)
        ORDER BY place
        ON CONFLICT (event_id) DO NOTHING
        """,
        (
            [event.event_id for event in events],
            [event.type for event in events],
            [event.subject for event in events],
            [event.at_ms for event in events],
            [event.body for event in events],
        ),
        CHANNEL,
    )
