"""One shard, driven through a replay: what a ping costs, what a unit takes, what came of it."""

import gc
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import psutil

from benchmarks.million.order import Shard
from benchmarks.speed.services import NotMeasured
from benchmarks.traffic.writing import Traffic, lines_of
from models.event import Event
from models.gaps import Gaps
from models.reference import ReferenceVersion
from models.reference_json import from_folder
from models.thresholds import Thresholds
from ops.garbage import look_seldom
from streams.judging.world import World
from streams.replay import BadLine, Line, Replay

_KIB: Final = 1024


class Driven(msgspec.Struct, frozen=True, kw_only=True):
    """What a shard came to.

    `us_a_ping` is processor time of decoding and judging. `bytes_a_unit` is what the process grew by until each unit
    had been heard once; `peak_bytes` is the most it took, the replay's memory of all pings included. `renew_s` is
    processor time of what a tracker does when one version is added to `papers` of them.
    """

    number: int
    units: int
    permits: int
    misbehaving: int
    pings: int
    events: int
    us_a_ping: float
    took_s: float
    load_s: float
    papers: int
    world_bytes: int
    renew_s: float
    bytes_a_unit: float
    peak_bytes: int


def drive(shard: Shard) -> Driven:
    """Generates a period, has it judged, and so on to the end; only the judging is timed."""
    look_seldom()  # as trackers do
    began_s = time.perf_counter()
    traffic = Traffic(shard.plan)
    empty = _resident()
    spent_s = -time.process_time()
    versions = papers_of(traffic, shard.periods)
    world = world_of(versions)
    load_s, loaded = spent_s + time.process_time(), _resident()
    events: list[int] = [0]

    def count(_: Event) -> None:
        events[0] += 1

    replay = Replay(world, count, refuse)
    judged_s, heard = 0.0, loaded
    for number, lines in enumerate(periods(traffic, shard.periods)):
        judged_s -= time.process_time()
        for line in lines:
            replay.feed(line)
        judged_s += time.process_time()
        if not number:
            lines.clear()
            heard = _resident()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB
    return Driven(
        number=shard.number, units=shard.plan.units, permits=shard.plan.permits,
        misbehaving=int((traffic.fleet.misdeed >= 0).sum()), pings=replay.pings, events=events[0],
        us_a_ping=judged_s / replay.pings * 1e6, took_s=time.perf_counter() - began_s, load_s=load_s,
        papers=len(versions), world_bytes=loaded - empty, renew_s=renew_s(versions, world),
        bytes_a_unit=max(0, heard - loaded) / shard.plan.units, peak_bytes=peak,
    )  # fmt: skip


def periods(traffic: Traffic, count: int) -> Iterator[list[Line]]:
    """The lines of each period in turn, made when they are asked for."""
    unit_ids = traffic.country.unit_ids
    for number in range(count):
        moment = traffic.fleet.period(number)
        yield [Line(file="pings", number=0, body=text[:-1].encode()) for text in lines_of(moment, unit_ids, number)]


def papers_of(traffic: Traffic, periods: int) -> list[ReferenceVersion]:
    """The reference data of a traffic that lasts so long."""
    with TemporaryDirectory(prefix="wastetrack-million-") as name:
        traffic.write_papers(Path(name), periods * traffic.plan.units)
        return list(from_folder(Path(name)).versions)


def world_of(versions: list[ReferenceVersion]) -> World:
    """The reference data in force."""
    return World(versions, Thresholds(), ZoneInfo("Asia/Bangkok"))


def refuse(bad: BadLine) -> None:
    """Traffic that is refused would be measured as cheap; raises NotMeasured."""
    raise NotMeasured(f"a line was refused: {bad}")


def renew_s(versions: list[ReferenceVersion], world: World) -> float:
    """Processor time of what a tracker does when one more version is told (streams/tracker/worlds.py)."""
    gaps, newest = Gaps(), versions[-1]
    gaps.tell(versions, world.versions)
    told = [msgspec.structs.replace(newest, seq=newest.seq + 1)]
    spent_s = -time.process_time()
    gaps.tell(told, world.followed_by(told).versions)
    return spent_s + time.process_time()


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)
