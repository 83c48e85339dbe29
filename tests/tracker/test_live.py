"""The live feed: all that changed is shown, a little at a time, so that showing trucks does not hold up judging them."""

from collections import Counter
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from models.ping import Ping
from streams.judging.state import Unit
from streams.tracker.live import LONG_ROUND_S, MESSAGE_UNITS, LiveFeed, rows_of_message
from tests.tracker.bench import settings
from tests.tracker.road import START_MS, reference, unit, world

WORLD = world(reference(1))


class Stage:
    """A feed whose time is ours: sending takes `takes_s`, and its rests are noted."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.now_s, self.takes_s = 100.0, takes_s
        self.sent: list[tuple[int, list[str]]] = []
        self.rests_s: list[float] = []
        self.away = False
        self.meanwhile: Any = None
        self.feed = LiveFeed(settings("127.0.0.1:1", "postgresql://127.0.0.1/none"), lambda: self.now_s, self.rest)
        self.feed._producer = self

    async def send_and_wait(self, _: str, *, key: bytes, value: bytes) -> None:
        if self.away:
            raise KafkaConnectionError
        self.now_s += self.takes_s
        self.sent.append((int(key), [row.unit_id for row in rows_of_message(value)]))
        if self.meanwhile is not None:
            self.meanwhile()

    async def rest(self, seconds: float) -> None:
        self.rests_s.append(seconds)
        self.now_s += seconds

    def changed(self, partition: int, *numbers: int) -> None:
        pairs = [(Unit(unit_id=unit(number)), ping(number)) for number in numbers]
        self.feed.changed(partition, pairs, WORLD, START_MS)


def ping(number: int) -> Ping:
    return Ping(unit_id=unit(number), utc_ms=START_MS, receipt_ms=START_MS, lat=13.0, lon=101.0, speed_kmh=60.0)


async def test_what_could_not_be_sent_is_sent_with_the_next() -> None:
    """A truck shown as silent while the broker was away: it does not change again, and must be shown all the same."""
    stage = Stage()
    stage.changed(0, 0)
    stage.away = True
    with pytest.raises(KafkaConnectionError):
        await stage.feed.send_round()
    stage.changed(0, 1)
    stage.away = False
    await stage.feed.send_round()
    await stage.feed.send_round()
    assert stage.sent == [(0, [unit(0), unit(1)])]


async def test_a_round_sends_each_truck_once_and_few_at_once() -> None:
    stage = Stage()
    stage.changed(0, *range(250))
    stage.changed(1, *range(250, 280))
    await stage.feed.send_round()
    assert [(partition, len(units)) for partition, units in stage.sent] == [(0, 100), (0, 100), (0, 50), (1, 30)]
    assert Counter(name for _, units in stage.sent for name in units) == Counter(map(unit, range(280)))


async def test_a_truck_that_changes_during_a_round_is_shown_again_in_the_next() -> None:
    stage = Stage()
    stage.changed(0, 1, 2)
    stage.meanwhile = lambda: stage.changed(0, 1)
    await stage.feed.send_round()
    stage.meanwhile = None
    await stage.feed.send_round()
    assert stage.sent == [(0, [unit(1), unit(2)]), (0, [unit(1)])]


async def test_trucks_that_are_not_ours_any_more_are_not_shown() -> None:
    """Neither when the partition goes in the middle of a round, nor when a message fails by then."""
    stage = Stage()
    stage.changed(0, *range(MESSAGE_UNITS + 1))
    stage.meanwhile = lambda: stage.feed.forget(0)
    await stage.feed.send_round()
    await stage.feed.send_round()
    assert [len(units) for _, units in stage.sent] == [MESSAGE_UNITS]


@pytest.mark.parametrize(
    ("says", "units", "takes_s", "longest_s"),
    (
        ("a few trucks: it rests 49 times as long as it worked", 20, 0.001, 0.049),
        ("many: the whole round takes ten seconds at most", 2000, 0.02, LONG_ROUND_S / 20 - 0.02),
        ("a slow broker: ten seconds all the same", 20, 1.0, LONG_ROUND_S - 1.0),
    ),
)
async def test_it_works_a_fiftieth_of_the_time_but_shows_all_within_ten_seconds(
    says: str, units: int, takes_s: float, longest_s: float
) -> None:
    stage = Stage(takes_s)
    stage.changed(0, *range(units))
    await stage.feed.send_round()
    assert max(stage.rests_s) == pytest.approx(longest_s), says
    assert stage.now_s - 100.0 <= LONG_ROUND_S + 1e-6, says


@pytest.mark.parametrize(
    ("says", "partitions", "every_s", "most"),
    (
        ("a few: one at a time", 3, 0.2, 1),
        ("very many: a few at a time", 200, 0.05, 5),
        ("more than there are polls in ten seconds: none is left out", 90, 0.2, 90),
    ),
)
def test_all_partitions_are_looked_through_for_silences_but_not_in_one_go(
    says: str, partitions: int, every_s: float, most: int
) -> None:
    """To look at all trucks of all partitions in one go would hold up everything else."""
    stage = Stage()
    looked: list[int] = []

    class Newest(dict[str, Ping]):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

        def __iter__(self) -> Any:
            looked.append(self.number)
            return super().__iter__()

    newest, at_once = [Newest(number) for number in range(partitions)], list[int]()
    for _ in range(int(25 / every_s)):
        before = len(looked)
        for number in range(partitions):
            stage.feed.look_for_silences(number, {}, newest[number], WORLD, START_MS)  # type: ignore[arg-type]
        at_once.append(len(looked) - before)
        stage.now_s += every_s
    assert set(looked) == set(range(partitions)), says
    assert max(at_once) <= most, says
    assert max(Counter(looked).values()) <= 3, says
