"""Homes: the partition to which a unit belongs, and its move there when a topic has been given more of them.

One tracker at a time judges a unit: whoever holds the partition that its key leads to. With more partitions a key may
lead elsewhere, while records of the unit are still unread where it was, and producers go on writing there for a moment.
So the first tracker that takes a partition under the new number puts out all who hold one under the old, and moves
every unit in the same transaction; what is read of a unit elsewhere is handed on to its home (`strays.py`).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from storage.moves import UnitPlace, move_units, read_unit_places
from streams.gateway.sink import partition_of
from streams.tracker.holding import Holding

_ANSWER_S: Final = 5.0
_AT_ONCE: Final = 10_000
"""So many units a command: each command has a limit in time."""


def is_home(holding: Holding, unit_id: str) -> bool:
    """Whether the unit belongs to this partition; true as well where nobody knows how many there are."""
    return not holding.partitions or partition_of(unit_id.encode(), holding.partitions) == holding.number


async def homes_among(connection: Any, partitions: int) -> dict[str, int]:
    """Where every unit that is stored belongs among so many partitions; the loop goes on meanwhile."""
    places = await read_unit_places(connection)
    return await asyncio.to_thread(_homes, places, partitions)


async def rehome(connection: Any, partitions: int, known: Mapping[str, int]) -> None:
    """Moves every unit to where it belongs among so many partitions, inside the caller's transaction.

    `known` has the homes that were found before it began.
    """
    places = await read_unit_places(connection)
    moving = await asyncio.to_thread(_moving, places, known, partitions)
    for start in range(0, len(moving), _AT_ONCE):
        await move_units(connection, moving[start : start + _AT_ONCE])


def _homes(places: Iterable[UnitPlace], partitions: int) -> dict[str, int]:
    return {unit_id: partition_of(unit_id.encode(), partitions) for unit_id, _ in places}


def _moving(places: Sequence[UnitPlace], known: Mapping[str, int], partitions: int) -> list[UnitPlace]:
    """Who belongs elsewhere, and where: of few it is not known yet."""
    homes = {**known, **_homes((place for place in places if place[0] not in known), partitions)}
    return sorted((unit_id, homes[unit_id]) for unit_id, partition in places if homes[unit_id] != partition)


async def uneven(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> str | None:
    """What is wrong where the topics have not as many partitions each, as the broker says now.

    Raises KafkaError.
    """
    asked = consumer._client.force_metadata_update()  # noqa: SLF001 - what it knows may be of before
    done, _ = await asyncio.wait([asked], timeout=_ANSWER_S)
    if not done or not asked.result():
        raise KafkaError("the broker does not say how many partitions there are")
    counts = {topic: partitions_known(consumer, topic) for topic in topics}
    if len(set(counts.values())) == 1 and min(counts.values()):
        return None
    return ", ".join(f"{topic} has {number} partitions" for topic, number in counts.items())


def partitions_known(consumer: AIOKafkaConsumer, topic: str) -> int:
    """How many partitions a topic had when its consumer last asked; 0 before it has."""
    return len(consumer.partitions_for_topic(topic) or ())


def whole_numbers(assigned: Sequence[TopicPartition], topics: Sequence[str]) -> set[int]:
    """The partition numbers that are assigned in every one of the topics."""
    numbers = {topic: {one.partition for one in assigned if one.topic == topic} for topic in topics}
    return set.intersection(*numbers.values())
