"""From events to notices: the durable order is read on from the notifier's cursor; what is shelved is not told."""

from collections.abc import Sequence
from typing import Any, Final

from alerts.notices import is_shelved, needs_notice
from models.event import Event, decode_event, encode_event
from storage.notices import NewNotice, add_notices
from storage.reading_on import read_on
from storage.shelves import load_shelves

CURSOR: Final = "notifier"
LOCK_KEY: Final = 0x77747_005
"""The advisory lock under which the cursor moves; each purpose has a key of its own (storage/, storage/guard.py)."""
PAGE: Final = 500


async def gather(connection: Any, channels: Sequence[str], now_ms: int) -> int:
    """Makes the notices of the next events, one an alert and channel, and moves the cursor, in one transaction.

    Returns how many events were read; 0 when there is nothing new.
    """
    async with connection.transaction():
        rows = await read_on(connection, CURSOR, LOCK_KEY, PAGE)
        events = [decode_event(row.body.encode()) for row in rows]
        told = [event for event in events if needs_notice(event.type, event.data)]
        if told:
            shelves = await load_shelves(connection, now_ms)
            sounding = [event for event in told if not is_shelved(event.data, shelves, now_ms)]
            await add_notices(connection, _notices(sounding, channels, now_ms))
        return len(rows)


def _notices(events: Sequence[Event], channels: Sequence[str], now_ms: int) -> list[NewNotice]:
    """One an alert and channel: of several versions read at once the first."""
    notices: dict[str, NewNotice] = {}
    for event in events:
        for channel in channels:
            notice = NewNotice(
                alert_id=str(event.data["alert_id"]), channel=channel, due_ms=now_ms, body=encode_event(event)
            )
            notices.setdefault(notice.notice_id, notice)
    return list(notices.values())
