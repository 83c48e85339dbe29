"""Open states of a trip: what goes on until it ends by itself or with the trip."""

import msgspec

from alerts import not_arrived, overnight_hold, province_left, restricted_zone, route_deviation, unauthorised_stop
from models.alert import CloseReason
from models.fix import Fix
from streams.judging.desk import Desk
from streams.judging.freezing import restate_freezing
from streams.judging.observing import restate_observations
from streams.judging.outings import restate_outing
from streams.judging.sieve import restate_rival
from streams.judging.state import Fold, Trip


def close_open_states(fold: Fold, trip: Trip, fix: Fix, reason: CloseReason, desk: Desk) -> None:
    """Closes what is open: the deviation, the standing stop, the hold, the lateness, the run in another province."""
    rules = desk.rules(trip)
    if trip.deviation is not None and trip.deviation.opened:
        desk.say(route_deviation.finding(trip.deviation, rules.route_deviation, ended=fix, close_reason=reason), trip)
    trip.deviation = None
    if trip.standing is not None and fold.run is not None:
        desk.say(
            unauthorised_stop.finding(
                trip.standing.run, fix, trip.standing.severity, off_corridor=trip.standing.off_corridor,
                limits=rules.unauthorised_stop, close_reason=reason,
            ),
            trip,
            only_warn=trip.standing.only_warn,
        )  # fmt: skip
    trip.standing = None
    if trip.hold is not None and trip.hold.close_reason is None:
        ended_ms = trip.hold.last_ms if reason == "arrived" else desk.at_ms
        trip.hold = msgspec.structs.replace(trip.hold, ended_ms=ended_ms, close_reason=reason)
        desk.say(overnight_hold.finding(trip.hold, rules.overnight_hold), trip)
    if trip.overdue is not None and trip.overdue.close_reason is None:
        trip.overdue = msgspec.structs.replace(trip.overdue, ended_ms=desk.at_ms, close_reason=reason)
        desk.say(not_arrived.finding(trip.overdue, rules.not_arrived), trip, only_warn=trip.overdue.only_warn)
    if trip.abroad is not None and trip.abroad.opened:
        desk.say(province_left.finding(trip.abroad, rules.province_left, ended=fix, close_reason=reason), trip)
    trip.abroad = None


def restate(fold: Fold, desk: Desk) -> None:
    """Says again what is open, so that a second judging from here knows what it took over.

    Of what a trip has once and may open again, also that it is closed.
    """
    desk.restating = True
    trip = fold.trip
    if trip is not None:
        desk.tell(trip)
        rules = desk.rules(trip)
        if trip.deviation is not None and trip.deviation.opened:
            desk.say(
                route_deviation.finding(trip.deviation, rules.route_deviation, ended=None, close_reason=None), trip
            )
        if trip.standing is not None and fold.last is not None:
            standing = trip.standing
            desk.say(
                unauthorised_stop.finding(
                    standing.run, fold.last, standing.severity, off_corridor=standing.off_corridor,
                    limits=rules.unauthorised_stop, close_reason=None,
                ),
                trip,
                only_warn=standing.only_warn,
            )  # fmt: skip
        if trip.hold is not None:
            desk.say(overnight_hold.finding(trip.hold, rules.overnight_hold), trip)
        if trip.overdue is not None:
            desk.say(not_arrived.finding(trip.overdue, rules.not_arrived), trip, only_warn=trip.overdue.only_warn)
        if trip.abroad is not None and trip.abroad.opened:
            desk.say(province_left.finding(trip.abroad, rules.province_left, ended=None, close_reason=None), trip)
    for visit in fold.zone_visits:
        if fold.last is not None:
            desk.say(restricted_zone.finding(visit, fold.last, desk.rules(trip).restricted_zone, None), None)
    restate_freezing(fold, desk)
    restate_rival(fold, desk)
    restate_observations(fold, desk)
    restate_outing(fold, desk)
    desk.restating = False
