"""The columns of a table of reference data: which field of the JSON each means, and how it is written in a cell."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from models.reference import Kind

Form = Literal["one", "day", "list", "numbers", "line", "shape", "month"]
"""One value; a day; a list in one cell; one of whole numbers; a route's line; a zone's shape; tonnes of a month."""

Path = tuple[str, ...]
"""Where a field stands: `("items", "processor", "zone_id")`."""

LISTS: Final[dict[Kind, tuple[str, ...]]] = {
    "permits": ("items", "routes", "vehicles", "allowed_stop_zone_ids", "time_windows"),
    "vehicles": (),
    "manifests": (),
    "zones": (),
}
"""The lists of a record, of which each row may hold one item."""

KEYS: Final[dict[Kind, str]] = {
    "permits": "permit_no", "vehicles": "unit_id", "manifests": "manifest_no", "zones": "zone_id",
}  # fmt: skip

_FACTORY: Final = ("factory_no", "name_th", "name_en", "zone_id")
_FIELDS: Final[dict[Kind, tuple[str, ...]]] = {
    "vehicles": (
        "unit_id", "plate", "province", "carrier", "carrier_phone", "vehicle_type", "valid_from", "valid_to",
        "version_from",
    ),
    "manifests": (
        "manifest_no", "permit_no", "item_no", "plate", "province", "quantity_t", "planned_depart", "planned_arrive",
        "status", "weigh_out_t", "weigh_in_t", "received_at", "version_from",
    ),
    "zones": (
        "zone_id", "kind", "name_th", "name_en", "factory_no", "radius_m", "version_from", "lat", "lon", "geometry",
    ),
    "permits": (
        "permit_no", "status", "status_since", "version_from", "valid_from", "valid_to",
        *(f"generator.{field}" for field in _FACTORY),
        *(f"items.{field}" for field in ("item_no", "waste_code", "waste_name_th", "management_code", "quantity_t")),
        "items.monthly_t", *(f"items.monthly_t.{month}" for month in range(1, 13)),
        *(f"items.processor.{field}" for field in _FACTORY), "items.consent",
        *(f"routes.{field}" for field in ("route_id", "item_nos", "corridor_m", "line")),
        "vehicles.plate", "vehicles.province", "allowed_stop_zone_ids",
        *(f"time_windows.{field}" for field in ("days", "from", "to")),
    ),
}  # fmt: skip
_FORMS: Final[dict[str, Form]] = {
    "valid_from": "day", "valid_to": "day", "items.monthly_t": "list", "allowed_stop_zone_ids": "list",
    "routes.item_nos": "numbers", "time_windows.days": "numbers", "routes.line": "line", "geometry": "shape",
}  # fmt: skip
_OTHER_NAMES: Final = {"geometry": ("wkt", "geom", "shape"), "lat": ("latitude",), "lon": ("lng", "long", "longitude")}
_SHORT: Final = 10
"""Shapefiles cut a column's name after so many characters."""


class Column(msgspec.Struct, frozen=True):
    """A field of a record as a column of a table."""

    path: Path
    form: Form


class Meanings(msgspec.Struct, frozen=True):
    """What the headings of a table mean: fields, headings that mean none, and those that may mean several."""

    columns: dict[str, Column]
    unused: tuple[str, ...]
    ambiguous: dict[str, tuple[str, ...]]


def meanings(kind: Kind, headings: Iterable[str]) -> Meanings:
    """Reads headings: a field's whole name (`items.processor.zone_id`, also with `_`), or its end where that is clear.

    A heading cut after 10 characters counts as the one field that begins so.
    """
    names = _names(kind)
    columns: dict[str, Column] = {}
    unused: list[str] = []
    ambiguous: dict[str, tuple[str, ...]] = {}
    for heading in headings:
        found = names.get(_normal(heading)) or _cut(names, _normal(heading))
        if not found:
            unused.append(heading)
        elif len(found) > 1:
            ambiguous[heading] = found
        else:
            columns[heading] = _column(found[0])
    return Meanings(columns, tuple(unused), ambiguous)


def _names(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """Every way to write a heading, and the fields that it may mean; a whole name wins over the end of another."""
    fields = _FIELDS[kind]
    ends: dict[str, list[str]] = {}
    for field in fields:
        parts = field.split(".")
        for start in range(1, len(parts)):
            ends.setdefault("_".join(parts[start:]), []).append(field)
    whole = {field.replace(".", "_"): (field,) for field in fields}
    singular = {_singular(field).replace(".", "_"): (field,) for field in fields}
    others = {other: (field,) for field, more in _OTHER_NAMES.items() if field in fields for other in more}
    return {name: tuple(found) for name, found in ends.items()} | others | singular | whole


def _cut(names: Mapping[str, tuple[str, ...]], heading: str) -> tuple[str, ...]:
    if len(heading) != _SHORT:
        return ()
    return tuple(dict.fromkeys(field for name, found in names.items() if name.startswith(heading) for field in found))


def _column(field: str) -> Column:
    path = tuple(field.split("."))
    if path[-1].isdigit():
        return Column(path, "month")
    return Column(path, _FORMS.get(field, "one"))


def _singular(field: str) -> str:
    first, dot, rest = field.partition(".")
    return f"{first.removesuffix('s')}{dot}{rest}"


def _normal(heading: str) -> str:
    return re.sub(r"[\s.\-/\[\]]+", "_", heading.strip().lower()).strip("_")
