"""The harness itself, run so small that its figures mean nothing."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.speed import __main__ as program
from benchmarks.speed.bench import Bench
from benchmarks.speed.cases import CASES, chosen, latency
from benchmarks.speed.cases.replaying import share_out
from benchmarks.speed.ground import Ground
from benchmarks.speed.size import Size

TINY = Size(name="tiny", rounds=1, round_s=0.05, live_s=1.0, units=40, permits=4, zones=30, most=400, calibration=200)


def no_servers() -> contextlib.AbstractContextManager[Ground]:
    raise AssertionError("this case needs no servers")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, TINY, 1, lambda _: None, no_servers)


def test_replay_is_measured_without_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(program, "QUICK", TINY)
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--only", "8", "--results", str(tmp_path / "out")])
    assert program.main() == 0
    assert (tmp_path / "out" / "speed.json").exists()
    assert "one_core" in capsys.readouterr().out


@pytest.mark.parametrize(("only", "expected"), (("8", [8]), ("replay,1", [1, 8]), ("", sorted(CASES))))
def test_cases_are_chosen_by_number_or_name(only: str, expected: list[int]) -> None:
    assert chosen(only) == expected


def test_a_quick_run_does_some_cases_and_any_that_is_named() -> None:
    assert set(chosen("", quick=True)) < set(CASES)
    assert chosen("growth", quick=True) == [4]


def test_an_unknown_case_is_wrong_use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "--only", "warp"])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_shares_hold_every_ping_once_and_each_permit_in_one(bench: Bench) -> None:
    whole = bench.traffic(bench.plan, 200)
    parts = [(one / "pings.ndjson").read_bytes().splitlines() for one in share_out(whole, 2)]
    assert sorted(line for part in parts for line in part) == sorted((whole / "pings.ndjson").read_bytes().splitlines())
    assert all(parts)
    units = [{line[12:39] for line in part} for part in parts]
    assert not units[0] & units[1]


def test_traffic_is_written_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(bench, "say", said.append)
    told: Callable[[int], Path] = lambda pings: bench.traffic(bench.plan, pings)  # noqa: E731
    assert told(150) == told(100) == told(150)
    assert len(said) == 1


@pytest.mark.parametrize("rate", latency.RATES)
def test_at_every_rate_a_unit_sends_once_a_second_so_that_each_ping_is_judged(rate: int) -> None:
    units, first_probe, probes = latency.SENDERS[rate]
    assert units == rate
    assert first_probe + probes <= units


def test_no_probe_was_heard_before() -> None:
    heard = 0
    for rate in latency.RATES:
        units, first_probe, _ = latency.SENDERS[rate]
        assert first_probe >= heard
        heard = units
