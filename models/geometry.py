"""GeoJSON geometry as it is sent: its form is checked here, what it encloses is geofences' business."""

import math
from typing import Any, Final

from models.fields import Fields

LonLat = tuple[float, float]
_LEAST: Final = 3
"""So many different points a ring has at least."""


def read_line(geometry: Fields, owner: Fields) -> tuple[LonLat, ...]:
    """The (lon, lat) pairs of a GeoJSON LineString that stands in `line` of `owner`; raises BadRecord."""
    if geometry.raw("type") != "LineString":
        raise owner.bad("line", f"must be a GeoJSON LineString, not {geometry.raw('type')!r}")
    pairs = tuple(_lon_lat(owner, "line", place) for place in geometry.items("coordinates"))
    if len(set(pairs)) < 2:
        raise owner.bad("line", "a LineString needs two points")
    return pairs


def read_shape(geometry: dict[str, Any], owner: Fields) -> dict[str, Any]:
    """A Point, Polygon or MultiPolygon with rings of at least three points, each closed; raises BadRecord.

    A ring whose last point is not its first is closed: its author meant the area, and forgot to come back.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        _lon_lat(owner, "geometry", coordinates)
        return geometry
    if kind == "Polygon":
        return geometry | {"coordinates": _polygon(owner, coordinates)}
    if kind == "MultiPolygon":
        polygons = _filled_list(owner, coordinates, "a MultiPolygon needs a list of polygons")
        return geometry | {"coordinates": [_polygon(owner, polygon) for polygon in polygons]}
    raise owner.bad("geometry", f"must be a Polygon, a MultiPolygon or a Point with radius_m, not {kind!r}")


def _polygon(owner: Fields, rings: object) -> list[list[Any]]:
    return [_ring(owner, ring) for ring in _filled_list(owner, rings, "a Polygon needs a list of rings")]


def _ring(owner: Fields, ring: object) -> list[Any]:
    places = _filled_list(owner, ring, "a ring needs a list of points")
    pairs = [_lon_lat(owner, "geometry", place) for place in places]
    if len(set(pairs)) < _LEAST:
        raise owner.bad("geometry", "a ring needs three different points")
    return places if pairs[0] == pairs[-1] else [*places, places[0]]


def _filled_list(owner: Fields, value: object, reason: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise owner.bad("geometry", reason)
    return value


def _lon_lat(owner: Fields, field: str, place: object) -> LonLat:
    if not isinstance(place, list | tuple) or len(place) < 2:
        raise owner.bad(field, f"a point is [lon, lat], not {place!r}")
    lon, lat = _degrees(owner, field, place[0]), _degrees(owner, field, place[1])
    if abs(lon) > 180 or abs(lat) > 90:
        hint = ": lon stands before lat in GeoJSON" if abs(lat) > 90 and abs(lon) <= 90 else ""
        raise owner.bad(field, f"[{lon}, {lat}] is no place in degrees{hint}")
    return lon, lat


def _degrees(owner: Fields, field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise owner.bad(field, f"a coordinate must be a number of degrees, not {value!r}")
    return float(value)
