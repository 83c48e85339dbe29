"""Catch-up: what the pings of a lull make of their unit, all at once; none of them has anything to say."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from alerts.impossible_move import CONFIRMED_FIXES
from alerts.repeated_short_stops import Halts
from alerts.secondary_movement import Stay, noted_inside
from geofences.projection import distance_m, metres_per_unit
from models.fix import Fix, Run, begin_run, follow_run
from models.times import HOUR_MS, MINUTE_MS, SECOND_MS
from streams.judging.along import STEP_MS, follow_corridors
from streams.judging.kept_ping import KeptPing, unpacked
from streams.judging.lull import Lull
from streams.judging.marks import RECENT
from streams.judging.state import Berth, Clock, Fold, Inside, Trip, Unit, copied, hour_count

_DAY_H: Final = 24
_Driven = tuple[bool, Sequence[Fix]]
"""Fixes of a truck that drives, and whether every run begins anew with the first of them."""


def caught_up(unit: Unit, lull: Lull) -> Unit:
    """The unit as it would be, had each ping of the lull been judged when it came; `unit` stays as it is."""
    kept = unpacked(lull.kept)
    if not kept:
        return unit
    twin = copied(unit)
    fold, rules = twin.fold, lull.limits.rules
    before, fix = fold.last, kept[-1].fix
    driven: _Driven = False, ()
    if lull.is_driving:
        driven = _since_hop(before, fix, kept, lull.limits.hop_m / lull.scale)
        stop_ms = int(rules.stop.min_s * SECOND_MS)
        fold.run, fold.young = _run_after(fold.run, fold.young, driven, rules.stop.radius_m, stop_ms)
        fold.last_zone_ids = lull.world.around(fix.x, fix.y, fix.lat, fix.utc_ms).zone_ids
    elif fold.run is not None:
        fold.run, fold.young = _stayed(fold.run, fold.young, kept, int(rules.stop.min_s * SECOND_MS))
        if fold.berth is not None and fold.berth.stop.first_ms == fold.run.first_ms:
            fold.berth = Berth(zone_id=fold.berth.zone_id, stop=fold.run)
    fold.undo = None
    if fold.stay is not None:
        fold.stay = _stay(fold.stay, fold.run, len(kept), lull)
    if fold.trip is not None and before is not None:
        _go_on(fold.trip, fold, before, fix, kept, driven, lull)
    if fold.inside:
        fold.inside = tuple(_inside(fold.inside, fix.utc_ms, rules.arrival.lapse_s * SECOND_MS))
    # As the sieve counts: none of them is in doubt, and none lies too far from the one before to confirm it.
    fold.agreeing = max(fold.agreeing, min(fold.agreeing + len(kept), CONFIRMED_FIXES + 1))
    fold.at_ms, fold.receipt_ms, fold.second, fold.last = fix.utc_ms, fix.receipt_ms, fix.utc_ms // SECOND_MS, fix
    _count(twin.clock, kept)
    twin.recent = twin.recent.followed_by(*(one.mark for one in kept[-RECENT:]))
    twin.lapsed_ms = max(twin.lapsed_ms, fix.receipt_ms)
    twin.due_serial = -1
    return twin


def _stayed(run: Run, young: tuple[Fix, ...], kept: Sequence[KeptPing], stop_ms: int) -> tuple[Run, tuple[Fix, ...]]:
    """A run with the places of a lull, added in their order, and its fixes if it is no stop yet."""
    sum_x, sum_y, sum_lat, sum_lon = run.sum_x, run.sum_y, run.sum_lat, run.sum_lon
    for one in kept:
        sum_x += one.x
        sum_y += one.y
        sum_lat += one.lat
        sum_lon += one.lon
    run = Run(
        first_ms=run.first_ms, last_ms=kept[-1].utc_ms, fixes=run.fixes + len(kept), sum_x=sum_x, sum_y=sum_y,
        sum_lat=sum_lat, sum_lon=sum_lon, first=run.first,
    )  # fmt: skip
    return run, (*young, *(one.fix for one in kept)) if run.duration_ms < stop_ms else ()


def _stay(stay: Stay, run: Run | None, fixes: int, lull: Lull) -> Stay:
    """A stay with the fixes of a lull: all inside, or all outside."""
    if stay.left is None:
        return noted_inside(stay, run, lull.limits.rules.secondary_movement)
    return msgspec.structs.replace(stay, outside=stay.outside + fixes)


def _since_hop(before: Fix | None, newest: Fix, kept: Sequence[KeptPing], hop: float) -> _Driven:
    """The fixes from the last one on that lies so far from the one before that every run begins anew with it."""
    fixes: list[Fix] = []
    for number in range(len(kept) - 1, -1, -1):
        one, was = kept[number], kept[number - 1] if number else before
        fixes.append(one.fix if fixes else newest)
        if was is None or (one.x - was.x) ** 2 + (one.y - was.y) ** 2 >= hop * hop:
            return True, fixes[::-1]
    return False, fixes[::-1]


def _run_after(
    run: Run | None, young: tuple[Fix, ...], driven: _Driven, radius_m: float, longest_ms: int
) -> tuple[Run | None, tuple[Fix, ...]]:
    """The run of a truck that has driven on, and its fixes: none that was so meanwhile has lasted."""
    begins, fixes = driven
    if begins:
        run, young = None, ()
    for fix in fixes:
        run, _, young = follow_run(run, young, fix, radius_m, metres_per_unit(fix.lat), longest_ms)
    return run, young


def _go_on(
    trip: Trip, fold: Fold, before: Fix, newest: Fix, kept: Sequence[KeptPing], driven: _Driven, lull: Lull
) -> None:
    """Counts what a trip's verdict asks, and follows its routes."""
    permitted = bool(trip.permitted_ids_now)
    metres, longest_ms, utc_ms, lon, lat = trip.distance_m, trip.max_gap_ms, before.utc_ms, before.lon, before.lat
    for ping in kept:
        metres += distance_m(lon, lat, ping.lon, ping.lat)
        gap_ms = ping.utc_ms - utc_ms
        longest_ms = max(longest_ms, gap_ms)
        utc_ms, lon, lat = ping.utc_ms, ping.lon, ping.lat
    trip.distance_m, trip.max_gap_ms, trip.fixes = metres, longest_ms, trip.fixes + len(kept)
    if permitted:
        trip.excused_ms += utc_ms - before.utc_ms
        trip.excused_fixes += len(kept)
    if not trip.halts.told:
        trip.halts = _halts(trip.halts, fold, kept, driven, lull)
    if trip.state != "on_the_way":
        return
    _follow_routes(trip, kept, newest, lull)
    run_now = fold.run
    if run_now is not None and not lull.is_driving:
        if trip.standing is not None and not permitted:
            trip.standing = msgspec.structs.replace(trip.standing, run=run_now)
        if trip.hold is not None and trip.hold.close_reason is None:
            trip.hold = msgspec.structs.replace(trip.hold, last_ms=kept[-1].utc_ms)


def _halts(halts: Halts, fold: Fold, kept: Sequence[KeptPing], driven: _Driven, lull: Lull) -> Halts:
    """What may become a halt: all fixes of a truck that stands are one."""
    limits = lull.limits.rules.repeated_short_stops
    halt_ms = int(limits.min_min * MINUTE_MS)
    begins, fixes = driven
    if begins and len(fixes) == 1:  # the run of one fix, whatever its radius
        run, young = fold.run, fold.young
    elif lull.is_driving:
        run, young = _run_after(halts.run, halts.young, driven, limits.radius_m, halt_ms)
    elif halts.run is None:
        fix = kept[-1].fix
        run, young = begin_run(fix), (fix,)
    else:
        run, young = _stayed(halts.run, halts.young, kept, halt_ms)
    return msgspec.structs.replace(halts, run=run, young=young)


def _follow_routes(trip: Trip, kept: Sequence[KeptPing], newest: Fix, lull: Lull) -> None:
    routes = lull.routes
    if routes is None:
        trip.along = None
        return
    for one in kept:
        if trip.along is None or one.utc_ms - trip.along.utc_ms >= STEP_MS:
            follow_corridors(trip, newest if one is kept[-1] else one.fix, metres_per_unit(one.lat), routes)


def _inside(inside: Sequence[Inside], at_ms: int, lapse_ms: float) -> list[Inside]:
    """The zones that the truck is in still, and those that it has not been out of for long."""
    stayed = (one if one.is_out else msgspec.structs.replace(one, last_ms=at_ms) for one in inside)
    return [one for one in stayed if not one.is_out or at_ms - one.last_ms <= lapse_ms]


def _count(clock: Clock, kept: Sequence[KeptPing]) -> None:
    """Counts the records by the hour of their receipt: all lie near it, and none was received before another."""
    hours = list(clock.hours)
    first, last = kept[0].receipt_ms // HOUR_MS, kept[-1].receipt_ms // HOUR_MS
    counts = {first: len(kept)} if first == last else Counter([ping.receipt_ms // HOUR_MS for ping in kept])
    for hour, records in counts.items():
        if hours and hours[-1].hour == hour:
            hours[-1] = hour_count(hour, hours[-1].near + records, hours[-1].ahead)
        else:
            hours = [count for count in hours if count.hour > hour - _DAY_H]
            hours.append(hour_count(hour, records, 0))
    clock.hours = tuple(hours)
