"""What fleets need, worked out of figures: the arithmetic, and that the page says what the kept results say."""

from pathlib import Path

import msgspec
import pytest

from benchmarks.marked_page import RESULTS, filled
from benchmarks.scaling import __main__ as program
from benchmarks.scaling.assumed import REASONS, Assumed
from benchmarks.scaling.buying import order
from benchmarks.scaling.ceilings import CEILINGS, first
from benchmarks.scaling.figures import Figures, read
from benchmarks.scaling.needs import FLEETS, Fleet, needs, reference_bytes, tracker_us
from benchmarks.scaling.tables import tables

ASSUMED = Assumed()
FOUND = Figures(
    machine="one", judged_units=1_000_000, tracker_us=90.0, database_us=9.0, gateway_us=30.0, judging_us=60.0,
    judging_each_second_us=50.0, unit_bytes=20_000, state_bytes=4_000, paper_us=10.0, paper_bytes=1_000,
    manifest_us=5.0, manifest_bytes=500, call_bytes=480, kafka_bytes=750, row_bytes=200, index_bytes=80,
    raw_bytes=220, told_bytes=40, log_bytes=900, columns_bytes=20, facts=0.2, weigh_us=50.0, saves_a_fact=0.5, case_us=2_000.0,
    case_bytes=1_000_000,
)  # fmt: skip
MINUTELY, SECONDLY = Fleet(1_000_000, 60), Fleet(1_000_000, 1)


@pytest.mark.parametrize(
    ("what", "fleet", "value"),
    (
        ("rate", MINUTELY, 16_666.7),
        ("tracker_cores", MINUTELY, 1.5),
        ("trackers", MINUTELY, 3),
        ("partitions", MINUTELY, 6),
        ("peak_rate", MINUTELY, 33_333.3),
        ("make_up_min", MINUTELY, 60),
        ("database_cores", MINUTELY, 0.15),
        ("units_bytes", MINUTELY, 20e9),
        ("log_a_second", MINUTELY, 16_666.7 * (500 + 0.4 * 400)),  # what pings leave, and what is written over
        ("log_a_second", SECONDLY, 500e6 + 16_666.7 * 0.4 * 400),
        ("pages_a_second", MINUTELY, 1e6 * 8_192 / 900),
        ("disk_a_day", MINUTELY, 16_666.7 * (500 + 0.12 * 40) * 86_400),
        ("disk_a_day", SECONDLY, (1e6 * 500 + 16_666.7 * 0.12 * 40) * 86_400),
        ("kept_bytes", MINUTELY, 16_666.7 * 500 * 86_400 * 30),
        ("told_a_year", MINUTELY, 16_666.7 * 0.12 * 40 * 86_400 * 250),
        ("told_a_year", SECONDLY, 16_666.7 * 0.12 * 40 * 86_400 * 250),
        ("kafka_bytes", MINUTELY, 16_666.7 * 750 * 3 * 7 * 86_400),
        ("vendors_a_second", SECONDLY, 480e6),
        ("lake_a_day", MINUTELY, 16_666.7 * 240 * 86_400),
        ("trackers", Fleet(10, 60), 2),
    ),
)  # fmt: skip
def test_needs_follow_from_the_figures(what: str, fleet: Fleet, value: float) -> None:
    assert getattr(needs(fleet, FOUND, ASSUMED), what) == pytest.approx(value, rel=1e-4)


def test_pings_of_each_second_are_judged_at_their_own_cost() -> None:
    assert (tracker_us(MINUTELY, FOUND), tracker_us(SECONDLY, FOUND)) == (90.0, 80.0)


@pytest.mark.parametrize(
    ("what", "share"),
    (
        ("one gateway", 0.5),
        ("the judge, with gates a year old", 0.4 * 16_666.7 * 0.2 * (50e-6 + 0.5 * 0.002)),
        ("PostgreSQL's log of such gates", 0.4 * 16_666.7 * 0.2 * 0.5 / 300),
        ("a new paper in force, on the first day", (2 * (1.07 * 10 + 2 * 5) + 10) / 60),
        ("a new paper in force, after a year", (2 * (1.07 * 10 + 500 * 5) + 10) / 60),
        ("papers in each tracker's memory, after a year", (1.07e9 + 250e9) / 16e9),
        ("PostgreSQL's processor", 0.15 / 32),
    ),
)  # fmt: skip
def test_how_full_a_ceiling_is(what: str, share: float) -> None:
    (ceiling,) = (one for one in CEILINGS if one.what == what)
    assert ceiling.share(MINUTELY, FOUND, ASSUMED) == pytest.approx(share, rel=1e-4)


def test_what_trucks_do_does_not_grow_with_their_pings() -> None:
    (judge,) = (one for one in CEILINGS if one.what.startswith("the judge"))
    assert judge.share(MINUTELY, FOUND, ASSUMED) == judge.share(SECONDLY, FOUND, ASSUMED)


def test_the_first_ceiling_is_the_fullest() -> None:
    slow = msgspec.structs.replace(FOUND, gateway_us=1e9)
    assert first(MINUTELY, slow, ASSUMED, aged=True).what == "one gateway"
    assert first(MINUTELY, FOUND, ASSUMED, aged=False).what == "a new paper in force, on the first day"
    assert first(MINUTELY, FOUND, ASSUMED, aged=True).what == "a new paper in force, after a year"


def test_more_is_asked_for_than_is_used() -> None:
    for fleet in FLEETS:
        need, asked = needs(fleet, FOUND, ASSUMED), order(fleet, FOUND, ASSUMED)
        assert asked.gateway_cores >= 2 * need.gateway_cores
        assert asked.tracker_gb >= (need.units_bytes + need.trackers * reference_bytes(fleet, FOUND, ASSUMED, 1)) / 1e9
        assert asked.database_tb * 0.7 == pytest.approx((need.kept_bytes + need.told_a_year) / 1e12)
        assert asked.brokers * asked.broker_tb * 0.7 == pytest.approx(need.kafka_bytes / 1e12)


def test_every_assumption_has_its_reason() -> None:
    assert tuple(REASONS) == Assumed.__struct_fields__


def test_tables_go_where_the_page_names_them_and_writing_twice_changes_nothing() -> None:
    page = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n"
    once = filled(page, {"a": "| new |"})
    assert once == "before\n<!-- a -->\n\n| new |\n\n<!-- /a -->\nafter\n"
    assert filled(once, {"a": "| new |"}) == once
    with pytest.raises(KeyError):
        filled(page, {"b": ""})


def test_the_page_has_a_place_for_every_table() -> None:
    assert filled(program.PAGE.read_text("utf-8"), tables(FOUND, ASSUMED))


def test_the_page_says_what_the_kept_results_say() -> None:
    """After new results: `python -m benchmarks.scaling --write`, and read the difference."""
    page = program.PAGE.read_text("utf-8")
    assert filled(page, tables(read(RESULTS), ASSUMED)) == page


def test_a_missing_result_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--results", str(tmp_path)]) == 1
    assert "speed.json" in capsys.readouterr().err
