"""Along: how far a trip has come on each of its routes, and at any of its fixes on the nearest one."""

import math
from typing import Final

from geofences.corridor import Corridor
from geofences.progress import first_progress, next_progress
from models.fix import Fix
from models.progress import Progress
from models.times import SECOND_MS
from streams.judging.desk import Here
from streams.judging.how_far import Along, Spot
from streams.judging.plans import Plan
from streams.judging.state import Trip

# Units that send every few seconds are followed about once a minute: that is enough to know which way a route turns.
STEP_MS: Final = 45 * SECOND_MS

# The plane's scale differs a little between two fixes, and floating numbers are not exact: both by far less than this.
_STRETCH: Final = 1.01
_SURE_M: Final = 1.0


def follow_routes(trip: Trip, here: Here, plan: Plan) -> None:
    """Takes a trip's progress on to a fix; where its route is not judged, there is none."""
    if plan.corridors is None:
        trip.along = None
    elif trip.along is None or here.fix.utc_ms - trip.along.utc_ms >= STEP_MS:
        follow_corridors(trip, here.fix, here.scale, plan.corridors)


def follow_corridors(trip: Trip, fix: Fix, scale: float, corridors: tuple[Corridor, ...]) -> None:
    """Takes a trip's progress on to a fix, now; `scale` is the plane's there."""
    routes_m = _lengths_m(corridors)
    progress = _all_next(_along_these(trip, routes_m), corridors, fix, scale)
    trip.along = Along.at(fix, routes_m, progress)


def progress_at(trip: Trip, here: Here, plan: Plan) -> Progress | None:
    """The progress at a fix on the route nearest to it; None where the route is not judged."""
    if plan.corridors is None:
        return None
    along = _along_these(trip, _lengths_m(plan.corridors))
    return min(_all_next(along, plan.corridors, here.fix, here.scale), key=lambda progress: progress.from_route_m)


def is_surely_within(trip: Trip, here: Here, plan: Plan, margin_m: float) -> bool:
    """Whether the truck is, for all that its progress says, within a corridor and a margin, and by over a metre.

    A False says nothing. To measure how far off the nearest route a truck is costs more than all else at a fix, and
    nearly every truck is where its progress has just found it.
    """
    along = trip.along
    if along is None or plan.corridors is None or along.routes_m != _lengths_m(plan.corridors):
        return False
    before = along.spot
    moved_m = math.hypot(here.fix.x - before.x, here.fix.y - before.y) * here.scale
    return any(
        (progress.from_route_m + moved_m) * _STRETCH < corridor.corridor_m + margin_m - _SURE_M
        for corridor, progress in zip(plan.corridors, along.progress, strict=True)
    )


def _along_these(trip: Trip, routes_m: tuple[float, ...]) -> Along | None:
    """How far a trip has come on routes of such lengths; other ones than before are begun anew."""
    return trip.along if trip.along is not None and trip.along.routes_m == routes_m else None


def _all_next(
    along: Along | None, corridors: tuple[Corridor, ...], fix: Fix, scale: float
) -> tuple[Progress, ...]:
    if along is None:
        return tuple(first_progress(corridor.way, fix.x, fix.y, scale) for corridor in corridors)
    spot = along.spot
    if fix.utc_ms == spot.utc_ms:
        return along.progress
    elapsed_s = (fix.utc_ms - spot.utc_ms) / SECOND_MS
    driven_m = _driven_m(spot, fix, elapsed_s, scale)
    return tuple(
        next_progress(
            corridor.way, before, fix.x, fix.y, scale, driven_m=driven_m, elapsed_s=elapsed_s,
            on_route_m=corridor.corridor_m,
        )
        for corridor, before in zip(corridors, along.progress, strict=True)
    )  # fmt: skip


def _lengths_m(corridors: tuple[Corridor, ...]) -> tuple[float, ...]:
    return tuple(corridor.way.length_m for corridor in corridors)


def _driven_m(before: Spot, fix: Fix, elapsed_s: float, scale: float) -> float:
    """Metres driven between two fixes: at least the straight line, and what their speeds say where both tell one."""
    straight_m = math.hypot(fix.x - before.x, fix.y - before.y) * scale
    if before.speed_kmh is None or fix.speed_kmh is None:
        return straight_m
    return max(straight_m, (before.speed_kmh + fix.speed_kmh) / 2 / 3.6 * elapsed_s)
