"""Watches for halts on the way that are too short for a stop, and too many."""

from alerts import repeated_short_stops
from models.fix import Run
from streams.judging.desk import Desk, Here
from streams.judging.seen import permitted_zones
from streams.judging.state import Fold, Trip


def watch_halts(fold: Fold, here: Here, desk: Desk) -> None:
    """Counts the halt that a fix ends, if it was outside permitted zones, and says once a trip that they are many."""
    trip = fold.trip
    if trip is None or trip.halts.told:
        return
    limits = desk.rules(trip).repeated_short_stops
    trip.halts, halt = repeated_short_stops.follow(trip.halts, here.fix, here.scale, limits)
    if halt is None or trip.state != "on_the_way" or _is_permitted(halt, trip, desk):
        return
    trip.halts, counted = repeated_short_stops.count(trip.halts, halt, here.scale, limits)
    if counted == "opened":
        desk.say(repeated_short_stops.finding(trip.halts.counted, limits), trip)


def _is_permitted(halt: Run, trip: Trip, desk: Desk) -> bool:
    places = desk.world.holding(halt.x, halt.y, halt.lat, halt.last_ms)
    plan = desk.world.plan(trip.permits, trip.manifests, halt.last_ms)
    return bool(permitted_zones(places, plan, trip, halt.last_ms, desk))
