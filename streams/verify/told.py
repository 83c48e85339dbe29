"""What was told: events without holes, with the contents that their ids name, and rows as the newest of them says."""

from typing import Any

import msgspec

from models.event import ALERT_TYPES, Event, build_event, decode_event, entity_of
from models.times import from_iso
from storage.keeping import event_bodies, standings
from streams.tracker.event_rows import alert_row, trip_row
from streams.verify.report import Report, Scope, some


async def check_told(connection: Any, scope: Scope, report: Report) -> dict[str, Event]:
    """Checks events against their ids, their order and the tables; gives the newest event of each trip and alert."""
    newest: dict[str, Event] = {}
    async for body in event_bodies(connection):
        event = decode_event(body)
        report.events += 1
        entity, version = entity_of(event), int(event.data["version"])
        if in_scope(event, scope):
            _check_event(event, entity, version, newest.get(entity), report)
        known = newest.get(entity)
        if known is None or known.data["version"] < version:
            newest[entity] = event
    await _check_rows(connection, newest, scope, report)
    return newest


def in_scope(event: Event, scope: Scope) -> bool:
    """Whether a trip or an alert is among those that are looked at."""
    return scope.has_unit(event.data.get("unit_id")) and scope.has_time(from_iso(event.data["started_at"]))


def name_of(event: Event) -> str:
    """A trip or an alert as a person finds it."""
    data = event.data
    what = f"{data['rule']} alert" if event.type in ALERT_TYPES else "trip"
    return f"{what} {entity_of(event)} of {data.get('unit_id') or data.get('vendor') or event.subject}"


def _check_event(event: Event, entity: str, version: int, before: Event | None, report: Report) -> None:
    meant = build_event(event.type, from_iso(event.time), event.subject, event.data)
    if meant.id != event.id:
        told = f"an event of version {version} with other contents"
        where = f"table events, event_id {event.id}"
        report.differs(name_of(event), told, f"those of which {event.id} is the digest", where)
    expected = 1 if before is None else int(before.data["version"]) + 1
    if version != expected:
        missing = [str(n) for n in range(expected, version)]
        told = f"the event of version {some(missing)}" if missing else f"no second event of version {version}"
        report.differs(name_of(event), f"version {version} after {expected - 1}", told, f"table events, {entity}")


async def _check_rows(connection: Any, newest: dict[str, Event], scope: Scope, report: Report) -> None:
    left = {entity for entity, event in newest.items() if in_scope(event, scope)}
    async for row in standings(connection):
        left.discard(row.entity_id)
        event = newest.get(row.entity_id)
        where = f"table {row.table}, {row.entity_id}"
        if event is None:
            if scope.has_unit(row.columns["unit_id"]) and scope.has_time(row.columns["started_ms"]):
                what = f"{row.table[:-1]} {row.entity_id}"
                report.differs(what, f"version {row.version}, and no event", "its events, or no row", where)
            continue
        if not in_scope(event, scope):
            continue
        version = int(event.data["version"])
        if row.version > version:
            told = f"events up to version {version}"
            report.differs(name_of(event), told, f"those up to {row.version}, as its row has", "table events")
            continue
        meant = alert_row(event) if event.type in ALERT_TYPES else trip_row(event)
        said = msgspec.json.decode(row.data)
        for name in sorted(said.keys() | event.data.keys()):
            if said.get(name) != event.data.get(name):
                report.differs(name_of(event), f"{name} {said.get(name)!r} in data", f"{event.data.get(name)!r}", where)
        for name, value in row.columns.items():
            if value != getattr(meant, name):
                report.differs(name_of(event), f"{name} {value!r}", f"{getattr(meant, name)!r}", where)
    for entity in sorted(left):
        report.differs(name_of(newest[entity]), "no row", "one as its newest event says", "tables trips and alerts")
