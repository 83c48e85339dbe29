"""Permitted hours: both ends included, and past midnight they belong to the day on which they start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.permit import TimeWindow
from models.time_windows import DAY_MIN, is_open

MON, TUE, FRI, SAT, SUN = 1, 2, 5, 6, 7


def minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def window(days: tuple[int, ...], from_: str, to: str) -> TimeWindow:
    return TimeWindow(days=days, from_min=minute(from_), to_min=minute(to))


DAYTIME = window((1, 2, 3, 4, 5), "06:00", "20:00")
NIGHT = window((FRI, SUN), "22:00", "04:00")
TO_MIDNIGHT = window((MON,), "18:00", "24:00")


@pytest.mark.parametrize(
    ("says", "windows", "weekday", "clock", "open_"),
    (
        ("without windows any hour", (), SUN, "03:00", True),
        ("within", (DAYTIME,), MON, "12:00", True),
        ("the first minute is included", (DAYTIME,), MON, "06:00", True),
        ("the one before is not", (DAYTIME,), MON, "05:59", False),
        ("the last minute is included", (DAYTIME,), FRI, "20:00", True),
        ("the one after is not", (DAYTIME,), FRI, "20:01", False),
        ("not on another day", (DAYTIME,), SAT, "12:00", False),
        ("past midnight: in its evening", (NIGHT,), FRI, "22:00", True),
        ("at midnight", (NIGHT,), SAT, "00:00", True),
        ("in the morning of the day after", (NIGHT,), SAT, "04:00", True),
        ("and no minute longer", (NIGHT,), SAT, "04:01", False),
        ("not in the morning of its own day", (NIGHT,), FRI, "03:00", False),
        ("nor in the evening of the day after", (NIGHT,), SAT, "22:30", False),
        ("Sunday's night runs into Monday", (NIGHT,), MON, "01:00", True),
        ("but Monday has none of its own", (NIGHT,), MON, "23:00", False),
        ("24:00 is the end of the day, included", (TO_MIDNIGHT,), TUE, "00:00", True),
        ("and no minute longer", (TO_MIDNIGHT,), TUE, "00:01", False),
        ("a window of one minute", (window((MON,), "07:00", "07:00"),), MON, "07:00", True),
        ("is no window of a day", (window((MON,), "07:00", "07:00"),), MON, "06:59", False),
        ("of several any will do", (DAYTIME, NIGHT), SAT, "02:00", True),
        ("between them none does", (DAYTIME, NIGHT), SAT, "05:00", False),
    ),
)
def test_permitted_hours(says: str, windows: tuple[TimeWindow, ...], weekday: int, clock: str, open_: bool) -> None:
    assert is_open(windows, weekday, minute(clock)) is open_, says


minutes = st.integers(0, DAY_MIN - 1)


@given(st.integers(1, 7), minutes, minutes, st.integers(0, 7 * DAY_MIN - 1))
def test_a_window_is_open_for_as_long_as_it_says_once_a_week(day: int, from_min: int, to_min: int, moment: int) -> None:
    one = TimeWindow(days=(day,), from_min=from_min, to_min=to_min)
    since = (moment - (day - 1) * DAY_MIN - from_min) % (7 * DAY_MIN)
    assert is_open((one,), moment // DAY_MIN + 1, moment % DAY_MIN) is (since <= (to_min - from_min) % DAY_MIN)
