"""Rosters as the API takes and shows them."""

from typing import Any

import msgspec

from dashboard.duty import answers
from dashboard.parameters import read_time
from models.roster import CallRule, Change, Hours, Member, Roster, Shift
from models.times import to_iso


def roster_of(roster_id: str, said: answers.RosterSaid) -> Roster:
    """The roster that is said, in its next version; raises a 400 problem where a time cannot be read."""
    return Roster(
        roster_id=roster_id, version=said.version + 1, name_th=said.name_th.strip(), name_en=said.name_en.strip(),
        zone_ids=tuple(dict.fromkeys(said.zone_ids)), provinces=tuple(dict.fromkeys(said.provinces)),
        ring=tuple(said.ring), for_the_rest=said.for_the_rest,
        members=tuple(
            Member(
                person=one.person.strip(), role=one.role, channels=tuple(dict.fromkeys(one.channels)),
                shifts=tuple(
                    Shift(days=tuple(sorted(set(each.days))), hours=_hours(each), holidays=each.holidays)
                    for each in one.shifts
                ),
            )
            for one in said.members
        ),
        changes=tuple(
            Change(
                person=one.person.strip(), from_ms=read_time("changes.from", one.from_),
                to_ms=read_time("changes.to", one.to), is_on=one.on_duty, note=one.note,
            )
            for one in said.changes
        ),
        rules=tuple(msgspec.convert(one, CallRule, from_attributes=True) for one in said.rules),
        quiet=None if said.quiet is None else _hours(said.quiet),
    )  # fmt: skip


def shown_roster(roster: Roster) -> answers.Roster:
    """A roster as it stands."""
    return answers.Roster(
        roster_id=roster.roster_id, version=roster.version, name_th=roster.name_th, name_en=roster.name_en,
        zone_ids=list(roster.zone_ids), provinces=list(roster.provinces), ring=list(roster.ring),
        for_the_rest=roster.for_the_rest,
        members=[
            answers.Member(
                person=one.person, role=one.role, channels=list(one.channels),
                shifts=[
                    answers.Shift(days=list(each.days), holidays=each.holidays, **_clocks(each.hours))
                    for each in one.shifts
                ],
            )
            for one in roster.members
        ],
        changes=[
            answers.Change(
                person=one.person, from_=to_iso(one.from_ms), to=to_iso(one.to_ms), on_duty=one.is_on, note=one.note
            )
            for one in roster.changes
        ],
        rules=[
            answers.Rule(
                urgency=one.urgency, least_severity=one.least_severity, rules=list(one.rules), role=one.role,
                people=one.people, channels=one.channels, escalates=one.escalates,
            )
            for one in roster.rules
        ],
        quiet=None if roster.quiet is None else answers.Hours(**_clocks(roster.quiet)),
    )  # fmt: skip


def _hours(said: answers.Hours) -> Hours:
    from_, to = (int(text[:2]) * 60 + int(text[3:]) for text in (said.from_, said.to))
    return Hours(from_min=from_, to_min=to)


def _clocks(hours: Hours) -> dict[str, Any]:
    from_, to = (f"{minute // 60:02}:{minute % 60:02}" for minute in (hours.from_min, hours.to_min))
    return {"from_": from_, "to": to}


