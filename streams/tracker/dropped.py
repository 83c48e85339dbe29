"""Dropped: a poll that went past records, because the broker had let go of them while their partition was held.

A consumer whose place is on the broker no more goes on elsewhere and says nothing of it. Gaps are no proof: the marks
that end transactions take offsets too. Where there is one, the broker is asked where its log begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.tracker.holding import Holding
from streams.tracker.poll import Seen
from streams.tracker.waiting import NotThere


async def refuse_jumps(
    consumer: AIOKafkaConsumer, holdings: Iterable[Holding], seen: Mapping[tuple[str, int], Seen],
    batches: Mapping[TopicPartition, Sequence[Any]],
) -> None:  # fmt: skip
    """Raises NotThere where a poll went past records that are gone, or back: the partitions are to be taken anew."""
    missed: dict[TopicPartition, int] = {}
    for holding in holdings:
        for topic, standing in holding.places.items():
            partition = TopicPartition(topic, holding.number)
            first = next((record.offset for record in batches.get(partition, ())), standing.next_offset)
            if first < standing.next_offset:
                raise NotThere(f"{_named(partition)} goes back from offset {standing.next_offset} to {first}")
            offset = first_missed(standing.next_offset, seen[topic, holding.number])
            if offset is not None:
                missed[partition] = offset
    if not missed:
        return
    begins = await consumer.beginning_offsets(list(missed))
    for partition, offset in missed.items():
        if begins[partition] > offset:
            raise NotThere(f"{_named(partition)} begins at offset {begins[partition]}, and {offset} was not read")


def joined(
    first: Mapping[TopicPartition, Sequence[Any]], then: Mapping[TopicPartition, Sequence[Any]]
) -> dict[TopicPartition, Sequence[Any]]:
    """What two fetches of one poll brought; raises NotThere where a partition went back between them."""
    for partition in first.keys() & then.keys():
        before, after = first[partition], then[partition]
        if before and after and after[0].offset <= before[-1].offset:
            raise NotThere(f"{_named(partition)} goes back from offset {before[-1].offset + 1} to {after[0].offset}")
    return {one: [*first.get(one, ()), *then.get(one, ())] for one in {**first, **then}}


def first_missed(next_offset: int, brought: Seen) -> int | None:
    """The first offset from the next one on that the poll went past; None where it went past none."""
    records = brought.records
    if not records:
        return next_offset if brought.position > next_offset else None
    if records[-1].offset - next_offset + 1 == len(records):
        return None
    return next(offset for offset, record in enumerate(records, next_offset) if record.offset != offset)


def _named(partition: TopicPartition) -> str:
    return f"{partition.topic}[{partition.partition}]"
