"""progress: how far along its route a truck has come, followed from place to place.

A route may cross itself, run twice over one road, or turn round: a place alone does not say how far along it lies. So
of all points of the route near a truck, the one is taken that it can have reached from where it was last.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from geofences.projection import Floats, metres_per_unit, to_plane_many
from models.progress import Direction, Progress

FASTEST_M_S: Final = 40.0
"""A truck comes no further along than this allows: 144 km/h, and the error of two fixes."""
_ERROR_M: Final = 200.0

# What speaks against a point, in metres from the route that it outweighs: each metre that the truck would have come
# back, and each that the way along the route differs from the way it drove. Trucks seldom turn round, so a road that
# the route takes twice is taken onwards; the second weight only decides between points equally near.
_BACK: Final = 0.1
_DIFFERENCE: Final = 0.02

# Where nothing is known of before, of two points equally near the one nearer the route's beginning is taken.
_FIRST: Final = 0.001

_SCATTER_M: Final = 60.0
"""So little along the route, on or back, is a standing receiver's scatter and says nothing of a direction."""


class Way(msgspec.Struct, frozen=True, kw_only=True, gc=False, eq=False):
    """A route in pieces: where each begins in the plane, how far it leads, and how many metres along the route.

    `at_m` has one more, the route's whole length; `inverse` is 1 / (dx² + dy²), 0 of a piece without length.
    """

    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    inverse: Floats
    along_m: Floats
    metres: Floats
    at_m: tuple[float, ...]

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return self.at_m[-1]


def build_way(lon_lat: Sequence[Sequence[float]]) -> Way:
    """The way of a route given as [lon, lat] pairs, at least two, in the direction in which they stand."""
    degrees = np.asarray([pair[:2] for pair in lon_lat], dtype=np.float64)
    x, y = to_plane_many(degrees[:, 0], degrees[:, 1])
    dx, dy = np.diff(x), np.diff(y)
    scale = np.array([metres_per_unit(lat) for lat in (degrees[1:, 1] + degrees[:-1, 1]) / 2])
    squared, metres = dx * dx + dy * dy, np.hypot(dx, dy) * scale
    at_m = np.concatenate([[0.0], np.cumsum(metres)])
    inverse = np.divide(1.0, squared, out=np.zeros_like(squared), where=squared > 0)
    return Way(
        x=x[:-1], y=y[:-1], dx=dx, dy=dy, inverse=inverse, along_m=at_m[:-1], metres=metres, at_m=tuple(at_m.tolist())
    )


def first_progress(way: Way, x: float, y: float, lat: float) -> Progress:
    """The progress at a place of the plane, its latitude given, when nothing is known of before."""
    along_m, away_m = _nearest(way, 0, len(way.x), x, y, lat)
    return _progress(way, along_m, away_m, int((away_m + _FIRST * along_m).argmin()), "unknown")


def next_progress(
    way: Way, before: Progress, x: float, y: float, lat: float, *, driven_m: float, elapsed_s: float, on_route_m: float
) -> Progress:
    """The progress at the next place, `elapsed_s` later, when the truck has driven about `driven_m`.

    A point that cannot have been reached along the route counts only where the truck is within `on_route_m` of it and
    of none that can: then it took another road, and is back.
    """
    reach_m = FASTEST_M_S * elapsed_s + _ERROR_M
    first = max(0, bisect_right(way.at_m, before.along_m - reach_m) - 1)
    last = min(len(way.x), bisect_left(way.at_m, before.along_m + reach_m))
    along_m, away_m = _nearest(way, first, max(last, first + 1), x, y, lat)
    best = int((away_m + _doubt(along_m, before.along_m, driven_m)).argmin())
    if away_m[best] > on_route_m:
        whole_along_m, whole_away_m = _nearest(way, 0, len(way.x), x, y, lat)
        if whole_away_m.min() <= on_route_m:
            along_m, away_m = whole_along_m, whole_away_m
            doubt = away_m + _doubt(along_m, before.along_m, driven_m)
            best = int(np.where(away_m <= on_route_m, doubt, np.inf).argmin())
    step_m = float(along_m[best]) - before.along_m
    direction = before.direction if abs(step_m) < _SCATTER_M else "forward" if step_m > 0 else "backward"
    return _progress(way, along_m, away_m, best, direction)


def _nearest(way: Way, first: int, last: int, x: float, y: float, lat: float) -> tuple[Floats, Floats]:
    """Of some pieces the point nearest to a place: how far along the route, and how far from the place, in metres."""
    dx, dy = way.dx[first:last], way.dy[first:last]
    from_x, from_y = x - way.x[first:last], y - way.y[first:last]
    share = (from_x * dx + from_y * dy) * way.inverse[first:last]
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    away = np.hypot(share * dx - from_x, share * dy - from_y)
    return way.along_m[first:last] + share * way.metres[first:last], away * metres_per_unit(lat)


def _doubt(along_m: Floats, from_m: float, driven_m: float) -> Floats:
    step_m = along_m - from_m
    doubt: Floats = _DIFFERENCE * np.abs(np.abs(step_m) - driven_m) - _BACK * np.minimum(step_m, 0.0)
    return doubt


def _progress(way: Way, along_m: Floats, away_m: Floats, best: int, direction: Direction) -> Progress:
    at_m = float(along_m[best])
    return Progress(
        along_m=at_m, to_go_m=max(0.0, way.length_m - at_m), from_route_m=float(away_m[best]), direction=direction
    )
