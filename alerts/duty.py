"""Duty: who is to be told of what happens at a place at a time, in order, and why each."""

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal

import msgspec

from models.roster import DUTY_ROLES, DutyPlace, DutyRole, Hours, Member, Roster, Shift

ByArea = Literal["drawn", "estate", "province", "rest", "any"]
"""`any`: no area holds the place, and no roster is for the rest."""
ByTime = Literal["always", "shift", "change", "nobody_else"]
"""`nobody_else`: not on duty, and nobody of that role is."""

_AREAS: Final[tuple[ByArea, ...]] = ("drawn", "estate", "province")
_DAY: Final = timedelta(days=1)


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A person to be told, by which roster, and why: which area holds the place, and what makes it their time."""

    person: str
    role: DutyRole
    channels: tuple[str, ...]
    roster_id: str
    by_area: ByArea
    by_time: ByTime

    @property
    def why(self) -> str:
        """Both reasons in two words."""
        return f"{self.by_area} {self.by_time}"


def covering(rosters: Iterable[Roster], place: DutyPlace) -> tuple[tuple[Roster, ByArea], ...]:
    """The rosters whose area holds a place, drawn areas before estates and these before provinces; else the rest's."""
    listed = list(rosters)
    found = [(roster, area) for area in _AREAS for roster in listed if _area_of(roster, place) == area]
    return tuple(found) or tuple((roster, "rest") for roster in listed if roster.for_the_rest)


def on_duty(
    rosters: Iterable[Roster], place: DutyPlace, now_ms: int, zone: tzinfo, off: Container[date], *,
    or_any: bool = False,
) -> tuple[OnDuty, ...]:  # fmt: skip
    """Who is told, officers before supervisors before the centre; `off` are the holidays.

    `or_any`: where no roster covers the place, those of all rosters.
    Where no supervisor, or nobody of the centre, is on duty all of them stand there, and so do officers where nobody
    else would. A person stands there once.
    """
    local = datetime.fromtimestamp(now_ms / 1000, zone)
    listed = list(rosters)
    covered = covering(listed, place)
    if or_any and not covered:
        covered = tuple((roster, "any") for roster in listed)
    found: dict[str, OnDuty] = {}
    for role in DUTY_ROLES:
        members = [(roster, area, one) for roster, area in covered for one in roster.members if one.role == role]
        for roster, area, member in members:
            by_time = time_of(roster, member, now_ms, local, off)
            if by_time is not None:
                found.setdefault(member.person, _called(roster, area, member, by_time))
        if role != "officer" and all(one.role != role for one in found.values()):
            for roster, area, member in members:
                found.setdefault(member.person, _called(roster, area, member, "nobody_else"))
    if not found:
        asleep = ((roster, area, one) for roster, area in covered for one in roster.members)
        found = {one.person: _called(roster, area, one, "nobody_else") for roster, area, one in asleep}
    return tuple(found.values())


def time_of(roster: Roster, member: Member, now_ms: int, local: datetime, off: Container[date]) -> ByTime | None:
    """What says that a member is on duty at a time, None where they are not; of changes the last one counts."""
    said = [one for one in roster.changes if one.person == member.person and one.from_ms <= now_ms < one.to_ms]
    if said:
        return "change" if said[-1].is_on else None
    if not member.shifts:
        return "always"
    return "shift" if any(_holds(shift, local, off) for shift in member.shifts) else None


def quiet_until_ms(quiet: Hours | None, now_ms: int, zone: tzinfo) -> int | None:
    """When the quiet hours that hold at a time end; None where none hold."""
    local = datetime.fromtimestamp(now_ms / 1000, zone)
    began = None if quiet is None else quiet.hold(_minute(local))
    if quiet is None or began is None:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ends_tomorrow = began == "from_today" and quiet.to_min <= quiet.from_min
    end = midnight + timedelta(minutes=quiet.to_min) + (_DAY if ends_tomorrow else timedelta())
    return round(end.timestamp() * 1000)


def _area_of(roster: Roster, place: DutyPlace) -> ByArea | None:
    if roster.roster_id in place.drawn:
        return "drawn"
    if place.estate_zone_id is not None and place.estate_zone_id in roster.zone_ids:
        return "estate"
    return "province" if place.province is not None and place.province in roster.provinces else None


def _holds(shift: Shift, local: datetime, off: Container[date]) -> bool:
    began = shift.hours.hold(_minute(local))
    if began is None:
        return False
    day = local.date() if began == "from_today" else local.date() - _DAY
    if day.isoweekday() not in shift.days:
        return False
    return shift.holidays == "as_usual" or (day in off) == (shift.holidays == "only")


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _called(roster: Roster, area: ByArea, member: Member, by_time: ByTime) -> OnDuty:
    return OnDuty(
        person=member.person, role=member.role, channels=member.channels, roster_id=roster.roster_id, by_area=area,
        by_time=by_time,
    )  # fmt: skip


def people_of(rosters: Iterable[Roster], person: str) -> Sequence[Member]:
    """What rosters say of a person."""
    return [member for roster in rosters for member in roster.members if member.person == person]
