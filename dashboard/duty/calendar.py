"""The calendar that shifts go by: the zone of local days, and the country's holidays."""

from collections.abc import Container
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from models.working_days import holidays_of
from ops.settings import Settings


class DutyCalendar(msgspec.Struct, frozen=True):
    """Local time and the days off."""

    zone: ZoneInfo
    off: Container[date]

    @classmethod
    def from_settings(cls, settings: Settings) -> "DutyCalendar":
        """As the settings name them."""
        return cls(ZoneInfo(settings.timezone), holidays_of(settings.holidays))
