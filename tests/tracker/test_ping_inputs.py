"""A tracker for which nearly every ping is bad holds the rest back, stays in its group, and goes on by itself."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from models.decode import Refused
from models.times import HOUR_MS, to_iso
from models.topics import LATE, PINGS
from ops.http import Health
from ops.metrics import INPUT_PAUSED, INPUT_PAUSES, INPUT_PROBES, build_metrics
from streams import input_guard
from streams.input_guard import MOST_GOOD, Sample
from streams.tracker import ping_inputs
from streams.tracker.ping_inputs import PROBE_RECORDS, PingInputs, samples_of
from tests.fixtures.kafka import unique
from tests.tracker.bench import count, database_of, gateway_records, producing, send, settings, tracking, until
from tests.tracker.conftest import PARTITIONS

WINDOW = 600


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


def test_a_probe_lasts_until_it_brings_something_or_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_guard, "PROBE_S", 0.0)
    clock = SimpleNamespace(s=100.0)
    inputs = PingInputs(build_metrics(), Health(), lambda: clock.s)

    def state() -> tuple[set[str], bool, int]:
        return set(inputs.closed()), inputs.is_probing, inputs.at_most(10_000)

    half = input_guard.WINDOW_RECORDS // 2
    assert state() == (set(), False, 10_000)
    inputs.weigh({PINGS.name: [Sample("A", bad=True)] * half + [Sample("B", bad=True)] * half})
    assert state() == (set(), True, PROBE_RECORDS)
    inputs.weigh({})
    assert state() == (set(), True, PROBE_RECORDS), "nothing has come yet"
    clock.s += 10
    inputs.weigh({})
    assert state() == ({PINGS.name}, False, 10_000), "nothing came: the next look is later"
    monkeypatch.setattr(input_guard, "EMPTY_S", 0.0)
    inputs = PingInputs(build_metrics(), Health(), lambda: clock.s)
    inputs.closed()
    inputs.weigh({PINGS.name: [Sample("A", bad=True)] * half + [Sample("B", bad=True)] * half})
    inputs.closed()
    inputs.weigh({PINGS.name: [Sample("A", bad=False)]})
    assert state() == (set(), False, 10_000), "the probe was good"


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
    monkeypatch.setattr(ping_inputs, "PROBE_RECORDS", 100)
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"), WASTETRACK_CLOCK="wall")
    async with producing(broker) as producer, tracking(chosen) as tracker, database_of(database) as db:
        await send(producer, gateway_records(pings(WINDOW, HOUR_MS)), PARTITIONS)
        await until(lambda: f"good records on {PINGS.name} (paused)" in tracker.health.waiting, "the pause")
        assert tracker.health.stuck is None
        assert tracker.metrics.read(INPUT_PAUSED, input=PINGS.name) == 1
        await send(producer, gateway_records(pings(150, HOUR_MS)), PARTITIONS)
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
        assert read == WINDOW + 150 + 80 + 30
