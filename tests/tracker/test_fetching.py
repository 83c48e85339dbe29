"""What a poll brings: all that is there, in its order, and no error in silence."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CorruptRecordException

from models.topics import PINGS
from streams.tracker.fetching import Fetching
from tests.tracker.stand_in import Place

PARTITION = TopicPartition(PINGS.name, 0)


class Consumer:
    """Answers each call with what stands next: offsets, or an error; and notes what it was asked: how many, and how long it may wait."""

    def __init__(self, *answers: Sequence[int] | Exception) -> None:
        self.answers, self.asked = list(answers), list[tuple[int, int]]()

    async def getmany(self, *_: TopicPartition, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Place]]:
        self.asked.append((timeout_ms, max_records))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {PARTITION: [Place(offset) for offset in answer]} if answer else {}


async def fetched(fetching: Fetching, consumer: Any, most: int = 10) -> list[int]:
    """The offsets that a poll brings."""
    found = await fetching.fetch(consumer, [PARTITION], 200, most)
    return [record.offset for records in found.values() for record in records]


@pytest.mark.parametrize(
    ("says", "answers", "asked"),
    (
        ("what was fetched ahead, and what came since", ((1, 2), (3,)), [(0, 10), (50, 8)]),
        ("nothing was fetched ahead: it waits for what comes", ((), (1, 2)), [(0, 10), (200, 10)]),
        ("nothing came since", ((1, 2), ()), [(0, 10), (50, 8)]),
        ("nothing at all", ((), ()), [(0, 10), (200, 10)]),
        ("as many as were asked for: no more are asked for", (tuple(range(10)),), [(0, 10)]),
    ),
)
async def test_what_is_there_comes_in_one_poll(
    says: str, answers: Sequence[Sequence[int]], asked: list[tuple[int, int]]
) -> None:
    consumer = Consumer(*answers)
    assert await fetched(Fetching(), consumer) == [offset for answer in answers for offset in answer], says
    assert consumer.asked == asked, says


async def test_an_error_waits_for_what_came_before_it_and_is_raised_then() -> None:
    """One partition's broken records take nothing from the others, and are not passed over either."""
    fetching, consumer = Fetching(), Consumer((1, 2), CorruptRecordException(), (3,), ())
    assert await fetched(fetching, consumer) == [1, 2]
    with pytest.raises(CorruptRecordException):
        await fetched(fetching, consumer)
    assert await fetched(fetching, consumer) == [3]


@pytest.mark.parametrize("answers", ((CorruptRecordException(),), ((), CorruptRecordException())))
async def test_an_error_with_nothing_before_it_is_raised_at_once(answers: Sequence[Any]) -> None:
    with pytest.raises(CorruptRecordException):
        await fetched(Fetching(), Consumer(*answers))
