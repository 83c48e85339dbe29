"""All other channels, SMS, Telegram, Teams and some hundred more, through apprise by its addresses."""

import asyncio
import logging
from typing import Any, Final

import apprise

from streams.notifier.channels.channel import Delivery

TIMEOUT_S: Final = 12.0


class AppriseChannel:
    """One address of apprise's; raises ValueError where apprise cannot read it."""

    def __init__(self, name: str, address: str, timeout_s: float = TIMEOUT_S) -> None:
        # Its own lines hold addresses and answers.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        self.name, self._timeout_s = name, timeout_s
        self._apprise = apprise.Apprise()
        if not self._apprise.add(address):
            raise ValueError("apprise does not know this address")

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:  # noqa: ARG002 - it takes no key
        """Sends subject and Thai text; apprise says only whether it did, and knows no repeat."""
        link = payload.get("link")
        body = "\n".join([payload["message_th"].partition("\n")[2], *([link] if link else [])])
        try:
            async with asyncio.timeout(self._timeout_s):
                sent = await self._apprise.async_notify(
                    body=body, title=payload["subject_th"], body_format=apprise.NotifyFormat.TEXT
                )
        except TimeoutError:
            return Delivery(outcome="again", error="no answer: TimeoutError")
        return Delivery(outcome="delivered") if sent else Delivery(outcome="again", error="not taken")

    async def close(self) -> None:
        """Holds nothing."""
