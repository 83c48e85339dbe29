"""Readers that go on where they were: the next events in the durable order, and their place kept under a name."""

from typing import Any

from storage.cursors import load_cursor, save_cursor
from storage.lists_events import START, EventRow, Place, place_text, read_events


async def read_on(connection: Any, reader: str, lock_key: int, limit: int) -> list[EventRow]:
    """At most `limit` events after a reader's place, and moves its place behind them, in the caller's transaction.

    Of several that read under one name the others wait under the advisory lock until that transaction has ended.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1)", lock_key)
    rows = await read_events(connection, await place_reached(connection, reader), limit=limit)
    if rows:
        await save_cursor(connection, reader, place_text(rows[-1].place))
    return rows


async def place_reached(connection: Any, reader: str) -> Place:
    """How far a reader has come; the start before its first event."""
    position = await load_cursor(connection, reader)
    if position is None:
        return START
    tx, _, seq = position.partition("-")
    return int(tx), int(seq)
