"""What a poll brought of each topic of the partitions that are held, and whether more waits there."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from ops.consumers import position_of
from streams.tracker.holding import Holding
from streams.tracker.lag import caught_up_ago_s
from streams.tracker.poll import Seen


def seen_of(
    consumer: AIOKafkaConsumer, holdings: Iterable[Holding], batches: Mapping[TopicPartition, Sequence[Any]],
    kept: Collection[TopicPartition],
) -> dict[tuple[str, int], Seen]:  # fmt: skip
    """By topic and number, the records from the next offset on; `kept` are the partitions in which some wait."""
    seen: dict[tuple[str, int], Seen] = {}
    for holding in holdings:
        for topic, standing in holding.places.items():
            partition = TopicPartition(topic, holding.number)
            records = batches.get(partition, ())
            if records and records[0].offset < standing.next_offset:
                records = [record for record in records if record.offset >= standing.next_offset]
            held_back = partition in kept
            ago_s = None if held_back else caught_up_ago_s(consumer, partition)
            position = None if ago_s is None else position_of(consumer, partition)
            said_s = time.monotonic() - (ago_s or 0.0)
            seen[topic, holding.number] = Seen(
                records, ago_s is not None, held_back, -1 if position is None else position, said_s
            )
    return seen
