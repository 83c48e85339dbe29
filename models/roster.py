"""Roster: who is told of what happens in an area, when, and over which channels, these by name alone."""

from typing import Final, Literal

import msgspec

from models.alert import Severity, Urgency

DutyRole = Literal["officer", "supervisor", "centre"]
OnHolidays = Literal["as_usual", "off", "only"]

DUTY_ROLES: Final[tuple[DutyRole, ...]] = ("officer", "supervisor", "centre")
"""In the order in which they are told."""
DAY_MIN: Final = 24 * 60


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes after local midnight, `to_min` not included; where that is no later it is the next day's."""

    from_min: int
    to_min: int

    def hold(self, minute: int) -> Literal["from_today", "from_yesterday"] | None:
        """Whether they hold at a minute of a day, and on which day they began."""
        ends_today = self.from_min < self.to_min
        if self.from_min <= minute and (minute < self.to_min or not ends_today):
            return "from_today"
        return "from_yesterday" if not ends_today and minute < self.to_min else None


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Hours on some days of the week (1 is Monday); days and holidays are those of the day on which they begin."""

    days: tuple[int, ...]
    hours: Hours
    holidays: OnHolidays = "as_usual"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """That a person is on duty, or is not, from one time to another, whatever the shifts say."""

    person: str
    from_ms: int
    to_ms: int
    is_on: bool
    note: str = ""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a roster; `channels` are names, the best first. Without shifts always on duty."""

    person: str
    role: DutyRole
    channels: tuple[str, ...]
    shifts: tuple[Shift, ...] = ()


class CallRule(msgspec.Struct, frozen=True, kw_only=True):
    """Of what (None and empty: of anything) how many people are told first, over how many unlike channels each.

    `role` is the first that is asked; `escalates`: others are told as long as nobody has acknowledged it.
    """

    urgency: Urgency | None = None
    least_severity: Severity | None = None
    rules: tuple[str, ...] = ()
    role: DutyRole = "officer"
    people: int = 1
    channels: int = 1
    escalates: bool = False


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told of what happens in its area: its estates, its provinces (`zone_id` both), the ring drawn (lon, lat).

    The one `for_the_rest` has what lies in no other's area. `quiet` hours hold back what is not immediate.
    """

    roster_id: str
    version: int
    name_th: str
    name_en: str
    zone_ids: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    for_the_rest: bool = False
    members: tuple[Member, ...] = ()
    changes: tuple[Change, ...] = ()
    rules: tuple[CallRule, ...] = ()
    quiet: Hours | None = None


class DutyPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where something happens, as rosters ask: its estate, its province, and the rosters whose drawn area holds it."""

    estate_zone_id: str | None = None
    province: str | None = None
    drawn: frozenset[str] = frozenset()
