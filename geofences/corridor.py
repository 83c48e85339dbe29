"""Corridor: a permitted route and how far to either side of it a truck may be."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np
import shapely

from geofences.progress import Way, way_through
from geofences.projection import metres_per_unit, to_lat, to_plane_many
from models.kept import keep

CELL: Final = 256.0
"""Width in plane units of the cells by which a place is told to lie well within a corridor."""

_ROUNDING_M: Final = 1.0
_STRETCH: Final = 1.005
"""The plane's scale differs within a cell, and between it and the route, by less than this."""


class Corridor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One route in the plane with its permitted distance in metres; `line` is prepared for distance queries."""

    route_id: str
    corridor_m: float
    line: shapely.LineString
    way: Way
    depths_m: dict[tuple[int, int], int] = msgspec.field(default_factory=dict)

    def distance_m(self, point: shapely.Point, lat: float) -> float:
        """Metres from a place (plane point and its latitude) to the route."""
        return float(shapely.distance(self.line, point)) * metres_per_unit(lat)

    def depth_m(self, x: float, y: float) -> int:
        """So deep inside at least lies a place of the plane, in whole metres from the edge; below 0 it may be outside.

        Worked out once for all places of a cell: all trucks of a permit drive the same road.
        """
        return self._depth_m((int(x // CELL), int(y // CELL)))

    def _depth_m(self, name: tuple[int, int]) -> int:
        depth_m = self.depths_m.get(name)
        return keep(self.depths_m, name, self._least_m(name)) if depth_m is None else depth_m

    def _least_m(self, name: tuple[int, int]) -> int:
        x, y = (name[0] + 0.5) * CELL, (name[1] + 0.5) * CELL
        furthest = float(shapely.distance(self.line, shapely.Point(x, y))) + CELL * math.sqrt(0.5)
        return math.floor(self.corridor_m - furthest * metres_per_unit(to_lat(y)) * _STRETCH - _ROUNDING_M)


def is_deep_in(corridors: Iterable[Corridor], x: float, y: float, depth_m: float) -> bool:
    """Whether a place of the plane lies deeper than so many metres in one of some corridors; False where unsure."""
    name = (int(x // CELL), int(y // CELL))
    return any(corridor._depth_m(name) > depth_m for corridor in corridors)  # noqa: SLF001 - one cell for all of them


def build_corridor(route_id: str, corridor_m: float, lon_lat: Sequence[Sequence[float]]) -> Corridor:
    """The corridor of a route given as [lon, lat] pairs, at least two."""
    degrees = np.asarray([pair[:2] for pair in lon_lat], dtype=np.float64)
    x, y = to_plane_many(degrees[:, 0], degrees[:, 1])
    line = shapely.LineString(np.column_stack([x, y]))
    shapely.prepare(line)
    return Corridor(route_id=route_id, corridor_m=corridor_m, line=line, way=way_through(x, y, degrees[:, 1]))
