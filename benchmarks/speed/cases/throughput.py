"""Case 1: pings a second from gps.pings to what is stored and told, beside loops that do less or less surely."""

from pathlib import Path
from typing import Final

from benchmarks.speed.bench import Bench
from benchmarks.speed.loading import head, load_pings
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.replays import compare, events_of, replay_s
from benchmarks.speed.rivals import compete, rivals
from benchmarks.speed.telling import manifests_told
from benchmarks.speed.tracking import WRITTEN, Worked, work_off, write_events
from models.topics import ALL

NAME = "throughput"
DURABLE: Final = "durable_loop"
PAPERS: Final = "throughput_papers"
KEPT: Final = frozenset(topic.name for topic in ALL) - WRITTEN


def run(bench: Bench) -> Finding:
    """The tracker and each opponent in turn over the same pings, then what the tracker told against a replay."""
    size, ground = bench.size, bench.ground
    folder, pings = prepared(bench)
    rounds = Rounds()
    for number in range(size.rounds):
        bench.begin(folder, KEPT)
        skip = _skipped(bench, pings)
        ours = work_off(ground, pings, skip=skip)
        events = write_events(ground, bench.folder / "tracker.events")
        _add(rounds, ours)
        told = [f"tracker {ours.rate:,.0f} (and a tail of {ours.tail_s:.1f} s)"]
        for name in rivals():
            ground.fresh(keep=KEPT)
            database_s = ground.database_cpu_s()
            theirs = compete(ground, name, folder, pings, size.round_s, skip)
            database_s = ground.database_cpu_s() - database_s
            rounds.add(name, "pings/s", theirs.rate)
            rounds.add(f"{name}_cpu", "us/ping", theirs.cpu_s / theirs.pings * 1e6)
            if name == DURABLE:
                rounds.add(f"{name}_database_cpu", "us/ping", database_s / theirs.in_all * 1e6)
            told.append(f"{name} {theirs.rate:,.0f}")
        bench.say(f"round {number + 1} in pings a second: {', '.join(told)}")
    check(bench, folder)
    _with_papers(bench, folder, pings, rounds)
    return Finding(
        case=NAME, title="Throughput, durable from end to end", measures=rounds.measures(),
        ratios={name: rounds.ratio("tracker", name) for name in rivals()}
        | {"papers": rounds.last(PAPERS) / rounds.last("tracker")},
        around={"pings": pings, "units": size.units, "permits": size.permits, "events": events, "as_a_replay": "yes"},
    )  # fmt: skip


def _add(rounds: Rounds, ours: Worked) -> None:
    rounds.add("tracker", "pings/s", ours.rate)
    rounds.add("tail_s", "s", ours.tail_s)
    for name, spent_s in (
        ("tracker_cpu", ours.cpu_s), ("tracker_database_cpu", ours.database_cpu_s),
        ("tail_cpu", ours.tail_cpu_s), ("tail_database_cpu", ours.tail_database_cpu_s),
    ):  # fmt: skip
        rounds.add(name, "us/ping", spent_s / ours.pings * 1e6)


def _with_papers(bench: Bench, folder: Path, pings: int, rounds: Rounds) -> None:
    """Another round of the tracker, while a manifest is told each second."""
    bench.begin(folder, KEPT)
    with manifests_told(bench.ground, bench.plan):
        ours = work_off(bench.ground, pings, skip=_skipped(bench, pings))
    rounds.add(PAPERS, "pings/s", ours.rate)
    rounds.add(f"{PAPERS}_cpu", "us/ping", ours.cpu_s / ours.pings * 1e6)
    bench.say(f"with a manifest a second: {ours.rate:,.0f} pings a second")


def _skipped(bench: Bench, pings: int) -> int:
    return min(bench.size.unknown_min * bench.size.units, pings // 2)


def prepared(bench: Bench) -> tuple[Path, int]:
    """A folder whose pings lie on the topics, and how many: about a round of the tracker's work."""
    ground = bench.ground
    pings = bench.pings_of_a_round(lambda: calibrated(bench))
    folder = head(bench.traffic(bench.plan, pings), pings, bench.folder / "throughput")
    if ground.holds != folder:
        ground.fresh()
        bench.say(f"loading {pings:,} pings")
        load_pings(ground, folder)
        ground.holds = folder
    return folder, pings


def calibrated(bench: Bench) -> float:
    """Pings a second of the tracker, by a short round."""
    ground, size = bench.ground, bench.size
    folder = bench.traffic(bench.plan, size.calibration)
    bench.begin(folder)
    load_pings(ground, folder, size.calibration)
    return work_off(ground, size.calibration).rate


def check(bench: Bench, folder: Path) -> None:
    """Trips, alerts and verdicts of the last round are a replay's; raises NotMeasured."""
    replay_s([folder])
    compare(bench.folder / "tracker.events", events_of(folder))
