"""`python -m benchmarks.profile`: replays a fleet on which nothing is wrong, and says what a ping costs where.

With `--against` a checkout of another commit, also what that commit takes for the same: the two replay in turn, each in
a process of its own, so that a busy machine is as busy for both.
"""

import argparse
import cProfile
import os
import platform
import pstats
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

from models.event import Event
from models.reference_json import from_folder
from models.thresholds import Thresholds
from models.times import from_iso
from simulator.scenario import write_scenario
from simulator.unit import FleetPlan
from simulator.world import build_world
from streams.judging.world import World
from streams.replay import BadLine, Line, Replay, pings_files, read_lines

RESULT: Final = Path(__file__).parent / "profile.md"
_ROOT: Final = Path(__file__).parents[2]
_TOP: Final = 20
_ROUNDS: Final = 7
START_MS: Final = from_iso("2026-03-02T22:00:00Z")


def main() -> None:
    """Reads the command line, runs twice (timed, then profiled), writes the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description="What a ping costs, and where.")
    parser.add_argument("--units", type=int, default=120, help="trucks of the fleet")
    parser.add_argument("--seed", type=int, default=5, help="the same seed gives the same fleet")
    parser.add_argument("--against", type=Path, help="a checkout of another commit to be compared with")
    wish = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = FleetPlan(units=wish.units, seed=wish.seed, start_ms=START_MS, minutes=400, share=0.0)
        write_scenario(build_world(plan), folder)
        lines = list(read_lines(pings_files(folder)[0]))
        began_s = time.process_time()
        pings, events = _run(folder, lines)
        spent_us = (time.process_time() - began_s) * 1e6 / pings
        profile = cProfile.Profile()
        profile.runcall(_run, folder, lines)
        compared = [] if wish.against is None else _compare(wish.against, folder, pings)
    text = _table(profile, pings, events, spent_us, compared)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


def _run(folder: Path, lines: list[Line]) -> tuple[int, int]:
    world = World(from_folder(folder).versions, Thresholds(), ZoneInfo("Asia/Bangkok"))
    events: list[Event] = []
    bad: list[BadLine] = []
    replay = Replay(world, events.append, bad.append)
    for line in lines:
        replay.feed(line)
    replay.finish()
    return replay.pings, len(events)


def _compare(other: Path, folder: Path, pings: int) -> list[str]:
    """What `wastetrack replay` takes in this tree and in another one, starting included: medians of several rounds."""
    spent_s: dict[Path, list[float]] = {other: [], _ROOT: []}
    for _ in range(_ROUNDS):
        for tree, found in spent_s.items():
            found.append(_replay_s(tree, folder))
    here_us, there_us = (median(spent_s[tree]) / pings * 1e6 for tree in (_ROOT, other))
    commit = subprocess.run(
        ["git", "-C", str(other), "rev-parse", "--short", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return [
        f"`wastetrack replay` of the same, starting included, takes {here_us:.0f} µs a ping, that of commit {commit}",
        f"{there_us:.0f} µs: **{here_us / there_us:.2f} of it**, in medians of {_ROUNDS} rounds in turn.",
        "",
    ]


def _replay_s(tree: Path, folder: Path) -> float:
    """Processor time that a tree's program takes to replay a folder."""
    before_s = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-m", "wastetrack", "replay", str(folder), "--out", os.devnull]
    environment = {**os.environ, "PYTHONPATH": str(tree.resolve())}
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before_s


def _table(profile: cProfile.Profile, pings: int, events: int, spent_us: float, compared: list[str]) -> str:
    """Time within each file of ours and of others, as shares of all: a profiler's microseconds are not a clock's."""
    shares: Counter[str] = Counter()
    stats = pstats.Stats(profile)
    for (file, _, _), (_, _, own_s, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        shares[_name(file)] += own_s
    total_s = sum(shares.values())
    most = shares.most_common(_TOP)
    rows = [f"| {name} | {own_s / total_s:.1%} | {spent_us * own_s / total_s:.1f} |" for name, own_s in most]
    return "\n".join(
        [
            "# What a ping costs",
            "",
            f"{pings:,} pings of trucks on which nothing is wrong, {events:,} events; replay in one process,",
            f"Python {platform.python_version()}. **{spent_us:.0f} µs of processor time a ping**, with decoding and",
            "publishing.",
            "",
            *compared,
            "The shares are a profiler's: they say where the time goes, not how long a call takes without it.",
            "Made by `python -m benchmarks.profile`.",
            "",
            "| file | share | µs a ping |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _name(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
        return f"`{path.relative_to(_ROOT)}`"
    if "site-packages" in path.parts:
        return f"library {path.parts[path.parts.index('site-packages') + 1]}"
    return "Python itself"


if __name__ == "__main__":
    main()
