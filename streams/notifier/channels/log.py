"""The log as a channel: always there, for those who watch it and for want of any other."""

from typing import Any

import structlog

from streams.notifier.channels.channel import Delivery

_log = structlog.get_logger("notifier")


class LogChannel:
    """Writes each notice as one log line."""

    name = "log"

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Writes the notice; always delivered."""
        data = payload["data"]
        _log.warning(
            "alert",
            notice_id=notice_id,
            rule=data["rule"],
            severity=data["severity"],
            trip_id=data.get("trip_id"),
            unit_id=data.get("unit_id"),
            closed=payload["closed"],
            message_th=payload["message_th"].replace("\n", " | "),
            message_en=payload["message_en"].replace("\n", " | "),
        )
        return Delivery(outcome="delivered")

    async def close(self) -> None:
        """Holds nothing."""
