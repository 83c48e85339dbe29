"""progress: how far along its route a truck has come, followed from place to place.

A route may cross itself, run twice over one road, or turn round: a place alone does not say how far along it lies. So
of all points of the route near a truck, the one is taken that it can have reached from where it was last.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from geofences.projection import Floats, metres_per_unit_many, to_plane_many
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

_FEW: Final = 64
"""Of so many pieces those that may be nearest are sorted out one by one sooner than all are worked out as arrays."""

_ROUNDING: Final = 1e-3
"""Metres, and plane units: what floating numbers lose on a distance is far less."""


class Way(msgspec.Struct, frozen=True, kw_only=True, gc=False, eq=False):
    """A route in pieces: where each begins in the plane, how far it leads, and how many metres along the route.

    `at_m` has one more, the route's whole length; `inverse` is 1 / (dx² + dy²), 0 of a piece without length. `boxes`
    are the west, east, south and north ends of all pieces.
    """

    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    inverse: Floats
    along_m: Floats
    metres: Floats
    at_m: tuple[float, ...]
    boxes: Floats

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return self.at_m[-1]


def build_way(lon_lat: Sequence[Sequence[float]]) -> Way:
    """The way of a route given as [lon, lat] pairs, at least two, in the direction in which they stand."""
    degrees = np.asarray([pair[:2] for pair in lon_lat], dtype=np.float64)
    return way_through(*to_plane_many(degrees[:, 0], degrees[:, 1]), degrees[:, 1])


def way_through(x: Floats, y: Floats, lat: Floats) -> Way:
    """The way of a route through at least two places of the plane, their latitudes given."""
    dx, dy = np.diff(x), np.diff(y)
    scale = metres_per_unit_many((lat[1:] + lat[:-1]) / 2)
    squared, metres = dx * dx + dy * dy, np.hypot(dx, dy) * scale
    at_m = np.concatenate([[0.0], np.cumsum(metres)])
    inverse = np.divide(1.0, squared, out=np.zeros_like(squared), where=squared > 0)
    west, south = np.minimum(x[:-1], x[:-1] + dx), np.minimum(y[:-1], y[:-1] + dy)
    east, north = np.maximum(x[:-1], x[:-1] + dx), np.maximum(y[:-1], y[:-1] + dy)
    return Way(
        x=x[:-1], y=y[:-1], dx=dx, dy=dy, inverse=inverse, along_m=at_m[:-1], metres=metres, at_m=tuple(at_m.tolist()),
        boxes=np.array([west, east, south, north]),
    )  # fmt: skip


def first_progress(way: Way, x: float, y: float, scale: float) -> Progress:
    """The progress at a place of the plane when nothing is known of before; `scale` is the plane's there."""
    along_m, away_m = _nearest(way, 0, len(way.x), x, y, scale)
    best = int((away_m + _FIRST * along_m).argmin())
    return _progress(way, float(along_m[best]), float(away_m[best]), "unknown")


def next_progress(
    way: Way, before: Progress, x: float, y: float, scale: float, *, driven_m: float, elapsed_s: float,
    on_route_m: float,
) -> Progress:  # fmt: skip
    """The progress at the next place, `elapsed_s` later, when the truck has driven about `driven_m`.

    A point that cannot have been reached along the route counts only where the truck is within `on_route_m` of it and
    of none that can: then it took another road, and is back.
    """
    reach_m = FASTEST_M_S * elapsed_s + _ERROR_M
    first = max(0, bisect_right(way.at_m, before.along_m - reach_m) - 1)
    last = min(len(way.x), bisect_left(way.at_m, before.along_m + reach_m))
    last = max(last, first + 1)
    likeliest = _likeliest if last - first <= _FEW else _likeliest_of_many
    at_m, away_m = likeliest(way, first, last, x, y, scale, before.along_m, driven_m)
    if away_m > on_route_m:
        along_m, aways_m = _nearest(way, 0, len(way.x), x, y, scale)
        if aways_m.min() <= on_route_m:
            doubt = aways_m + _doubt(along_m, before.along_m, driven_m)
            best = int(np.where(aways_m <= on_route_m, doubt, np.inf).argmin())
            at_m, away_m = float(along_m[best]), float(aways_m[best])
    step_m = at_m - before.along_m
    direction = before.direction if abs(step_m) < _SCATTER_M else "forward" if step_m > 0 else "backward"
    return _progress(way, at_m, away_m, direction)


def _likeliest(
    way: Way, first: int, last: int, x: float, y: float, scale: float, from_m: float, driven_m: float
) -> tuple[float, float]:
    """Of some pieces the likeliest point, to the bit as `_likeliest_of_many` finds it: how far along, and how far off.

    What is held against a piece is at least its distance, and no piece is nearer than its box: only those are worked
    out whose boxes lie no further off than all that is held against the piece where the truck should be. Nor those
    whose way along the route alone speaks more against them.
    """
    guess = min(max(bisect_right(way.at_m, from_m + driven_m) - 1, first), last - 1)
    at_m, away_m = _nearest_on(way, guess, x, y, scale)
    least, best = away_m + _doubt_of(at_m, from_m, driven_m), guess
    off_m = least / _DIFFERENCE + _ROUNDING
    # Where to have stood still is too little, to have come back is even less.
    since_m = driven_m - off_m if off_m < driven_m else -least / _BACK - _ROUNDING
    first = max(first, bisect_right(way.at_m, from_m + since_m) - 1)
    last = min(last, bisect_left(way.at_m, from_m + driven_m + off_m))
    reach = least / scale + _ROUNDING
    west, east, south, north = x - reach, x + reach, y - reach, y + reach
    numbers = range(first, last)
    near = [
        number
        for number, left, right, low, high in zip(numbers, *way.boxes[:, first:last].tolist(), strict=True)
        if left <= east and right >= west and low <= north and high >= south
    ]
    for number in near:
        if number != guess:
            there_m, so_far_m = _nearest_on(way, number, x, y, scale)
            doubt = so_far_m + _doubt_of(there_m, from_m, driven_m)
            if doubt < least or (doubt == least and number < best):
                at_m, away_m, least, best = there_m, so_far_m, doubt, number
    return at_m, away_m


def _likeliest_of_many(
    way: Way, first: int, last: int, x: float, y: float, scale: float, from_m: float, driven_m: float
) -> tuple[float, float]:
    along_m, away_m = _nearest(way, first, last, x, y, scale)
    best = int((away_m + _doubt(along_m, from_m, driven_m)).argmin())
    return float(along_m[best]), float(away_m[best])


def _nearest_on(way: Way, number: int, x: float, y: float, scale: float) -> tuple[float, float]:
    """`_nearest` of one piece."""
    dx, dy = float(way.dx[number]), float(way.dy[number])
    from_x, from_y = x - float(way.x[number]), y - float(way.y[number])
    share = (from_x * dx + from_y * dy) * float(way.inverse[number])
    share = min(max(share, 0.0), 1.0)
    # The length of a complex number is that of the C library, which numpy takes; math.hypot is a bit more exact.
    away = abs(complex(share * dx - from_x, share * dy - from_y))
    return way.at_m[number] + share * float(way.metres[number]), away * scale


def _doubt_of(at_m: float, from_m: float, driven_m: float) -> float:
    """`_doubt` of one point."""
    step_m = at_m - from_m
    return _DIFFERENCE * abs(abs(step_m) - driven_m) - _BACK * min(step_m, 0.0)


def _nearest(way: Way, first: int, last: int, x: float, y: float, scale: float) -> tuple[Floats, Floats]:
    """Of some pieces the point nearest to a place: how far along the route, and how far from the place, in metres."""
    dx, dy = way.dx[first:last], way.dy[first:last]
    from_x, from_y = x - way.x[first:last], y - way.y[first:last]
    share = (from_x * dx + from_y * dy) * way.inverse[first:last]
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    away = np.hypot(share * dx - from_x, share * dy - from_y)
    return way.along_m[first:last] + share * way.metres[first:last], away * scale


def _doubt(along_m: Floats, from_m: float, driven_m: float) -> Floats:
    step_m = along_m - from_m
    doubt: Floats = _DIFFERENCE * np.abs(np.abs(step_m) - driven_m) - _BACK * np.minimum(step_m, 0.0)
    return doubt


def _progress(way: Way, at_m: float, away_m: float, direction: Direction) -> Progress:
    return Progress(along_m=at_m, to_go_m=max(0.0, way.length_m - at_m), from_route_m=away_m, direction=direction)
