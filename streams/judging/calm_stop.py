"""Calm stop: whether a truck that stands may go on standing before any step has something to say, and until when."""

import math
from typing import Final

from alerts import wrong_destination
from alerts.impossible_move import always_reached_m
from models.fix import Fix, Run
from models.thresholds import Rulebook
from models.times import MINUTE_MS, SECOND_MS
from streams.judging.desk import Desk
from streams.judging.limits import SLACK
from streams.judging.lull import LONGEST_MS, Ground
from streams.judging.places import Around
from streams.judging.provinces import stays_in_province
from streams.judging.state import Fold, Trip
from streams.judging.visits import current_visit, has_visited

_REACHES_M: Final = (70.0, 24.0, 10.0)
"""How far it may scatter about its stop, the widest first that no edge crosses."""


def calm_stop(fold: Fold, last: Fix, run: Run, around: Around, scale: float, desk: Desk) -> Ground | None:
    """Where it may scatter; None where the next fix has to be judged."""
    if not _stands_calmly(fold, run, around, desk):
        return None
    trip = fold.trip
    # What may become a halt begins where the truck stands; its stop may have begun with a fix on the last metres.
    middle = run if trip is None or trip.halts.told or trip.halts.run is None else trip.halts.run
    reach = _reach(trip, last, run, middle, scale, desk)
    if reach is None:
        return None
    until_ms = _stop_lasts_ms(trip, run, desk.rules(trip))
    if trip is not None:
        until_ms = min(until_ms, desk.world.plan_lasts_ms(trip.permits, trip.manifests, last.utc_ms))
        if trip.standing is not None:
            until_ms = min(until_ms, desk.world.named_lasts_ms(trip.plate_key, last.utc_ms))
    return Ground(middle.x, middle.y, reach, until_ms)


def _reach(trip: Trip | None, last: Fix, run: Run, middle: Run, scale: float, desk: Desk) -> float | None:
    """How far about a middle a standing truck may scatter, in plane units; None where something may come of it.

    The mean of its stop then lies between what it is and where the truck scatters: no further off than both together.
    """
    world, rules = desk.world, desk.rules(trip)
    # Two fixes so far apart are reached however soon after each other, and are of one halt where one may begin.
    most_m = always_reached_m(rules.impossible_move)
    if middle is not run:
        most_m = min(most_m, rules.repeated_short_stops.radius_m)
    away_m = math.hypot(middle.x - run.x, middle.y - run.y) * scale
    numbers = world.numbers(last.x, last.y, last.lat)
    for about_m in _REACHES_M:
        if about_m * 2 * SLACK > most_m or (about_m + max(about_m, away_m)) * SLACK > rules.stop.radius_m:
            continue
        if math.hypot(last.x - middle.x, last.y - middle.y) * scale > about_m:
            return None
        whole_m = about_m + away_m
        if world.numbers_near(run.x, run.y, run.lat, whole_m / scale) == numbers:
            return about_m / scale if trip is None or _is_within(trip, run, whole_m, desk) else None
    return None


def _stands_calmly(fold: Fold, run: Run, around: Around, desk: Desk) -> bool:
    """Whether the stop that goes on has been judged for what it is, and no step has more to say of it for now."""
    trip, zone_ids, stay = fold.trip, around.zone_ids, fold.stay
    is_stop = run.duration_ms >= desk.rules(trip).stop.min_s * SECOND_MS
    return (
        (fold.outing_ms >= 0) is (trip is not None)
        and "restricted" not in [place.zone.kind for place in around.places]
        and (fold.berth is None or fold.berth.zone_id in zone_ids)
        and False not in [inside.is_out is not (inside.zone_id in zone_ids) for inside in fold.inside]
        and (stay is None or stay.zone_id in zone_ids or (not is_stop and stay.left is not None))
        and (_is_noted(fold, run, around) if is_stop else fold.stood_ms < 0)
        and (trip is None or _stands_as_judged(trip, run, around, desk, is_stop=is_stop))
    )


def _is_noted(fold: Fold, run: Run, around: Around) -> bool:
    """Whether a stop has been noted as one, at the gate too."""
    generators = [place.zone.kind for place in around.places].count("generator")
    return (
        not fold.young
        and fold.stood_ms == run.first_ms
        and generators == (fold.berth is not None)
        and (fold.berth is None or fold.berth.stop.first_ms == run.first_ms)
        and (fold.emptied_zone_id is None or fold.emptied_zone_id in around.zone_ids)
    )


def _stands_as_judged(trip: Trip, run: Run, around: Around, desk: Desk, *, is_stop: bool) -> bool:
    """Whether a truck that stands on its trip has been judged for it."""
    zone_ids, hold, standing = around.zone_ids, trip.hold, trip.standing
    inside = current_visit(trip)
    if (
        trip.fixes == 0
        or trip.deviation is not None
        or trip.planned_for != (trip.permits, trip.manifests)
        or (inside is not None and inside.zone_id not in zone_ids)
        or any(place.zone.kind == "generator" for place in around.places)
    ):
        return False
    if trip.state == "arrived":
        return inside is not None
    plan = desk.world.plan(trip.permits, trip.manifests, run.last_ms)
    wrong = is_stop and any(place.zone.kind in wrong_destination.KINDS for place in around.places)
    return (
        not (trip.visits and has_visited(trip, plan))
        and {*plan.targets}.intersection(zone_ids) <= {visit.zone_id for visit in trip.visits}
        and (hold is None or hold.close_reason is not None or hold.stop.first_ms == run.first_ms)
        and not {*trip.generators}.intersection(zone_ids)
        and (standing is None or standing.run.first_ms == run.first_ms)
        and (not wrong or bool(trip.permitted_ids_now) or trip.wrong_stop_ms == run.first_ms)
        and stays_in_province(trip, around, run.last_ms, desk)
    )


def _is_within(trip: Trip, run: Run, about_m: float, desk: Desk) -> bool:
    """Whether all places so near to a stop are surely on the route of a trip, or it matters not."""
    if trip.state != "on_the_way" or trip.permitted_ids_now:
        return True
    plan = desk.world.plan(trip.permits, trip.manifests, run.last_ms)
    if plan.corridors is None:
        return True
    point, rules = desk.world.point(run.x, run.y), desk.rules(trip)
    margin_m = rules.route_deviation.margin_m
    if trip.standing is None and run.duration_ms >= _soonest_min(rules) * MINUTE_MS:
        margin_m = 0.0  # it counts as on the corridor, which the mean of more fixes must not leave
    return any(
        (one.distance_m(point, run.lat) + about_m) * SLACK < one.corridor_m + margin_m for one in plan.corridors
    )


def _soonest_min(rules: Rulebook) -> float:
    """From how long on it matters whether a stop is on the corridor."""
    stops = rules.unauthorised_stop
    return min(stops.off_corridor_min, stops.on_corridor_min, stops.high_min)


def _stop_lasts_ms(trip: Trip | None, run: Run, rules: Rulebook) -> int:
    """When a run next becomes a stop, or a graver one, a second before: stops count in whole seconds."""
    steps_s = [rules.stop.min_s]
    if trip is not None and trip.state == "on_the_way" and not trip.permitted_ids_now:
        stops = rules.unauthorised_stop
        steps_s += [step_min * 60 for step_min in (stops.off_corridor_min, stops.on_corridor_min, stops.high_min)]
    left_ms = [int(step_s * SECOND_MS) for step_s in steps_s if run.duration_ms < step_s * SECOND_MS]
    return min((run.first_ms + step_ms - SECOND_MS for step_ms in left_ms), default=run.last_ms + LONGEST_MS)
