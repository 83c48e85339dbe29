"""What of a trip's road was seen: the path, the gaps in it, which of them a permitted zone excuses, and silences."""

from alerts import signal_lost
from geofences.projection import distance_m
from models.alert import CloseReason
from models.fix import Fix
from streams.judging.desk import Desk, Here
from streams.judging.places import PERMITTED_KINDS, Place
from streams.judging.plans import Plan
from streams.judging.state import Fold, Trip


def permitted_zones(places: tuple[Place, ...], plan: Plan, trip: Trip, at_ms: int, desk: Desk) -> tuple[str, ...]:
    """Of the zones that hold a place, those in which the trip may stand."""
    if not places:
        return ()
    return tuple(
        place.zone.zone_id
        for place in places
        if place.zone.kind in PERMITTED_KINDS
        or place.zone.zone_id in plan.permitted
        or (
            place.zone.kind == "generator"
            and desk.world.still_to_load(trip.plate_key, place.zone.zone_id, at_ms, trip.manifests)
        )
    )


def count_fix(trip: Trip, here: Here, permitted: tuple[str, ...], desk: Desk) -> None:
    """Counts one fix of a trip for what its verdict asks; `permitted` are the permitted zones that hold it."""
    fix, before, limits = here.fix, here.before, desk.rules(trip).verdict
    first, was_permitted = trip.fixes == 0, trip.permitted_ids_now
    trip.fixes += 1
    trip.permitted_ids_now = permitted
    if before is None:
        return
    gap_ms = fix.utc_ms - before.utc_ms
    metres = 0.0 if here.jumped else distance_m(before.lon, before.lat, fix.lon, fix.lat)
    if not first:
        trip.distance_m += metres
    elif metres <= limits.first_gap_m and not here.jumped:
        return
    count_heard(trip, here.heard_before_ms, fix.utc_ms)
    if set(permitted) & set(was_permitted):
        trip.excused_ms += gap_ms
        trip.excused_fixes += 1
        return
    if gap_ms > limits.gap_s * 1000:
        trip.gap_too_long = True
    if gap_ms > limits.unseen_s * 1000:
        trip.unseen_ms += gap_ms
        trip.unseen_m += metres


def hear(fold: Fold, heard_before_ms: int, at_ms: int, desk: Desk) -> None:
    """Ends a silence by what says nothing of where the truck is."""
    trip = fold.trip
    if trip is not None:
        count_heard(trip, heard_before_ms, at_ms)
        if trip.state == "on_the_way":
            note_silence(trip, heard_before_ms, at_ms, fold.last, None, desk)


def count_heard(trip: Trip, heard_before_ms: int, at_ms: int) -> None:
    """Counts how long nothing at all was heard before a ping, with a fix or without."""
    trip.max_gap_ms = max(trip.max_gap_ms, at_ms - heard_before_ms)


def count_rest(trip: Trip, last: Fix | None, completed_ms: int) -> None:
    """Excuses what lies between the last fix and a completion by the clock: it was inside the processor's zone."""
    if last is not None:
        trip.excused_ms += max(0, completed_ms - last.utc_ms)


def note_silence(
    trip: Trip, heard_before_ms: int, at_ms: int, before: Fix | None, back: Fix | None, desk: Desk,
    reason: CloseReason = "signal_restored",
) -> None:  # fmt: skip
    """Says a silence that a ping ends, or its trip: how long it was in the pings' own time, however late they came."""
    limits = desk.rules(trip).signal_lost
    silent_ms = at_ms - heard_before_ms
    if (
        before is None
        or heard_before_ms < 0
        or silent_ms < limits.refuted_s * 1000
        or trip.permitted_ids_now
        or trip.fixes == 0
    ):
        return
    excused_until = signal_lost.excused_until_ms(desk.excuses, heard_before_ms, limits)
    if excused_until is not None and at_ms <= excused_until:
        return
    severity = signal_lost.severity_of(silent_ms, limits)
    said = signal_lost.finding(
        before, heard_before_ms, severity or "warning", silent_ms, limits, back=back, close_reason=reason,
        back_ms=at_ms, during_outage=excused_until is not None,
    )  # fmt: skip
    desk.say(said, trip, only_if_open=severity is None)
