"""What of a gateway should get on: the records of the raw topics, while the broker takes what comes of them."""

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from ops.consumers import position_of
from ops.http import Health
from ops.progress import Sample
from streams.gateway.normaliser import NAME, Normaliser
from streams.gateway.sink import BROKER

_ANSWER_S: Final = 5.0


class GatewayLooks:
    """Looks at the normaliser; calls over HTTP end by themselves, with an answer or without."""

    def __init__(self, normaliser: Normaliser, health: Health) -> None:
        self._normaliser, self._health = normaliser, health

    async def look(self) -> Mapping[str, Sample]:
        """How it stands; an input that is paused has nothing to get on with."""
        waits = {BROKER: self._normaliser.is_refused, NAME: False}
        away = tuple(name for name, now in waits.items() if now or name in self._health.waiting)
        consumer = self._normaliser.consumer
        waiting = None if away or consumer is None else await _unread(consumer, is_busy=self._normaliser.is_busy)
        at_s = time.monotonic()
        if waiting is None:
            return {"raw": Sample(at_s=at_s, waits_for=away or (NAME,))}
        return {"raw": Sample(at_s=at_s, behind=waiting)}


async def _unread(consumer: AIOKafkaConsumer, *, is_busy: bool) -> dict[str, int] | None:
    """Where the reading stands in each partition that has more; None where the broker does not say."""
    reading = consumer.assignment() - consumer.paused()
    try:
        async with asyncio.timeout(_ANSWER_S):
            ends = await consumer.end_offsets(sorted(reading)) if reading else {}
    except (KafkaError, TimeoutError):
        return None
    positions = {partition: position_of(consumer, partition) for partition in ends}
    return {
        f"{partition.topic} {partition.partition}": position
        for partition, position in positions.items()
        if position is not None and (is_busy or position < ends[partition])
    }
