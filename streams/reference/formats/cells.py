"""Cells that hold more than one value: lists, lines and shapes, from text to JSON."""

import re
from typing import Any, Final

import msgspec
import shapely

from streams.reference.formats.values import one_line

_RANGE: Final = re.compile(r"(\d{1,4})\s*[-–]\s*(\d{1,4})")
_PARTS: Final = re.compile(r"[;,|\s]+")


class BadCell(ValueError):
    """A cell that cannot be read; its text says why."""


def read_list(text: str) -> list[Any]:
    """The items of a list in one cell: JSON, or parted by blanks, commas or semicolons. Raises BadCell.

    Items of a JSON list stay what they are, others are text.
    """
    return _json_list(text) if text.startswith("[") else [part for part in _PARTS.split(text) if part]


def read_numbers(text: str) -> list[Any]:
    """As `read_list`, of whole numbers, of which `1-5` is 1 to 5. Raises BadCell."""
    if text.startswith("["):
        return _json_list(text)
    numbers: list[Any] = []
    for part in filter(None, _PARTS.split(_RANGE.sub(r"\1-\2", text))):
        found = _RANGE.fullmatch(part)
        if found and int(found[1]) > int(found[2]):
            raise BadCell(f"runs backwards in {part}: write {found[1]}, ... {found[2]} one by one")
        numbers += [str(number) for number in range(int(found[1]), int(found[2]) + 1)] if found else [part]
    return numbers


def read_line(text: str) -> dict[str, Any]:
    """A route's line from WKT, GeoJSON or a JSON list of [lon, lat]. Raises BadCell."""
    if text.startswith("["):
        return {"type": "LineString", "coordinates": _json_list(text)}
    shape = read_shape(text)
    if shape.get("type") != "LineString":
        raise BadCell(f"must be a LineString, not a {shape.get('type')}")
    return shape


def read_shape(text: str) -> dict[str, Any]:
    """A shape as GeoJSON, from WKT or GeoJSON, longitude first. Raises BadCell."""
    if text.startswith("{"):
        try:
            return msgspec.json.decode(text, type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise BadCell(f"is no GeoJSON: {error}") from error
    try:
        return to_geojson(shapely.from_wkt(text))
    except (shapely.errors.ShapelyError, NotImplementedError) as error:
        why = why_no_shape(error)
        raise BadCell(f"is neither WKT such as POINT (101.13 12.67) nor GeoJSON: {why}") from error


def why_no_shape(error: Exception) -> str:
    """What is wrong with a shape, in words: GEOS's own, but of what it knows and does not draw."""
    if isinstance(error, NotImplementedError):
        return "it has arcs, write straight lines instead"
    return one_line(error).partition("Exception: ")[2] or one_line(error)


def to_geojson(shape: Any) -> dict[str, Any]:
    """A shapely geometry as GeoJSON, without heights."""
    found: dict[str, Any] = msgspec.json.decode(shapely.to_geojson(shapely.force_2d(shape)))
    return found


def _json_list(text: str) -> list[Any]:
    try:
        return msgspec.json.decode(text, type=list[Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadCell(f"is no JSON list: {error}") from error
