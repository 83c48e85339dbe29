"""quota-exceeded: tables of loads that leave, and from which of them on what level is passed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import quota_exceeded
from alerts.quota_exceeded import Load, judge, level_of, limits_t_of, tonnes_of
from models.permit import Factory, PermitItem
from models.thresholds import QuotaExceeded
from streams.judging.local_days import local_date
from tests.alerts import said
from tests.alerts.papers import BANGKOK, a_manifest, local_ms

LIMITS = QuotaExceeded()


def load(key: str, at: str, tonnes: float, *, month: float | None = 10, year: float | None = None, item_no: int = 1) -> Load:
    at_ms = local_ms(at)
    return Load(
        key=key, departed_ms=at_ms, departed_on=local_date(at_ms, BANGKOK), permit_no="กอ.1", item_no=item_no, tonnes=tonnes,
        month_limit_t=month, year_limit_t=year,
    )  # fmt: skip


def days(*tonnes: float, month: float | None = 10, year: float | None = None) -> tuple[Load, ...]:
    """Loads a, b, c … on the 1st, 2nd, 3rd … of November."""
    return tuple(load(chr(97 + n), f"2026-11-{n + 1:02d} 08:00", t, month=month, year=year) for n, t in enumerate(tonnes))


@pytest.mark.parametrize(
    ("says", "loads", "expected"),
    (
        ("under the level", days(5, 3.9), {}),
        ("just under 90 %", days(8.999), {}),
        ("at 90 % a warning", days(9), {"a": "warning"}),
        ("exactly all of it is no more than that", days(5, 5), {"b": "warning"}),
        ("a kilogram over is high", days(5, 5.001), {"b": "high"}),
        ("the trip that passes a level and every later one", days(5, 4, 0.5, 1, 1), {"b": "warning", "c": "warning", "d": "high", "e": "high"}),
        ("one load passes both levels at once", days(11, 1), {"a": "high", "b": "high"}),
        ("ten times a tenth are the whole", days(*[1.2] * 10, month=12), {"i": "warning", "j": "warning"}),
        ("three tenths are not over three tenths", days(0.1, 0.1, 0.1, month=0.3), {"c": "warning"}),
        ("nothing stated, nothing judged", days(500, month=None), {}),
        ("nothing permitted: the first is over", days(0.5, month=0), {"a": "high"}),
        ("and an empty paper is not", days(0, month=0), {}),
        ("the year alone", days(5, 4, 2, month=None, year=10), {"b": "warning", "c": "high"}),
        ("the worse of month and year", days(9.5, month=10, year=9), {"a": "high"}),
        ("the better one does not hide it", days(9.5, month=9, year=100), {"a": "high"}),
        ("a month begins at midnight in Bangkok", (load("a", "2026-10-31 23:59", 9), load("b", "2026-11-01 00:00", 8)), {"a": "warning"}),
        ("the minute before belongs to the old one", (load("a", "2026-10-31 08:00", 9), load("b", "2026-10-31 23:59", 8)), {"a": "warning", "b": "high"}),
        ("the same month of another year is another", (load("a", "2025-11-30 08:00", 9), load("b", "2026-11-01 08:00", 8)), {"a": "warning"}),
        (
            "a year ends at midnight in Bangkok",
            (load("a", "2026-12-31 23:59", 9, month=None, year=10), load("b", "2027-01-01 00:00", 8, month=None, year=10)),
            {"a": "warning"},
        ),
        ("items are counted apart", (*days(8), load("b", "2026-11-02 08:00", 8, item_no=2)), {}),
        ("one departure with two items: the worse one", (*days(9.5), load("a", "2026-11-01 08:00", 11, item_no=2)), {"a": "high"}),
        ("two papers of one item at one departure add up", (*days(5), *days(5.5)), {"a": "high"}),
        ("what was permitted then counts", (load("a", "2026-11-01 08:00", 9), load("b", "2026-11-02 08:00", 5, month=40)), {"a": "warning"}),
    ),
)
def test_which_departures_pass_a_level(says: str, loads: tuple[Load, ...], expected: dict[str, str]) -> None:
    assert {key: passed.level for key, passed in judge(loads, LIMITS).items()} == expected, says


@given(st.permutations(days(4, 3, 2, 0.5, 1)))
def test_the_order_in_which_loads_are_learned_of_changes_nothing(loads: list[Load]) -> None:
    assert judge(loads, LIMITS) == judge(sorted(loads, key=lambda one: one.departed_ms), LIMITS)


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=20), st.integers(1, 40_000_000))
def test_a_level_once_passed_stays_passed_and_only_rises(grams: list[int], limit_g: int) -> None:
    ranks = {None: 0, "warning": 1, "high": 2}
    passed = judge(days(*(g / 1_000_000 for g in grams), month=limit_g / 1_000_000), LIMITS)
    reached = [ranks[passed[chr(97 + n)].level if chr(97 + n) in passed else None] for n in range(len(grams))]
    assert reached == sorted(reached)
    assert (reached[-1] == 2) == (sum(grams) > limit_g)


def test_a_load_taken_back_takes_its_part_of_the_sum_with_it() -> None:
    loads = days(5, 4, 2)
    assert judge(loads, LIMITS)["c"].level == "high"
    assert "c" not in judge((loads[0], loads[2]), LIMITS)


@pytest.mark.parametrize(("sum_t", "limit_t", "level"), ((0, 10, None), (9, 10, "warning"), (10, 10, "warning"), (10.000001, 10, "high"), (0.000001, 0, "high")))
def test_levels(sum_t: float, limit_t: float, level: str | None) -> None:
    assert level_of(sum_t, limit_t, LIMITS) == level


def test_what_an_item_permits_on_a_day() -> None:
    item = PermitItem(item_no=1, processor=Factory(), consent="accepted", quantity_t=100, monthly_t=tuple(range(1, 13)))
    assert limits_t_of(item, date(2026, 1, 31)) == (1, 100)
    assert limits_t_of(item, date(2026, 12, 1)) == (12, 100)
    assert limits_t_of(PermitItem(item_no=1, processor=Factory(), consent="accepted"), date(2026, 1, 1)) == (None, None)


@pytest.mark.parametrize(("quantity_t", "weigh_out_t", "counted"), ((10.0, 9.0, 10.0), (None, 9.0, 9.0), (None, None, None), (0.0, 9.0, 0.0)))
def test_what_a_manifest_counts(quantity_t: float | None, weigh_out_t: float | None, counted: float | None) -> None:
    assert tonnes_of(a_manifest(quantity_t=quantity_t, weigh_out_t=weigh_out_t)) == counted


@pytest.mark.parametrize("loads", (days(9), days(11), days(1, month=0), days(1200, month=None, year=1000)))
def test_what_is_said(loads: tuple[Load, ...]) -> None:
    found = quota_exceeded.finding(judge(loads, LIMITS)["a"], LIMITS)
    said.check(found)
    assert (found.episode, found.urgency, found.started_ms, found.ended_ms) == ("a", "record", loads[0].departed_ms, loads[0].departed_ms)
    assert found.is_open
