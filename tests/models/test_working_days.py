"""Working days: the week, the holidays of Thailand in 2569, and midnight in Bangkok."""

from datetime import date, timedelta

import pytest

from models.working_days import end_of_working_day_ms, holidays_of, is_country
from tests.alerts.papers import BANGKOK, local_ms

THAI = holidays_of("TH")


@pytest.mark.parametrize(
    ("says", "from_local", "count", "until_local"),
    (
        ("Monday to Wednesday's midnight", "2026-11-02 09:00", 2, "2026-11-05 00:00"),
        ("the last minute of Monday is Monday's", "2026-11-02 23:59", 2, "2026-11-05 00:00"),
        ("midnight is Tuesday's", "2026-11-03 00:00", 2, "2026-11-06 00:00"),
        ("Friday evening skips the weekend", "2026-11-06 19:00", 2, "2026-11-11 00:00"),
        ("so does Saturday", "2026-11-07 10:00", 2, "2026-11-11 00:00"),
        ("Thursday takes in Friday and Monday", "2026-11-05 10:00", 2, "2026-11-10 00:00"),
        ("Songkran is Monday to Wednesday", "2026-04-10 10:00", 2, "2026-04-18 00:00"),
        ("New Year's Eve to the Friday between, then the weekend", "2026-12-30 10:00", 2, "2027-01-06 00:00"),
        ("a day in lieu of a Saturday's holiday", "2026-12-04 10:00", 1, "2026-12-09 00:00"),
        ("none to wait for: the day itself", "2026-11-02 09:00", 0, "2026-11-03 00:00"),
    ),
)
def test_when_working_days_are_over_in_thailand(says: str, from_local: str, count: int, until_local: str) -> None:
    assert end_of_working_day_ms(local_ms(from_local), count, THAI, BANGKOK) == local_ms(until_local), says


def test_without_holidays_only_the_week_counts() -> None:
    assert end_of_working_day_ms(local_ms("2026-04-10 10:00"), 2, frozenset(), BANGKOK) == local_ms("2026-04-15 00:00")


@pytest.mark.parametrize(
    "day",
    (
        date(2026, 1, 1), date(2026, 3, 3), date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15),
        date(2026, 5, 4), date(2026, 6, 1), date(2026, 6, 3), date(2026, 7, 28), date(2026, 7, 29), date(2026, 8, 12),
        date(2026, 10, 13), date(2026, 10, 23), date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 31),
    ),
)  # fmt: skip
def test_the_thai_holidays_of_2569_are_known(day: date) -> None:
    assert day in THAI


def test_years_to_come_have_holidays_too_and_ordinary_days_are_none() -> None:
    assert all(date(year, 4, 13) in THAI for year in range(2024, 2036))
    assert date(2026, 11, 2) not in THAI
    assert sum(date(2026, 1, 1) + timedelta(days) in THAI for days in range(365)) < 30


@pytest.mark.parametrize(("code", "known"), (("TH", True), ("LA", True), ("DE", True), ("XX", False), ("th", False), ("", False), ("THA", False)))
def test_a_country_is_named_by_two_capitals(code: str, known: bool) -> None:
    assert is_country(code) is known
