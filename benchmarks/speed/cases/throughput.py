"""Case 1: pings a second from gps.pings to what is stored and told, beside loops that do less or less surely."""

from pathlib import Path
from typing import Final

from benchmarks.speed.bench import Bench
from benchmarks.speed.loading import head, load_pings, publish_papers
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.replays import compare, events_of, replay_s
from benchmarks.speed.rivals import compete, rivals
from benchmarks.speed.tracking import WRITTEN, work_off, write_events
from models.topics import ALL

NAME = "throughput"
DURABLE: Final = "durable_loop"
KEPT: Final = frozenset(topic.name for topic in ALL) - WRITTEN


def run(bench: Bench) -> Finding:
    """The tracker and each opponent in turn over the same pings, then what the tracker told against a replay."""
    size, ground = bench.size, bench.ground
    pings = calibrated(bench)
    folder = head(bench.traffic(bench.plan, pings), pings, bench.folder / "throughput")
    ground.fresh()
    publish_papers(ground, folder)
    bench.say(f"loading {pings:,} pings")
    load_pings(ground, folder)
    rounds = Rounds()
    for number in range(size.rounds):
        ground.fresh(keep=KEPT)
        ours = work_off(ground, pings)
        events = write_events(ground, bench.folder / "tracker.events")
        rounds.add("tracker", "pings/s", ours.rate)
        rounds.add("tracker_cpu", "us/ping", ours.cpu_s / ours.pings * 1e6)
        rounds.add("tracker_database_cpu", "us/ping", ours.database_cpu_s / ours.pings * 1e6)
        told = [f"tracker {ours.rate:,.0f}"]
        for name in rivals():
            ground.fresh(keep=KEPT)
            database_s = ground.database_cpu_s()
            theirs = compete(ground, name, folder, pings, size.round_s)
            database_s = ground.database_cpu_s() - database_s
            rounds.add(name, "pings/s", theirs.rate)
            rounds.add(f"{name}_cpu", "us/ping", theirs.cpu_s / theirs.pings * 1e6)
            if name == DURABLE:
                rounds.add(f"{name}_database_cpu", "us/ping", database_s / theirs.pings * 1e6)
            told.append(f"{name} {theirs.rate:,.0f}")
        bench.say(f"round {number + 1} in pings a second: {', '.join(told)}")
    check(bench, folder)
    return Finding(
        case=NAME, title="Throughput, durable from end to end", measures=rounds.measures(),
        ratios={name: rounds.ratio("tracker", name) for name in rivals()},
        around={"pings": pings, "units": size.units, "permits": size.permits, "events": events, "as_a_replay": "yes"},
    )  # fmt: skip


def calibrated(bench: Bench) -> int:
    """How many pings the tracker works off in about a round, found by a short one."""
    ground, size = bench.ground, bench.size
    folder = bench.traffic(bench.plan, size.calibration)
    ground.fresh()
    publish_papers(ground, folder)
    load_pings(ground, folder, size.calibration)
    rate = work_off(ground, size.calibration).rate
    return min(size.most, max(size.calibration, round(rate * size.round_s)))


def check(bench: Bench, folder: Path) -> None:
    """Trips, alerts and verdicts of the last round are a replay's; raises NotMeasured."""
    replay_s([folder])
    compare(bench.folder / "tracker.events", events_of(folder))
