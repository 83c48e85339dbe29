"""A tracker for which nearly every ping is bad holds the rest back, stays in its group, and goes on by itself."""

import time
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from models.dead_letter import DeadLetter
from models.decode import Refused
from models.times import HOUR_MS, to_iso
from models.topics import DEAD, LATE, PINGS
from ops.http import Health
from ops.metrics import INPUT_PAUSED, INPUT_PAUSES, INPUT_PROBES, TRACKER_DEAD, build_metrics
from streams import input_guard
from streams.input_guard import MOST_GOOD, Sample
from streams.tracker.ping_inputs import PingInputs, samples_of
from tests.fixtures.kafka import unique
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    read_topic,
    send,
    settings,
    tracking,
    until,
)
from tests.tracker.conftest import PARTITIONS

WINDOW = 600
HELD_BACK = WINDOW + 60


def part(*reads: Any, refused: tuple[Any, ...] = ()) -> Any:
    return SimpleNamespace(reads=list(reads), judged=SimpleNamespace(refused=[(ping, "judging_failed", "") for ping in refused]))


def ping(unit_id: str) -> Any:
    return SimpleNamespace(unit_id=unit_id)


def read(*pings: Any, refused: tuple[Refused, ...] = (), sender: str = "acme", topic: str = PINGS.name) -> Any:
    return SimpleNamespace(topic=topic, sender=sender, refused=refused, pings=pings)


LONG, SHORT = ping("043" + "0" * 24), ping("short")


def test_a_poll_is_told_by_vendor_and_topic() -> None:
    bad = Refused(0, "not_json", "", b"")
    poll = [part(read(LONG), read(SHORT, topic=LATE.name), refused=(SHORT,)), part(read(refused=(bad,), sender=""))]
    assert samples_of(poll) == {
        PINGS.name: [Sample("043", bad=False), Sample(None, bad=True)],
        LATE.name: [Sample("acme", bad=True)],
    }


def test_of_a_long_poll_without_fault_only_the_newest_are_told_by_vendor() -> None:
    found = samples_of([part(*[read(LONG)] * (MOST_GOOD + 3))])[PINGS.name]
    assert found == [Sample(None, bad=False)] * 3 + [Sample("043", bad=False)] * MOST_GOOD


HALF = input_guard.WINDOW_RECORDS // 2
ALL_BAD = {PINGS.name: [Sample("A", bad=True)] * HALF + [Sample("B", bad=True)] * HALF}


def held(next_offset: int) -> Any:
    """What is held: partition 3 of both topics."""
    return {3: SimpleNamespace(places={topic: SimpleNamespace(next_offset=next_offset) for topic in (PINGS.name, LATE.name)})}


@pytest.fixture
def inputs(monkeypatch: pytest.MonkeyPatch) -> PingInputs:
    """Inputs of which one has just been paused, and probes that are due at once."""
    monkeypatch.setattr(input_guard, "PROBE_S", 0.0)
    found = PingInputs(build_metrics(), Health())
    assert found.paused == frozenset()
    found.weigh(ALL_BAD, held(10))
    assert found.paused == {PINGS.name}
    return found


def test_what_waited_before_a_good_trial_pauses_nothing_again(inputs: PingInputs) -> None:
    assert inputs.probing() == [PINGS.name]
    inputs.weigh({}, held(10))
    assert inputs.probing() == [PINGS.name], "the trial is not over"
    inputs.probed(PINGS.name, [Sample("A", bad=True)], {3: 5_000})
    assert inputs.paused == {PINGS.name}, "it was bad"
    assert inputs.probing() == [PINGS.name]
    inputs.probed(PINGS.name, [Sample("A", bad=False), Sample("B", bad=True)], {3: 7_000})
    for following in (6_999, 7_000, 17_000):
        inputs.weigh(ALL_BAD, held(following))
        assert inputs.paused == frozenset(), "that it is bad was known"
    inputs.weigh(ALL_BAD, held(27_000))
    assert inputs.paused == {PINGS.name}, "this was not"


@pytest.mark.parametrize(("empty_s", "again"), ((60.0, []), (0.0, [PINGS.name])), ids=("not yet", "soon"))
def test_a_trial_without_an_answer_is_made_again(
    inputs: PingInputs, empty_s: float, again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_guard, "EMPTY_S", empty_s)
    assert inputs.probing() == [PINGS.name]
    inputs.probed(PINGS.name, [], {})
    assert inputs.paused == {PINGS.name}
    assert inputs.probing() == again


def test_polls_that_are_told_one_right_after_the_other_count_both(inputs: PingInputs) -> None:
    inputs.probing()
    inputs.probed(PINGS.name, [Sample("A", bad=False)], {})
    inputs.weigh({}, held(20))
    inputs.weigh(ALL_BAD, held(30))
    assert inputs.paused == {PINGS.name}


def pings(number: int, ahead_ms: int, vendors: tuple[str, ...] = ("043", "017")) -> list[dict[str, Any]]:
    now_ms = time.time_ns() // 1_000_000
    return [
        {
            "unit_id": f"{vendors[n % len(vendors)]}{n % 40:024d}", "utc_ts": to_iso(now_ms + ahead_ms + n),
            "recv_utc_ts": to_iso(now_ms + n), "lat": 13.0, "lon": 101.0,
        }
        for n in range(number)
    ]  # fmt: skip


async def test_pings_wait_while_all_are_bad_and_are_all_judged_then(broker: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_guard, "WINDOW_RECORDS", WINDOW)
    monkeypatch.setattr(input_guard, "PROBE_S", 0.5)
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"), WASTETRACK_CLOCK="wall")
    async with producing(broker) as producer, tracking(chosen) as tracker, database_of(database) as db:
        await send(producer, gateway_records(pings(WINDOW, HOUR_MS)), PARTITIONS)
        await until(lambda: f"good records on {PINGS.name} (paused)" in tracker.health.waiting, "the pause")
        assert tracker.health.stuck is None
        assert tracker.metrics.read(INPUT_PAUSED, input=PINGS.name) == 1
        await send(producer, gateway_records(pings(HELD_BACK, HOUR_MS)), PARTITIONS)
        await until(lambda: tracker.metrics.read(INPUT_PROBES, input=PINGS.name, outcome="bad") > 2, "it looks again and again")
        assert tracker.metrics.read(TRACKER_DEAD, reason="time_ahead") == WINDOW, "what is held back is left alone"
        await send(producer, gateway_records(pings(80, 0)), PARTITIONS)
        late = gateway_records(pings(30, 0), backup=True)
        await send(producer, late, PARTITIONS)
        await until(lambda: count(db, "pings"), "the other topic's pings are judged all the same")
        await until(lambda: tracker.metrics.read(INPUT_PAUSED, input=PINGS.name) == 0, "it goes on")

        async def all_there() -> bool:
            return await count(db, "pings") == 110

        await until(all_there, "every good ping is stored")
        assert tracker.health.ready
        assert tracker.metrics.read(INPUT_PAUSES, input=PINGS.name) == 1
        assert tracker.metrics.read(INPUT_PROBES, input=PINGS.name, outcome="good") == 1
        read = await db.fetchval("SELECT sum(next_offset) FROM offsets WHERE topic = ANY($1)", [PINGS.name, LATE.name])
        assert read == WINDOW + HELD_BACK + 80 + 30
        await until(lambda: _nothing_waits(db), "all letters are sent")
        letters = [msgspec.json.decode(one.value, type=DeadLetter).reason for one in await read_topic(broker, DEAD.name)]
        assert letters == ["ahead_of_receipt"] * (WINDOW + HELD_BACK)


async def _nothing_waits(db: Any) -> bool:
    return await count(db, "outbox") == 0
