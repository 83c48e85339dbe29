"""A fault that does not come about may have broken something half way: it is written down and waited for, and not counted."""

import random
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from faults import schedule
from faults.checks.recovery import not_back
from faults.evidence import Injected, Lines, read_lines
from faults.kinds.kind import Kind
from faults.run import Outcome
from faults.table import last_line, table


async def fails(*_: Any) -> str:
    raise OSError("half way")


async def breaks(*_: Any) -> str:
    return "tracker-1"


def outcome(*faults: Injected) -> Outcome:
    stalls_s = {fault.name: 1.0 for fault in faults if not fault.failure}
    return Outcome(seed=1, seconds=1, rate=1, pings=9, faults=faults, stalls_s=stalls_s, breaches=())


@pytest.mark.parametrize("lag", (0, 10_000))
async def test_a_fault_that_failed(lag: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_one() -> list[str]:
        return []

    async def behind() -> int:
        return lag

    clock_ms = count(0, 50)
    values = {"_WITHIN_S": 0.0, "_LOOK_S": 0.0, "BACK_S": 0.1, "_AT_ONCE": (2,), "now_ms": lambda: next(clock_ms)}
    for name, value in values.items():
        monkeypatch.setattr(schedule, name, value)
    stage: Any = SimpleNamespace(load=SimpleNamespace(rate=1, pings=9, acked_at_ms=1 << 62), not_ready=no_one)
    watch: Any = SimpleNamespace(lag=behind)
    kinds = [
        Kind(name=name, family="any", tells="", inject=inject) for name, inject in (("failing", fails), ("breaking", breaks))
    ]
    said: list[str] = []
    with Lines(tmp_path, Injected) as lines:
        number = await schedule.run_schedule(stage, watch, kinds, 0.1, random.Random(1), lines, said.append)
    faults = sorted(read_lines(tmp_path / "faults.ndjson", Injected), key=lambda fault: fault.name)
    assert number == 1
    assert [(fault.name, fault.target, fault.failure) for fault in faults] == [
        ("breaking", "tracker-1", ""), ("failing", "", "OSError: half way")
    ]  # fmt: skip
    assert "failing (did not come about: OSError: half way)" in said[0]
    assert sum(breach.count for breach in not_back(faults)) == (2 if lag else 0)
    assert last_line(outcome(*faults)) == "1 faults, 9 pings, 0 lost, 0 doubled"
    assert [line.split()[0] for line in table(outcome(*faults))] == ["fault", "breaking"]
