"""A line over the ground, measured in metres along itself; positions are WGS84 degrees."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

DEFAULT_LIMIT_KMH: Final = 30.0


class Point(NamedTuple):
    """A place on the ground, in degrees."""

    lon: float
    lat: float


class Spot(NamedTuple):
    """A place on a path with the course of travel there, in degrees from north."""

    lon: float
    lat: float
    course: float


@lru_cache(maxsize=4096)
def _degree_m(lat_hundredths: int) -> tuple[float, float]:
    """Metres in one degree of longitude and of latitude, on the WGS84 ellipsoid."""
    phi = math.radians(lat_hundredths / 100)
    east_m = 111_412.88 * math.cos(phi) - 93.50 * math.cos(3 * phi) + 0.12 * math.cos(5 * phi)
    north_m = 111_132.95 - 559.85 * math.cos(2 * phi) + 1.18 * math.cos(4 * phi)
    return east_m, north_m


def moved(point: Point, east_m: float, north_m: float) -> Point:
    """The point so many metres east and north of another."""
    lon_m, lat_m = _degree_m(round(point.lat * 100))
    return Point(point.lon + east_m / lon_m, point.lat + north_m / lat_m)


def span_m(a: Point, b: Point) -> tuple[float, float]:
    """Metres east and north from one point to another (right to a part in a thousand over 100 km)."""
    lon_m, lat_m = _degree_m(round((a.lat + b.lat) * 50))
    return (b.lon - a.lon) * lon_m, (b.lat - a.lat) * lat_m


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points."""
    return math.hypot(*span_m(a, b))


def between(a: Point, b: Point, share: float) -> Point:
    """The point that lies a share of the way from one to another."""
    return Point(a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share)


def course_deg(a: Point, b: Point) -> float:
    """The course from one point to another, 0 to 360 degrees from north."""
    east_m, north_m = span_m(a, b)
    return math.degrees(math.atan2(east_m, north_m)) % 360


def offset_from(a: Point, b: Point, share: float, side_m: float) -> Point:
    """The point beside the line from a to b, at a share of its length, so many metres to its right (or left)."""
    east_m, north_m = span_m(a, b)
    length_m = math.hypot(east_m, north_m) or 1.0
    return moved(between(a, b, share), side_m * north_m / length_m, -side_m * east_m / length_m)


@dataclass(frozen=True, slots=True)
class Path:
    """A line of at least two points, the speed limit of each piece and the places of its traffic lights."""

    points: tuple[Point, ...]
    at_m: tuple[float, ...]
    limits_kmh: tuple[float, ...]
    lights_m: tuple[float, ...] = ()

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return self.at_m[-1]

    def _piece(self, at_m: float) -> int:
        return min(max(bisect_right(self.at_m, at_m) - 1, 0), len(self.limits_kmh) - 1)

    def limit_kmh(self, at_m: float) -> float:
        """The speed limit at a place along the path."""
        return self.limits_kmh[self._piece(at_m)]

    def spot(self, at_m: float) -> Spot:
        """Where one is after so many metres, and facing where."""
        piece = self._piece(at_m)
        a, b = self.points[piece], self.points[piece + 1]
        length_m = self.at_m[piece + 1] - self.at_m[piece]
        share = (min(max(at_m, 0.0), self.length_m) - self.at_m[piece]) / length_m if length_m else 0.0
        here = between(a, b, share)
        return Spot(here.lon, here.lat, course_deg(a, b))

    def point(self, at_m: float) -> Point:
        """Where one is after so many metres."""
        spot = self.spot(at_m)
        return Point(spot.lon, spot.lat)

    def beside(self, at_m: float, side_m: float) -> Point:
        """The point so many metres to the right of a place on the path (left if negative)."""
        spot = self.spot(at_m)
        course = math.radians(spot.course)
        return moved(Point(spot.lon, spot.lat), side_m * math.cos(course), -side_m * math.sin(course))

    def cut(self, from_m: float, to_m: float) -> "Path":
        """The part between two places along the path; `from_m` is smaller than `to_m`."""
        inner = [i for i, at in enumerate(self.at_m) if from_m < at < to_m]
        points = [self.point(from_m), *(self.points[i] for i in inner), self.point(to_m)]
        marks = [from_m, *(self.at_m[i] for i in inner)]
        limits = [self.limit_kmh(mark) for mark in marks]
        lights = [light - from_m for light in self.lights_m if from_m < light < to_m]
        return path_of(points, limits, lights)

    def reversed(self) -> "Path":
        """The same line the other way."""
        lights = [self.length_m - light for light in reversed(self.lights_m)]
        return path_of(self.points[::-1], self.limits_kmh[::-1], lights)

    def nearest(self, point: Point) -> tuple[float, float]:
        """The distance to the line and the place along it nearest to a point, both in metres."""
        best_m, best_at_m = math.inf, 0.0
        for piece, (a, b) in enumerate(pairwise(self.points)):
            ab_east, ab_north = span_m(a, b)
            ap_east, ap_north = span_m(a, point)
            square = ab_east**2 + ab_north**2
            share = min(max((ap_east * ab_east + ap_north * ab_north) / square, 0.0), 1.0) if square else 0.0
            away_m = math.hypot(ap_east - share * ab_east, ap_north - share * ab_north)
            if away_m < best_m:
                best_m, best_at_m = away_m, self.at_m[piece] + share * (self.at_m[piece + 1] - self.at_m[piece])
        return best_m, best_at_m


def path_of(points: Sequence[Point], limits_kmh: Sequence[float] | float, lights_m: Sequence[float] = ()) -> Path:
    """Measures a line; a point that repeats the one before is left out."""
    limits = [limits_kmh] * (len(points) - 1) if isinstance(limits_kmh, (int, float)) else list(limits_kmh)
    kept, at_m, kept_limits = [points[0]], [0.0], []
    for point, limit in zip(points[1:], limits, strict=True):
        step_m = distance_m(kept[-1], point)
        if step_m < 0.01:
            continue
        kept.append(point)
        at_m.append(at_m[-1] + step_m)
        kept_limits.append(limit)
    if len(kept) == 1:
        kept, at_m, kept_limits = [kept[0], moved(kept[0], 1.0, 0.0)], [0.0, 1.0], [DEFAULT_LIMIT_KMH]
    return Path(tuple(kept), tuple(at_m), tuple(kept_limits), tuple(lights_m))


def joined(paths: Iterable[Path]) -> Path:
    """One path after another; each begins where the one before ends."""
    points: list[Point] = []
    limits: list[float] = []
    lights: list[float] = []
    done_m = 0.0
    for path in paths:
        if points:
            gap_m = distance_m(points[-1], path.points[0])
            if gap_m >= 0.01:
                limits.append(DEFAULT_LIMIT_KMH)
                points.append(path.points[0])
                done_m += gap_m
        else:
            points.append(path.points[0])
        points.extend(path.points[1:])
        limits.extend(path.limits_kmh)
        lights.extend(done_m + light for light in path.lights_m)
        done_m += path.length_m
    return path_of(points, limits, lights)
