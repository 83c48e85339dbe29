"""What was there before anybody had an alert desk: gathered all the same, and put away where it is over."""

from typing import Any, Final

import msgspec

from models.times import DAY_MS
from storage.cursors import load_cursor, save_cursor
from storage.lists_events import START, Place, place_text

READER: Final = "incidents-backlog"
_DONE: Final = "done"


class Backlog(msgspec.Struct, frozen=True):
    """The events that were written before the desk began: up to which place, and what of them is past."""

    end: Place
    before_ms: int
    """A day before the newest of them: what was detected earlier is past even where its alerts are open."""


async def load_backlog(connection: Any) -> Backlog | None:
    """The backlog that has still to be put away; begun by the first who asks. None once that is done."""
    position = await load_cursor(connection, READER)
    if position == _DONE:
        return None
    if position is None:
        row = await connection.fetchrow(
            "SELECT tx::text AS tx, seq, at_ms FROM events ORDER BY events.tx DESC, seq DESC LIMIT 1"
        )
        backlog = Backlog(START, 0) if row is None else Backlog((int(row["tx"]), row["seq"]), row["at_ms"] - DAY_MS)
        await save_cursor(connection, READER, f"{place_text(backlog.end)}@{backlog.before_ms}")
        return backlog
    place, _, before_ms = position.partition("@")
    tx, _, seq = place.partition("-")
    return Backlog((int(tx), int(seq)), int(before_ms))


async def close_past(connection: Any, before_ms: int, reason: str, now_ms: int, limit: int) -> int:
    """Closes at most `limit` incidents of the backlog that are over, or began before a time; returns how many.

    What a person has acted on is left as it is.
    """
    rows = await connection.fetch(
        """
        WITH past AS (
            SELECT incident_id FROM incidents WHERE seq = 0 AND state = 'new' AND NOT touched
            AND ((body ->> 'open_alerts')::integer = 0 OR (body ->> 'detected_ms')::bigint < $1)
            ORDER BY incident_id LIMIT $4
        ), closed AS (
            UPDATE incidents SET version = version + 1, state = 'closed', outcome_reason = $2, closed_ms = $3,
                   changed_ms = $3
            FROM past WHERE incidents.incident_id = past.incident_id RETURNING incidents.incident_id, version
        )
        INSERT INTO incident_log (incident_id, version, at_ms, act, from_state, to_state, text)
        SELECT incident_id, version, $3, 'withdraw', 'new', 'closed', $2 FROM closed RETURNING incident_id
        """,
        before_ms,
        reason,
        now_ms,
        limit,
    )
    return len(rows)


async def end_backlog(connection: Any) -> None:
    """Tells listeners to read what of the backlog is still open, and ends it."""
    await connection.execute(
        "UPDATE incidents SET seq = nextval('incidents_seq') WHERE seq = 0 AND state <> 'closed'"
    )
    await save_cursor(connection, READER, _DONE)
