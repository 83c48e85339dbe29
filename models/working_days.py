"""Working days: Monday to Friday less a country's holidays, and when so many of them are over."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

_DAY = timedelta(days=1)
_FRIDAY = 5


def is_country(code: str) -> bool:
    """Whether the holidays of a country are known by this code, two capital letters (ISO 3166-1)."""
    return code in holidays.list_supported_countries(include_aliases=False)


def holidays_of(country: str) -> Container[date]:
    """The public holidays of a country for which `is_country` holds, days in lieu included, of any year."""
    return holidays.country_holidays(country)


def end_of_working_day_ms(at_ms: int, count: int, off: Container[date], timezone: ZoneInfo) -> int:
    """24:00 local time of the `count`-th working day after the local day of a time."""
    day = datetime.fromtimestamp(at_ms / 1000, timezone).date()
    while count > 0:
        day += _DAY
        count -= _is_working_day(day, off)
    return round(datetime.combine(day + _DAY, time.min, timezone).timestamp() * 1000)


def _is_working_day(day: date, off: Container[date]) -> bool:
    return day.isoweekday() <= _FRIDAY and day not in off
