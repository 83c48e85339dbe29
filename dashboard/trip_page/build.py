"""The story of a trip, from what is told of it, its unit's pings and the reference data."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from dashboard.trip_page.answers import SeenFix, StoryMade, TimelineRow, Unseen
from dashboard.trip_page.papers import manifests_of, permits_of, vehicle_of, zones_of
from dashboard.trip_page.series import thinned
from dashboard.trip_page.timeline import AlertSpan, Row, loading_from_ms, timeline
from dashboard.trip_page.told import Told
from dashboard.trip_page.way import Sight, Way, way_of
from models.ping import Ping
from models.reach import Reach
from models.thresholds import Rulebook
from models.times import HOUR_MS, MINUTE_MS, to_iso
from streams.explain.chain import Note
from streams.judging.world import World

MOST_PINGS: Final = 100_000
"""More than one a second for a day."""

_BEFORE_MS: Final = 30 * MINUTE_MS
_NO_PINGS: Final = Note(
    en="No ping of this trip is stored: they are older than they are kept, or none came.",
    th="ไม่มีพิกัดของเที่ยวนี้ในระบบ อาจเกินกำหนดเก็บรักษา หรือไม่มีการส่งข้อมูล",
)
_AS_TOLD: Final = Note(
    en="The pings before the departure are no longer at hand: the route is measured by the papers that the trip names.",
    th="ไม่มีพิกัดก่อนออกรถเหลืออยู่ จึงวัดเส้นทางตามใบอนุญาตและใบกำกับการขนส่งที่บันทึกไว้กับเที่ยวนี้",
)
_FIRST_ONLY: Final = Note(
    en="The trip has very many pings: what follows is made of the first 100,000.",
    th="เที่ยวนี้มีพิกัดจำนวนมาก ข้อมูลที่แสดงคิดจาก 100,000 พิกัดแรก",
)


def read_from_ms(told: Told, rules: Rulebook) -> int:
    """From when on pings are read: as long before the departure as a manifest may have fitted it."""
    return told.started_ms - int(rules.departure.manifest_h * HOUR_MS)


def build_story(
    told: Told, alerts: Sequence[str], pings: Sequence[Ping], world: World, now_ms: int, reach: Reach | None = None
) -> StoryMade:
    """What the page shows of a trip; `alerts` are its alerts' data as JSON, `pings` at most one over MOST_PINGS.

    In a scope it names no paper and no place that is not seen; the trip's own ends are.
    """
    way = way_of(told, pings[:MOST_PINGS], world)
    spans = [AlertSpan.of(msgspec.json.decode(alert)) for alert in alerts]
    rules = world.thresholds.at(way.papers.estate_zone_id)
    known = [span for span in spans if span is not None]
    rows = timeline(told, way, known, rules.verdict.unseen_s, now_ms)
    shown = _shown_sights(told, way, reach)
    named = {told.origin_zone_id, *told.destination_zone_ids, *(zone for row in rows for zone in row.zone_ids)}
    plan = world.plan(way.papers.permits, way.papers.manifests, told.started_ms)
    zones = zones_of(named | set(plan.targets), told, world, reach)
    shown_ids = None if reach is None else {zone.properties.zone_id for zone in zones}
    return StoryMade(
        read_at=to_iso(now_ms), is_open=told.over_ms is None, permits=permits_of(told, way, world, reach),
        manifests=manifests_of(told, world, reach), vehicle=vehicle_of(told, world), zones=zones,
        timeline=[_row(row, shown_ids) for row in rows],
        unseen=_unseen(told, way), margin_m=rules.route_deviation.margin_m,
        fixes=[_fix(sight) for sight in thinned(shown)], fixes_in_all=len(shown), notes=_notes(way, pings),
    )  # fmt: skip


def _shown_sights(told: Told, way: Way, reach: Reach | None) -> list[Sight]:
    """From when it loaded, but no longer than a while before the departure, and the last fix before it in any case.

    In a scope only what a look-up of this unit would show there: from the departure, and before it of one's own trucks.
    """
    from_ms = told.started_ms - _BEFORE_MS
    loading_ms = loading_from_ms(told, way)
    if loading_ms is None:
        before = [sight.fix.utc_ms for sight in way.sights if sight.fix.utc_ms < told.started_ms]
        from_ms = before[-1] if before else told.started_ms
    else:
        from_ms = max(from_ms, loading_ms)
    shown = [sight for sight in way.sights if sight.fix.utc_ms >= from_ms]
    if reach is None:
        return shown
    return [
        sight
        for sight in shown
        if sight.fix.utc_ms >= told.started_ms or reach.has_unit(told.unit_id, sight.fix.utc_ms)
    ]


def _unseen(told: Told, way: Way) -> Unseen:
    counted = [gap for gap in way.gaps if not gap.excused]
    return Unseen(
        distance_km=round(way.distance_km(told.started_ms, told.until_ms), 3), gaps=len(counted),
        unseen_s=sum(gap.after.utc_ms - gap.before.utc_ms for gap in counted) / 1000,
        unseen_km=round(sum(gap.km for gap in counted), 3),
    )  # fmt: skip


def _notes(way: Way, pings: Sequence[Ping]) -> list[Note]:
    if not way.sights:
        return [_NO_PINGS]
    notes = [] if way.is_recognised else [_AS_TOLD]
    return [*notes, _FIRST_ONLY] if len(pings) > MOST_PINGS else notes


def _row(row: Row, shown_ids: Collection[str] | None) -> TimelineRow:
    """A row as it is answered, with those of its zones that are shown; None: all are."""
    rest: dict[str, Any] = {
        name: value
        for name in ("to_lat", "to_lon", "allowed", "off_corridor", "excused", "alert_id", "reason")
        if (value := getattr(row, name)) is not None
    }
    if row.km is not None:
        rest["km"] = round(row.km, 3)
    return TimelineRow(
        kind=row.kind, from_=to_iso(row.from_ms), to=None if row.to_ms is None else to_iso(row.to_ms), lat=row.lat,
        lon=row.lon, zone_ids=[one for one in row.zone_ids if shown_ids is None or one in shown_ids],
        since_before=row.since_before, **rest,
    )  # fmt: skip


def _fix(sight: Sight) -> SeenFix:
    fix = sight.fix
    return SeenFix(
        utc_ts=to_iso(fix.utc_ms), lat=fix.lat, lon=fix.lon, speed_kmh=fix.speed_kmh, off_m=sight.off_m,
        permitted=bool(sight.permitted_ids),
    )  # fmt: skip
