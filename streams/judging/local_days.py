"""Local days: which calendar day, and which minute of it, a time falls on where the law counts days and hours."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from models.times import HOUR_MS, MINUTE_MS, SECOND_MS

_QUARTER_MS: Final = HOUR_MS // 4


def local_date(at_ms: int, timezone: ZoneInfo) -> date:
    """The local calendar day of a time."""
    # Every zone in use changes its offset and its day on a quarter of an hour of the epoch's grid: its answer is kept.
    return _of_quarter(at_ms // _QUARTER_MS, timezone)


def on_one_date_ms(at_ms: int, timezone: ZoneInfo) -> tuple[int, int]:
    """The time around another one, from and to before, in which `local_date` is the same."""
    return _around_quarter(at_ms // _QUARTER_MS, timezone)


def start_of_day_ms(day: date, timezone: ZoneInfo) -> int:
    """When a local calendar day begins."""
    return int(datetime.combine(day, time.min, timezone).timestamp()) * SECOND_MS


def local_minute(at_ms: int, timezone: ZoneInfo) -> tuple[int, int]:
    """The local day of the week (1 = Monday to 7) of a time, and its minute of that day."""
    return _of_minute(at_ms // MINUTE_MS, timezone)


@lru_cache(4096)
def _of_minute(number: int, timezone: ZoneInfo) -> tuple[int, int]:
    moment = datetime.fromtimestamp(number * 60, timezone)
    return moment.isoweekday(), moment.hour * 60 + moment.minute


@lru_cache(4096)
def _of_quarter(quarter: int, timezone: ZoneInfo) -> date:
    return datetime.fromtimestamp(quarter * 900, timezone).date()


@lru_cache(4096)
def _around_quarter(quarter: int, timezone: ZoneInfo) -> tuple[int, int]:
    day, first, last = _of_quarter(quarter, timezone), quarter, quarter
    while _of_quarter(first - 1, timezone) == day:
        first -= 1
    while _of_quarter(last + 1, timezone) == day:
        last += 1
    return first * _QUARTER_MS, (last + 1) * _QUARTER_MS
