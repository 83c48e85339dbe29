"""Lag: whether anything waits in a partition, and the metric that tells how much."""

import time
from collections.abc import Collection
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from ops.consumers import position_of
from ops.metrics import TRACKER_LAG, TRACKER_UNITS, Metrics
from streams.tracker.clocks import FRESH_S
from streams.tracker.holding import Holding

_TELL_S: Final = 1.0


def caught_up(consumer: AIOKafkaConsumer, partition: TopicPartition) -> bool:
    """Whether nothing waits in a partition, as far as the broker has said within the last seconds."""
    return caught_up_ago_s(consumer, partition) is not None


def caught_up_ago_s(consumer: AIOKafkaConsumer, partition: TopicPartition) -> float | None:
    """How long ago the broker said that nothing waits in a partition; None where something does, or it was long ago."""
    if partition not in consumer.assignment():
        return None
    end, said_ms = consumer.highwater(partition), consumer.last_poll_timestamp(partition)
    position = position_of(consumer, partition)
    if end is None or said_ms is None or position is None or position < end:
        return None
    ago_s = max(0.0, time.time() - said_ms / 1000)
    return ago_s if ago_s < FRESH_S else None


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
