"""Follows a unit, on a trip or not, into and out of restricted zones, also between two fixes."""

import msgspec

from alerts import restricted_zone
from alerts.restricted_zone import ZoneVisit
from models.alert import Certainty
from models.fix import Fix
from models.thresholds import RestrictedZone
from streams.judging.desk import Desk, Here
from streams.judging.places import Place
from streams.judging.state import Fold, Trip
from streams.judging.trip_view import view_of


def watch_restricted_zones(fold: Fold, here: Here, desk: Desk) -> None:
    """Opens a visit at the first touch, makes it critical once the truck stops there, ends it after a while outside."""
    limits = desk.rules(fold.trip).restricted_zone
    touched = _touched(here, desk, limits)
    if not touched and not fold.zone_visits:
        return
    visits: list[ZoneVisit] = []
    for visit in fold.zone_visits:
        going_on = _followed(fold, visit, here, touched, limits, desk)
        if going_on is not None:
            visits.append(going_on)
    known = {visit.zone_id for visit in visits}
    for zone_id, (place, started_ms, certainty) in touched.items():
        if zone_id not in known:
            visits.append(_opened(fold, place, started_ms, certainty, here.fix, limits, desk))
    fold.zone_visits = tuple(visits)


def let_go_of_trip(fold: Fold, trip: Trip, fix: Fix, desk: Desk) -> None:
    """Says the visits of a trip that is undone without it: the truck was there all the same."""
    limits = desk.rules(None).restricted_zone
    visits: list[ZoneVisit] = []
    for visit in fold.zone_visits:
        if visit.trip_key == trip.key:
            released = msgspec.structs.replace(visit, trip_key=None, permit_no=None)
            desk.say(restricted_zone.finding(released, fix, limits, None), None)
            visits.append(released)
        else:
            visits.append(visit)
    fold.zone_visits = tuple(visits)


def _touched(here: Here, desk: Desk, limits: RestrictedZone) -> dict[str, tuple[Place, int, Certainty]]:
    fix, before = here.fix, here.before
    found: dict[str, tuple[Place, int, Certainty]] = {}
    if not desk.world.has_restricted:
        return found
    for place in here.places:
        if place.zone.kind == "restricted":
            found[place.zone.zone_id] = place, fix.utc_ms, "observed"
    if before is None or here.jumped:
        return found
    if fix.utc_ms - before.utc_ms > limits.path_gap_s * 1000:
        return found
    for place, share in desk.world.restricted_touched(before.x, before.y, fix.x, fix.y, fix.utc_ms):
        if place.zone.zone_id not in found:
            at_ms = before.utc_ms + int(share * (fix.utc_ms - before.utc_ms))
            found[place.zone.zone_id] = (place, at_ms, "likely")
    return found


def _followed(
    fold: Fold,
    visit: ZoneVisit,
    here: Here,
    touched: dict[str, tuple[Place, int, Certainty]],
    limits: RestrictedZone,
    desk: Desk,
) -> ZoneVisit | None:
    fix = here.fix
    if visit.zone_id not in touched:
        if not restricted_zone.is_over(visit, fix.utc_ms, limits):
            return visit
        desk.say(restricted_zone.finding(visit, fix, limits, "moved_on"), None)
        return None
    place, touched_ms, certainty = touched[visit.zone_id]
    inside = certainty == "observed"
    visit = msgspec.structs.replace(visit, touched_ms=touched_ms, certainty="observed" if inside else visit.certainty)
    run = here.run
    if (
        inside
        and run.duration_ms >= desk.rules(fold.trip).stop.min_s * 1000
        and desk.world.holds(place, run.x, run.y, run.lat)
    ):
        first = visit.stopped_s is None
        visit = msgspec.structs.replace(visit, stopped_s=run.duration_ms / 1000)
        if first:
            desk.say(restricted_zone.finding(visit, fix, limits, None), None)
    return visit


def _opened(
    fold: Fold, place: Place, started_ms: int, certainty: Certainty, fix: Fix, limits: RestrictedZone, desk: Desk
) -> ZoneVisit:
    trip = fold.trip
    vehicle = desk.world.vehicle(desk.unit_id, fix.utc_ms)
    visit = ZoneVisit(
        zone_id=place.zone.zone_id,
        name_en=place.zone.name_en or place.zone.zone_id,
        name_th=place.zone.name_th or place.zone.zone_id,
        started_ms=started_ms,
        touched_ms=started_ms,
        first=fix,
        certainty=certainty,
        trip_key=trip.key if trip else None,
        plate=trip.plate if trip else vehicle.plate if vehicle else None,
        province=trip.province if trip else vehicle.province if vehicle else None,
        permit_no=view_of(trip, desk.world, desk.unit_id).permit_no if trip else None,
    )
    desk.say(restricted_zone.finding(visit, fix, limits, None), None)
    return visit
