"""The opponents' common work: whose corridor, who is outside, which states change."""

import sys
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from benchmarks.opponents.corridors import Corridors
from benchmarks.opponents.loop import Loop
from benchmarks.opponents.task import Progress, Task
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.decode import decode_location

PLAN = Plan(units=60, permits=6, zones=30, vertices=12, seed=3)


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    Traffic(PLAN).write_papers(tmp_path)
    told = {"bootstrap": "none", "folder": tmp_path, "pings": 5, "partitions": 6, "group": "one", "out": tmp_path / "out.json"}
    monkeypatch.setattr(sys, "argv", ["opponent", *(word for name, value in told.items() for word in (f"--{name}", str(value)))])
    return Task()


def records(share: float, minutes: int) -> list[SimpleNamespace]:
    traffic = Traffic(msgspec.structs.replace(PLAN, share=share))
    return [SimpleNamespace(value=line.encode()) for line in islice(traffic.lines(), minutes * PLAN.units)]


def test_lawful_trucks_change_no_state(task: Task) -> None:
    _, changed = Loop(task).judge(records(0.0, 60))
    assert not changed
    assert task.alarms == 0


def test_a_truck_on_a_detour_raises_one_alarm_and_is_forgotten_when_back(task: Task) -> None:
    loop = Loop(task)
    for minute in zip(*[iter(records(1.0, 100))] * 50, strict=False):
        loop.judge(minute)
    assert task.alarms > 0
    assert 0 in loop.states.values()


def test_one_place_is_judged_as_many_at_once(task: Task) -> None:
    corridors = Corridors(task.folder)
    places = [decode_location(record.value) for record in records(1.0, 60)]
    many = corridors.outside(
        [corridors.of[one.unit_id] for one in places], [one.lon for one in places], [one.lat for one in places]
    )
    assert many == [corridors.is_outside(one.unit_id, one.lon, one.lat) for one in places]
    assert 0 < sum(many) < len(many)


def test_a_task_ends_at_its_pings_and_does_not_count_the_first_batch(task: Task) -> None:
    assert [task.done(2), task.done(2), task.done(2)] == [False, False, True]
    task.tell()
    told = msgspec.json.decode((task.scratch / "out.json").read_bytes(), type=Progress)
    assert told.pings == 4
    assert told.rate > 0


def test_pings_that_do_not_count_are_done_all_the_same(task: Task) -> None:
    task._skip = 3
    assert [task.done(2), task.done(2), task.done(2)] == [False, False, True]
    task.tell()
    assert msgspec.json.decode((task.scratch / "out.json").read_bytes(), type=Progress).pings == 2


def test_a_task_of_single_pings_ends_at_the_last_one_too(task: Task) -> None:
    assert [task.one_more() for _ in range(5)] == [False, False, False, False, True]
