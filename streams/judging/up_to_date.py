"""Up to date: whether a unit stands as the next fix at its place would leave it, under the reference data in force now.

Those may be newer than what its newest ping was judged by; and what a fix takes note of may be told by the one after.
"""

from models.thresholds import Rulebook
from models.times import SECOND_MS
from streams.judging.desk import Desk
from streams.judging.places import Around
from streams.judging.seen import permitted_zones
from streams.judging.state import Fold, Trip


def is_up_to_date(fold: Fold, around: Around, desk: Desk) -> bool:
    """Whether another fix within the same fences would note no gate, and find the trip's place to be what it was."""
    vehicle, trip = desk.world.vehicle(desk.unit_id, fold.at_ms), fold.trip
    if vehicle is None and (fold.berth is not None or fold.stay is not None):
        return False
    concerned = desk.world.sites_of(vehicle.plate_key) if vehicle is not None else frozenset()
    known = [inside.zone_id for inside in fold.inside if not inside.is_out]
    return (
        (concerned.intersection(around.zone_ids) == {*known} if known else concerned.isdisjoint(around.zone_ids))
        and _is_stand_noted(fold, desk.rules(trip))
        and (trip is None or _is_place_known(trip, around, fold.at_ms, desk))
    )


def _is_stand_noted(fold: Fold, rules: Rulebook) -> bool:
    """Whether all zones that the truck stands in know it."""
    run = fold.run
    if run is None or run.duration_ms < rules.stop.min_s * SECOND_MS:
        return True
    return all(inside.is_out or inside.stopped_ms is not None for inside in fold.inside)


def _is_place_known(trip: Trip, around: Around, at_ms: int, desk: Desk) -> bool:
    plan = desk.world.plan(trip.permits, trip.manifests, at_ms)
    if permitted_zones(around.places, plan, trip, at_ms, desk) != trip.permitted_ids_now:
        return False
    standing = trip.standing
    return standing is None or standing.only_warn is desk.world.has_unresolved_permit(trip.plate_key, at_ms)
