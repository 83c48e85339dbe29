"""The in-box: what would have been sent to people, where nothing leaves."""

from typing import Any

import msgspec


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message as its channel was given it."""

    inbox_id: int
    message_id: str
    at_ms: int
    person: str
    channel: str
    kind: str
    body: bytes


async def put_in_inbox(
    connection: Any, message_id: str, at_ms: int, person: str, channel: str, kind: str, body: bytes
) -> None:
    """Adds a message; one that is there is left as it is."""
    await connection.execute(
        "INSERT INTO inbox (message_id, at_ms, person, channel, kind, body) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (message_id) DO NOTHING",
        message_id, at_ms, person, channel, kind, body,
    )  # fmt: skip


async def read_inbox(connection: Any, *, limit: int, before_id: int | None = None) -> list[InboxRow]:
    """At most `limit` messages, newest first, those before this one."""
    rows = await connection.fetch(
        "SELECT inbox_id, message_id, at_ms, person, channel, kind, body FROM inbox"
        " WHERE $1::bigint IS NULL OR inbox_id < $1 ORDER BY inbox_id DESC LIMIT $2",
        before_id,
        limit,
    )
    return [InboxRow(**dict(row)) for row in rows]
