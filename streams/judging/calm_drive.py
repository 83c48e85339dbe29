"""Calm drive: whether a truck that drives may go on before any step has something to say, and until when."""

from typing import Final

from alerts.repeated_short_stops import Halts
from models.fix import Fix, Run
from models.kept import keep
from models.thresholds import Rulebook
from models.time_windows import is_open
from models.times import MINUTE_MS, SECOND_MS
from streams.judging.desk import Desk
from streams.judging.limits import Span, limits_of
from streams.judging.local_days import local_minute
from streams.judging.lull import LONGEST_MS, Drift, Edges, Ground
from streams.judging.places import PERMITTED_KINDS, Around
from streams.judging.plans import Plan
from streams.judging.provinces import stays_in_province
from streams.judging.state import Fold, Trip
from streams.judging.world import World

_LOADED: Final = frozenset({"estate", "depot"})
"""The kinds of zones that a loaded truck drives into and out of without anything coming of it."""

_EMPTY: Final = _LOADED | PERMITTED_KINDS | {"province"}
"""Those of an empty one."""


_KNOWN: Final[dict[Edges, Edges]] = {}
"""Equal ones are one: all trucks of a permit may cross the same."""


def calm_drive(fold: Fold, last: Fix, run: Run, around: Around, desk: Desk) -> Ground | None:
    """Where it may go on from its newest fix; None where the next one has to be judged."""
    if not _drives_calmly(fold, run, around, desk):
        return None
    trip, until_ms = fold.trip, last.utc_ms + LONGEST_MS
    if trip is not None:
        plan = desk.world.plan(trip.permits, trip.manifests, last.utc_ms)
        until_ms = min(until_ms, desk.world.plan_lasts_ms(trip.permits, trip.manifests, last.utc_ms))
        until_ms = _hours_last_ms(trip, plan, last.utc_ms, until_ms, desk.world)
    spans, drifts = _spans(fold, last, run, desk)
    return Ground(last.x, last.y, 0.0, until_ms, _edges(fold, last, desk), spans, drifts)


def _spans(fold: Fold, last: Fix, run: Run, desk: Desk) -> tuple[tuple[Span, ...], tuple[Drift, ...]]:
    """How long its runs may last before a step asks for them, and since when they may: its stops, and its halts.

    None are allowed where a stay at a processor goes on, which takes note of shorter ones.
    """
    if fold.stay is not None:
        return (), ()
    trip, limits = fold.trip, limits_of(desk.world.thresholds, desk.rules(fold.trip))
    stop = Drift(run.first_ms, run.fixes, last.utc_ms, last.x, last.y, 1)
    if trip is None or trip.halts.run is None or trip.halts.told:
        return limits.stop, (stop,)
    halt = trip.halts.run
    return limits.stop_and_halt, (stop, Drift(halt.first_ms, halt.fixes, last.utc_ms, last.x, last.y, 1))


def _edges(fold: Fold, last: Fix, desk: Desk) -> Edges:
    """The edges that it may cross: of an estate, only where none has thresholds of its own."""
    world, trip = desk.world, fold.trip
    kinds = _EMPTY if trip is None else _LOADED
    vehicle = world.vehicle(desk.unit_id, last.utc_ms)
    own = frozenset() if vehicle is None else world.sites_of(vehicle.plate_key)
    if trip is not None:
        own |= world.plan(trip.permits, trip.manifests, last.utc_ms).permitted
    edges = Edges(kinds - {"estate"} if world.thresholds.estates else kinds, own)
    return _KNOWN.get(edges) or keep(_KNOWN, edges, edges)


def _drives_calmly(fold: Fold, run: Run, around: Around, desk: Desk) -> bool:
    """Whether no stop, gate or deviation goes on of a truck that drives, and all zones that it is in know it."""
    trip, stay, zone_ids = fold.trip, fold.stay, around.zone_ids
    return (
        (run.fixes == 1 or (stay is None and _may_stop_longer(run, desk.rules(trip), desk)))
        and fold.stood_ms < 0
        and fold.outing_ms >= 0
        and (fold.berth is None or fold.berth.zone_id in zone_ids)
        and (stay is None or (stay.left is None) is (stay.zone_id in zone_ids))
        and "restricted" not in [place.zone.kind for place in around.places]
        and (trip is None or _keeps_its_route(trip, fold, around, desk))
    )


def _keeps_its_route(trip: Trip, fold: Fold, around: Around, desk: Desk) -> bool:
    hold, halts = trip.hold, trip.halts
    return (
        trip.state == "on_the_way"
        and trip.fixes > 0
        and all(place.zone.kind in _LOADED or place.zone.kind == "province" for place in around.places)
        and not (trip.visits or trip.permitted_ids_now)
        and trip.deviation is None
        and trip.standing is None
        and (hold is None or hold.close_reason is not None)
        and (halts.told or _may_halt_longer(halts, fold, desk))
        and trip.planned_for == (trip.permits, trip.manifests)
        and stays_in_province(trip, around, fold.at_ms, desk)
    )


def _may_stop_longer(run: Run, rules: Rulebook, desk: Desk) -> bool:
    """Whether a run of several fixes is no stop yet, and surely of one radius: an estate may have another."""
    return not desk.world.thresholds.estates and run.duration_ms < rules.stop.min_s * SECOND_MS


def _may_halt_longer(halts: Halts, fold: Fold, desk: Desk) -> bool:
    """Whether what may become a halt goes on, and is none yet."""
    run = halts.run
    longest_ms = desk.rules(fold.trip).repeated_short_stops.min_min * MINUTE_MS
    may_last = not desk.world.thresholds.estates and run is not None and run.duration_ms < longest_ms
    return run is not None and run.last_ms == fold.at_ms and (run.fixes == 1 or may_last)


def _hours_last_ms(trip: Trip, plan: Plan, at_ms: int, until_ms: int, world: World) -> int:
    """Until when a trip surely goes on in hours that a permit allows; `until_ms` at most."""
    if not plan.hours or trip.outside_hours_told:
        return until_ms
    for minute in range(at_ms // MINUTE_MS, until_ms // MINUTE_MS + 1):
        weekday, of_day = local_minute(minute * MINUTE_MS, world.timezone)
        if not any(is_open(one.windows, weekday, of_day) for one in plan.hours):
            return min(until_ms, minute * MINUTE_MS)
    return until_ms
