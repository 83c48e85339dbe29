"""GeoJSON geometry as it is sent: its form is checked here, what it encloses is geofences' business."""

import math
from typing import Any, Final

from models.fields import Fields

LonLat = tuple[float, float]
_RING: Final = 3


def read_line(geometry: Fields, owner: Fields) -> tuple[LonLat, ...]:
    """The (lon, lat) pairs of a GeoJSON LineString that stands in `line` of `owner`; raises BadRecord."""
    if geometry.raw("type") != "LineString":
        raise owner.bad("line", f"must be a GeoJSON LineString, not {geometry.raw('type')!r}")
    pairs = tuple(_lon_lat(owner, "line", place) for place in geometry.items("coordinates"))
    if len(set(pairs)) < 2:
        raise owner.bad("line", "a LineString needs two points")
    return pairs


def check_shape(geometry: dict[str, Any], owner: Fields) -> None:
    """Raises BadRecord unless the geometry is a Point, Polygon or MultiPolygon with rings of at least three points."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        _lon_lat(owner, "geometry", coordinates)
    elif kind == "Polygon":
        _check_polygon(owner, coordinates)
    elif kind == "MultiPolygon":
        for polygon in _filled_list(owner, coordinates, "a MultiPolygon needs a list of polygons"):
            _check_polygon(owner, polygon)
    else:
        raise owner.bad("geometry", f"must be a Polygon, a MultiPolygon or a Point with radius_m, not {kind!r}")


def _check_polygon(owner: Fields, rings: object) -> None:
    for ring in _filled_list(owner, rings, "a Polygon needs a list of rings"):
        places = _filled_list(owner, ring, "a ring needs a list of points")
        if len({_lon_lat(owner, "geometry", place) for place in places}) < _RING:
            raise owner.bad("geometry", "a ring needs three different points")


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
