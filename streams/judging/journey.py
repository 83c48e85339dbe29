"""How long a trip's journey should take, and how far it still has to go, by the reference data in force."""

from alerts import not_arrived
from alerts.not_arrived import Journey
from models.fix import Fix
from streams.judging.desk import Desk, Here
from streams.judging.plans import Plan
from streams.judging.state import Fold, Trip


def plan_journey(fold: Fold, _: Here, desk: Desk) -> None:
    """Notes how long the journey should take, whenever the trip has loaded something."""
    trip = fold.trip
    if trip is not None and trip.planned_for != (trip.permits, trip.manifests):
        trip.planned_for, trip.journey = (trip.permits, trip.manifests), _journey(trip, desk)


def _journey(trip: Trip, desk: Desk) -> Journey | None:
    """By what was known when the trip began."""
    plan = desk.world.plan(trip.permits, trip.manifests, trip.started_ms)
    straight_m = None
    if plan.planned_ms is None and plan.route_m is None:
        straight_m = _straight_m(trip, plan, desk)
    return not_arrived.expect(
        trip.started_ms, planned_ms=plan.planned_ms, route_m=plan.route_m, straight_m=straight_m,
        limits=desk.rules(trip).not_arrived,
    )  # fmt: skip


def to_go_km(trip: Trip, last: Fix, desk: Desk) -> float | None:
    """Kilometres in a straight line from a fix to where the load is over, at least; None where no zone is known."""
    plan = desk.world.plan(trip.permits, trip.manifests, last.utc_ms)
    visited = {visit.zone_id for visit in trip.visits}
    fences = (desk.world.fence(zone_id, last.utc_ms) for zone_id in plan.targets if zone_id not in visited)
    away_m = [fence.distance_m(last.x, last.y, last.lat) for fence in fences if fence is not None]
    if not away_m:
        return None
    return round((max(away_m) if plan.required else min(away_m)) / 1000, 1)


def _straight_m(trip: Trip, plan: Plan, desk: Desk) -> float | None:
    origin = desk.world.fence(trip.origin_zone_id, trip.started_ms)
    if origin is None:
        return None
    fences = (desk.world.fence(zone_id, trip.started_ms) for zone_id in plan.targets)
    return max((origin.between_m(fence) for fence in fences if fence is not None), default=None)
