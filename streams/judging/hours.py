"""Watches whether a load is driven only at hours that one of its permits allows."""

from alerts import outside_hours
from alerts.outside_hours import Hours
from models.time_windows import is_open
from streams.judging.desk import Desk, Here
from streams.judging.local_days import local_minute
from streams.judging.moving import is_moving
from streams.judging.state import Fold, Trip


def watch_hours(fold: Fold, here: Here, desk: Desk) -> None:
    """Says once a trip that its truck moves, before arrival, while no permit of the trip has an open window."""
    trip = fold.trip
    if trip is None or trip.state != "on_the_way" or trip.outside_hours_told:
        return
    limits = desk.rules(trip).fixes
    if not is_moving(here, limits):
        return
    hours = _hours_in_force(trip, here.fix.utc_ms, desk)
    weekday, minute = local_minute(here.fix.utc_ms, desk.world.timezone)
    if not hours or any(is_open(one.windows, weekday, minute) for one in hours):
        return
    trip.outside_hours_told = True
    desk.say(outside_hours.finding(here.fix, hours, desk.world.timezone.key, limits), trip)


def _hours_in_force(trip: Trip, at_ms: int, desk: Desk) -> tuple[Hours, ...]:
    """What each permit of a trip allows at a time; nothing where one is not known then: the hours are not judged."""
    permits = [desk.world.permit(key, at_ms) for key in trip.permits]
    known = tuple(Hours(permit_no=p.permit_no, windows=p.time_windows) for p in permits if p is not None)
    return known if len(known) == len(permits) else ()
