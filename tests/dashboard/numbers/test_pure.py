"""Local days, intervals, precision, load and vendors: tables of cases and laws."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.numbers.days import day_at, days_up_to, read_day, span_of
from dashboard.numbers.interval import wilson
from dashboard.numbers.load import Alarm, Budget, Most, chattering, load_of, most_within, top
from dashboard.numbers.precision import LEAST_JUDGED, precision_of
from dashboard.numbers.trend import is_current
from dashboard.numbers.vendors import Account, Heard, by_vendor, hearing, nearest_rank, receipt_lags_ms
from dashboard.problems import Problem
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDGET = Budget(mean_per_hour=5, peak_per_hour=15, in_10_min=10, chatter_per_hour=3)

DAYS: tuple[Any, ...] = (
    ("an evening in UTC is the next day in Bangkok", "2026-11-01T17:00:00Z", "Asia/Bangkok", date(2026, 11, 2)),
    ("the last millisecond before local midnight is the day before", "2026-11-01T16:59:59.999Z", "Asia/Bangkok", date(2026, 11, 1)),
    ("west of Greenwich it is still yesterday", "2026-11-02T02:00:00Z", "America/New_York", date(2026, 11, 1)),
)


@pytest.mark.parametrize(("_", "at", "zone", "expected"), DAYS, ids=[case[0] for case in DAYS])
def test_a_time_lies_in_a_local_day(_: str, at: str, zone: str, expected: date):
    assert day_at(from_iso(at), ZoneInfo(zone)) == expected


SPANS: tuple[Any, ...] = (
    ("a day in Bangkok begins at 17:00 UTC", date(2026, 11, 2), "Asia/Bangkok", "2026-11-01T17:00:00Z", 24),
    ("the day on which clocks are put on has 23 hours", date(2026, 3, 29), "Europe/Berlin", "2026-03-28T23:00:00Z", 23),
    ("the day on which they are put back has 25", date(2026, 10, 25), "Europe/Berlin", "2026-10-24T22:00:00Z", 25),
)


@pytest.mark.parametrize(("_", "day", "zone", "begins", "hours"), SPANS, ids=[case[0] for case in SPANS])
def test_a_local_day_has_its_span(_: str, day: date, zone: str, begins: str, hours: int):
    from_ms, to_ms = span_of(day, ZoneInfo(zone))
    assert (from_ms, to_ms - from_ms) == (from_iso(begins), hours * HOUR_MS)


@given(st.integers(from_iso("1975-01-01T00:00:00Z"), from_iso("2200-01-01T00:00:00Z")), st.sampled_from(["Asia/Bangkok", "Europe/Berlin", "UTC"]))
def test_a_time_lies_in_the_span_of_its_day(at_ms: int, name: str):
    zone = ZoneInfo(name)
    from_ms, to_ms = span_of(day_at(at_ms, zone), zone)
    assert from_ms <= at_ms < to_ms


def test_days_up_to_one_end_with_it():
    assert days_up_to(date(2026, 3, 1), 3) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


@pytest.mark.parametrize("text", ("", "today", "2026-13-01", "2026-02-30", "20261102", "2026-W10-1", "0001-01-01", "9999-12-31", "๒๕๖๙-๑๑-๐๒"))
def test_what_is_no_day_is_refused_in_both_languages(text: str):
    with pytest.raises(Problem) as refused:
        read_day(text, date(2026, 11, 2))
    assert (refused.value.status, "ไม่ใช่วันที่" in refused.value.detail_th) == (400, True)


def test_without_a_day_it_is_today():
    assert read_day(None, date(2026, 11, 2)) == date(2026, 11, 2)


# As printed by Newcombe (1998), table I, "Wilson score method without continuity correction".
NEWCOMBE: tuple[Any, ...] = ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718))


@pytest.mark.parametrize(("hits", "n", "low", "high"), NEWCOMBE)
def test_wilson_gives_the_published_intervals(hits: int, n: int, low: float, high: float):
    assert list(wilson(hits, n)) == pytest.approx([low, high], abs=5e-5)


COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_the_interval_holds_the_share_and_lies_within_0_and_1(counts: tuple[int, int]):
    hits, n = counts
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert low < high


@given(COUNTS)
def test_the_interval_of_the_rest_is_its_mirror_image(counts: tuple[int, int]):
    hits, n = counts
    low, high = wilson(n - hits, n)
    assert list(wilson(hits, n)) == pytest.approx([1 - high, 1 - low])


@given(COUNTS)
def test_more_of_the_same_is_surer(counts: tuple[int, int]):
    hits, n = counts
    (low, high), (low2, high2) = wilson(hits, n), wilson(2 * hits, 2 * n)
    assert high2 - low2 < high - low


PRECISIONS: tuple[Any, ...] = (
    ("nothing judged, nothing told", {}, 0, None),
    ("nineteen are too few", {"confirmed": 19}, 19, None),
    ("twenty are enough", {"confirmed": 15, "false": 5}, 20, 0.75),
    ("all four outcomes count below the line", {"confirmed": 10, "lawful": 10, "device_fault": 10, "false": 10}, 40, 0.25),
    ("none confirmed is a share too", {"lawful": 30}, 30, 0.0),
    ("an outcome that is none of the four counts nowhere", {"confirmed": 20, "other": 20}, 20, 1.0),
)


@pytest.mark.parametrize(("_", "outcomes", "n", "share"), PRECISIONS, ids=[case[0] for case in PRECISIONS])
def test_precision_is_the_confirmed_part(_: str, outcomes: dict[str, int], n: int, share: float | None):
    found = precision_of(outcomes)
    assert (found.n, found.share) == (n, share)
    assert (found.low is None, found.high is None) == ((n < LEAST_JUDGED),) * 2


def every(step_ms: int, count: int, start_ms: int = 0) -> list[int]:
    return [start_ms + step_ms * i for i in range(count)]


LOADS: tuple[Any, ...] = (
    ("no alarm is no load", [], 24, 0.0, 0, 0, ()),
    ("five an hour through the day are the budget, not over it", every(12 * MINUTE_MS, 120), 24, 5.0, 5, 1, ()),
    ("one more is over its mean", [*every(12 * MINUTE_MS, 120), 1], 24, 121 / 24, 6, 2, ("mean",)),
    ("fifteen in an hour are the budget of the peak", every(4 * MINUTE_MS, 15), 24, 15 / 24, 15, 3, ()),
    ("sixteen in an hour that no clock strikes are over it", every(3 * MINUTE_MS, 16, 30 * MINUTE_MS), 24, 16 / 24, 16, 4, ("peak",)),
    ("ten in ten minutes are the budget", every(MINUTE_MS, 10), 24, 10 / 24, 10, 10, ()),
    ("eleven within ten minutes are a flood", every(50_000, 11), 24, 11 / 24, 11, 11, ("in_10_min",)),
    ("of a day that just began the mean is that of a whole hour", [1, 2], 0.1, 2.0, 2, 2, ()),
    ("all three at once", every(1000, 200), 24, 200 / 24, 200, 200, ("mean", "peak", "in_10_min")),
    ("what lies before and after does not count", [-1, 24 * HOUR_MS], 24, 0.0, 0, 0, ()),
)


@pytest.mark.parametrize(("_", "times", "hours", "mean", "peak", "rush", "over"), LOADS, ids=[case[0] for case in LOADS])
def test_the_load_is_told_against_the_budget(_: str, times: list[int], hours: float, mean: float, peak: int, rush: int, over: tuple[str, ...]):
    load = load_of(times, 0, round(hours * HOUR_MS), BUDGET)
    assert load.mean_per_hour == pytest.approx(mean)
    assert (load.peak.n, load.in_10_min.n, load.over) == (peak, rush, over)


TIMES = st.lists(st.integers(-HOUR_MS, 25 * HOUR_MS), max_size=60)


@given(TIMES)
def test_every_alarm_of_the_day_stands_in_one_hour(times: list[int]):
    load = load_of(times, 0, DAY_MS, BUDGET)
    assert sum(load.hours) == load.alarms == sum(0 <= at < DAY_MS for at in times)
    assert len(load.hours) == 24
    assert load.peak.n >= max(load.hours)


@given(TIMES, st.integers(1, HOUR_MS))
def test_the_most_within_a_width_is_what_looking_at_every_start_finds(times: list[int], width_ms: int):
    ordered = sorted(times)
    slow = [sum(start <= at < start + width_ms for at in ordered) for start in ordered]
    most = most_within(ordered, width_ms)
    assert most.n == max(slow, default=0)
    assert most.from_ms == (ordered[slow.index(most.n)] if slow else None)


def test_an_hour_that_has_begun_is_shown():
    assert load_of([5], 0, 90 * MINUTE_MS, BUDGET).hours == (1, 0)


def alarms(unit_id: str | None, rule: str, times: list[int]) -> list[Alarm]:
    return [Alarm(at_ms=at, rule=rule, unit_id=unit_id) for at in times]


CHATTERS: tuple[Any, ...] = (
    ("three in an hour are none", alarms("U1", "signal-lost", every(MINUTE_MS, 3)), []),
    ("four in an hour are", alarms("U1", "signal-lost", every(MINUTE_MS, 4)), [("U1", "signal-lost", 4, 0, 4)]),
    ("four in the whole day are none", alarms("U1", "signal-lost", every(2 * HOUR_MS, 4)), []),
    ("two rules of a unit are not one", alarms("U1", "signal-lost", [1, 2]) + alarms("U1", "power-cut", [3, 4]), []),
    ("two units of a rule are not one", alarms("U1", "signal-lost", [1, 2]) + alarms("U2", "signal-lost", [3, 4]), []),
    ("what names no unit cannot chatter", alarms(None, "paper-trip", every(1, 9)), []),
    (
        "the worst comes first",
        alarms("U1", "signal-lost", every(1, 4)) + alarms("U2", "signal-lost", every(1, 6, 7)),
        [("U2", "signal-lost", 6, 7, 6), ("U1", "signal-lost", 4, 0, 4)],
    ),
)


@pytest.mark.parametrize(("_", "told", "expected"), CHATTERS, ids=[case[0] for case in CHATTERS])
def test_a_unit_chatters_when_one_rule_tells_again_and_again(_: str, told: list[Alarm], expected: list[Any]):
    found = chattering(told, BUDGET)
    assert [(one.unit_id, one.rule, one.in_hour.n, one.in_hour.from_ms, one.alarms) for one in found] == expected


def test_the_top_is_by_number_and_then_by_name():
    assert top(["b", "a", "c", "a", "b", "d"], 3) == [("a", 2), ("b", 2), ("c", 1)]


def test_most_of_nothing_is_nothing():
    assert most_within([], 1) == Most(0, None)


HEARINGS: tuple[Any, ...] = (
    ("just now", 0, "heard"),
    ("a fix ahead of our clock", -MINUTE_MS, "heard"),
    ("five minutes to the millisecond", 5 * MINUTE_MS, "heard"),
    ("a millisecond more", 5 * MINUTE_MS + 1, "silent_5_min"),
    ("an hour", HOUR_MS, "silent_5_min"),
    ("over an hour", HOUR_MS + 1, "silent_1_h"),
    ("a day", DAY_MS, "silent_1_h"),
    ("over a day", DAY_MS + 1, "silent_24_h"),
)


@pytest.mark.parametrize(("_", "age_ms", "expected"), HEARINGS, ids=[case[0] for case in HEARINGS])
def test_a_unit_is_silent_by_when_it_was_heard_last(_: str, age_ms: int, expected: str):
    assert hearing(10 * DAY_MS - age_ms, 10 * DAY_MS) == expected


def heard(unit_id: str, age_ms: int = 0, *, on_trip: bool = False, took_ms: int = 0) -> Heard:
    at_ms = 10 * DAY_MS - age_ms
    return Heard(unit_id=unit_id, heard_ms=at_ms, fix_ms=at_ms - took_ms, on_trip=on_trip)


def test_units_are_counted_by_the_vendor_in_their_name_else_by_the_account():
    accounts = [Account(name="siam-gps", codes=("043",), units=()), Account(name="small", codes=(), units=("T-1",))]
    dlt, other = "043" + "0" * 24, "017" + "0" * 24
    units = [heard(dlt, on_trip=True), heard(dlt[:-1] + "1", 2 * HOUR_MS, on_trip=True), heard(other), heard("T-1", 6 * MINUTE_MS), heard("X")]
    rows = by_vendor(units, accounts, 10 * DAY_MS)
    assert [(row.vendor, row.accounts, row.units, row.heard, row.silent_on_trip) for row in rows] == [
        ("043", ("siam-gps",), 2, 1, 1), ("small", ("small",), 1, 0, 0), ("017", (), 1, 1, 0), (None, (), 1, 1, 0),
    ]  # fmt: skip
    assert (rows[0].silent_1_h, rows[1].silent_5_min) == (1, 1)


@given(st.lists(st.tuples(st.sampled_from(["043", "017", "x"]), st.integers(-HOUR_MS, 3 * DAY_MS), st.booleans()), max_size=40))
def test_every_unit_is_counted_once(units: list[tuple[str, int, bool]]):
    rows = by_vendor([heard(f"{code}{i:024}", age, on_trip=on) for i, (code, age, on) in enumerate(units)], [], 10 * DAY_MS)
    assert sum(row.units for row in rows) == len(units)
    assert all(row.heard + row.silent_5_min + row.silent_1_h + row.silent_24_h == row.units for row in rows)
    assert sum(row.silent_on_trip for row in rows) == sum(age > 5 * MINUTE_MS and on for _, age, on in units)


def test_receipt_lags_are_those_of_units_heard_within_the_hour():
    units = [heard("A", took_ms=5000), heard("B", took_ms=-20), heard("C", 2 * HOUR_MS, took_ms=9000)]
    assert receipt_lags_ms(units, 10 * DAY_MS) == [0, 5000]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=300), st.sampled_from([0.5, 0.99]))
def test_the_nearest_rank_is_the_least_that_covers_the_share(values: list[int], share: float):
    ordered = sorted(values)
    found = nearest_rank(ordered, share)
    assert found is not None
    assert sum(value <= found for value in ordered) >= share * len(ordered)
    assert sum(value < found for value in ordered) < share * len(ordered)


def test_nothing_has_no_rank():
    assert nearest_rank([], 0.5) is None


CURRENT: tuple[Any, ...] = (
    ("a day that goes on is always counted", -1, 0, False),
    ("one that just ended keeps for a quarter of an hour", HOUR_MS, 14 * MINUTE_MS, True),
    ("and no longer", HOUR_MS, 15 * MINUTE_MS, False),
    ("one of last week keeps for half a day", 7 * DAY_MS, 11 * HOUR_MS, True),
    ("and no longer than that", 7 * DAY_MS, 12 * HOUR_MS, False),
    ("one of last quarter keeps for a week", 90 * DAY_MS, 6 * DAY_MS, True),
    ("even that is counted again", 90 * DAY_MS, 7 * DAY_MS, False),
    ("a count that is still to come was made under another clock", 90 * DAY_MS, -1, False),
)


@pytest.mark.parametrize(("_", "ended_ms", "age_ms", "expected"), CURRENT, ids=[case[0] for case in CURRENT])
def test_a_count_does_for_a_while(_: str, ended_ms: int, age_ms: int, expected: bool):
    assert is_current(ended_ms, age_ms) is expected
