"""One size of the system in a process of its own: what a ping costs by then, and what a unit takes in memory.

The same pure functions as the tracker's judge here, without Kafka and PostgreSQL, so that only the size is measured. At
every size the same units drive the same ways: what else a size has lies or waits beside them.
"""

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import psutil

from benchmarks.speed.crowd import Crowded, Member, crowd_of
from benchmarks.traffic.country import Country
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic, lines_of
from models.reference_json import FILES, from_folder
from models.thresholds import Thresholds
from ops.garbage import keep_for_good, look_seldom
from streams.judging.world import World
from streams.replay import Line

WARM: Final = 8
"""So many pings of each unit that is measured come before: by then a lull may have begun."""
TIMED: Final = 40
_TIMES: Final = 2
_WEIGHED: Final = 2_000
"""Of so many units at most Python tells what they allocate: it takes its time to, and the others are alike."""


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """A size, and the traffic that is measured at it: a fleet that also `plan` has, under its first permits."""

    plan: Plan
    sample: Plan


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds and bytes to hold the reference data, us a ping and the share of pings that lulls kept.

    `bytes_a_unit` is what a unit on a trip takes, with the `pings_a_lull` that its lull holds then.
    """

    load_s: float
    world_bytes: int
    us_a_ping: float
    kept_share: float
    bytes_a_unit: float
    pings_a_lull: float


def main() -> None:
    """Reads what to measure, and writes what was found."""
    look_seldom()  # as trackers do
    growth, out = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Growth), Path(sys.argv[2])
    unnamed = out.with_suffix(".new")
    unnamed.write_bytes(msgspec.json.encode(measured(growth)))
    unnamed.rename(out)


def measured(growth: Growth) -> Grown:
    """Drives the sample once, fills up with copies of its units, then times the same drive beside them."""
    warm, timed = _lines(growth.sample)
    with TemporaryDirectory(prefix="wastetrack-grown-") as name:
        write_papers(growth, Path(name))
        empty = _resident()
        began_s = time.perf_counter()
        world = World(from_folder(Path(name)).versions, Thresholds(), ZoneInfo("Asia/Bangkok"))
    first = Crowded(world)
    first.feed(warm[0])
    load_s, loaded = time.perf_counter() - began_s, _resident()
    for line in warm[1:]:
        first.feed(line)
    before = first.kept
    for line in timed:
        first.feed(line)
    kept_share = (first.kept - before) / len(timed)
    examples = first.examples()
    del first
    keep_for_good()
    names = Country(growth.plan).unit_ids[growth.sample.units :]
    some, unit_bytes = _weighed(examples, names[:_WEIGHED])
    crowd = some + crowd_of(examples, names[_WEIGHED:])
    keep_for_good()  # each look for garbage between two drives would walk over all of it
    return Grown(
        load_s=load_s, world_bytes=loaded - empty, kept_share=kept_share, bytes_a_unit=unit_bytes / max(1, len(some)),
        pings_a_lull=sum(lull.waiting for _, lull in crowd) / max(1, len(crowd)),
        us_a_ping=mean(_spent_us(Crowded(world, crowd), warm, timed) for _ in range(_TIMES)),
    )  # fmt: skip


def write_papers(growth: Growth, folder: Path) -> None:
    """The papers of a size, of which the sample's own are the first, as it drives by them."""
    plan, sample = growth.plan, growth.sample
    own = folder / "own"
    Traffic(sample).write_papers(own, sample.units * (WARM + TIMED))
    # On the sample's land, so that its permits name the places that it drives between.
    Traffic(msgspec.structs.replace(plan, zones=sample.zones)).write_papers(folder)
    (folder / FILES["manifests"]).write_bytes((own / FILES["manifests"]).read_bytes())
    zones = json.loads((folder / FILES["zones"]).read_text(encoding="utf-8"))
    zones["features"] += Country(plan).zones()["features"][sample.zones :]
    (folder / FILES["zones"]).write_text(json.dumps(zones, ensure_ascii=False), encoding="utf-8")


def _lines(sample: Plan) -> tuple[list[Line], list[Line]]:
    """The pings before those that are timed, and these."""
    traffic = Traffic(sample)
    unit_ids = traffic.country.unit_ids
    lines = [
        [
            Line(file="pings", number=0, body=text.encode().rstrip())
            for text in lines_of(traffic.fleet.period(number), unit_ids, number)
        ]
        for number in range(WARM + TIMED)
    ]
    return list(chain(*lines[:WARM])), list(chain(*lines[WARM:]))


def _spent_us(replay: Crowded, warm: list[Line], timed: list[Line]) -> float:
    """Processor time of each timed ping."""
    for line in warm:
        replay.feed(line)
    gc.collect()
    spent_s = -time.process_time()
    for line in timed:
        replay.feed(line)
    return (spent_s + time.process_time()) / len(timed) * 1e6


def _weighed(examples: Sequence[Member], names: Sequence[str]) -> tuple[list[Member], int]:
    """Copies of examples, and the bytes that all of them take."""
    tracemalloc.start()
    try:
        crowd = crowd_of(examples, names)
        gc.collect()
        return crowd, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
