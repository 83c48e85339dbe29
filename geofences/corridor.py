"""Corridor: a permitted route and how far to either side of it a truck may be."""

from collections.abc import Sequence

import msgspec
import numpy as np
import shapely

from geofences.progress import Way, build_way
from geofences.projection import metres_per_unit, to_plane_many


class Corridor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One route in the plane with its permitted distance in metres; `line` is prepared for distance queries."""

    route_id: str
    corridor_m: float
    line: shapely.LineString
    way: Way

    def distance_m(self, point: shapely.Point, lat: float) -> float:
        """Metres from a place (plane point and its latitude) to the route."""
        return float(shapely.distance(self.line, point)) * metres_per_unit(lat)


def build_corridor(route_id: str, corridor_m: float, lon_lat: Sequence[Sequence[float]]) -> Corridor:
    """The corridor of a route given as [lon, lat] pairs, at least two."""
    degrees = np.asarray([pair[:2] for pair in lon_lat], dtype=np.float64)
    x, y = to_plane_many(degrees[:, 0], degrees[:, 1])
    line = shapely.LineString(np.column_stack([x, y]))
    shapely.prepare(line)
    return Corridor(route_id=route_id, corridor_m=corridor_m, line=line, way=build_way(lon_lat))


def length_m(lon_lat: Sequence[Sequence[float]]) -> float:
    """Metres along a route given as [lon, lat] pairs."""
    return build_way(lon_lat).length_m
