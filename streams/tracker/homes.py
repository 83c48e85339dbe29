"""Homes: the partition to which a unit belongs, and its move there when a topic has been given more of them.

One tracker at a time judges a unit: whoever holds the partition that its key leads to. With more partitions a key may
lead elsewhere, while records of the unit are still unread where it was, and producers go on writing there for a moment.
So the first tracker that takes a partition under the new number puts out all who hold one under the old, and moves
every unit in the same transaction; what is read of a unit elsewhere is handed on to its home (`strays.py`).
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from storage.moves import move_units, read_unit_places
from streams.gateway.sink import partition_of
from streams.tracker.holding import Holding

_ANSWER_S: Final = 5.0


def is_home(holding: Holding, unit_id: str) -> bool:
    """Whether the unit belongs to this partition; true as well where nobody knows how many there are."""
    return not holding.partitions or partition_of(unit_id.encode(), holding.partitions) == holding.number


async def rehome(connection: Any, partitions: int) -> None:
    """Moves every unit to where it belongs among so many partitions, inside the caller's transaction."""
    places = await read_unit_places(connection)
    homes = [(unit_id, partition_of(unit_id.encode(), partitions)) for unit_id, _ in places]
    await move_units(connection, sorted(set(homes) - set(places)))


async def uneven(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> str | None:
    """What is wrong where the topics have not as many partitions each, as the broker says now.

    Raises KafkaError.
    """
    asked = consumer._client.force_metadata_update()  # noqa: SLF001 - what it knows may be of before
    done, _ = await asyncio.wait([asked], timeout=_ANSWER_S)
    if not done or not asked.result():
        raise KafkaError("the broker does not say how many partitions there are")
    counts = {topic: len(consumer.partitions_for_topic(topic) or ()) for topic in topics}
    if len(set(counts.values())) == 1 and min(counts.values()):
        return None
    return ", ".join(f"{topic} has {number} partitions" for topic, number in counts.items())


def whole_numbers(assigned: Sequence[TopicPartition], topics: Sequence[str]) -> set[int]:
    """The partition numbers that are assigned in every one of the topics."""
    numbers = {topic: {one.partition for one in assigned if one.topic == topic} for topic in topics}
    return set.intersection(*numbers.values())
