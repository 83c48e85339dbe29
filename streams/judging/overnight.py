"""Follows a loaded truck that stands long after its departure: whether that is a hold, and when it goes on."""

import msgspec

from alerts import overnight_hold
from alerts.overnight_hold import Hold
from models.fix import Run
from streams.judging.desk import Desk, Here
from streams.judging.seen import permitted_zones
from streams.judging.state import Fold, Trip


def watch_hold(fold: Fold, here: Here, desk: Desk) -> None:
    """Opens a hold at the first fix that shows one, and closes it at the first fix outside its stop."""
    trip = fold.trip
    if trip is None or trip.state != "on_the_way":
        return
    hold = trip.hold
    if hold is not None and hold.close_reason is None:
        if here.run.first_ms == hold.stop.first_ms:
            trip.hold = msgspec.structs.replace(hold, last_ms=here.fix.utc_ms)
            return
        trip.hold = msgspec.structs.replace(hold, ended_ms=hold.last_ms, close_reason="moved_on")
        desk.say(overnight_hold.finding(trip.hold, desk.rules(trip).overnight_hold), trip)
    hold_if_due(fold, here.fix.utc_ms, desk)


def hold_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When the stop that goes on becomes a hold, where no fix has shown it yet."""
    trip, run = fold.trip, fold.run
    if trip is None or run is None or trip.state != "on_the_way" or _is_open(trip):
        return ()
    due_ms = _due_ms(trip, run, desk)
    return () if due_ms is None or due_ms <= run.last_ms else (due_ms,)


def hold_if_due(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Says a hold of the truck as it stands, if by a time it is one; a second one of a trip goes on from the first."""
    trip, run = fold.trip, fold.run
    if trip is None or run is None or trip.state != "on_the_way" or _is_open(trip):
        return
    due_ms = _due_ms(trip, run, desk)
    if due_ms is None or due_ms > until_ms:
        return
    at_ms = run.last_ms
    plan = desk.world.plan(trip.permits, trip.manifests, at_ms)
    if permitted_zones(desk.world.holding(run.x, run.y, run.lat, at_ms), plan, trip, at_ms, desk):
        return
    desk.at_ms = max(due_ms, fold.at_ms)
    started_ms = due_ms if trip.hold is None else trip.hold.started_ms
    trip.hold = Hold(departed_ms=trip.started_ms, started_ms=started_ms, stop=run, last_ms=run.last_ms)
    desk.say(overnight_hold.finding(trip.hold, desk.rules(trip).overnight_hold), trip)


def _due_ms(trip: Trip, run: Run, desk: Desk) -> int | None:
    rules = desk.rules(trip)
    stop_ms = int(rules.stop.min_s * 1000)
    if run.duration_ms < stop_ms:
        return None
    return overnight_hold.due_ms(trip.started_ms, run, stop_ms, rules.overnight_hold)


def _is_open(trip: Trip) -> bool:
    return trip.hold is not None and trip.hold.close_reason is None
