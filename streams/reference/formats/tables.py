"""From rows to records: each row one record, or one item of each of a record's lists."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from models.reference import Kind
from models.reference_json import UnreadableFile
from streams.reference.formats.cells import BadCell, read_line, read_list, read_numbers, read_shape
from streams.reference.formats.columns import KEYS, LISTS, Column, meanings
from streams.reference.formats.sheets import Row
from streams.reference.formats.values import Found, Refused

_MIDNIGHT: Final = re.compile(r"T00:00(:00)?([+-]\d\d:\d\d|Z)?$")
"""What a spreadsheet adds to a day."""


def records(kind: Kind, file: str, rows: Sequence[Row]) -> Found:
    """The records of a table. Rows of one permit follow each other: each may hold an item of each of its lists.

    A row that repeats an item, or leaves the permit's number out, adds to the permit above. Rows that contradict each
    other, and cells that cannot be read, cost their record alone.
    Raises UnreadableFile for headings that are not clear.
    """
    meant = meanings(kind, dict.fromkeys(heading for row in rows for heading in row.cells))
    for heading, fields in meant.ambiguous.items():
        raise UnreadableFile(f"{file}: the column {heading} may mean {' or '.join(fields)}: write one of them")
    found = Found(values=[], places=[], unused=meant.unused)
    for group in _groups(kind, meant.columns, rows):
        place = f"rows {group[0].number} to {group[-1].number}" if len(group) > 1 else f"row {group[0].number}"
        try:
            found.values.append(_record(kind, meant.columns, group))
            found.places.append(place)
        except (BadCell, Contradiction) as error:
            found.refused.append(Refused(place, _key(kind, meant.columns, group[0]), str(error)))
    return found


class Contradiction(ValueError):
    """Two rows of one record say different things of it."""


def _groups(kind: Kind, columns: dict[str, Column], rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that make one record together."""
    if not LISTS[kind]:
        yield from ([row] for row in rows)
        return
    identity = [heading for heading, column in columns.items() if column.path in {(KEYS[kind],), ("version_from",)}]
    group: list[Row] = []
    for row in rows:
        first = group[0].cells if group else row.cells
        if any(heading in row.cells and row.cells[heading] != first.get(heading) for heading in identity):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _record(kind: Kind, columns: dict[str, Column], group: Sequence[Row]) -> Any:
    """The JSON of a record; raises BadCell or Contradiction."""
    record: dict[str, Any] = {}
    for row in group:
        _add(kind, record, row, {heading: columns[heading] for heading in row.cells if heading in columns})
    return _as_feature(record) if kind == "zones" else record


def _key(kind: Kind, columns: dict[str, Column], row: Row) -> str:
    mine = (heading for heading, column in columns.items() if column.path == (KEYS[kind],))
    return next((row.cells[heading] for heading in mine if heading in row.cells), "")


def _add(kind: Kind, record: dict[str, Any], row: Row, columns: dict[str, Column]) -> None:
    items: dict[str, Any] = {}
    for heading, column in columns.items():
        value = _value(heading, row, column)
        first = column.path[0]
        if first not in LISTS[kind]:
            _put(record, column.path, value, f"{heading} in row {row.number}")
        elif len(column.path) == 1:
            items.setdefault(first, []).extend(value)
        else:
            _put(items.setdefault(first, {}), column.path[1:], value, f"{heading} in row {row.number}")
    for name, item in items.items():
        there = record.setdefault(name, [])
        there += [one for one in (item if isinstance(item, list) else [_months_in_order(item)]) if one not in there]


def _value(heading: str, row: Row, column: Column) -> Any:
    text = row.cells[heading]
    try:
        match column.form:
            case "day":
                return _MIDNIGHT.sub("", text)
            case "list":
                return read_list(text)
            case "numbers":
                return read_numbers(text)
            case "line":
                return read_line(text)
            case "shape":
                return read_shape(text)
            case _:
                return text
    except BadCell as error:
        raise BadCell(f"{heading} in row {row.number} {error}") from error


def _put(into: dict[str, Any], path: Sequence[str], value: Any, place: str) -> None:
    for name in path[:-1]:
        inner = into.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Contradiction(f"{place}: {name} is told in two ways")
        into = inner
    if into.setdefault(path[-1], value) != value:
        raise Contradiction(f"{place} is {value!r}, in a row above {into[path[-1]]!r}")


def _months_in_order(item: dict[str, Any]) -> dict[str, Any]:
    months = item.get("monthly_t")
    if isinstance(months, dict):
        return item | {"monthly_t": [months[str(month)] for month in range(1, 13) if str(month) in months]}
    return item


def _as_feature(record: dict[str, Any]) -> dict[str, Any]:
    lat, lon = record.pop("lat", None), record.pop("lon", None)
    geometry = record.pop("geometry", None)
    if geometry is None and lat is not None and lon is not None:
        geometry = {"type": "Point", "coordinates": [_degrees(lon), _degrees(lat)]}
    return {"type": "Feature", "geometry": geometry, "properties": record}


def _degrees(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
