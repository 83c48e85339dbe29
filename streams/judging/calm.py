"""Calm: whether a unit that has just been judged in full has a lull before it, and how far that reaches.

Each condition names what a rule could speak of otherwise; the order is that of the judging's steps. To find none where
there is one costs time alone, so whatever is rare is left out.
"""

import math
from typing import Final, NamedTuple

from alerts import wrong_destination
from alerts.impossible_move import CONFIRMED_FIXES, reach_m
from alerts.signal_lost import steps_ms
from geofences.projection import metres_per_unit
from models.fix import Fix, Run
from models.thresholds import Rulebook
from models.time_windows import is_open
from models.times import MINUTE_MS, SECOND_MS
from streams.judging.deadlines import trip_due_ms
from streams.judging.desk import Desk
from streams.judging.device_check import device_due_ms
from streams.judging.local_days import local_minute
from streams.judging.lull import Lull
from streams.judging.overnight import hold_due_ms
from streams.judging.places import Around
from streams.judging.plans import Plan
from streams.judging.provinces import is_on_route
from streams.judging.state import Fold, Trip, Unit
from streams.judging.up_to_date import is_up_to_date
from streams.judging.visits import current_visit, has_visited
from streams.judging.world import World

LONGEST_MS: Final = 30 * MINUTE_MS
"""After so long a ping is judged in full again: that is when what is remembered of the unit is saved."""

_LARGE_KINDS: Final = frozenset({"province", "estate"})
"""Zones that a truck drives through without anything coming of it."""

_REACHES_M: Final = (70.0, 24.0, 10.0)
"""How far a standing truck may scatter about its stop, the widest first that no edge crosses."""

_SLACK: Final = 1.02
"""The plane's scale changes by less than this on the way that a lull lasts."""


class _Ground(NamedTuple):
    """Where a lull may go on: about a place, or on from it, and until when."""

    x: float
    y: float
    reach: float
    until_ms: int


def lull_of(unit: Unit, world: World) -> Lull | None:
    """The lull that begins with the newest ping of a unit; None where its next one has to be judged."""
    fold, last, run = unit.fold, unit.fold.last, unit.fold.run
    if last is None or run is None or not _is_plain(unit, world):
        return None
    desk = Desk(unit.unit_id, world, unit.excuses, unit.rulings)
    around = world.around(last.x, last.y, last.lat, last.utc_ms)
    desk.estate_zone_id = around.estate_zone_id
    if around.zone_ids != fold.last_zone_ids or not is_up_to_date(fold, around, desk):
        return None
    numbers, scale = world.numbers(last.x, last.y, last.lat), metres_per_unit(last.lat)
    ground = _driving(fold, last, run, around, desk) if fold.moving else _standing(fold, last, run, around, scale, desk)
    if ground is None:
        return None
    until_ms = min(
        (ground.until_ms, last.utc_ms + LONGEST_MS, world.around_lasts_ms(numbers), *trip_due_ms(fold, desk),
         *hold_due_ms(fold, desk), *device_due_ms(fold, desk))
    )  # fmt: skip
    until_ms = world.ride_lasts_ms(unit.unit_id, last.utc_ms, until_ms)
    if until_ms <= max(last.utc_ms, fold.receipt_ms, unit.lapsed_ms):
        return None
    trip, rules, arrivals = fold.trip, desk.rules(fold.trip), world.thresholds.common.arrivals
    gap_ms, silent_ms = _gaps_ms(fold, rules, world)
    hop_m = max(rules.stop.radius_m, rules.repeated_short_stops.radius_m) * 2 * _SLACK
    return Lull(
        world=world, rules=rules, knows_vendor=unit.vendor is not None, is_driving=fold.moving, utc_ms=last.utc_ms,
        receipt_ms=fold.receipt_ms, until_ms=until_ms, gap_ms=gap_ms, silent_ms=silent_ms, x=ground.x, y=ground.y,
        reach=ground.reach, hop=hop_m / scale, fastest=rules.impossible_move.kmh / 3600 / scale / _SLACK,
        numbers=numbers, power_on=fold.power_on,
        routes=None if trip is None else world.plan(trip.permits, trip.manifests, last.utc_ms).corridors,
        margin_m=rules.route_deviation.margin_m, moving_kmh=rules.fixes.moving_kmh,
        most_hdop=rules.fixes.doubtful_hdop, most_sats=rules.fixes.doubtful_sats,
        late_ms=int(min(arrivals.late_s, arrivals.ahead_s) * SECOND_MS), ahead_ms=int(arrivals.ahead_s * SECOND_MS),
    )  # fmt: skip


def _driving(fold: Fold, last: Fix, run: Run, around: Around, desk: Desk) -> _Ground | None:
    if run.fixes > 1 or not _drives_calmly(fold, around, desk):
        return None
    trip, until_ms = fold.trip, last.utc_ms + LONGEST_MS
    if trip is not None:
        plan = desk.world.plan(trip.permits, trip.manifests, last.utc_ms)
        until_ms = min(until_ms, desk.world.plan_lasts_ms(trip.permits, trip.manifests, last.utc_ms))
        until_ms = _hours_last_ms(trip, plan, last.utc_ms, until_ms, desk.world)
    return _Ground(last.x, last.y, 0.0, until_ms)


def _standing(fold: Fold, last: Fix, run: Run, around: Around, scale: float, desk: Desk) -> _Ground | None:
    reach = _reach(fold, last, run, around, scale, desk)
    if reach is None:
        return None
    trip, until_ms = fold.trip, _stop_lasts_ms(fold.trip, run, desk.rules(fold.trip))
    if trip is not None:
        until_ms = min(until_ms, desk.world.plan_lasts_ms(trip.permits, trip.manifests, last.utc_ms))
        if trip.standing is not None:
            until_ms = min(until_ms, desk.world.named_lasts_ms(trip.plate_key, last.utc_ms))
    return _Ground(run.x, run.y, reach, until_ms)


def _is_plain(unit: Unit, world: World) -> bool:
    """Whether nothing is under way that any next ping takes on, wherever it lies."""
    fold, clock, rulings = unit.fold, unit.clock, unit.rulings
    return (
        fold.last is not None
        and fold.at_ms == fold.last.utc_ms
        and fold.heard_ms <= fold.at_ms
        and fold.rival is None
        and fold.agreeing > CONFIRMED_FIXES
        and not (fold.pending or fold.undo or fold.frozen or fold.zone_visits)
        and not (unit.by_clock or clock.waiting or any(count.ahead for count in clock.hours))
        and not (rulings.handed_over or rulings.follows or rulings.bridged)
        and all(excuse.until_ms is not None and excuse.until_ms < fold.at_ms for excuse in unit.excuses)
        and not world.may_share_plate(unit.unit_id)
    )


def _gaps_ms(fold: Fold, rules: Rulebook, world: World) -> tuple[int, int]:
    """How far apart pings may be, and less than how far apart their receipts, so that no silence is judged."""
    common = world.thresholds.common
    gaps_s = [rules.impossible_move.confirm_min * 60]
    silent_s = LONGEST_MS / SECOND_MS
    if fold.outing_ms >= 0:
        silent_s = common.vendor_outage.silent_s
        gaps_s.append(silent_s)
    if fold.trip is not None:
        silent_s = min(silent_s, rules.signal_lost.refuted_s, min(steps_ms(rules.signal_lost)) / SECOND_MS)
        gaps_s += [rules.verdict.gap_s, rules.verdict.unseen_s, rules.signal_lost.refuted_s]
    return int(min(gaps_s) * SECOND_MS) - 1, int(silent_s * SECOND_MS)


def _drives_calmly(fold: Fold, around: Around, desk: Desk) -> bool:
    """Whether no stop, zone, gate or deviation goes on of a truck that drives."""
    trip = fold.trip
    return (
        fold.stood_ms < 0
        and fold.outing_ms >= 0
        and fold.berth is None
        and (fold.stay is None or fold.stay.left is not None)
        and all(place.zone.kind in _LARGE_KINDS for place in around.places)
        and all(inside.is_out for inside in fold.inside)
        and (trip is None or _keeps_its_route(trip, fold, around, desk))
    )


def _keeps_its_route(trip: Trip, fold: Fold, around: Around, desk: Desk) -> bool:
    hold, halts = trip.hold, trip.halts
    return (
        trip.state == "on_the_way"
        and trip.fixes > 0
        and not (trip.visits or trip.permitted_ids_now)
        and trip.deviation is None
        and trip.standing is None
        and (hold is None or hold.close_reason is not None)
        and (halts.told or (halts.run is not None and halts.run.fixes == 1 and halts.run.last_ms == fold.at_ms))
        and trip.planned_for == (trip.permits, trip.manifests)
        and _stays_in_province(trip, around, fold.at_ms, desk)
    )


def _stays_in_province(trip: Trip, around: Around, at_ms: int, desk: Desk) -> bool:
    held = [place.zone for place in around.places if place.zone.kind == "province"]
    return trip.abroad is None and (not held or is_on_route(held, trip, at_ms, desk))


def _reach(fold: Fold, last: Fix, run: Run, around: Around, scale: float, desk: Desk) -> float | None:
    """How far about its stop a standing truck may scatter, in plane units; None where something may come of it."""
    if not _stands_calmly(fold, run, around, desk):
        return None
    world, trip, rules = desk.world, fold.trip, desk.rules(fold.trip)
    # As far apart as this two fixes about the stop may be: one stop still, and reached however soon after each other.
    most_m = min(rules.stop.radius_m, reach_m(0, rules.impossible_move))
    halt = None if trip is None or trip.halts.told else trip.halts.run
    if halt is not None:
        apart_m = math.hypot(halt.x - run.x, halt.y - run.y) * scale
        most_m = min(most_m, rules.repeated_short_stops.radius_m - 2 * _SLACK * apart_m)
    numbers = world.numbers(last.x, last.y, last.lat)
    for about_m in _REACHES_M:
        if about_m * 2 * _SLACK > most_m:
            continue
        reach = about_m / scale
        if math.hypot(last.x - run.x, last.y - run.y) > reach:
            return None
        if world.numbers_near(run.x, run.y, run.lat, reach) == numbers:
            return reach if trip is None or _is_within(trip, run, about_m, desk) else None
    return None


def _stands_calmly(fold: Fold, run: Run, around: Around, desk: Desk) -> bool:
    """Whether the stop that goes on has been judged for what it is, and no step has more to say of it for now."""
    trip, zone_ids, stay = fold.trip, around.zone_ids, fold.stay
    is_stop = run.duration_ms >= desk.rules(trip).stop.min_s * SECOND_MS
    return (
        (fold.outing_ms >= 0) is (trip is not None)
        and not any(place.zone.kind == "restricted" for place in around.places)
        and (fold.berth is None or fold.berth.zone_id in zone_ids)
        and all(inside.is_out is not (inside.zone_id in zone_ids) for inside in fold.inside)
        and (stay is None or stay.zone_id in zone_ids or (not is_stop and stay.left is not None))
        and (_is_noted(fold, run, around) if is_stop else fold.stood_ms < 0)
        and (trip is None or _stands_as_judged(trip, run, around, desk, is_stop=is_stop))
    )


def _is_noted(fold: Fold, run: Run, around: Around) -> bool:
    """Whether a stop has been noted as one, at the gate too."""
    generators = sum(place.zone.kind == "generator" for place in around.places)
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
        and _stays_in_province(trip, around, run.last_ms, desk)
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
        (one.distance_m(point, run.lat) + about_m) * _SLACK < one.corridor_m + margin_m for one in plan.corridors
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


def _hours_last_ms(trip: Trip, plan: Plan, at_ms: int, until_ms: int, world: World) -> int:
    """Until when a trip surely goes on in hours that a permit allows; `until_ms` at most."""
    if not plan.hours or trip.outside_hours_told:
        return until_ms
    for minute in range(at_ms // MINUTE_MS, until_ms // MINUTE_MS + 1):
        weekday, of_day = local_minute(minute * MINUTE_MS, world.timezone)
        if not any(is_open(one.windows, weekday, of_day) for one in plan.hours):
            return min(until_ms, minute * MINUTE_MS)
    return until_ms
