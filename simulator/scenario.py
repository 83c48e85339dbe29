"""A scenario folder: papers, pings and labels of a simulated fleet, the same bytes for the same plan."""

import errno
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from models.times import HOUR_MS, MINUTE_MS, to_iso
from simulator.envelope import lines
from simulator.labels import labels_of
from simulator.pings import Arrival
from simulator.world import World, pings_of

PAPERS = ("permits.json", "zones.geojson", "vehicles.json", "manifests.json")
_PINGS: Final = ("pings.ndjson", "pings.ndjson.gz")
_LABELS: Final = "labels.json"


class Written(NamedTuple):
    """What a scenario folder holds."""

    pings: int
    bad: int
    trips: int
    until: str


def write_papers(world: World, folder: Path) -> None:
    """Writes the reference data alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip(PAPERS, (world.permits, world.zones, world.vehicles, world.manifests), strict=True):
        _write_json(folder / name, content)


def write_scenario(world: World, folder: Path, *, packed: bool = True) -> Written:
    """Writes the whole folder, over an earlier one of ours; raises FileExistsError where another scenario lies."""
    _refuse_another(folder)
    write_papers(world, folder)
    for name in _PINGS:
        (folder / name).unlink(missing_ok=True)
    counted = _Counted()
    path = folder / ("pings.ndjson.gz" if packed else "pings.ndjson")
    with _opened(path, packed) as file:
        for line in lines(counted.through(pings_of(world))):
            file.write(line + b"\n")
    ends_ms = max([counted.last_ms + 26 * HOUR_MS, *(told.until_ms for told in world.stories)])
    until = to_iso(ends_ms // MINUTE_MS * MINUTE_MS)
    trips = labels_of(world.units, world.plan) + [entry for told in world.stories for entry in told.labels]
    _write_json(folder / _LABELS, {"until": until, "bad_records": counted.bad, "trips": trips})
    return Written(counted.pings, counted.bad, len(trips), until)


def _refuse_another(folder: Path) -> None:
    """What a fleet made has labels; what somebody recorded has none, and may be there once only."""
    theirs = [name for name in (*PAPERS, *_PINGS) if (folder / name).exists()]
    if theirs and not (folder / _LABELS).exists():
        told = f"{theirs[0]} there was written by no simulation: name another folder"
        raise FileExistsError(errno.EEXIST, told, str(folder))


class _Counted:
    """Counts what passes through."""

    def __init__(self) -> None:
        self.pings = self.bad = self.last_ms = 0

    def through(self, arrivals: Iterator[Arrival]) -> Iterator[Arrival]:
        for arrival in arrivals:
            if arrival.broken:
                self.bad += 1
            else:
                self.pings += 1
            self.last_ms = arrival.due_ms
            yield arrival


@contextmanager
def _opened(path: Path, packed: bool) -> Iterator[IO[bytes]]:
    """A file to write; packed without name and time in its head, so that it repeats."""
    with path.open("wb") as plain:
        if not packed:
            yield plain
            return
        with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as file:
            yield file  # type: ignore[misc]  # a GzipFile is written to as any binary file


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
