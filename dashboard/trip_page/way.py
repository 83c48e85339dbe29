"""The way of a trip: its fixes as rules judge them, where it stood, and where nobody saw it.

The fold of the judging itself goes over the pings, so that a fix, a stop and a permitted place here are the rules' own.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise

import msgspec

from dashboard.trip_page.told import Told
from geofences.projection import distance_m
from models.fix import Fix, Run
from models.ping import Ping
from models.thresholds import Rulebook
from models.trip import Visit
from streams.explain.sightings import Road, on_route, road_of
from streams.judging.desk import Desk
from streams.judging.fold import fold_ping
from streams.judging.ping_order import in_order
from streams.judging.seen import permitted_zones
from streams.judging.state import Fold, Trip
from streams.judging.trace import Judged, Trace
from streams.judging.world import World


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """One judged fix: the zones that hold it, those of them in which the trip may stand, and how far off it lies.

    `off_m` are metres beyond the permitted corridor, 0 within it, None where the route is not judged.
    """

    fix: Fix
    zone_ids: tuple[str, ...]
    permitted_ids: tuple[str, ...]
    off_m: float | None


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A stop as the rules count one: its mean place, the zones that hold it, and whether the trip may stand there."""

    from_ms: int
    to_ms: int
    lat: float
    lon: float
    zone_ids: tuple[str, ...]
    allowed: bool
    off_corridor: bool


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nobody saw the truck, between two fixes that lie `km` apart in a straight line.

    `excused`: both lie in the same place where it may stand.
    """

    before: Fix
    after: Fix
    km: float
    excused: bool


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """All that was seen of a trip, from a while before its departure; `papers` is the load that the rules know of.

    `is_recognised`: judged anew, the pings show the same trip; else its papers are those that its event names.
    """

    sights: tuple[Sight, ...]
    stops: tuple[Stop, ...]
    gaps: tuple[Gap, ...]
    papers: Trip
    is_recognised: bool

    @property
    def last_fix(self) -> Fix | None:
        """The newest fix."""
        return self.sights[-1].fix if self.sights else None

    def distance_km(self, from_ms: int, to_ms: int) -> float:
        """Kilometres along the fixes from one time to another, both inclusive."""
        fixes = [sight.fix for sight in self.sights if from_ms <= sight.fix.utc_ms <= to_ms]
        return sum(_apart_m(before, after) for before, after in pairwise(fixes)) / 1000


def way_of(told: Told, pings: Sequence[Ping], world: World) -> Way:
    """The way of a trip, by the pings of its unit from a while before its departure to its end."""
    judged = judged_anew(told.unit_id, pings, world)
    known = road_of(judged, told.started_ms)
    road = known or _road_as_told(told, world)
    desk = Desk(told.unit_id, world, ())
    papers = _Papers(road)
    sights = tuple(_sight(entry.fix, papers.at(entry.fix.utc_ms), desk) for entry in judged)
    return Way(
        sights=sights,
        stops=tuple(_stops([entry.run for entry in judged], papers, desk)),
        gaps=tuple(gaps(sights, told.started_ms, desk.rules(road.first))),
        papers=papers.last,
        is_recognised=known is not None,
    )


def judged_anew(unit_id: str, pings: Sequence[Ping], world: World) -> list[Judged]:
    """The fixes of some pings that rules judge, in order, each with the run and the trip that it leaves."""
    desk, fold, trace = Desk(unit_id, world, ()), Fold(), Trace()
    desk.trace = trace
    for ping in in_order(list(pings)):
        fold_ping(fold, ping, desk)
    return [entry for entry in trace.entries if isinstance(entry, Judged)]


def gaps(sights: Sequence[Sight], started_ms: int, rules: Rulebook) -> list[Gap]:
    """The gaps that count as unseen, and those of the same length that a permitted place excuses."""
    found = []
    for before, after in pairwise(sights):
        long_ms = after.fix.utc_ms - before.fix.utc_ms
        if after.fix.utc_ms < started_ms or long_ms <= rules.verdict.unseen_s * 1000:
            continue
        is_first, metres = before.fix.utc_ms < started_ms, _apart_m(before.fix, after.fix)
        if is_first and metres <= rules.verdict.first_gap_m:
            continue
        excused = not is_first and bool(set(before.permitted_ids) & set(after.permitted_ids))
        found.append(Gap(before=before.fix, after=after.fix, km=metres / 1000, excused=excused))
    return found


class _Papers:
    """What the trip carried at each time: before the departure as at it, after the end as at last."""

    def __init__(self, road: Road) -> None:
        self._road, self._last_ms = road, max(road.after)
        self.last = road.after[self._last_ms]

    def at(self, at_ms: int) -> Trip:
        if at_ms >= self._last_ms:
            return self.last
        return self._road.after.get(at_ms, self._road.first)


def _road_as_told(told: Told, world: World) -> Road:
    """The road of a trip that the pings at hand do not show anew: by the papers that its event names."""
    manifests = [world.newest_manifest(key) for key in told.manifest_keys]
    permits = {manifest.permit_key for manifest in manifests if manifest is not None}
    permits |= set() if told.permit_key is None else {told.permit_key}
    visits: tuple[Visit, ...] = ()
    if told.arrived_ms is not None and told.destination_zone_ids:
        visits = (Visit(zone_id=told.destination_zone_ids[-1], factory_no=None, arrived_ms=told.arrived_ms),)
    trip = Trip(
        started_ms=told.started_ms, origin_zone_id=told.origin_zone_id, estate_zone_id=None, plate=told.plate,
        province=told.province, plate_key=told.plate_key, permits=tuple(sorted(permits)),
        manifests=told.manifest_keys, generators=(told.origin_zone_id,), visits=visits,
    )  # fmt: skip
    return Road(trip, {told.started_ms: trip})


def _sight(fix: Fix, trip: Trip, desk: Desk) -> Sight:
    world = desk.world
    plan = world.plan(trip.permits, trip.manifests, fix.utc_ms)
    places = world.holding(fix.x, fix.y, fix.lat, fix.utc_ms)
    route = on_route(fix, trip, world)
    return Sight(
        fix=fix, zone_ids=tuple(place.zone.zone_id for place in places),
        permitted_ids=permitted_zones(places, plan, trip, fix.utc_ms, desk),
        off_m=None if route is None else max(0.0, route.beyond_corridor_m),
    )  # fmt: skip


def _stops(runs: Sequence[Run], papers: _Papers, desk: Desk) -> list[Stop]:
    """The stops among the runs to which some fixes belonged, each as it was at its last fix."""
    ended = [list(run)[-1] for _, run in groupby(runs, key=lambda run: run.first_ms)]
    least_ms = desk.rules(papers.last).stop.min_s * 1000
    return [_stop(run, papers.at(run.last_ms), desk) for run in ended if run.duration_ms >= least_ms]


def _stop(run: Run, trip: Trip, desk: Desk) -> Stop:
    world, at_ms = desk.world, run.last_ms
    places = world.holding(run.x, run.y, run.lat, at_ms)
    plan = world.plan(trip.permits, trip.manifests, at_ms)
    return Stop(
        from_ms=run.first_ms, to_ms=run.last_ms, lat=run.lat, lon=run.lon,
        zone_ids=tuple(place.zone.zone_id for place in places if place.zone.kind != "province"),
        allowed=bool(permitted_zones(places, plan, trip, at_ms, desk)),
        off_corridor=not world.is_on_route(trip.permits, trip.manifests, run, at_ms),
    )  # fmt: skip


def _apart_m(one: Fix, other: Fix) -> float:
    return distance_m(one.lon, one.lat, other.lon, other.lat)
