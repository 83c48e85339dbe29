"""Reference data from JSON files: each record is read on its own, and versions count as they do in a file."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from models.fields import BadRecord
from models.reference import KINDS, Kind, Record, ReferenceVersion, decode, version_key

FILES: Final[dict[Kind, str]] = {
    "vehicles": "vehicles.json",
    "zones": "zones.geojson",
    "permits": "permits.json",
    "manifests": "manifests.json",
}
_NEEDED: Final[tuple[Kind, ...]] = ("permits", "zones", "vehicles")
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_SHOWN_KEYS: Final[dict[Kind, str]] = {
    "vehicles": "unit_id", "zones": "zone_id", "permits": "permit_no", "manifests": "manifest_no",
}  # fmt: skip

Check = Callable[[Record], str | None]
"""Says what is wrong with a record beyond its form, None when nothing is."""


class UnreadableFile(ValueError):
    """A file that cannot be read as a whole; its text says which, why and what to do."""


class OtherSystem(UnreadableFile):
    """A file whose coordinates are not in WGS84 degrees."""


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A record that can be used, and the JSON it was read from."""

    index: int
    record: Record
    raw: Any


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A record that cannot be used: its place in the file, counted from 0, its key as far as it has one, and why.

    `place` is how the file itself counts, where it does (`row 7`).
    """

    file: str
    index: int
    key: str
    reason: str
    place: str = ""

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file} {self.place}: {self.reason}" if self.place else f"{self.file}[{self.index}]: {self.reason}"


class FolderReference(msgspec.Struct, frozen=True, kw_only=True):
    """The reference data of a scenario folder; `has_manifests` tells an absent file from an empty one."""

    versions: tuple[ReferenceVersion, ...]
    rejected: tuple[Rejected, ...]
    has_manifests: bool


def from_scenario(folder: Path, check: Check | None = None) -> FolderReference:
    """What `from_folder` reads, of a folder that lacks none of the files without which no trip could be judged."""
    absent = [FILES[kind] for kind in _NEEDED if folder.is_dir() and not (folder / FILES[kind]).exists()]
    if absent:
        needed = ", ".join(FILES[kind] for kind in _NEEDED)
        raise UnreadableFile(f"{folder} holds no {' and no '.join(absent)}: a scenario needs {needed}; [] will do")
    return from_folder(folder, check)


def from_folder(folder: Path, check: Check | None = None) -> FolderReference:
    """The versions that a scenario folder holds, numbered in the order of the files; absent files are empty.

    A bad record costs only itself; raises UnreadableFile for a folder or file that is none.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder} is no folder: name one that holds permits.json, zones.geojson, vehicles.json")
    versions: list[ReferenceVersion] = []
    rejected: list[Rejected] = []
    for kind in KINDS:
        file = folder / FILES[kind]
        if file.exists():
            accepted, refused = read_records(kind, file.name, read_values(kind, file), check)
            versions += as_versions(kind, accepted, len(versions) + 1)
            rejected += refused
    return FolderReference(
        versions=tuple(versions),
        rejected=tuple(rejected),
        has_manifests=(folder / FILES["manifests"]).exists(),
    )


def read_values(kind: Kind, file: Path) -> list[Any]:
    """The JSON values of a file: of a list, a single object, or a GeoJSON collection; raises UnreadableFile."""
    try:
        document = msgspec.json.decode(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise UnreadableFile(f"cannot read {file}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(f"{file} is not JSON in UTF-8: {error}") from error
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise UnreadableFile(f"{file} holds neither a list of {kind} nor one of them")
    if document.get("type") != "FeatureCollection":
        return [document]
    crs = document.get("crs")
    if crs is not None and not str(_crs_name(crs)).endswith(_WGS84):
        raise OtherSystem(f"{file} is in {_crs_name(crs)}: save it in WGS84 degrees (EPSG:4326)")
    features = document.get("features")
    if not isinstance(features, list):
        raise UnreadableFile(f"{file} is a FeatureCollection without a list of features")
    return features


def read_records(
    kind: Kind, file: str, values: Iterable[Any], check: Check | None = None, places: Sequence[str] = ()
) -> tuple[list[Accepted], list[Rejected]]:
    """What can be used of some JSON values, and what cannot, each in order; `places` says where each stands."""
    accepted: list[Accepted] = []
    rejected: list[Rejected] = []
    for index, value in enumerate(values):
        try:
            record = decode(kind, value)
            reason = None if check is None else check(record)
        except BadRecord as error:
            reason = str(error)
        else:
            if reason is None:
                accepted.append(Accepted(index=index, record=record, raw=value))
        if reason is not None:
            place = places[index] if places else ""
            key = _shown_key(kind, value)
            rejected.append(Rejected(file=file, index=index, key=key, reason=reason, place=place))
    return accepted, rejected


def last_of_each(accepted: Sequence[Accepted]) -> list[Accepted]:
    """A file's records without those that a later one under the same key replaces, as it has no `version_from`.

    What replaces stands in the place of the record just before it under its key, and begins when that one began.
    """
    kept: dict[str, list[Accepted]] = {}
    for item in accepted:
        row = kept.setdefault(version_key(item.record), [])
        if row and item.record.version_from_ms is None:
            row.pop()
        row.append(item)
    return sorted((item for row in kept.values() for item in row), key=lambda item: item.index)


def as_versions(kind: Kind, accepted: Sequence[Accepted], first_seq: int) -> list[ReferenceVersion]:
    """The versions of a file's records, known from the beginning."""
    begins_ms: dict[int, int | None] = {}
    latest: dict[str, int | None] = {}
    for item in accepted:
        key = version_key(item.record)
        begins = item.record.version_from_ms
        latest[key] = latest.get(key) if begins is None else begins
        begins_ms[item.index] = latest[key]
    return [
        ReferenceVersion(
            kind=kind,
            key=version_key(item.record),
            version_from_ms=begins_ms[item.index],
            received_ms=0,
            body=item.record,
            seq=first_seq + place,
        )
        for place, item in enumerate(last_of_each(accepted))
    ]


def _crs_name(crs: Any) -> object:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return properties.get("name") if isinstance(properties, dict) else crs


def _shown_key(kind: Kind, value: Any) -> str:
    holder = value.get("properties") if kind == "zones" and isinstance(value, dict) else value
    key = holder.get(_SHOWN_KEYS[kind]) if isinstance(holder, dict) else None
    return str(key) if isinstance(key, str | int) else ""
