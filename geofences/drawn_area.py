"""DrawnArea: an area as a person draws it, asked which places lie in it and which ways cross it.

Its edges are straight in degrees; a place on an edge lies inside. All places are whole 1e-7 degrees.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geofences.cells import CELL_E7, E7, cell_at, corner_of, to_e7

Places = NDArray[np.int64]
Answers = NDArray[np.bool_]
Fault = Literal["corners", "degrees", "crossing", "large"]

MAX_CORNERS: Final = 200
MAX_CELLS: Final = 100
"""Some 50 km by 50 km."""
SQUARES: Final = 64
"""Its box in so many squares across and upwards: of most places the square tells all."""
OUTSIDE_UNIT: Final = 10_000
"""More than there are squares."""
_MANY: Final = 20_000
"""Fewer places than this are tried sooner than the squares are."""
_OUTSIDE, _INSIDE, _EDGE = 0, 1, 2


class BadArea(ValueError):
    """A drawing that encloses nothing certain, or too much; `fault` says what is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


class DrawnArea:
    """One ring of (lon, lat) corners in degrees, closed or not; raises BadArea."""

    def __init__(self, ring: Sequence[tuple[float, float]]) -> None:
        if any(not (abs(lon) <= 180 and abs(lat) <= 90) for lon, lat in ring):
            raise BadArea("degrees")
        corners = [(to_e7(lon), to_e7(lat)) for lon, lat in ring]
        if len(corners) > 1 and corners[0] == corners[-1]:
            corners.pop()
        if len(set(corners)) < 3 or len(corners) > MAX_CORNERS:
            raise BadArea("corners")
        area = shapely.Polygon(corners)
        if not area.is_valid:
            raise BadArea("crossing")
        self.corners: tuple[tuple[int, int], ...] = tuple(corners)
        west, south, east, north = (int(edge) for edge in area.bounds)
        self.box: tuple[int, int, int, int] = (west, south, east, north)
        if ((east - west) // CELL_E7 + 1) * ((north - south) // CELL_E7 + 1) > MAX_CELLS:
            raise BadArea("large")
        shapely.prepare(area)
        self._area = area

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """The cells of which some part lies in it."""
        west, south, east, north = self.box
        lons = np.arange(west // CELL_E7, east // CELL_E7 + 1) * CELL_E7
        lats = np.arange(south // CELL_E7, north // CELL_E7 + 1) * CELL_E7
        found = [cell_at(int(lon), int(lat)) for lat in lats for lon in lons]
        places = np.array([corner_of(cell) for cell in found])
        squares = shapely.box(places[:, 0], places[:, 1], places[:, 0] + CELL_E7, places[:, 1] + CELL_E7)
        return tuple(cell for cell, touches in zip(found, self._touched(squares), strict=True) if touches)

    @cached_property
    def square_sums(self) -> list[int]:
        """Of SQUARES by SQUARES squares of its box how many lie where, summed from the south-west, row by row.

        Number `row * (SQUARES + 1) + column` tells of the squares south and west of that corner: how many lie inside,
        and OUTSIDE_UNIT times how many outside. A place falls into the column that is its way from the box's west,
        times SQUARES, over the box's width and one, rounded down; into the row likewise.
        """
        told = self._squares.reshape(SQUARES, SQUARES)
        counts = (told == _INSIDE) + OUTSIDE_UNIT * (told == _OUTSIDE).astype(np.int64)
        sums = np.zeros((SQUARES + 1, SQUARES + 1), dtype=np.int64)
        sums[1:, 1:] = counts.cumsum(axis=0).cumsum(axis=1)
        found: list[int] = sums.ravel().tolist()
        return found

    def twin(self) -> "DrawnArea":
        """The same area once more, for another thread."""
        return DrawnArea([(lon / E7, lat / E7) for lon, lat in self.corners])

    def holds(self, lon: Places, lat: Places) -> Answers:
        """Of each place whether it lies inside."""
        west, south, east, north = self.box
        inside: Answers = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if inside.any():
            inside[inside] = self._holds_of_box(lon[inside], lat[inside])
        return inside

    def _holds_of_box(self, lon: Places, lat: Places) -> Answers:
        if len(lon) < _MANY:
            return self._tried(lon, lat)
        west, south, east, north = self.box
        across = (lon - west) * SQUARES // (east - west + 1)
        upwards = (lat - south) * SQUARES // (north - south + 1)
        told = self._squares[upwards * SQUARES + across]
        inside: Answers = told == _INSIDE
        edge = np.flatnonzero(told == _EDGE)
        inside[edge] = self._tried(lon[edge], lat[edge])
        return inside

    def _tried(self, lon: Places, lat: Places) -> Answers:
        tried: Answers = shapely.intersects_xy(self._area, lon, lat)
        return tried

    @cached_property
    def _squares(self) -> NDArray[np.uint8]:
        """Of each square of its box, row by row from the south-west, where all places lie that may fall into it."""
        west, south, east, north = self.box
        number = np.arange(SQUARES)
        # A whole step more on each side, so that no rounding leaves a place outside of its square.
        lon = west + number * (east - west + 1) / SQUARES
        lat = south + number * (north - south + 1) / SQUARES
        lons, lats = (each.ravel() for each in np.meshgrid(lon, lat))
        width, height = (east - west + 1) / SQUARES, (north - south + 1) / SQUARES
        squares = shapely.box(lons - 1, lats - 1, lons + width + 1, lats + height + 1)
        told = np.where(self._touched(squares), _EDGE, _OUTSIDE).astype(np.uint8)
        told[shapely.covers(self._area, squares)] = _INSIDE
        return told

    def crossed(self, from_lon: Places, from_lat: Places, to_lon: Places, to_lat: Places) -> Answers:
        """Of each straight way between two places whether it touches the area."""
        west, south, east, north = self.box
        near: Answers = (
            (np.minimum(from_lon, to_lon) <= east) & (np.maximum(from_lon, to_lon) >= west)
            & (np.minimum(from_lat, to_lat) <= north) & (np.maximum(from_lat, to_lat) >= south)
        )  # fmt: skip
        if near.any():
            ends = np.stack([from_lon, from_lat, to_lon, to_lat], axis=1)[near].reshape(-1, 2, 2)
            near[near] = self._touched(shapely.linestrings(ends))
        return near

    def _touched(self, shapes: Any) -> Answers:
        touched: Answers = shapely.intersects(self._area, shapes)
        return touched
