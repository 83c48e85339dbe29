"""Local days: which one a time lies in, and from when to when one lasts."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.problems import bad_parameter

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR: Final = 1971
_LAST_YEAR: Final = 2261
_ONE: Final = timedelta(days=1)


def day_at(at_ms: int, zone: ZoneInfo) -> date:
    """The local day in which a time lies."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at_ms)).astimezone(zone).date()


def span_of(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """The span [from, to) of a local day in ms; where clocks are put on or back it is an hour shorter or longer."""
    return _midnight_ms(day, zone), _midnight_ms(day + _ONE, zone)


def days_up_to(last: date, count: int) -> list[date]:
    """So many days that end with this one, oldest first."""
    return [last - timedelta(days=before) for before in range(count - 1, -1, -1)]


def read_day(text: str | None, today: date) -> date:
    """The day that a parameter asks for, today without one; raises a 400 problem."""
    if text is None:
        return today
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise bad_parameter("day", f"{text!r} is no day; write e.g. 2026-11-02", f"{text!r} ไม่ใช่วันที่ เช่น 2026-11-02")
    return day


def _midnight_ms(day: date, zone: ZoneInfo) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
