"""The million, run so small that its figures mean nothing: shards share all out, each is judged, all is told."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks.million import __main__ as program
from benchmarks.million.across import weigh_all
from benchmarks.million.driving import Driven, drive
from benchmarks.million.held import hold
from benchmarks.million.order import Order, Shard, each_second, sample, shards_of
from benchmarks.million.result import Result, summed
from benchmarks.million.running import in_processes
from benchmarks.speed.services import NotMeasured
from models.times import MINUTE_MS

TINY = Order(units=60, minutes=20, shards=2, permits=6, zones=30)


def a_shard(**figures: float) -> Driven:
    whole: dict[str, float] = dict.fromkeys(Driven.__struct_fields__, 1)
    return msgspec.convert(whole | figures, Driven)


def no_pings(shard: Shard) -> int:
    raise SystemExit(shard.number)


def number_of(shard: Shard) -> int:
    return shard.number


@pytest.mark.parametrize("order", (Order(), TINY, Order(units=1_001, permits=7, shards=3)))
def test_shards_hold_every_unit_and_permit_once(order: Order) -> None:
    plans = [shard.plan for shard in shards_of(order)]
    assert sum(plan.units for plan in plans) == order.units
    assert sum(plan.permits for plan in plans) == order.permits
    assert max(plan.units for plan in plans) - min(plan.units for plan in plans) <= 1
    assert len({plan.seed for plan in plans}) == order.shards


def test_a_look_at_few_units_has_the_permits_of_so_many() -> None:
    assert (sample(Order()).plan.units, sample(Order()).plan.permits) == (500, 25)
    assert (each_second(Order()).plan.period_ms, each_second(Order()).periods) == (1_000, 600)


@pytest.mark.parametrize(("order", "whole"), ((Order(), True), (Order(units=999_999), False), (Order(minutes=59), False)))
def test_only_a_whole_million_takes_the_place_of_the_kept_result(order: Order, whole: bool) -> None:
    assert order.is_whole == whole


def test_a_shard_judges_every_ping_that_was_sent() -> None:
    driven = drive(shards_of(TINY)[0])
    assert (driven.units, driven.permits) == (30, 3)
    assert 0.8 * 30 * 20 < driven.pings <= 30 * 20
    assert driven.events > 0
    assert driven.us_a_ping > 0


def test_what_a_unit_holds_is_more_than_its_saved_state() -> None:
    held = hold(sample(TINY))
    assert held.bytes_a_unit > held.state_bytes > 100


def test_what_units_tell_the_rules_across_units_is_counted() -> None:
    across = weigh_all(sample(TINY))
    assert across.gates_changed > 0
    assert 0 < across.facts < across.pings <= 30 * 20
    assert across.case_bytes > 100_000


def test_the_sum_weighs_shards_by_their_pings() -> None:
    total = summed([a_shard(pings=100, us_a_ping=60.0, peak_bytes=5), a_shard(pings=300, us_a_ping=100.0, peak_bytes=7)])
    assert (total.pings, total.us_a_ping, total.peak_bytes) == (400, 90.0, 7)
    assert total.cores == pytest.approx(90e-6 * 1_000_000 / 60)


def test_shards_run_in_processes_of_their_own_and_all_answer() -> None:
    assert sorted(in_processes(number_of, shards_of(TINY), 2)) == [0, 1]


def test_a_shard_that_dies_is_said() -> None:
    with pytest.raises(NotMeasured, match="without an answer"):
        list(in_processes(no_pings, shards_of(TINY)[:1], 1))


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(do: object, shards: list[Shard], _: int) -> Iterator[object]:
        return (do(shard) for shard in shards)  # type: ignore[operator]

    monkeypatch.setattr(program, "in_processes", run)
    monkeypatch.setattr("benchmarks.million.manifests._MORE", 50)


WORDS = ("--units", "40", "--minutes", "1", "--shards", "2", "--permits", "4", "--zones", "30")


@pytest.mark.usefixtures("in_this_process")
def test_a_run_writes_what_it_found_and_names_the_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([*WORDS, "--results", str(tmp_path)]) == 0
    told = msgspec.json.decode((tmp_path / "million.json").read_bytes(), type=Result)
    assert told.sum.units == 40
    assert [shard.number for shard in told.shards] == [0, 1]
    assert told.machine["cores"]
    assert "a million units once a minute take" in capsys.readouterr().out


def test_one_that_is_broken_off_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "in_processes", broken_off)
    assert program.main([*WORDS, "--results", str(tmp_path)]) == 130
    assert not list(tmp_path.iterdir())
    assert "broken off" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("commit", "measured_again"),
    (("abc1234", [1]), ("abc1234-dirty", [0, 1])),
    ids=("of a commit: the shards that are left", "of changed code: all"),
)
def test_one_that_was_broken_off_goes_on_where_it_was(
    commit: str, measured_again: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[int] = []

    def run(do: object, shards: list[Shard], _: int) -> Iterator[object]:
        for shard in shards:
            if do is drive and shard.plan.period_ms == MINUTE_MS:
                begun.append(shard.number)
                if len(begun) == 2:
                    raise KeyboardInterrupt
            yield do(shard)  # type: ignore[operator]

    monkeypatch.setattr(program, "in_processes", run)
    monkeypatch.setattr("benchmarks.million.manifests._MORE", 50)
    monkeypatch.setattr(program, "LOOKS", tmp_path / "looks")
    monkeypatch.setattr(program, "described", lambda: {"commit": commit, "cores": 2})
    assert program.main([*WORDS, "--results", str(tmp_path / "results")]) == 130
    begun_before = len(begun)
    assert program.main([*WORDS, "--results", str(tmp_path / "results")]) == 0
    assert begun[begun_before:] == measured_again
    told = msgspec.json.decode((tmp_path / "results" / "million.json").read_bytes(), type=Result)
    assert [shard.number for shard in told.shards] == [0, 1]
    assert not list((tmp_path / "looks").rglob("*.json"))


@pytest.mark.parametrize("words", (("--units", "0"), ("--units", "5", "--shards", "6"), ("--zones", "2")))
def test_wrong_use_ends_with_two(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(words)
    assert ended.value.code == 2
