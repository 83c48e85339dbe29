"""Records that the broker drops while a tracker holds their partition: it is not passed over in silence."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from models.topics import PINGS, RULINGS
from storage.breaks import accept_losses, read_breaks
from storage.offsets import OffsetRow
from streams.tracker.dropped import joined, refuse_jumps
from streams.tracker.holding import Holding, standing_of
from streams.tracker.poll import Seen
from streams.tracker.waiting import NotThere
from tests.fixtures.kafka import unique
from tests.tracker.bench import (
    count,
    database_of,
    drop_before,
    gateway_records,
    producing,
    publish_reference,
    send,
    settings,
    tracking,
    until,
)
from tests.tracker.road import fleet, reference
from tests.tracker.stand_in import Message, Place


class Broker:
    """Answers where its logs begin, and counts how often it was asked."""

    def __init__(self, first: int) -> None:
        self.first, self.asked = first, 0

    async def beginning_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        self.asked += 1
        return dict.fromkeys(partitions, self.first)


def holding(topic: str, next_offset: int) -> Holding:
    row = OffsetRow(
        topic=topic, partition=0, next_offset=next_offset, digest=b"", watermark_ms=1, idle=False, token=1, owner="one", partitions=1,
    )  # fmt: skip
    return Holding(0, {topic: standing_of(row, 0)})


def numbered(offsets: Sequence[int]) -> dict[TopicPartition, Sequence[Any]]:
    return {TopicPartition(PINGS.name, 0): [Place(offset) for offset in offsets]} if offsets else {}


@pytest.mark.parametrize(
    ("says", "first", "then"),
    (
        ("the second goes on where the first ended", (20, 21), (22, 23)),
        ("nothing was fetched ahead", (), (20, 21)),
        ("nothing came since", (20, 21), ()),
        ("some are gone in between: that is for the broker to say", (20, 21), (30,)),
    ),
)
def test_two_fetches_of_one_poll_are_read_in_their_order(says: str, first: Sequence[int], then: Sequence[int]) -> None:
    found = joined(numbered(first), numbered(then))
    assert [record.offset for records in found.values() for record in records] == [*first, *then], says


@pytest.mark.parametrize("then", ((0, 1), (21, 22)))
def test_a_partition_that_goes_back_between_two_fetches_is_refused(then: Sequence[int]) -> None:
    """Made anew, it begins at 0: joined to what was fetched before, its records would pass for later ones."""
    with pytest.raises(NotThere, match=r"goes back from offset 22 to"):
        joined(numbered((20, 21)), numbered(then))


@pytest.mark.parametrize(
    ("says", "topic", "offsets", "position", "first", "asked", "refused"),
    (
        ("all in a row", PINGS, (20, 21, 22), 23, 0, 0, None),
        ("nothing new", PINGS, (), 20, 0, 0, None),
        ("nothing new, and the broker has dropped what was read", PINGS, (), 20, 20, 0, None),
        ("where it reads on is not known", PINGS, (), -1, 30, 0, None),
        ("dropped, and the rest is here", PINGS, (30, 31), 32, 30, 1, "begins at offset 30, and 20 was not read"),
        ("dropped, and more since", PINGS, (30, 31), 32, 40, 1, "begins at offset 40, and 20 was not read"),
        ("dropped, and nothing came since", PINGS, (), 30, 30, 1, "begins at offset 30, and 20 was not read"),
        ("dropped after the first of the poll", PINGS, (20, 21, 30), 31, 30, 1, "begins at offset 30, and 22 was not read"),
        ("the mark of a transaction before them", RULINGS, (21, 22), 23, 0, 1, None),
        ("the mark of a transaction among them", RULINGS, (20, 22), 23, 20, 1, None),
        ("the mark of a transaction alone", RULINGS, (), 21, 5, 1, None),
        ("the topic was made anew", PINGS, (0, 1), 2, 0, 0, "goes back from offset 20 to 0"),
    ),
)  # fmt: skip
async def test_what_a_poll_may_pass_by(
    says: str, topic: Any, offsets: tuple[int, ...], position: int, first: int, asked: int, refused: str | None
) -> None:
    broker: Any = Broker(first)
    records = [Message(topic.name, 0, offset, 0, None, None, ()) for offset in offsets]
    seen = {(topic.name, 0): Seen(records, caught_up=True, position=position)}
    refusing = refuse_jumps(broker, [holding(topic.name, 20)], seen, {TopicPartition(topic.name, 0): records})
    if refused is None:
        await refusing
    else:
        with pytest.raises(NotThere, match=refused):
            await refusing
    assert broker.asked == asked, says


async def test_a_tracker_that_holds_the_partition_names_them_and_waits(apache: Callable[[int], str], database: str) -> None:
    """Against the real broker: the consumer itself goes on at the first record that is left, and says nothing."""
    broker, rows = apache(1), gateway_records(fleet(2))
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"))
    async with producing(broker) as producer, database_of(database) as db, tracking(chosen) as tracker:
        await publish_reference(producer, reference(2))
        await send(producer, rows[:50], 1)
        await until(lambda: stored(db, 50), "the first are stored")
        assert tracker.path is not None
        assert tracker.path.consumer is not None
        consumer = tracker.path.consumer
        consumer.pause(*consumer.assignment())
        await until(lambda: not consumer._fetcher._in_flight, "no answer is on its way that would bring them still")
        await send(producer, rows[50:], 1)
        drop_before(broker, PINGS.name, 60)
        consumer.resume(*consumer.assignment())
        missing = "gps.pings[0] lacks 10 records, offsets 50 to 59"
        await until(lambda: any(missing in name for name in tracker.health.waiting), "it names what is missing")
        assert await count(db, "pings") == 50
        assert [(one.kind, one.from_offset, one.to_offset) for one in await read_breaks(db)] == [("lost", 50, 60)]
        await accept_losses(db, 5)
        await until(lambda: stored(db, len(rows) - 10), "the rest is stored")


async def stored(db: Any, number: int) -> bool:
    return await count(db, "pings") >= number
