"""Watches whether a load keeps to the provinces that its routes cross."""

from alerts import province_left
from alerts.province_left import Province
from models.zone import Zone
from streams.judging.desk import Desk, Here
from streams.judging.places import Around
from streams.judging.state import Fold, Trip


def watch_provinces(fold: Fold, here: Here, desk: Desk) -> None:
    """Opens a run at the first fix in a province that no route of the trip crosses, ends it at one in a crossed one."""
    trip = fold.trip
    if trip is None or trip.state != "on_the_way":
        return
    held = [place.zone for place in here.places if place.zone.kind == "province"]
    on_route = bool(held) and is_on_route(held, trip, here.fix.utc_ms, desk)
    if trip.abroad is None and (on_route or not held):
        return
    limits = desk.rules(trip).province_left
    elsewhere = None if on_route or not held else _named(min(held, key=lambda zone: zone.zone_id))
    run, seen = province_left.advance(trip.abroad, here.fix, elsewhere, on_route=on_route, limits=limits)
    trip.abroad = run
    if run is not None and seen == "opened":
        desk.say(province_left.finding(run, limits, ended=None, close_reason=None), trip)
    elif run is not None and seen == "ended":
        desk.say(province_left.finding(run, limits, ended=here.fix, close_reason="returned_to_route"), trip)
        trip.abroad = None


def is_on_route(held: list[Zone], trip: Trip, at_ms: int, desk: Desk) -> bool:
    """Whether a route of the trip crosses one of some provinces; where the route is not judged, any will do."""
    plan = desk.world.plan(trip.permits, trip.manifests, at_ms)
    crossed = desk.world.crossed_provinces(plan, trip.generators, desk.rules(trip).route_deviation.margin_m)
    return crossed is None or any(zone.zone_id in crossed for zone in held)


def _named(zone: Zone) -> Province:
    return Province(
        zone_id=zone.zone_id, name_en=zone.name_en or zone.zone_id, name_th=zone.name_th or zone.zone_id
    )


def stays_in_province(trip: Trip, around: Around, at_ms: int, desk: Desk) -> bool:
    """Whether a trip is in a province that a route of it crosses, and has not been in another."""
    held = [place.zone for place in around.places if place.zone.kind == "province"]
    return trip.abroad is None and (not held or is_on_route(held, trip, at_ms, desk))
