"""Case 10: where a ping's processor time goes in the tracker, by stages, and how long COPY and commit take."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases.throughput import KEPT, prepared
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.services import NotMeasured
from benchmarks.speed.stages import STAGES
from benchmarks.speed.tracking import work_off

NAME: Final = "stages"


class Seen(msgspec.Struct):
    """What a sampled program has written: see benchmarks/speed/sampled.py."""

    samples: list[tuple[float, str, float]]
    waits: list[tuple[float, str, float]]


def run(bench: Bench) -> Finding:
    """A tracker over the pings of a round, looked at between its first batch and its last."""
    folder, pings = prepared(bench)
    bench.begin(folder, KEPT)
    file = bench.folder / "samples.json"
    skip = bench.size.unknown_min * bench.size.units
    worked = work_off(bench.ground, pings, program=("benchmarks.speed.sampled", str(file)), skip=skip)
    seen = msgspec.json.decode(file.read_bytes(), type=Seen)
    inside = [(stage, used_s) for at_s, stage, used_s in seen.samples if worked.began_s <= at_s <= worked.ended_s]
    waits = [(stage, took_s) for at_s, stage, took_s in seen.waits if worked.began_s <= at_s <= worked.ended_s]
    if not inside:
        raise NotMeasured(f"the tracker was never seen at work: {len(seen.samples)} samples in all")
    rounds = Rounds()
    for name, us in costs(inside, worked.pings, worked.cpu_s).items():
        rounds.add(name, "us/ping", us)
    for name, us in taken(waits, worked.pings).items():
        rounds.add(name, "us/ping", us)
    rounds.add("postgresql", "us/ping", worked.database_cpu_s / worked.pings * 1e6)
    bench.say(", ".join(f"{one.name} {one.median:.1f}" for one in rounds.measures()) + " us a ping")
    return Finding(
        case=NAME, title="Where the processor time of a ping goes", measures=rounds.measures(),
        around={"samples": len(inside), "pings": worked.pings},
    )  # fmt: skip


def costs(samples: Iterable[tuple[str, float]], pings: int, cpu_s: float) -> dict[str, float]:
    """A ping's processor time in us, by the stages of the main thread, and what other threads take; `all` of it."""
    sums = dict.fromkeys(STAGES, 0.0)
    for stage, used_s in samples:
        sums[stage] += used_s / pings * 1e6
    all_us = cpu_s / pings * 1e6
    return {"all": all_us, **sums, "threads": max(0.0, all_us - sum(sums.values()))}


def taken(waits: Iterable[tuple[str, float]], pings: int) -> dict[str, float]:
    """How long a ping's part of COPY and commit takes in us, while other pings are judged."""
    sums: defaultdict[str, float] = defaultdict(float)
    for stage, took_s in waits:
        sums[f"{stage}_takes"] += took_s / pings * 1e6
    return dict(sums)
