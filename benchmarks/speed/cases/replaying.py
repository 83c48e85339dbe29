"""Case 8: `wastetrack replay` of bare locations, on one core and as many replays at once as there are cores."""

import json
import os
from pathlib import Path

from benchmarks.speed.bench import Bench
from benchmarks.speed.loading import head
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.replays import replay_s
from models.reference_json import FILES

NAME = "replay"


def run(bench: Bench) -> Finding:
    """Replays of one folder, of its beginning alone, and of its trucks shared out among the cores, in turn."""
    size = bench.size
    folder = bench.traffic(bench.plan, size.calibration)
    start = head(folder, 1, bench.folder / "replay-start")
    short = head(folder, size.calibration, bench.folder / "replay-short")
    start_s = replay_s([start])
    rate = size.calibration / max(replay_s([short]) - start_s, 0.1)
    pings = min(size.most, max(size.calibration, round(rate * size.round_s)))
    whole = head(bench.traffic(bench.plan, pings), pings, bench.folder / "replay-whole")
    shares = share_out(whole, os.cpu_count() or 1)
    rounds = Rounds()
    for number in range(size.rounds):
        start_s, whole_s, shares_s = replay_s([start]), replay_s([whole]), replay_s(shares)
        rounds.add("start", "s", start_s)
        rounds.add("one_core", "pings/s", pings / (whole_s - start_s))
        rounds.add("one_core_with_start", "pings/s", pings / whole_s)
        rounds.add("all_cores_with_start", "pings/s", pings / shares_s)
        bench.say(f"round {number + 1}: {pings:,} pings in {whole_s:.1f} s, shared out {shares_s:.1f} s")
    return Finding(
        case=NAME, title="Replay offline", measures=rounds.measures(),
        ratios={"all_cores_to_one": rounds.ratio("all_cores_with_start", "one_core_with_start")},
        around={"pings": pings, "cores": os.cpu_count() or 1},
    )  # fmt: skip


def share_out(folder: Path, parts: int) -> list[Path]:
    """The same papers and the trucks of a folder in as many folders; the trucks of one permit stay together."""
    permits = json.loads((folder / FILES["permits"]).read_text(encoding="utf-8"))
    units = {row["plate"]: row["unit_id"] for row in json.loads((folder / FILES["vehicles"]).read_text("utf-8"))}
    part_of = {
        units[truck["plate"]].encode(): number % parts
        for number, permit in enumerate(permits)
        for truck in permit["vehicles"]
    }
    found = [head(folder, 0, folder.with_name(f"{folder.name}-{number}")) for number in range(parts)]
    files = [(one / "pings.ndjson").open("wb") for one in found]
    with (folder / "pings.ndjson").open("rb") as lines:
        for line in lines:
            files[part_of[line[12:39]]].write(line)
    for file in files:
        file.close()
    return found
