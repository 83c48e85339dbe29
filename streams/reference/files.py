"""Reading a file of reference data for `wastetrack import`: what can be used, what cannot, what does not resolve."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from geofences.geometry_check import geometry_problem
from models.reference import Kind, ReferenceVersion, written_key
from models.reference_json import (
    OtherSystem,
    Rejected,
    UnreadableFile,
    as_versions,
    last_of_each,
    read_records,
    read_values,
)
from models.resolution import Unresolved, resolve
from streams.reference.formats.sheets import read_csv, read_xlsx
from streams.reference.formats.tables import records
from streams.reference.formats.values import Found

_JSON: Final = (".json", ".geojson")
_SHAPES: Final = (".gpkg", ".shp", ".kml", ".kmz")
_UTC: Final = ZoneInfo("UTC")


class Publishable(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it goes to its topic: the topic's key as written, and the JSON as it stood in the file."""

    key: str
    value: Any


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: `accepted` counts the records to publish, which are in `records` in order.

    `replaced` counts those that a later one of the same file replaces; `unresolved` is of this file's records alone;
    `unused` are columns of a table that mean nothing here.
    """

    kind: Kind
    file: str
    accepted: int
    replaced: int
    rejected: tuple[Rejected, ...]
    unresolved: tuple[Unresolved, ...]
    records: tuple[Publishable, ...]
    unused: tuple[str, ...] = ()


def import_file(
    kind: Kind, path: Path, known: Iterable[ReferenceVersion] = (), zone: ZoneInfo = _UTC
) -> ImportReport:
    """Reads a file and publishes nothing; raises UnreadableFile, whose text is one line for people.

    `known` is what is there already: the file's names are looked up in it too. `zone` is of the dates with a time in a
    spreadsheet's cells.
    """
    if not path.exists():
        raise UnreadableFile(f"cannot read {path}: there is no such file")
    found = _read(kind, path, zone)
    accepted, rejected = read_records(kind, path.name, found.values, geometry_problem, found.places)
    rejected += [
        Rejected(file=path.name, index=len(found.values) + at, key=bad.key, reason=bad.reason, place=bad.place)
        for at, bad in enumerate(found.refused)
    ]
    kept = last_of_each(accepted)
    there = list(known)
    versions = as_versions(kind, accepted, max((version.seq for version in there), default=0) + 1)
    own = {(kind, written_key(item.record)) for item in kept}
    return ImportReport(
        kind=kind,
        file=path.name,
        accepted=len(kept),
        replaced=len(accepted) - len(kept),
        rejected=tuple(rejected),
        unresolved=tuple(gap for gap in resolve([*there, *versions]) if (gap.kind, gap.key) in own),
        records=tuple(Publishable(key=written_key(item.record), value=item.raw) for item in kept),
        unused=found.unused,
    )


def _read(kind: Kind, path: Path, zone: ZoneInfo) -> Found:
    """The JSON values that a file stands for; shapes are zones."""
    form = path.suffix.lower()
    if form in _JSON:
        try:
            return Found(values=read_values(kind, path), places=[])
        except OtherSystem:
            if kind != "zones":
                raise
            return _shapes(path)
    if form == ".csv":
        return records(kind, path.name, read_csv(path))
    if form == ".xlsx":
        return records(kind, path.name, read_xlsx(path, kind, zone))
    if form in _SHAPES and kind == "zones":
        return _shapes(path)
    written = "JSON (.json), CSV (.csv) or XLSX (.xlsx)"
    if kind == "zones":
        written = "GeoJSON (.geojson), GeoPackage (.gpkg), Shapefile (.shp), KML (.kml), CSV (.csv) or XLSX (.xlsx)"
    raise UnreadableFile(f"cannot read {path}: write {kind} as {written}")


def _shapes(path: Path) -> Found:
    from streams.reference.formats.shapes import read_zones

    return read_zones(path)
