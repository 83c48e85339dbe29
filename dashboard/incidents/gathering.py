"""Gathering: the alerts of the next events put into incidents, in one transaction with the place reached."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from dashboard.estates import EstateMap, Estates
from dashboard.incidents.follow import followed, gathered
from dashboard.incidents.gather import Case, subject_of
from dashboard.incidents.parts import Part, estates_kept
from models.event import ALERT_TYPES
from models.incident import Summary
from models.shelf import Shelf
from storage.incidents import (
    LOCK_KEY,
    append_log,
    incidents_of_alerts,
    load_gathered,
    load_incidents,
    load_members,
    open_incidents_of,
    save_incidents,
    take_turn,
    tell,
)  # fmt: skip
from storage.incidents_past import Backlog, close_past, end_backlog, load_backlog
from storage.lists_events import EventRow
from storage.lists_trips import origins_of
from storage.merges import load_parts, save_parts
from storage.reading_on import place_reached, read_on
from storage.shelves import incidents_open, incidents_over, load_shelves

READER: Final = "incidents"
PAGE: Final = 500
PAST: Final = "เกิดขึ้นก่อนเริ่มใช้ศูนย์เฝ้าระวัง / it was over before the alert desk began"


class _Named(msgspec.Struct, frozen=True):
    alert_id: str


class _Told(msgspec.Struct, frozen=True):
    data: _Named


_TOLD: Final = msgspec.json.Decoder(_Told)


async def gather_next(connection: Any, estates: Estates, now_ms: int) -> bool:
    """Gathers the alerts of the next events; says whether there may be more to do at once.

    Of several who gather one does, and the others wait. Whoever dies in between has done nothing, and the next one
    goes on where the last one ended.
    """
    async with connection.transaction():
        await take_turn(connection)
        backlog = await load_backlog(connection)
        rows = await read_on(connection, READER, LOCK_KEY, PAGE)
        if rows:
            told = backlog is None or rows[0].place > backlog.end
            await _gather(connection, _alert_ids(rows), estates, now_ms, told=told)
        if backlog is None:
            return len(rows) == PAGE
        return await _put_away(connection, backlog, now_ms) if not rows else True


async def shelve_anew(connection: Any, now_ms: int) -> None:
    """Has all open incidents shelved or not as the shelves now stand, in the caller's transaction and turn."""
    incident_ids = await incidents_open(connection)
    for start in range(0, len(incident_ids), PAGE):
        await _settle(connection, incident_ids[start : start + PAGE], now_ms)


async def unshelve_over(connection: Any, now_ms: int) -> bool:
    """Brings incidents back whose shelf is over; says whether there may be more."""
    if not await incidents_over(connection, now_ms, 1):
        return False
    async with connection.transaction():
        await take_turn(connection)
        incident_ids = await incidents_over(connection, now_ms, PAGE)
        await _settle(connection, incident_ids, now_ms)
    return len(incident_ids) == PAGE


async def _gather(
    connection: Any, alert_ids: Collection[str], estates: Estates, now_ms: int, *, told: bool
) -> None:
    if not alert_ids:
        return
    owners = await incidents_of_alerts(connection, alert_ids)
    fresh = await load_gathered(connection, [alert_id for alert_id in alert_ids if alert_id not in owners])
    subjects = {(subject.about, subject.key) for subject in map(subject_of, fresh)}
    known = await load_cases(connection, {*owners.values(), *await open_incidents_of(connection, subjects)})
    alerts = [*fresh, *(alert for case in known for alert in case.alerts)]
    origins = await origins_of(connection, sorted({alert.trip_id for alert in alerts if alert.trip_id}))
    known_estates = await estates.in_force(connection, now_ms)

    def estate_of(summary: Summary) -> str | None:
        return _estate_of(summary, origins, known_estates)

    shelves = await load_shelves(connection, now_ms)
    await save_cases(connection, gathered(known, fresh, shelves, estate_of, now_ms), told=told)


def _estate_of(summary: Summary, origins: Mapping[str, str], estates: EstateMap) -> str | None:
    """That of its trip's origin, else that of its place; `origins` are the zones from which trips set out."""
    estate = None if summary.trip_id is None else estates.of_zone(origins.get(summary.trip_id))
    if estate is None and summary.lat is not None and summary.lon is not None:
        estate = estates.at(summary.lat, summary.lon)
    return None if estate is None else estate.zone_id


async def _settle(connection: Any, incident_ids: Sequence[str], now_ms: int) -> None:
    shelves = await load_shelves(connection, now_ms)
    known = await load_cases(connection, incident_ids)
    settled = [_shelved_anew(case, shelves, now_ms) for case in known]
    await save_cases(connection, [case for case, was in zip(settled, known, strict=True) if case is not was], told=True)


def _shelved_anew(case: Case, shelves: Sequence[Shelf], now_ms: int) -> Case:
    """The case under other shelves, its estate as it was."""
    return followed(case, shelves, estates_kept(case.incident, case.parts), now_ms)


async def load_cases(connection: Any, incident_ids: Collection[str]) -> list[Case]:
    """These cases with their alerts and parts, by id."""
    incidents = await load_incidents(connection, incident_ids)
    members = await load_members(connection, [incident.incident_id for incident in incidents])
    parts = await load_parts(connection, [one.incident_id for one in incidents if one.summary.merged_ids])
    return [
        Case(
            incident=incident, alerts=tuple(members[incident.incident_id]),
            parts=tuple(
                Part(incident=row.incident, alert_ids=row.alert_ids) for row in parts.get(incident.incident_id, ())
            ),
        )
        for incident in incidents
    ]  # fmt: skip


async def save_cases(connection: Any, cases: Sequence[Case], *, told: bool) -> None:
    """Writes cases, their parts and their new lines in the caller's turn; `told`: listeners are to read them."""
    if not cases:
        return
    await save_parts(connection, [(part.incident, part.alert_ids) for case in cases for part in case.parts])
    await save_incidents(connection, [case.incident for case in cases], told=told)
    await append_log(connection, [line for case in cases for line in case.lines])
    if told:
        await tell(connection)


async def _put_away(connection: Any, backlog: Backlog, now_ms: int) -> bool:
    """What of the backlog is over is closed, a page at a time; then the rest is told."""
    if await place_reached(connection, READER) < backlog.end:
        return False  # an older transaction is still open: its events come first
    if await close_past(connection, backlog.before_ms, PAST, now_ms, PAGE) == PAGE:
        return True
    await end_backlog(connection)
    await tell(connection)
    return False


def _alert_ids(rows: Sequence[EventRow]) -> list[str]:
    named = (_TOLD.decode(row.body).data.alert_id for row in rows if row.type in ALERT_TYPES)
    return list(dict.fromkeys(named))
