"""why: the chain of a case, built by judging the unit's pings again."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from models.names import normal_number
from models.reference import Kind
from models.times import from_iso, to_iso
from streams.explain.case import Asked, Case
from streams.explain.chain import Decision, Note, Times, Why
from streams.explain.decisions import decisions, episode_of, steps
from streams.explain.figures import figures
from streams.explain.references import references
from streams.explain.refold import Refolded, refold
from streams.explain.sightings import Road, road_of, sightings, thinned
from streams.judging.desk import Desk
from streams.judging.trace import Judged
from streams.judging.world import World

_ACROSS: Final = Note(
    en="Judged across units: this unit's own judging does not say it. Its evidence is what the alert itself holds.",
    th="ข้อนี้พิจารณาจากรถหลายคันหรือจากเอกสาร ไม่ได้มาจากพิกัดของรถคันนี้โดยลำพัง หลักฐานด้านล่างคือที่บันทึกไว้ในการแจ้งเตือน",
)
_NO_PINGS: Final = Note(
    en="No stored ping of this unit lies in the period: they are older than they are kept, or none came.",
    th="ไม่มีพิกัดของอุปกรณ์นี้ในช่วงเวลาดังกล่าว อาจเกินกำหนดเก็บรักษา หรือไม่มีการส่งข้อมูล",
)
_NO_TRIP: Final = Note(
    en="Judged again, the stored pings show no such trip: what was known at its departure is no longer at hand.",
    th="เมื่อพิจารณาพิกัดที่เก็บไว้ซ้ำ ไม่พบเที่ยวรถนี้ เพราะข้อมูล ณ เวลาออกรถไม่ครบแล้ว",
)


def why(case: Case) -> Why:
    """The whole chain of an alert or trip."""
    asked, world = case.asked, case.world
    run = _refolded(case)
    judged = [entry for entry in run.entries if isinstance(entry, Judged)]
    road = road_of(judged, None if asked.trip is None else from_iso(asked.trip["started_at"]))
    this = episode_of(asked.alert, run.heard) if asked.alert is not None else None
    said = decisions(run.heard, this, asked.from_ms)
    desk = Desk(case.unit.unit_id, world, case.unit.excuses, case.unit.rulings)
    estate = _estate(asked, judged, road, world)
    shown = [ping for ping in run.pings if asked.from_ms <= ping.utc_ms <= asked.to_ms]
    seen = sightings(shown, judged, road, _evidence_times(asked), case.sources, desk)
    zone_ids = {zone.zone_id for ping in seen for zone in ping.zones}
    keys = _keys(asked, world, road, zone_ids)
    passed = [] if road is None else steps(run, road.first, {ping.utc_ms: ping for ping in run.pings})
    kept = thinned(seen, {*(one.at for one in said), *(one.at for one in passed)})
    return Why(
        unit_id=asked.unit_id, alert=asked.alert, trip=asked.trip, trips=list(asked.trips),
        times=None if asked.alert is None else _times(asked.alert, run),
        versions=list(asked.versions),
        judged_from=to_iso(run.pings[0].utc_ms) if run.pings else None,
        judged_to=to_iso(asked.to_ms) if run.pings else None,
        estate_zone_id=estate,
        notes=[*case.notes, *_notes(asked, run, road, said)],
        decisions=said,
        steps=passed,
        pings=kept,
        pings_left_out=len(seen) - len(kept),
        thresholds=figures(world.thresholds.at(estate), None if asked.alert is None else asked.alert["rule"]),
        references=references(world, keys, asked.from_ms, asked.to_ms),
    )  # fmt: skip


def _refolded(case: Case) -> Refolded:
    if case.past is None:
        return Refolded((), (), ())
    return refold(case.unit, case.world, case.past, case.asked.to_ms)


def _evidence_times(asked: Asked) -> set[int]:
    evidence = (asked.alert or {}).get("evidence") or {}
    return {from_iso(ping["utc_ts"]) for ping in evidence.get("pings") or ()}


def _times(alert: dict[str, Any], run: Refolded) -> Times:
    """The newest ping that we had when the alert was opened: the one that opened it, or the last before a deadline."""
    detected_ms = from_iso(alert["detected_at"])
    heard = [ping for ping in run.pings if ping.receipt_ms <= detected_ms]
    newest = max(heard, key=lambda ping: (ping.receipt_ms, ping.utc_ms), default=None)
    return Times(
        began_at=alert["started_at"], detected_at=alert["detected_at"],
        fix_at=None if newest is None else to_iso(newest.utc_ms),
        received_at=None if newest is None else to_iso(newest.receipt_ms),
    )  # fmt: skip


def _estate(asked: Asked, judged: Sequence[Judged], road: Road | None, world: World) -> str | None:
    """The estate whose thresholds hold: where the trip began, outside a trip where the unit was."""
    if road is not None:
        return road.first.estate_zone_id
    before = [entry for entry in judged if entry.fix.utc_ms <= asked.began_ms]
    if not before:
        return None
    fix = before[-1].fix
    return world.estate(world.holding(fix.x, fix.y, fix.lat, fix.utc_ms))


def _keys(asked: Asked, world: World, road: Road | None, zone_ids: Iterable[str]) -> set[tuple[Kind, str]]:
    told = [one for one in (asked.alert, asked.trip) if one is not None]
    keys: set[tuple[Kind, str]] = {("zones", zone_id) for zone_id in zone_ids}
    for one in told:
        keys |= {("zones", one[name]) for name in ("zone_id", "origin_zone_id", "destination_zone_id") if one.get(name)}
        keys |= {("permits", normal_number(one["permit_no"]))} if one.get("permit_no") else set()
        numbers = [*one.get("manifest_nos", ()), *([one["manifest_no"]] if one.get("manifest_no") else ())]
        keys |= {("manifests", normal_number(number)) for number in numbers}
    if road is not None:
        trips = [road.first, *road.after.values()]
        keys |= {("permits", key) for trip in trips for key in trip.permits}
        keys |= {("manifests", key) for trip in trips for key in trip.manifests}
        plan = world.plan(road.first.permits, road.first.manifests, road.first.started_ms)
        keys |= {("zones", zone_id) for zone_id in plan.targets}
    vehicle = None if asked.unit_id is None else world.vehicle(asked.unit_id, asked.began_ms)
    return keys if vehicle is None else keys | {("vehicles", vehicle.key)}


def _notes(asked: Asked, run: Refolded, road: Road | None, said: Sequence[Decision]) -> list[Note]:
    if asked.unit_id is not None and not run.pings:
        return [_NO_PINGS]
    notes = [_NO_TRIP] if asked.trip is not None and road is None else []
    if asked.alert is not None and not any(decision.of_this for decision in said):
        notes.append(_ACROSS)
    return notes
