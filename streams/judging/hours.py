"""Watches whether a load is driven only at hours that one of its permits allows."""

from alerts import outside_hours
from models.time_windows import is_open
from streams.judging.desk import Desk, Here
from streams.judging.local_days import local_minute
from streams.judging.moving import is_moving
from streams.judging.state import Fold


def watch_hours(fold: Fold, here: Here, desk: Desk) -> None:
    """Says once a trip that its truck moves, before arrival, while no permit of the trip has an open window."""
    trip = fold.trip
    if trip is None or trip.state != "on_the_way" or trip.outside_hours_told:
        return
    limits = desk.rules(trip).fixes
    if not is_moving(here, limits):
        return
    hours = desk.world.plan(trip.permits, trip.manifests, here.fix.utc_ms).hours
    if not hours:
        return
    weekday, minute = local_minute(here.fix.utc_ms, desk.world.timezone)
    if any(is_open(one.windows, weekday, minute) for one in hours):
        return
    trip.outside_hours_told = True
    desk.say(outside_hours.finding(here.fix, hours, desk.world.timezone.key, limits), trip)
