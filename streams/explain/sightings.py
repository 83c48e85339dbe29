"""The pings of a chain: where each lies by zones and routes, and what it was to the trip."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from models.fix import Fix
from models.ping import Ping
from models.times import to_iso
from streams.explain.chain import OnRoute, PingSeen, Source, ZoneHeld
from streams.judging.desk import Desk
from streams.judging.seen import permitted_zones
from streams.judging.state import Trip
from streams.judging.trace import Judged
from streams.judging.world import World

MOST_PINGS: Final = 2_000


class Road(NamedTuple):
    """The trip by which pings are looked at, and how it stood after each of its fixes (by the time of the fix)."""

    first: Trip
    after: Mapping[int, Trip]

    def at(self, at_ms: int) -> Trip | None:
        """The trip at a time, None before it began and after it was over."""
        if at_ms < self.first.started_ms or at_ms > max(self.after, default=at_ms):
            return None
        return self.after.get(at_ms, self.first)


def road_of(judged: Sequence[Judged], started_ms: int | None) -> Road | None:
    """The trip that began at a time, as the trace saw it; None where it saw none."""
    after = {
        entry.fix.utc_ms: entry.trip
        for entry in judged
        if entry.trip is not None and entry.trip.started_ms == started_ms
    }
    return Road(after[min(after)], after) if after else None


def sightings(
    pings: Sequence[Ping], judged: Sequence[Judged], road: Road | None, shown: set[int],
    sources: Mapping[int, Source], desk: Desk,
) -> list[PingSeen]:  # fmt: skip
    """The pings as the chain shows them; `shown` are the fix times that the alert's evidence holds."""
    by_time = {entry.fix.utc_ms: entry for entry in judged}
    found = []
    for ping in pings:
        entry = by_time.get(ping.utc_ms) if ping.is_fix else None
        if entry is not None and (entry.fix.lat, entry.fix.lon) != (ping.lat, ping.lon):
            entry = None  # of several in one second another one was judged
        trip = road.at(ping.utc_ms) if road is not None else None
        found.append(
            PingSeen(
                utc_ts=to_iso(ping.utc_ms), received_at=to_iso(ping.receipt_ms),
                recv_utc_ts=None if ping.recv_ms is None else to_iso(ping.recv_ms),
                delay_s=(ping.receipt_ms - ping.utc_ms) / 1000, lat=ping.lat, lon=ping.lon, speed=ping.speed_kmh,
                fix=ping.fix, judged=entry is not None, doubtful=entry is not None and entry.fix.doubtful,
                shift_s=ping.shift_ms / 1000,
                zones=[] if entry is None else _zones(entry, trip, desk),
                route=None if entry is None or trip is None else on_route(entry.fix, trip, desk.world),
                stopped_s=0.0 if entry is None else entry.run.duration_ms / 1000,
                trip_state=None if trip is None else trip.state, in_evidence=ping.utc_ms in shown,
                source=sources.get(ping.utc_ms),
            )
        )  # fmt: skip
    return found


def thinned(pings: Sequence[PingSeen], kept_times: set[str]) -> list[PingSeen]:
    """Of more than MOST_PINGS only some, evenly, and all that belong to the evidence or to one of these times."""
    every = max(1, -(-len(pings) // MOST_PINGS))
    return [
        ping
        for number, ping in enumerate(pings)
        if number % every == 0 or ping.in_evidence or ping.utc_ts in kept_times
    ]


def _zones(entry: Judged, trip: Trip | None, desk: Desk) -> list[ZoneHeld]:
    fix, world = entry.fix, desk.world
    places = world.holding(fix.x, fix.y, fix.lat, fix.utc_ms)
    permitted: tuple[str, ...] = ()
    if trip is not None:
        plan = world.plan(trip.permits, trip.manifests, fix.utc_ms)
        permitted = permitted_zones(places, plan, trip, fix.utc_ms, desk)
    return [
        ZoneHeld(
            zone_id=zone.zone_id, kind=zone.kind, name_th=zone.name_th, name_en=zone.name_en,
            permitted=zone.zone_id in permitted,
        )
        for zone in (place.zone for place in places)
    ]  # fmt: skip


def on_route(fix: Fix, trip: Trip, world: World) -> OnRoute | None:
    """By the route whose corridor the fix is least beyond, as the rule measures it; None where no route is judged."""
    corridors = world.plan(trip.permits, trip.manifests, fix.utc_ms).corridors
    if not corridors:
        return None
    point = world.point(fix.x, fix.y)
    away = [(corridor.distance_m(point, fix.lat), corridor) for corridor in corridors]
    number = min(range(len(away)), key=lambda i: away[i][0] - away[i][1].corridor_m)
    distance_m, nearest = away[number]
    # Progress is followed about once a minute: between, that of the last place stands for the fix.
    along = trip.along.progress if trip.along is not None else ()
    progress = along[number] if len(along) == len(away) else None
    return OnRoute(
        route_id=nearest.route_id, distance_m=round(distance_m, 1), corridor_m=nearest.corridor_m,
        beyond_corridor_m=round(distance_m - nearest.corridor_m, 1),
        along_m=None if progress is None else round(progress.along_m), to_go_m=None if progress is None
        else round(progress.to_go_m),
    )  # fmt: skip
