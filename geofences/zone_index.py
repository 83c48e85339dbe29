"""ZoneIndex: which zones hold a place, and which a path touches; answers only, no decisions."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import shapely

from geofences.projection import Floats, metres_per_unit, to_lat, to_plane, to_plane_many
from models.kept import keep

CELL: Final = 2048.0
"""Width of a grid cell in plane units, about 2 km near Thailand; a power of two, so that cells are cut exactly."""

# A circle's metres depend a little on the latitude at which they are measured: by less than this within a cell.
_CIRCLE_SLACK: Final = 0.02

_CELL_SLACK: Final = 0.02
"""Degrees: the latitude at which a place is measured is that of its y, to far less than this."""

_ROUNDING: Final = 1e-9
"""What floating numbers lose on a distance is a far smaller part of it than this."""

_MOST_CELLS: Final = 256
_CIRCLE_VERTICES: Final = 96


class Fence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One version of a zone, prepared: its area in the plane, a little over the circle of a point with a radius.

    `is_sound`: the area does not cross itself.
    """

    zone_id: str
    kind: str
    area: shapely.Geometry
    centre_lat: float
    is_sound: bool = True
    radius_m: float | None = None
    centre_x: float = 0.0
    centre_y: float = 0.0

    def holds(self, x: float, y: float, lat: float) -> bool:
        """Whether a place of the plane lies inside or on the edge."""
        if self.radius_m is not None:
            return self.is_near(x, y, lat)
        return bool(shapely.intersects_xy(self.area, x, y))

    def is_near(self, x: float, y: float, lat: float) -> bool:
        """Whether a place lies within the radius of a circle's centre; False of other zones."""
        return self.radius_m is not None and self._from_centre_m(x, y, lat) <= self.radius_m

    def meets(self, path: shapely.LineString) -> bool:
        """Whether a path that meets the area meets the zone itself: of a circle, comes within its radius."""
        if self.radius_m is None:
            return True
        centre = shapely.Point(self.centre_x, self.centre_y)
        return float(shapely.distance(path, centre)) * metres_per_unit(self.centre_lat) <= self.radius_m

    def is_touched(self, ax: float, ay: float, bx: float, by: float) -> bool:
        """Whether the straight path between two places of the plane meets the zone."""
        if self.radius_m is not None:
            away_m = _away(self.centre_x - ax, self.centre_y - ay, bx - ax, by - ay) * metres_per_unit(self.centre_lat)
            if abs(away_m - self.radius_m) > self.radius_m * _ROUNDING:
                return away_m < self.radius_m
        path = shapely.LineString([(ax, ay), (bx, by)])
        return bool(shapely.intersects(self.area, path)) and self.meets(path)

    def comes_within(self, path: shapely.LineString, reach_m: float) -> bool:
        """Whether a path comes within so many metres of the zone; the metres are those at the zone's middle."""
        reach = reach_m / metres_per_unit(self.centre_lat)
        return bool(shapely.dwithin(self.area, path, reach))

    def distance_m(self, x: float, y: float, lat: float) -> float:
        """Metres from a place of the plane to the zone, 0 inside."""
        if self.radius_m is not None:
            return max(0.0, self._from_centre_m(x, y, lat) - self.radius_m)
        return float(shapely.distance(self.area, shapely.Point(x, y))) * metres_per_unit(lat)

    def covers(self, west: float, south: float, east: float, north: float, lat: float) -> bool | None:
        """Whether the zone holds each place of a box (True) or none (False); None where it depends on the place.

        `lat` is that of any place in the box, which is no larger than a cell.
        """
        if self.radius_m is not None:
            scale = metres_per_unit((lat + self.centre_lat) / 2)
            x, y = self.centre_x, self.centre_y
            near = math.hypot(max(west - x, 0.0, x - east), max(south - y, 0.0, y - north))
            far = math.hypot(max(x - west, east - x), max(y - south, north - y))
            if far * scale * (1 + _CIRCLE_SLACK) <= self.radius_m:
                return True
            return None if near * scale * (1 - _CIRCLE_SLACK) <= self.radius_m else False
        box = shapely.box(west, south, east, north)
        if shapely.disjoint(self.area, box):
            return False
        return True if self.is_sound and shapely.contains(self.area, box) else None

    def between_m(self, other: "Fence") -> float:
        """Metres in a straight line from this zone's middle to another's."""
        here, there = shapely.centroid(self.area), shapely.centroid(other.area)
        return float(shapely.distance(here, there)) * metres_per_unit((self.centre_lat + other.centre_lat) / 2)

    def _from_centre_m(self, x: float, y: float, lat: float) -> float:
        return math.hypot(x - self.centre_x, y - self.centre_y) * metres_per_unit((lat + self.centre_lat) / 2)


def build_fence(zone_id: str, kind: str, geometry: Mapping[str, Any], radius_m: float | None) -> Fence:
    """The fence of a GeoJSON Polygon or MultiPolygon, or of a Point with a radius in metres."""
    shape = shapely.from_geojson(msgspec.json.encode(geometry).decode())
    centre = shape.representative_point()
    if shape.geom_type == "Point":
        x, y = to_plane(shape.x, shape.y)
        # The polygon circumscribes the circle, so that the index never misses a place that the exact test would hold.
        reach = (radius_m or 0.0) / metres_per_unit(shape.y) / math.cos(math.pi / _CIRCLE_VERTICES) * 1.001
        area = shapely.Point(x, y).buffer(reach, quad_segs=_CIRCLE_VERTICES // 4)
        shapely.prepare(area)
        return Fence(
            zone_id=zone_id, kind=kind, area=area, centre_lat=shape.y, radius_m=radius_m or 0.0, centre_x=x, centre_y=y
        )
    area = shapely.transform(shape, _plane_of)
    shapely.prepare(area)
    is_sound = bool(shapely.is_valid(area))
    return Fence(zone_id=zone_id, kind=kind, area=area, centre_lat=centre.y, is_sound=is_sound)


def _plane_of(degrees: Floats) -> Floats:
    x, y = to_plane_many(degrees[:, 0], degrees[:, 1])
    return np.column_stack([x, y])


class _Circle(NamedTuple):
    """A circle as seen from a cell: a place of it is surely inside, or surely outside, by the squared way to x, y."""

    number: int
    x: float
    y: float
    inside2: float
    outside2: float


class _Cell(msgspec.Struct, frozen=True, gc=False):
    """Numbers of the fences in which all of a cell lies, and of those that hold a part of it: circles and areas."""

    inside: tuple[int, ...]
    circles: tuple[_Circle, ...]
    areas: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all its places lie in the same fences."""
        return not (self.circles or self.areas)


class ZoneIndex:
    """Fences on a grid, those that cover many cells in a tree; places are plane coordinates with their latitude.

    Most places of a road lie in a cell that no fence touches: they cost one look-up.
    """

    def __init__(self, fences: Sequence[Fence]) -> None:
        self.fences = tuple(fences)
        self._tree = shapely.STRtree([fence.area for fence in self.fences])
        self._boxes = [fence.area.bounds for fence in self.fences]
        self._cells: dict[tuple[int, int], tuple[int, ...]] = {}
        large: list[int] = []
        for number, fence in enumerate(self.fences):
            cells = _cells_of(*fence.area.bounds)
            if cells is None:
                large.append(number)
                continue
            for cell in cells:
                self._cells[cell] = (*self._cells.get(cell, ()), number)
        self._large = tuple(large)
        self._seen: dict[tuple[int, int], _Cell] = {}
        # The steps of one fix ask for its place again and again.
        self._newest: tuple[tuple[float, float, float], tuple[int, ...]] = (math.nan, math.nan, math.nan), ()

    def holding(self, x: float, y: float, lat: float) -> tuple[int, ...]:
        """Numbers of the fences that hold a place, ascending."""
        # A truck stands for hours in one cell, and all trucks drive the same roads: what a cell lies in is worked out
        # once, and only where an edge runs through it are fences asked. Smaller cells would each be seen too seldom.
        name = (int(x // CELL), int(y // CELL))
        if not self._large and name not in self._cells:
            return ()
        cell = self._seen.get(name)
        if cell is None:
            cell = keep(self._seen, name, self._cell(name, lat))
        if cell.is_whole:
            return cell.inside
        place, numbers = self._newest
        if place != (x, y, lat):
            place, numbers = self._newest = (x, y, lat), self._held(cell, x, y, lat)
        return numbers

    def _held(self, cell: "_Cell", x: float, y: float, lat: float) -> tuple[int, ...]:
        fences = self.fences
        held: list[int] = []
        for number, centre_x, centre_y, inside2, outside2 in cell.circles:
            dx, dy = x - centre_x, y - centre_y
            away2 = dx * dx + dy * dy
            if away2 <= inside2 or (away2 < outside2 and fences[number].is_near(x, y, lat)):
                held.append(number)
        if cell.areas:
            held += [number for number in cell.areas if shapely.intersects_xy(fences[number].area, x, y)]
        return tuple(sorted((*cell.inside, *held))) if held else cell.inside

    def holding_near(self, x: float, y: float, lat: float, reach: float) -> tuple[int, ...] | None:
        """Numbers of the fences that hold a place and all others within `reach` plane units; None where they differ."""
        west, south, east, north = x - reach, y - reach, x + reach, y + reach
        first, last = (int(west // CELL), int(south // CELL)), (int(east // CELL), int(north // CELL))
        cell = self._seen.get(first) if first == last else None
        if cell is not None:
            inside, open_to = cell.inside, (*(circle.number for circle in cell.circles), *cell.areas)
        else:
            names = _cells_of(west, south, east, north) or ()
            near = {number for name in names for number in self._cells.get(name, ())}
            inside, open_to = (), (*self._large, *near)
        held = list(inside)
        for number in open_to:
            covered = self.fences[number].covers(west, south, east, north, lat)
            if covered is None:
                return None
            if covered:
                held.append(number)
        return tuple(sorted(held))

    def _cell(self, name: tuple[int, int], lat: float) -> "_Cell":
        """How the fences near a cell lie to it, the latitude of a place in it given."""
        west, south = name[0] * CELL, name[1] * CELL
        numbers = sorted((*self._cells.get(name, ()), *self._large))
        covered = [
            (number, self.fences[number].covers(west, south, west + CELL, south + CELL, lat)) for number in numbers
        ]
        crossed = [number for number, whole in covered if whole is None]
        return _Cell(
            inside=tuple(number for number, whole in covered if whole),
            circles=tuple(
                _circle_of(number, self.fences[number], south)
                for number in crossed
                if self.fences[number].radius_m is not None
            ),
            areas=tuple(number for number in crossed if self.fences[number].radius_m is None),
        )

    def holding_many(self, x: Floats, y: Floats, lat: Floats) -> list[tuple[int, ...]]:
        """`holding` for every place of arrays of equal length, in one query of the tree."""
        points = shapely.points(x, y)
        held: list[tuple[int, ...]] = [()] * len(x)
        rows, found = self._tree.query(points, predicate="intersects")
        order = np.lexsort((found, rows))
        for row, i in zip(rows[order].tolist(), found[order].tolist(), strict=True):
            if self.fences[i].radius_m is None or self.fences[i].holds(float(x[row]), float(y[row]), float(lat[row])):
                held[row] = (*held[row], i)
        return held

    def touched(self, ax: float, ay: float, bx: float, by: float) -> tuple[int, ...]:
        """Numbers of the fences that the straight path between two places touches, ascending."""
        first, last = (int(ax // CELL), int(ay // CELL)), (int(bx // CELL), int(by // CELL))
        adjoin = abs(first[0] - last[0]) + abs(first[1] - last[1]) <= 1  # the path lies in these two, or in one
        if not self._large and adjoin and first not in self._cells and last not in self._cells:
            return ()
        west, east = (ax, bx) if ax < bx else (bx, ax)
        south, north = (ay, by) if ay < by else (by, ay)
        cells = (first, last) if adjoin else _cells_of(west, south, east, north)
        if cells is None:
            path = shapely.LineString([(ax, ay), (bx, by)])
            found = (int(i) for i in self._tree.query(path, predicate="intersects"))
            return tuple(sorted(i for i in found if self.fences[i].meets(path)))
        near = {number for cell in cells for number in self._cells.get(cell, ())}
        met: list[int] = []
        for number in (*near, *self._large):
            # Most paths only come by: to ask that of numbers costs a hundredth of asking it of shapes.
            box = self._boxes[number]
            if west > box[2] or east < box[0] or south > box[3] or north < box[1]:
                continue
            if self.fences[number].is_touched(ax, ay, bx, by):
                met.append(number)
        return tuple(sorted(met))

    def first_touch(self, number: int, ax: float, ay: float, bx: float, by: float) -> float:
        """How far along the path, 0 to 1, it first touches a fence that it does touch."""
        if shapely.intersects_xy(self.fences[number].area, ax, ay):
            return 0.0
        path = shapely.LineString([(ax, ay), (bx, by)])
        part = shapely.intersection(path, self.fences[number].area)
        if part.is_empty or path.length == 0:
            return 0.0
        nearest = float(shapely.distance(part, shapely.Point(ax, ay)))
        return min(1.0, nearest / float(path.length))


def _away(x: float, y: float, dx: float, dy: float) -> float:
    """How far a place lies from the straight way from the origin to another."""
    long2 = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / long2)) if long2 else 0.0
    return math.hypot(x - share * dx, y - share * dy)


def _circle_of(number: int, fence: Fence, south: float) -> _Circle:
    """A circle as seen from the cells that begin so far south: the plane's scale is least and greatest at an end."""
    south_lat, north_lat = to_lat(south) - _CELL_SLACK, to_lat(south + CELL) + _CELL_SLACK
    ends = (south_lat + fence.centre_lat) / 2, (north_lat + fence.centre_lat) / 2
    least, most = min(map(metres_per_unit, ends)), max(map(metres_per_unit, ends))
    if ends[0] < 0 < ends[1]:
        most = 1.0  # at the equator
    radius_m = fence.radius_m or 0.0
    inside, outside = radius_m / most * (1 - _ROUNDING), radius_m / least * (1 + _ROUNDING)
    return _Circle(number, fence.centre_x, fence.centre_y, inside * inside, outside * outside)


def _cells_of(west: float, south: float, east: float, north: float) -> list[tuple[int, int]] | None:
    """The cells that a box touches; None when they are too many to be listed."""
    first_x, last_x = int(west // CELL), int(east // CELL)
    first_y, last_y = int(south // CELL), int(north // CELL)
    if (last_x - first_x + 1) * (last_y - first_y + 1) > _MOST_CELLS:
        return None
    return [(x, y) for x in range(first_x, last_x + 1) for y in range(first_y, last_y + 1)]
