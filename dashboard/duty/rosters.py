"""Rosters over HTTP: listed with who is on duty now, written by supervisors over the version that they saw."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec
from litestar import Response, delete, get, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody

from alerts.duty import on_duty
from dashboard.duty import answers
from dashboard.duty.calendar import DutyCalendar
from dashboard.duty.shown import roster_of, shown_roster
from dashboard.estates import EstateMap
from dashboard.given import (
    NO_STORE,
    GivenDutyCalendar,
    GivenEstates,
    GivenNow,
    GivenPerson,
    GivenPool,
    json_answer,
    problem_specs,
)
from dashboard.problems import Problem, bad_parameter, not_found
from geofences.drawn_area import BadArea, DrawnArea
from models.roster import DutyPlace, Roster
from models.thresholds import RULES
from models.times import to_iso
from storage.audit import audit
from storage.people import names_who_act
from storage.rosters import (
    lock_rosters,
    read_channels,
    read_roster,
    read_rosters,
    remove_roster,
    write_roster,
)

_ROSTER_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_OVERTAKEN: Final = {
    409: ResponseSpec(
        data_container=answers.RosterOvertaken, media_type="application/problem+json", generate_examples=False,
        description="somebody was first; `current` is how it stands",
    )
}  # fmt: skip


@get("/rosters", response_headers=NO_STORE, responses=problem_specs(503))
async def list_rosters(
    pool: GivenPool, now: GivenNow, duty_calendar: GivenDutyCalendar
) -> Response[answers.RosterList]:
    """All rosters with who is on duty now, and the channels that the notifier has, by name and kind alone."""
    now_ms = now()
    rosters, channels = await read_rosters(pool), await read_channels(pool)
    accounts = await names_who_act(pool)
    return json_answer(
        answers.RosterList(
            items=[_listed(roster, now_ms, duty_calendar) for roster in rosters],
            strangers=_strangers(rosters, accounts),
            channels=[
                msgspec.convert(
                    msgspec.structs.asdict(one) | {"told_at": to_iso(one.told_ms)}, answers.ListedChannel, strict=False
                )
                for one in channels
            ],
        )
    )


@put(
    "/rosters/{roster_id:str}",
    response_headers=NO_STORE,
    responses={**problem_specs(400, 403, 503), **_OVERTAKEN},
)
async def put_roster(
    pool: GivenPool,
    now: GivenNow,
    estates: GivenEstates,
    person: GivenPerson,
    roster_id: FromPath[str],
    data: JSONBody[answers.RosterSaid],
) -> Response[answers.Roster]:
    """Writes a roster over the version that was seen (0: there was none); a 409 holds it as it is (`current`)."""
    person.needs("supervisor")
    roster = roster_of(roster_id, data)
    in_force = await estates.in_force(pool, now())
    async with pool.acquire() as connection, connection.transaction():
        await lock_rosters(connection)
        rosters = await read_rosters(connection)
        before = next((one for one in rosters if one.roster_id == roster_id), None)
        _check_version(before, data.version)
        roster = msgspec.structs.replace(roster, provinces=_provinces(roster, before, in_force))
        _check(roster, before, in_force.estates, {one.name for one in await read_channels(connection)})
        _check_rest(roster, rosters)
        await write_roster(connection, roster, person.name, now())
        await audit(connection, person.name, "roster written", roster_id, f"version {roster.version}")
    return json_answer(shown_roster(roster))


@delete(
    "/rosters/{roster_id:str}",
    status_code=204,
    response_headers=NO_STORE,
    responses={**problem_specs(400, 403, 404, 503), **_OVERTAKEN},
)
async def delete_roster(
    pool: GivenPool, person: GivenPerson, roster_id: FromPath[str], version: FromQuery[int]
) -> None:
    """Takes a roster away in the version that was seen; what was told by it stays."""
    person.needs("supervisor")
    async with pool.acquire() as connection, connection.transaction():
        await lock_rosters(connection)
        before = await read_roster(connection, roster_id)
        if before is None:
            raise not_found("roster", "ตารางเวร", roster_id)
        _check_version(before, version)
        await remove_roster(connection, roster_id)
        await audit(connection, person.name, "roster removed", roster_id, f"version {version}")


def _strangers(rosters: Sequence[Roster], accounts: Collection[str]) -> list[str]:
    """The officers and supervisors of rosters without an account, where anybody has one: mistyped, or gone."""
    people = {one.person for roster in rosters for one in roster.members if one.role != "centre"}
    return sorted(people.difference(accounts)) if accounts else []


def _listed(roster: Roster, now_ms: int, calendar: DutyCalendar) -> answers.ListedRoster:
    here = DutyPlace(drawn=frozenset({roster.roster_id}))
    people = on_duty([roster], here, now_ms, calendar.zone, calendar.off)
    shown = shown_roster(roster)
    fields = {name: getattr(shown, name) for name in shown.__struct_fields__}
    now = [answers.OnDutyNow(person=one.person, role=one.role, why=one.by_time) for one in people]
    return answers.ListedRoster(**fields, now=now)


def _check_version(before: Roster | None, seen: int) -> None:
    stands = 0 if before is None else before.version
    if stands != seen:
        raise Problem(
            409,
            "somebody has changed this roster in the meantime; nothing of yours was written: look at it as it is now",
            "มีผู้แก้ไขตารางเวรนี้ก่อนหน้านี้ ข้อมูลของท่านยังไม่ถูกบันทึก กรุณาดูข้อมูลล่าสุด",
            more={"current": None if before is None else shown_roster(before)},
        )


def _check(roster: Roster, before: Roster | None, in_force: Collection[str], channels: Collection[str]) -> None:
    if _ROSTER_ID.fullmatch(roster.roster_id) is None:
        raise bad_parameter(
            "roster_id",
            "write small Latin letters, digits and hyphens, at most 40",
            "ใช้อักษรละตินตัวเล็ก ตัวเลข และขีด ไม่เกิน 40 ตัว",
        )
    people = [member.person for member in roster.members]
    if len(set(people)) != len(people):
        raise bad_parameter("members", "names a person twice", "มีรายชื่อซ้ำ")
    # What has ended or was taken away since may stay: else the roster could not be changed any more.
    kept = before or Roster(roster_id="", version=0, name_th="", name_en="")
    known = {*channels, *(name for one in kept.members for name in one.channels)}
    _check_known("zone_ids", roster.zone_ids, {*in_force, *kept.zone_ids}, "estate in force", "นิคมที่ใช้อยู่")
    named = [name for one in roster.members for name in one.channels]
    _check_known("channels", named, known, "channel of the notifier", "ช่องทางที่ตั้งค่าไว้")
    _check_known("rules", [name for one in roster.rules for name in one.rules], set(RULES), "rule", "ชื่อกฎ")
    _check_known("changes", [one.person for one in roster.changes], set(people), "member", "ผู้อยู่ในเวร")
    if roster.ring:
        try:
            DrawnArea(roster.ring)
        except BadArea as error:
            raise bad_parameter("ring", f"encloses no area: {error.fault}", "พื้นที่ที่วาดใช้ไม่ได้") from error


def _provinces(roster: Roster, before: Roster | None, in_force: EstateMap) -> tuple[str, ...]:
    """The provinces by `zone_id`, as incidents are found to lie in them; raises a 400 problem for an unknown one."""
    kept = () if before is None else before.provinces
    found = {name: name if name in kept else in_force.province(name) for name in roster.provinces}
    known = {name for name, zone_id in found.items() if zone_id is not None}
    _check_known("provinces", roster.provinces, known, "zone of a province in force", "เขตจังหวัดที่ใช้อยู่")
    return tuple(dict.fromkeys(zone_id for zone_id in found.values() if zone_id is not None))


def _check_known(field: str, named: Sequence[str], known: Collection[str], what: str, what_th: str) -> None:
    unknown = list(dict.fromkeys(name for name in named if name not in known))
    if unknown:
        shown = ", ".join(unknown[:5])
        raise bad_parameter(field, f"no {what}: {shown}", f"ไม่ใช่{what_th}: {shown}")


def _check_rest(roster: Roster, rosters: Sequence[Roster]) -> None:
    other: Any = next((one for one in rosters if one.for_the_rest and one.roster_id != roster.roster_id), None)
    if roster.for_the_rest and other is not None:
        raise bad_parameter(
            "for_the_rest",
            f"roster {other.roster_id!r} has the rest already",
            f"ตารางเวร {other.roster_id!r} ดูแลพื้นที่ที่เหลืออยู่แล้ว",
        )
