"""A loaded truck on its way: whether it is heard, whether it keeps to its route, where it stands."""

import math

import msgspec

from alerts import route_deviation, unauthorised_stop, wrong_destination
from alerts.unauthorised_stop import StandingStop
from models.fix import Fix, Run
from models.thresholds import Rulebook
from streams.judging.along import follow_routes, is_surely_within, progress_at
from streams.judging.desk import Desk, Here
from streams.judging.open_states import close_open_states
from streams.judging.places import Place
from streams.judging.plans import Plan
from streams.judging.seen import count_fix, note_silence, permitted_zones
from streams.judging.state import Fold, Trip
from streams.judging.unloading import judge_unloading, note_off_site_stop
from streams.judging.visits import step


def judge_on_the_way(fold: Fold, here: Here, desk: Desk) -> None:
    """Judges one fix of a trip that has not arrived, and counts it for what the trip's verdict asks."""
    trip = fold.trip
    if trip is None:
        return
    plan = desk.world.plan(trip.permits, trip.manifests, here.fix.utc_ms)
    rules = desk.rules(trip)
    permitted = permitted_zones(here.places, plan, trip, here.fix.utc_ms, desk)
    count_fix(trip, here, permitted, desk)
    if trip.state != "on_the_way":
        return
    follow_routes(trip, here, plan)
    _judge_route(trip, here, plan, bool(permitted), rules, desk)
    _judge_stop(fold, trip, here, plan, rules, desk)


def end_silence(fold: Fold, here: Here, desk: Desk) -> None:
    """Says the silence that a fix ends, as the trip stood before it: the fix itself may be the arrival."""
    trip = fold.trip
    if trip is not None and trip.state == "on_the_way":
        note_silence(trip, here.heard_before_ms, here.fix.utc_ms, here.before, here.fix, desk)


def _beyond_corridor_m(plan: Plan, fix: Fix, desk: Desk) -> tuple[float, float]:
    """How far beyond the nearest permitted corridor a fix lies, negative inside, and that corridor's width."""
    if plan.corridors is None:
        return -math.inf, 0.0
    point = desk.world.point(fix.x, fix.y)
    return min(
        (corridor.distance_m(point, fix.lat) - corridor.corridor_m, corridor.corridor_m) for corridor in plan.corridors
    )


def _judge_route(trip: Trip, here: Here, plan: Plan, permitted: bool, rules: Rulebook, desk: Desk) -> None:
    limits, fix = rules.route_deviation, here.fix
    if trip.deviation is None and is_surely_within(trip, here, plan, limits.margin_m):
        return
    excess_m, corridor_m = _beyond_corridor_m(plan, fix, desk)
    run, seen = route_deviation.advance(trip.deviation, fix, excess_m, corridor_m, permitted=permitted, limits=limits)
    if run is not None and run.left_at is None:
        run = msgspec.structs.replace(run, left_at=progress_at(trip, here, plan))
    trip.deviation = run
    if run is not None and seen == "opened":
        desk.say(route_deviation.finding(run, limits, ended=None, close_reason=None), trip)
    elif run is not None and seen == "ended":
        desk.say(route_deviation.finding(run, limits, ended=fix, close_reason="returned_to_route"), trip)
        trip.deviation = None


def _judge_stop(fold: Fold, trip: Trip, here: Here, plan: Plan, rules: Rulebook, desk: Desk) -> None:
    run = here.run
    if trip.standing is not None and trip.standing.run.first_ms != run.first_ms:
        raised, trip.standing = trip.standing, None
        said = unauthorised_stop.finding(
            here.ended_run or raised.run, here.before or here.fix, raised.severity, off_corridor=raised.off_corridor,
            limits=rules.unauthorised_stop, close_reason="moved_on",
        )  # fmt: skip
        desk.say(said, trip, only_warn=raised.only_warn)
        note_off_site_stop(trip, here.ended_run or raised.run)
    if run.duration_ms < rules.stop.min_s * 1000:
        return
    at_ms = here.fix.utc_ms
    places = desk.world.holding(run.x, run.y, run.lat, at_ms)
    judge_unloading(trip, run, here.fix, places, desk)
    if _came_back(fold, trip, here, places, desk):
        return
    if permitted_zones(places, plan, trip, at_ms, desk):
        return
    only_warn = desk.world.has_unresolved_permit(trip.plate_key, at_ms)
    _judge_destination(trip, run, here.fix, places, plan, rules, desk, only_warn=only_warn)
    where = msgspec.structs.replace(here.fix, lat=run.lat, lon=run.lon, x=run.x, y=run.y)
    standing = trip.standing
    off_corridor = standing.off_corridor if standing is not None else _beyond_corridor_m(plan, where, desk)[0] > 0
    severity = unauthorised_stop.severity_of(run.duration_ms, off_corridor=off_corridor, limits=rules.unauthorised_stop)
    if severity is None:
        return
    trip.standing = StandingStop(run=run, severity=severity, off_corridor=off_corridor, only_warn=only_warn)
    if standing is None or standing.severity != severity:
        said = unauthorised_stop.finding(
            run, here.fix, severity, off_corridor=off_corridor, limits=rules.unauthorised_stop, close_reason=None
        )
        desk.say(said, trip, only_warn=only_warn)


def _came_back(fold: Fold, trip: Trip, here: Here, places: tuple[Place, ...], desk: Desk) -> bool:
    """Ends a trip that stops again where it was loaded: a load may be returned."""
    run = here.run
    if run.first_ms < trip.started_ms or not any(place.zone.zone_id in trip.generators for place in places):
        return False
    close_open_states(fold, trip, here.fix, "trip_ended", desk)
    step(fold, trip, "back_at_origin", run.last_ms, desk, "returned")
    return True


def _judge_destination(
    trip: Trip, run: Run, fix: Fix, places: tuple[Place, ...], plan: Plan, rules: Rulebook, desk: Desk, *,
    only_warn: bool,
) -> None:  # fmt: skip
    wrong = [place for place in places if place.zone.kind in wrong_destination.KINDS]
    if trip.wrong_stop_ms == run.first_ms or not wrong:
        return
    trip.wrong_stop_ms = run.first_ms
    zone = wrong[0].zone
    said = wrong_destination.finding(
        run, fix, zone.zone_id, zone.name_en or zone.zone_id, zone.name_th or zone.zone_id, tuple(sorted(plan.targets)),
        rules.stop,
    )  # fmt: skip
    desk.say(said, trip, only_warn=only_warn)
