"""The generator's gate: when a truck that stopped inside has left, under what, and when it only turned round."""

import math
from typing import Final

import msgspec

from alerts import permit_invalid, undeclared_trip, vehicle_mismatch
from geofences.projection import metres_per_unit
from models.observation import Departure
from models.thresholds import Rulebook
from models.vehicle import Vehicle
from streams.judging.desk import Desk, Here
from streams.judging.freezing import free_frozen_of
from streams.judging.mismatch import judge_vehicle
from streams.judging.restricted import let_go_of_trip
from streams.judging.road import ENDING, ROAD
from streams.judging.sieve import free_rival_of
from streams.judging.state import Berth, Fold, Load, Pending, Trip, Undo
from streams.judging.visits import step, watch_visits

# What is said of a departure alone, and taken back with it.
DEPARTURE_RULES: Final = (undeclared_trip.RULE, permit_invalid.RULE, vehicle_mismatch.RULE)


def watch_gate(fold: Fold, here: Here, desk: Desk) -> None:
    """Notes a stop inside a generator zone, takes back a departure that was a turn at the gate, and starts trips."""
    vehicle = desk.world.vehicle(desk.unit_id, here.fix.utc_ms)
    if vehicle is None:
        fold.berth, fold.pending, fold.undo = None, (), None
        return
    rules = desk.rules(fold.trip)
    _watch_for_undoing(fold, here, desk, rules)
    _note_stop(fold, here, desk, vehicle, rules)
    berth = fold.berth
    if berth is None:
        return
    if berth.zone_id in here.zone_ids:
        fold.pending = ()
        return
    fence = desk.world.fence(berth.zone_id, here.fix.utc_ms)
    if fence is None:
        fold.berth, fold.pending = None, ()
        return
    if fold.trip is None:  # outside a trip too, what leaving means is a matter of where the truck stopped
        stop = berth.stop
        rules = desk.rules_at(desk.world.holding(stop.x, stop.y, stop.lat, here.fix.utc_ms))
    out_m = fence.distance_m(here.fix.x, here.fix.y, here.fix.lat)
    # Still beside its stop it has not gone, though outside: told now, a departure would be undone at once, and again.
    beside = out_m <= rules.departure.undo_far_m and _is_beside(berth, here, rules)
    soon_ms = int(rules.departure.undo_s * 1000)
    if beside and _has_left(fold.pending, rules) and here.fix.utc_ms - fold.pending[0].fix.utc_ms <= soon_ms:
        fold.pending = ()
    fold.pending = (*fold.pending, _pending(here, out_m))
    gone = not beside or here.fix.utc_ms - fold.pending[0].fix.utc_ms > soon_ms
    if gone and _has_left(fold.pending, rules):
        _depart(fold, here, berth, vehicle, desk, rules)


def _pending(here: Here, out_m: float) -> Pending:
    return Pending(
        fix=here.fix,
        before=here.before,
        zone_ids_before=here.zone_ids_before,
        heard_before_ms=here.heard_before_ms,
        power_was=here.power_was,
        run=here.run,
        ended_run=here.ended_run,
        zone_ids=here.zone_ids,
        out_m=out_m,
        jumped=here.jumped,
    )


def _is_beside(berth: Berth, here: Here, rules: Rulebook) -> bool:
    """Whether a fix lies so near the stop that it takes back a departure."""
    away_m = math.hypot(here.fix.x - berth.stop.x, here.fix.y - berth.stop.y) * here.scale
    return away_m <= rules.departure.undo_within_m


def _has_left(pending: tuple[Pending, ...], rules: Rulebook) -> bool:
    doubtful = any(p.fix.doubtful for p in pending)
    if len(pending) >= rules.departure.fixes + doubtful:
        return True
    far = [p for p in pending if p.out_m > rules.departure.far_m]
    return any(not p.fix.doubtful for p in far) or (bool(far) and len(pending) >= 2)


def _note_stop(fold: Fold, here: Here, desk: Desk, vehicle: Vehicle, rules: Rulebook) -> None:
    run = here.run
    if run.duration_ms < rules.stop.min_s * 1000:
        return
    inside = [
        place
        for place in here.places
        if place.zone.kind == "generator" and desk.world.holds(place, run.x, run.y, run.lat)
    ]
    if not inside:
        return
    zone_id = inside[0].zone.zone_id
    if len(inside) > 1:
        naming = [p for p in inside if desk.world.permits_naming(vehicle.plate_key, p.zone.zone_id, here.fix.utc_ms)]
        zone_id = min(place.zone.zone_id for place in naming or inside)
    berth = fold.berth
    if (
        berth is None
        or berth.zone_id != zone_id
        or run.first_ms == berth.stop.first_ms
        or run.duration_ms > berth.stop.duration_ms
    ):
        fold.berth = Berth(zone_id=zone_id, stop=run)
        if berth is None or berth.zone_id != zone_id:
            fold.pending = ()


def _depart(fold: Fold, here: Here, berth: Berth, vehicle: Vehicle, desk: Desk, rules: Rulebook) -> None:
    world, first = desk.world, fold.pending[0]
    left_ms = first.fix.utc_ms
    trip = fold.trip
    carried = (*fold.carried, *(trip.manifests if trip else ()), *desk.denied(berth.zone_id, left_ms))
    manifests = tuple(
        world.manifests_there(
            vehicle.plate_key, berth.zone_id, left_ms, carried, int(rules.departure.manifest_h * 3_600_000),
            int(rules.departure.round_s * 1000),
        )
    )  # fmt: skip
    named = world.permits_naming(vehicle.plate_key, berth.zone_id, left_ms)
    without = tuple(key for key in named if not world.uses_manifests(key, left_ms))
    of_manifests = tuple(m.permit_key for m in (world.manifest(key, left_ms) for key in manifests) if m is not None)
    permits = tuple(sorted({*of_manifests, *(without if manifests else named)}))
    covered = bool(manifests or without)
    empty = _was_emptied_there(fold, berth, desk, left_ms)
    starts = bool(permits) and (covered or not empty)
    fold.undo = Undo(
        berth=berth,
        departed_ms=left_ms,
        furthest_m=max(p.out_m for p in fold.pending),
        trip_key=None,
        load_was=None if trip is None else Load(
            permits=trip.permits, manifests=trip.manifests, generators=trip.generators, departures=trip.departures
        ),
        emptied_zone_id=fold.emptied_zone_id,
    )
    passed, fold.pending, fold.berth, fold.emptied_zone_id = fold.pending, (), None, None
    if starts:
        _start_or_extend(fold, berth, vehicle, permits, manifests, left_ms, desk)
        started = fold.trip
        if started is not None:
            if trip is None:
                fold.undo = msgspec.structs.replace(fold.undo, trip_key=started.key)
            desk.tell(started)
            _judge_permit(started, berth.zone_id, permits, manifests, passed[0], desk)
            judge_vehicle(started, manifests, passed[0].fix, desk)
    _judge_declared(fold, berth, passed[0], desk, rules, named=bool(named), covered=covered, empty=empty)
    if starts and trip is None:
        for pending in passed[:-1]:
            there = _there(pending, here)
            for judge in (*ENDING, watch_visits, *ROAD):
                judge(fold, there, desk)
        for judge in ENDING:
            judge(fold, here, desk)
    if starts:  # next door to its factory, a fix that shows the departure may be the arrival as well
        watch_visits(fold, here, desk)


def _was_emptied_there(fold: Fold, berth: Berth, desk: Desk, at_ms: int) -> bool:
    """Whether a truck that leaves a plant has just unloaded there: its trip was over there, or stopped over."""
    unloaded = {visit.zone_id for visit in fold.trip.visits} if fold.trip is not None else set()
    stop = berth.stop
    fences = (desk.world.fence(zone_id, at_ms) for zone_id in {*unloaded, fold.emptied_zone_id or ""})
    return any(fence is not None and fence.holds(stop.x, stop.y, stop.lat) for fence in fences)


def _there(pending: Pending, here: Here) -> Here:
    fix = pending.fix
    return Here(
        fix=fix,
        before=pending.before,
        zone_ids_before=pending.zone_ids_before,
        heard_before_ms=pending.heard_before_ms,
        power_was=pending.power_was,
        run=pending.run,
        ended_run=pending.ended_run,
        places=tuple(p for p in here.places if p.zone.zone_id in pending.zone_ids),
        zone_ids=pending.zone_ids,
        scale=metres_per_unit(fix.lat),
        jumped=pending.jumped,
    )


def _start_or_extend(
    fold: Fold,
    berth: Berth,
    vehicle: Vehicle,
    permits: tuple[str, ...],
    manifests: tuple[str, ...],
    left_ms: int,
    desk: Desk,
) -> None:
    trip = fold.trip
    departure = Departure(zone_id=berth.zone_id, left_ms=left_ms, permits=permits, manifests=manifests)
    if trip is not None:
        trip.departures = (*trip.departures, departure)
        trip.permits = tuple(sorted({*trip.permits, *permits}))
        trip.manifests = tuple(sorted({*trip.manifests, *manifests}))
        trip.generators = tuple(dict.fromkeys((*trip.generators, berth.zone_id)))
        return
    stop = berth.stop
    fold.trip = Trip(
        started_ms=left_ms,
        origin_zone_id=berth.zone_id,
        estate_zone_id=desk.world.estate(desk.world.holding(stop.x, stop.y, stop.lat, left_ms)),
        plate=vehicle.plate,
        province=vehicle.province,
        plate_key=vehicle.plate_key,
        permits=permits,
        manifests=manifests,
        generators=(berth.zone_id,),
        departures=(departure,),
    )


def _judge_permit(
    trip: Trip, zone_id: str, permits: tuple[str, ...], manifests: tuple[str, ...], first: Pending, desk: Desk
) -> None:
    world, left_ms = desk.world, first.fix.utc_ms
    named = world.permits_naming(trip.plate_key, zone_id, left_ms)
    faults = {key: world.faults(key, manifests if key in permits else (), left_ms) for key in {*permits, *named}}
    if not faults or any(fault is None for fault in faults.values()):
        return
    found = sorted((permit.permit_no, key) for key in permits if (permit := world.permit(key, left_ms)) is not None)
    if not found:
        return
    permit_no, key = found[0]
    permit, fault = world.permit(key, left_ms), faults[key]
    if permit is not None and fault is not None:
        said = permit_invalid.finding(
            first.fix, permit_no, fault, permit.valid_from.isoformat(), permit.valid_to.isoformat()
        )
        desk.say(said, trip)


def _judge_declared(
    fold: Fold, berth: Berth, first: Pending, desk: Desk, rules: Rulebook, *, named: bool, covered: bool, empty: bool
) -> None:
    limits = rules.undeclared_trip
    reason = undeclared_trip.judge(berth.stop.duration_ms, named=named, covered=covered, empty=empty, limits=limits)
    if reason not in ("no_permit", "no_manifest"):
        return
    zone = desk.world.zone(berth.zone_id, first.fix.utc_ms)
    said = undeclared_trip.finding(
        berth.stop, first.fix, berth.zone_id, zone.name_en if zone and zone.name_en else berth.zone_id,
        zone.name_th if zone and zone.name_th else berth.zone_id, reason, limits,
    )  # fmt: skip
    vehicle = desk.world.vehicle(desk.unit_id, first.fix.utc_ms)
    if vehicle is not None:
        said = msgspec.structs.replace(said, plate=vehicle.plate, province=vehicle.province)
    only_warn = vehicle is not None and desk.world.has_unresolved_permit(vehicle.plate_key, first.fix.utc_ms)
    desk.say(said, fold.trip, only_warn=only_warn)


def _watch_for_undoing(fold: Fold, here: Here, desk: Desk, rules: Rulebook) -> None:
    undo = fold.undo
    if undo is None:
        return
    limits, fix = rules.departure, here.fix
    fence = desk.world.fence(undo.berth.zone_id, fix.utc_ms)
    if fence is None or fix.utc_ms - undo.departed_ms > limits.undo_s * 1000:
        fold.undo = None
        return
    furthest_m = max(undo.furthest_m, fence.distance_m(fix.x, fix.y, fix.lat))
    if furthest_m > limits.undo_far_m:
        fold.undo = None
        return
    stop = undo.berth.stop
    if not _is_beside(undo.berth, here, rules):
        fold.undo = msgspec.structs.replace(undo, furthest_m=furthest_m)
        return
    for rule in DEPARTURE_RULES:
        desk.retract(rule, str(undo.departed_ms))
    if fold.trip is not None:
        if undo.trip_key == fold.trip.key:
            manifests, fold.trip.manifests = fold.trip.manifests, ()
            carried = fold.carried
            let_go_of_trip(fold, fold.trip, fix, desk)
            free_frozen_of(fold, fold.trip, desk)
            free_rival_of(fold, fold.trip, desk)
            step(fold, fold.trip, "undone", fix.utc_ms, desk, "superseded")
            fold.carried = tuple(key for key in carried if key not in manifests)
        elif undo.load_was is not None:
            was = undo.load_was
            fold.trip.permits, fold.trip.manifests, fold.trip.generators = was.permits, was.manifests, was.generators
            fold.trip.departures = was.departures
            desk.tell(fold.trip)
    fold.undo, fold.pending = None, ()
    fold.emptied_zone_id = undo.emptied_zone_id
    fold.run = msgspec.structs.replace(
        stop, last_ms=fix.utc_ms, fixes=stop.fixes + 1, sum_x=stop.sum_x + fix.x, sum_y=stop.sum_y + fix.y,
        sum_lat=stop.sum_lat + fix.lat, sum_lon=stop.sum_lon + fix.lon,
    )  # fmt: skip
    fold.young = ()
    fold.berth = Berth(zone_id=undo.berth.zone_id, stop=fold.run)
