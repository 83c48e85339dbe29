"""What each manifest that was ever told costs every tracker: it is held, and may slow each change of the papers."""

import json
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks.million.driving import renew_s, world_of
from benchmarks.million.order import Shard
from benchmarks.traffic.writing import Traffic
from models.reference_json import FILES, from_folder
from models.times import DAY_MS, from_iso, to_iso

_MORE: Final = 20_000
_DRIVEN_MIN: Final = 120


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Of each manifest: bytes of a tracker's memory, and processor time whenever one more version is told."""

    manifests: int
    bytes_each: float
    us_each: float


def keep(shard: Shard) -> Kept:
    """A shard's reference data with many more manifests, each of an earlier day than the last, and without."""
    with TemporaryDirectory(prefix="wastetrack-million-") as name:
        folder = Path(name)
        Traffic(shard.plan).write_papers(folder, _DRIVEN_MIN * shard.plan.units)
        file = folder / FILES["manifests"]
        rows = json.loads(file.read_text(encoding="utf-8"))
        few_bytes, few_s = _costs(folder)
        file.write_text(json.dumps([*rows, *(_older(rows[n % len(rows)], n) for n in range(_MORE))]), "utf-8")
        many_bytes, many_s = _costs(folder)
    return Kept(
        manifests=_MORE, bytes_each=(many_bytes - few_bytes) / _MORE, us_each=max(0.0, many_s - few_s) / _MORE * 1e6
    )


def _costs(folder: Path) -> tuple[int, float]:
    tracemalloc.start()
    try:
        versions = list(from_folder(folder).versions)
        world = world_of(versions)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    return held, min(renew_s(versions, world) for _ in range(3))


def _older(row: dict[str, str], number: int) -> dict[str, str]:
    back_ms = (number + 1) * DAY_MS // 100
    times = {name: to_iso(from_iso(row[name]) - back_ms) for name in ("planned_depart", "planned_arrive")}
    return row | times | {"manifest_no": f"{row['manifest_no']}-{number}"}
