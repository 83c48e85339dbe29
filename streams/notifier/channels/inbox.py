"""The in-box as a channel: keeps what another channel would have been given, so that nothing leaves."""

from typing import Any

import msgspec

from storage.away import AWAY
from storage.inbox import put_in_inbox
from storage.now import database_now_ms
from streams.notifier.channels.channel import Delivery


class InboxChannel:
    """Stands in the place of a channel of some kind and writes what it is given to the table of the in-box."""

    def __init__(self, name: str, kind: str, pool: Any) -> None:
        self.name, self._kind, self._pool = name, kind, pool

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Writes the message, once under its name."""
        try:
            async with self._pool.acquire() as connection:
                now_ms = await database_now_ms(connection)
                body = msgspec.json.encode(payload)
                await put_in_inbox(connection, notice_id, now_ms, payload["person"], self.name, self._kind, body)
        except AWAY as error:
            return Delivery(outcome="again", error=f"no database: {type(error).__name__}")
        return Delivery(outcome="delivered", arrived=True)

    async def close(self) -> None:
        """Holds nothing of its own."""
