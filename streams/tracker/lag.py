"""Lag: whether anything waits in a partition, and the metric that tells how much."""

import time
from collections.abc import Collection
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from ops.consumers import position_of
from ops.metrics import TRACKER_LAG, TRACKER_UNITS, Metrics
from streams.tracker.holding import Holding

_FRESH_MS: Final = 5_000
_TELL_S: Final = 1.0


def caught_up(consumer: AIOKafkaConsumer, partition: TopicPartition) -> bool:
    """Whether nothing waits in a partition, as far as the broker has said within the last seconds."""
    if partition not in consumer.assignment():
        return False
    end, said_ms = consumer.highwater(partition), consumer.last_poll_timestamp(partition)
    position = position_of(consumer, partition)
    if end is None or said_ms is None or position is None:
        return False
    return bool(position >= end and time.time() * 1000 - said_ms < _FRESH_MS)


class LagTold:
    """Tells the metrics, now and then, how much waits and how many units are held."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._told_s = 0.0

    def tell(self, consumer: AIOKafkaConsumer, holdings: Collection[Holding]) -> None:
        """Tells of what is held, its lag at most once a second."""
        self._metrics.put(TRACKER_UNITS, sum(holding.size for holding in holdings))
        now_s = time.monotonic()
        if now_s - self._told_s < _TELL_S:
            return
        self._told_s = now_s
        for partition in consumer.assignment():
            end, position = consumer.highwater(partition), position_of(consumer, partition)
            if end is not None and position is not None:
                labels = {"topic": partition.topic, "partition": str(partition.partition)}
                self._metrics.put(TRACKER_LAG, max(0, end - position), **labels)

    def tell_of_none(self) -> None:
        """What was told of is not ours any more."""
        self._metrics.forget(TRACKER_LAG)
        self._metrics.put(TRACKER_UNITS, 0)
        self._told_s = 0.0
