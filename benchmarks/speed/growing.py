"""One size of the system in a process of its own: what a ping costs by then, and what a unit takes in memory.

The same pure functions as the tracker's judge here, without Kafka and PostgreSQL, so that only the size is measured.
"""

import gc
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import psutil

from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.reference_json import from_folder
from models.thresholds import Thresholds
from streams.judging.world import World
from streams.replay import Line, Replay

_MEASURED: Final = 20_000


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds and bytes to hold the reference data, us a ping once each unit has been heard, bytes a unit."""

    load_s: float
    world_bytes: int
    us_a_ping: float
    bytes_a_unit: float


def main() -> None:
    """Reads a plan, judges a ping of each unit, then times the next ones."""
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    traffic = Traffic(plan)
    source = traffic.lines()
    with TemporaryDirectory(prefix="wastetrack-grown-") as name:
        traffic.write_papers(Path(name))
        empty = _resident()
        began_s = time.perf_counter()
        world = World(from_folder(Path(name)).versions, Thresholds(), ZoneInfo("Asia/Bangkok"))
    replay = Replay(world, lambda _: None, lambda _: None)
    replay.feed(_line(next(source)))
    load_s, loaded = time.perf_counter() - began_s, _resident()
    for _ in range(plan.units - 1):
        replay.feed(_line(next(source)))
    full = _resident()
    lines = [_line(next(source)) for _ in range(_MEASURED)]
    spent_s = -time.process_time()
    for line in lines:
        replay.feed(line)
    spent_s += time.process_time()
    told = Grown(
        load_s=load_s, world_bytes=loaded - empty, us_a_ping=spent_s / _MEASURED * 1e6,
        bytes_a_unit=max(0, full - loaded) / plan.units,
    )  # fmt: skip
    out = Path(sys.argv[2])
    unnamed = out.with_suffix(".new")
    unnamed.write_bytes(msgspec.json.encode(told))
    unnamed.rename(out)


def _line(text: str) -> Line:
    return Line(file="pings", number=0, body=text.encode().rstrip())


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
