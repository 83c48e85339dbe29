"""From events to notices: the durable order is read on from the notifier's cursor."""

from collections.abc import Sequence
from typing import Any, Final

from alerts.notices import needs_notice
from models.event import Event, decode_event, encode_event
from storage.cursors import load_cursor, save_cursor
from storage.lists_events import START, Place, read_events
from storage.notices import NewNotice, add_notices

CURSOR: Final = "notifier"
LOCK_KEY: Final = 0x77747_005
"""The advisory lock under which the cursor moves; each purpose has a key of its own (storage/, storage/guard.py)."""
PAGE: Final = 500


async def gather(connection: Any, channels: Sequence[str], now_ms: int) -> int:
    """Makes the notices of the next events, one an alert and channel, and moves the cursor, in one transaction.

    Returns how many events were read; 0 when there is nothing new.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
        place = _read_place(await load_cursor(connection, CURSOR))
        rows = await read_events(connection, place, limit=PAGE)
        if not rows:
            return 0
        events = [decode_event(row.body.encode()) for row in rows]
        told = [event for event in events if needs_notice(event.type, event.data)]
        await add_notices(connection, _notices(told, channels, now_ms))
        await save_cursor(connection, CURSOR, f"{rows[-1].place[0]}-{rows[-1].place[1]}")
        return len(rows)


def _read_place(position: str | None) -> Place:
    if position is None:
        return START
    tx, _, seq = position.partition("-")
    return int(tx), int(seq)


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
