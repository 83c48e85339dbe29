"""Arrival and completion: where a load was brought, and when its trip is over."""

import msgspec

from models.trip import TRANSITIONS, EndReason, Sighting, Visit
from streams.judging.desk import Desk, Here
from streams.judging.open_states import close_open_states
from streams.judging.plans import Plan
from streams.judging.seen import count_fix, permitted_zones
from streams.judging.state import Fold, Trip


def watch_visits(fold: Fold, here: Here, desk: Desk) -> None:
    """Follows a trip into its processors' zones and out of them again."""
    if fold.emptied_zone_id is not None and fold.emptied_zone_id not in here.zone_ids:
        stopped = here.run.duration_ms >= desk.rules(fold.trip).stop.min_s * 1000
        fold.emptied_zone_id = None if stopped else fold.emptied_zone_id
    trip = fold.trip
    if trip is None:
        return
    plan = desk.world.plan(trip.permits, trip.manifests, here.fix.utc_ms)
    if trip.state == "on_the_way" and trip.visits and has_visited(trip, plan):
        _settle_for_what_was_visited(fold, trip, here, plan, desk)
    while fold.trip is not None and (inside := current_visit(trip)) is not None and inside.zone_id not in here.zone_ids:
        _judge_leaving(fold, trip, inside, here, plan, desk)
    if fold.trip is not None and trip.state == "on_the_way":
        _note_arrivals(fold, trip, here, plan, desk)


def _judge_leaving(fold: Fold, trip: Trip, inside: Visit, here: Here, plan: Plan, desk: Desk) -> None:
    """Ends a visit at the first fix outside: one that was too short, without a receipt, lapses."""
    at_ms = here.fix.utc_ms
    received = due_receipt_ms(trip, desk)
    stayed = at_ms - inside.arrived_ms >= desk.rules(trip).arrival.lapse_s * 1000
    if stayed or (received is not None and received <= at_ms):
        trip.visits = (*trip.visits[:-1], msgspec.structs.replace(inside, left_ms=at_ms))
        _leave(fold, trip, here, plan, desk)
    else:
        trip.visits = trip.visits[:-1]
        if trip.state == "on_the_way":  # there is more to visit: the state stays, what was told does not
            desk.tell(trip)
        step(fold, trip, "left_early", at_ms, desk)


def _note_arrivals(fold: Fold, trip: Trip, here: Here, plan: Plan, desk: Desk) -> None:
    """Notes the processors not visited before in whose zones a fix lies; where zones overlap they may be several."""
    if not here.zone_ids:
        return
    at_ms = here.fix.utc_ms
    visited = {visit.zone_id for visit in trip.visits}
    for zone_id in sorted(zone for zone in here.zone_ids if zone in plan.targets and zone not in visited):
        visited.add(zone_id)
        trip.visits = (*trip.visits, Visit(zone_id=zone_id, factory_no=plan.processors[zone_id], arrived_ms=at_ms))
        if set(plan.required) <= visited:
            close_open_states(fold, trip, here.fix, "arrived", desk)
            step(fold, trip, "inside_last", at_ms, desk)
        desk.tell(trip)
        if trip.state == "arrived":
            return


def has_visited(trip: Trip, plan: Plan) -> bool:
    """Whether a trip has been to every processor that its manifests name."""
    return bool(plan.required) and set(plan.required) <= {visit.zone_id for visit in trip.visits}


def _settle_for_what_was_visited(fold: Fold, trip: Trip, here: Here, plan: Plan, desk: Desk) -> None:
    """Lets the last visit be the arrival, now that the manifests for all other processors are cancelled."""
    close_open_states(fold, trip, here.fix, "arrived", desk)
    step(fold, trip, "inside_last", here.fix.utc_ms, desk)
    if current_visit(trip) is None:
        _leave(fold, trip, here, plan, desk)


def _leave(fold: Fold, trip: Trip, here: Here, plan: Plan, desk: Desk) -> None:
    """Takes note of a visit that is over; the fix that completes a trip is still the trip's, and none after it."""
    if trip.state == "arrived":
        count_fix(trip, here, permitted_zones(here.places, plan, trip, here.fix.utc_ms, desk), desk)
    step(fold, trip, "stayed_and_left", here.fix.utc_ms, desk)


def current_visit(trip: Trip) -> Visit | None:
    """The processor's zone that the truck is in, as far as fixes show."""
    return trip.visits[-1] if trip.visits and trip.visits[-1].left_ms is None else None


def due_receipt_ms(trip: Trip, desk: Desk) -> int | None:
    """When the manifests for the processor that the truck is in are all received, never before its arrival."""
    inside = current_visit(trip)
    if inside is None:
        return None
    times = desk.world.plan(trip.permits, trip.manifests, inside.arrived_ms).receipts.get(inside.zone_id, ())
    known = [time for time in times if time is not None]
    return max(inside.arrived_ms, *known) if known and len(known) == len(times) else None


def step(fold: Fold, trip: Trip, sighting: Sighting, at_ms: int, desk: Desk, reason: EndReason | None = None) -> None:
    """Takes a trip to its next state by the table, tells it where the state changes, lets go of one that is over."""
    was = trip.state
    trip.state = TRANSITIONS[was, sighting]
    if desk.trace is not None:
        desk.trace.stepped(trip, was, sighting, at_ms, len(desk.said))
    if trip.state == was:
        return
    if trip.state in ("completed", "ended"):
        trip.ended_ms, trip.end_reason = at_ms, reason
        fold.emptied_zone_id = trip.visits[-1].zone_id if trip.state == "completed" else None
        fold.carried = (*fold.carried, *trip.manifests)[-64:]
        fold.trip = None
    if sighting != "inside_last":
        desk.tell(trip)
