"""From messages to channels: takes what is due, sends it, writes down what became of it, and tries another way."""

import random
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import structlog

from models.party import is_party
from ops.metrics import (
    CHANNELS_OPEN,
    MESSAGES_FAILED,
    MESSAGES_GIVEN_UP,
    MESSAGES_SENDING,
    MESSAGES_SENT,
    Metrics,
)
from storage.messages import DueMessage, mark_failed, mark_given_up, mark_sent, take_due
from streams.notifier.backoff import next_try_ms
from streams.notifier.breaker import Breaker, looked_at, told
from streams.notifier.channels.channel import Channel, Delivery
from streams.notifier.marking import mark
from streams.notifier.sendings import Sendings

AT_ONCE: Final = 32
LEASE_MS: Final = 30_000
"""A message taken and never marked (the process was killed) is due again after this; longer than any channel takes."""

LinkOf = Callable[[str, str, int], str]
"""The link to an incident for a person, in a message made at a time."""

_log = structlog.get_logger("notifier")


class Sender:
    """Sends messages, some at once; a channel that fails again and again is left alone for a while.

    A message is marked as soon as the channel took it. Killed before that, the notifier sends it again after the
    restart under the same key, by which a channel that knows keys tells the repeat.
    """

    def __init__(
        self, pool: Any, channels: Mapping[str, Channel], metrics: Metrics, now_ms: Callable[[], int],
        link_of: LinkOf | None,
    ) -> None:  # fmt: skip
        self._pool, self._channels, self._metrics, self._now_ms = pool, channels, metrics, now_ms
        self._link_of = link_of
        self._breakers = {name: Breaker() for name in channels}
        self._trying: set[str] = set()
        self.sendings = Sendings(AT_ONCE, metrics, MESSAGES_SENDING)

    @property
    def breakers(self) -> Mapping[str, Breaker]:
        """How each channel stands, by name."""
        return self._breakers

    @property
    def resting(self) -> list[str]:
        """The channels whose messages wait."""
        return [name for name, breaker in self._breakers.items() if breaker.state != "closed"]

    @property
    def resting_wholly(self) -> list[str]:
        """Those of them that are not tried either."""
        return [name for name, breaker in self._breakers.items() if breaker.state == "open"]

    async def start_due(self, connection: Any) -> int:
        """Begins to send what is due, as far as there is room; returns how many."""
        now_ms = self._now_ms()
        self._breakers = {name: looked_at(breaker, now_ms) for name, breaker in self._breakers.items()}
        room = self.sendings.room
        if room <= 0:
            return 0
        taken = await take_due(connection, now_ms, now_ms + LEASE_MS, room, besides=self.resting)
        for name, breaker in self._breakers.items():
            if breaker.state == "trying" and name not in self._trying:
                one = await take_due(connection, now_ms, now_ms + LEASE_MS, 1, only=name)
                self._trying.update(message.channel for message in one)
                taken += one
        for message in taken:
            self.sendings.begin(self._send(message))
        return len(taken)

    async def _send(self, message: DueMessage) -> None:
        try:
            delivery = await self._tried(message)
        finally:
            self._trying.discard(message.channel)
        channel = _labelled(message.channel)
        if delivery.outcome == "delivered":
            self._metrics.count(MESSAGES_SENT, channel=channel)
            await mark(mark_sent, self._pool, message.message_id, self._now_ms(), arrived=delivery.arrived)
            return
        self._metrics.count(MESSAGES_FAILED, channel=channel)
        again_ms = next_try_ms(delivery, message.attempts, self._now_ms(), random.random())  # noqa: S311 - spreads tries
        if again_ms is None:
            self._metrics.count(MESSAGES_GIVEN_UP, channel=channel)
            _log.error("message given up", message_id=message.message_id, channel=channel, error=delivery.error)
            await mark(mark_given_up, self._pool, message.message_id, delivery.error)
        else:
            _log.info("message not taken", message_id=message.message_id, channel=channel, error=delivery.error)
            await mark(mark_failed, self._pool, message.message_id, delivery.error, again_ms)

    async def _tried(self, message: DueMessage) -> Delivery:
        channel = self._channels.get(message.channel)
        if channel is None:
            return Delivery(outcome="refused", error="no channel of this name is set up", is_final=True)
        delivery = await channel.send(message.message_id, self._payload(message))
        before = self._breakers[message.channel]
        after = told(before, took=delivery.outcome != "again", now_ms=self._now_ms())
        self._breakers[message.channel] = after
        if after.state != before.state:
            named = _labelled(message.channel)
            self._metrics.put(CHANNELS_OPEN, after.state == "open", channel=named)
            _log.warning("channel's circuit", channel=named, state=after.state, error=delivery.error)
        return delivery

    def _payload(self, message: DueMessage) -> dict[str, Any]:
        payload: dict[str, Any] = msgspec.json.decode(message.body)
        incidents, lines = payload["incident_ids"], payload.pop("lines", [])
        if self._link_of is not None and len(incidents) == 1:
            payload["link"] = self._link_of(incidents[0], message.person, message.made_ms)
        for line in lines:
            link = []
            if self._link_of is not None:
                link = [self._link_of(line["incident_id"], message.person, message.made_ms)]
                payload.setdefault("links", []).extend(link)
            for tongue in ("th", "en"):
                payload[f"message_{tongue}"] = "\n".join([payload[f"message_{tongue}"], line[tongue], *link])
        return payload


def _labelled(channel: str) -> str:
    """A channel as metrics and logs name it: of which carrier or generator it is, is nobody's who reads these."""
    return "party" if is_party(channel) else channel
