"""From notices to channels: takes what is due, sends it, writes down what became of it."""

import random
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import structlog

from alerts.notices import wording
from models.event import Event, decode_event
from ops.metrics import NOTICES_FAILED, NOTICES_GIVEN_UP, NOTICES_SENDING, NOTICES_SENT, Metrics
from ops.settings import Settings
from storage.alerts import load_alerts
from storage.away import AWAY
from storage.notices import DueNotice, mark_failed, mark_sent, take_due
from streams.notifier.backoff import next_try_ms
from streams.notifier.channels.channel import Channel, Delivery
from streams.notifier.marking import mark
from streams.notifier.sendings import Sendings

AT_ONCE: Final = 32
LEASE_MS: Final = 30_000
"""A notice taken and never marked (the process was killed) is due again after this; longer than any channel takes."""

_log = structlog.get_logger("notifier")


class Deliverer:
    """Sends notices, some at once; one that hangs keeps no other waiting.

    Each notice is sent once: it is marked as soon as the channel took it, and a mark that fails is repeated until the
    database takes it. Killed between the two, the notifier sends it again after the restart, under the same
    Idempotency-Key, by which the receiver knows the repeat.
    """

    def __init__(
        self,
        pool: Any,
        channels: Mapping[str, Channel],
        settings: Settings,
        metrics: Metrics,
        now_ms: Callable[[], int],
    ) -> None:
        self._pool = pool
        self._channels = channels
        self._zone = zoneinfo.ZoneInfo(settings.timezone)
        self._buddhist = settings.calendar == "buddhist"
        self._metrics = metrics
        self._now_ms = now_ms
        self.sendings = Sendings(AT_ONCE, metrics, NOTICES_SENDING)

    async def start_due(self, connection: Any) -> int:
        """Begins to send what is due, as far as there is room; returns how many."""
        room = self.sendings.room
        if room <= 0:
            return 0
        now = self._now_ms()
        due = await take_due(connection, now, now + LEASE_MS, room)
        for notice in due:
            self.sendings.begin(self._deliver(notice))
        return len(due)

    async def _deliver(self, notice: DueNotice) -> None:
        channel = self._channels.get(notice.channel)
        if channel is None:
            delivery = Delivery(outcome="refused", error=f"no channel {notice.channel!r} is set up")
        else:
            payload = self._payload(decode_event(notice.body), await self._is_closed(notice.alert_id))
            delivery = await channel.send(notice.notice_id, payload)
        if delivery.outcome == "delivered":
            self._metrics.count(NOTICES_SENT, channel=notice.channel)
            await mark(mark_sent, self._pool, notice.notice_id, self._now_ms())
            return
        self._metrics.count(NOTICES_FAILED, channel=notice.channel)
        again_ms = next_try_ms(delivery, notice.attempts, self._now_ms(), random.random())  # noqa: S311 - spreads tries
        if again_ms is None:
            self._metrics.count(NOTICES_GIVEN_UP, channel=notice.channel)
            _log.error("notice given up", notice_id=notice.notice_id, attempts=notice.attempts, error=delivery.error)
        else:
            _log.info("notice not taken", notice_id=notice.notice_id, attempts=notice.attempts, error=delivery.error)
        await mark(mark_failed, self._pool, notice.notice_id, delivery.error, again_ms)

    async def _is_closed(self, alert_id: str) -> bool:
        """Whether the alert is over by now; an alert that cannot be asked for counts as open."""
        try:
            return any(row.state == "closed" for row in await load_alerts(self._pool, [alert_id]))
        except AWAY:
            return False

    def _payload(self, event: Event, closed: bool) -> dict[str, Any]:
        told = wording(event.data, self._zone, buddhist=self._buddhist, closed=closed)
        payload: dict[str, Any] = msgspec.to_builtins(event)
        return payload | {"closed": closed, "message_th": told.message_th, "message_en": told.message_en}
