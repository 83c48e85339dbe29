"""Reading a file of reference data for `wastetrack import`: what can be used, what cannot, what does not resolve."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from geofences.geometry_check import geometry_problem
from models.reference import Kind, ReferenceVersion, written_key
from models.reference_json import Rejected, UnreadableFile, as_versions, last_of_each, read_records, read_values
from models.resolution import Unresolved, resolve

FORMATS: Final = (".json", ".geojson")


class Publishable(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it goes to its topic: the topic's key as written, and the JSON as it stood in the file."""

    key: str
    value: Any


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: `accepted` counts the records to publish, which are in `records` in order.

    `replaced` counts those that a later one of the same file replaces; `unresolved` is of this file's records alone.
    """

    kind: Kind
    file: str
    accepted: int
    replaced: int
    rejected: tuple[Rejected, ...]
    unresolved: tuple[Unresolved, ...]
    records: tuple[Publishable, ...]


def import_file(kind: Kind, path: Path, known: Iterable[ReferenceVersion] = ()) -> ImportReport:
    """Reads a file and publishes nothing; raises UnreadableFile, whose text is one line for people.

    `known` is what is there already: the file's names are looked up in it too.
    """
    if not path.exists():
        raise UnreadableFile(f"cannot read {path}: there is no such file")
    if path.suffix.lower() not in FORMATS:
        raise UnreadableFile(f"cannot read {path}: write {kind} as JSON (.json) or GeoJSON (.geojson)")
    accepted, rejected = read_records(kind, path.name, read_values(kind, path), geometry_problem)
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
    )
