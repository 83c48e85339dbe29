"""Watches the power of the device that tells where a load is."""

from alerts import power_cut
from streams.judging.along import progress_at
from streams.judging.desk import Desk, Here
from streams.judging.state import Fold


def watch_power(fold: Fold, here: Here, desk: Desk) -> None:
    """Says each cut of the vehicle's power on a trip outside permitted zones; a fix without a status is no news."""
    trip = fold.trip
    if trip is None or trip.permitted_ids_now or not power_cut.is_cut(here.power_was, here.fix.ext_power_on):
        return
    plan = desk.world.plan(trip.permits, trip.manifests, here.fix.utc_ms)
    desk.say(power_cut.finding(here.before, here.fix, progress_at(trip, here, plan)), trip)
