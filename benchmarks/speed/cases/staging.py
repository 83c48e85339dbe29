"""Case 10: where the time of a ping goes in the tracker, by the stages of its way, and what of that is waiting."""

from collections import Counter
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases.throughput import KEPT, prepared
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.services import NotMeasured
from benchmarks.speed.stages import STAGES
from benchmarks.speed.tracking import work_off

NAME: Final = "stages"
_WAITS: Final = "waits"

Samples = list[tuple[float, str, bool]]


def run(bench: Bench) -> Finding:
    """A tracker over the pings of a round, looked at every few milliseconds between its first batch and its last."""
    folder, pings = prepared(bench)
    bench.begin(folder, KEPT)
    file = bench.folder / "samples.json"
    skip = bench.size.unknown_min * bench.size.units
    worked = work_off(bench.ground, pings, program=("benchmarks.speed.sampled", str(file)), skip=skip)
    samples = msgspec.json.decode(file.read_bytes(), type=Samples)
    inside = [one for one in samples if worked.began_s <= one[0] <= worked.ended_s]
    if not inside:
        raise NotMeasured(f"the path was never seen at work: {len(samples)} samples in all")
    a_ping_us = (worked.ended_s - worked.began_s) / worked.pings * 1e6
    rounds = Rounds()
    for name, us in costs(inside, a_ping_us).items():
        rounds.add(name, "us/ping", us)
    bench.say(", ".join(f"{one.name} {one.median:.1f}" for one in rounds.measures()) + " us a ping")
    return Finding(
        case=NAME, title="Where the time of a ping goes", measures=rounds.measures(),
        around={"samples": len(inside), "pings": worked.pings},
    )  # fmt: skip


def costs(samples: Samples, a_ping_us: float) -> dict[str, float]:
    """Each stage's part of a ping's time, all of them, and of each that waits, how much of it that is."""
    number = Counter(stage for _, stage, _ in samples)
    waits = Counter(stage for _, stage, is_waiting in samples if is_waiting)
    found = {"all": a_ping_us}
    for stage in STAGES:
        found[stage] = a_ping_us * number[stage] / len(samples)
        if waits[stage]:
            found[f"{stage}_{_WAITS}"] = a_ping_us * waits[stage] / len(samples)
    return found
