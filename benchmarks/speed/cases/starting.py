"""Case 9: a tracker that begins with 50,000 and 200,000 units in the database: how soon it judges, what it takes."""

import asyncio
from typing import Final

from benchmarks.restart.examples import judged_fleet
from benchmarks.restart.fill import copies, figures, fill
from benchmarks.restart.measuring import CAUGHT_UP, FIRST, READY, measure
from benchmarks.speed.bench import Bench
from benchmarks.speed.measures import Finding, Rounds

NAME: Final = "start"
UNITS: Final = (50_000, 200_000)
_QUICK: Final = (2_000,)
_EXAMPLES: Final = 100
_WAITING_S: Final = 2.0
_MARKS: Final = {"ready": READY, "first_verdict": FIRST, "caught_up": CAUGHT_UP}


def run(bench: Bench) -> Finding:
    """Each number of units once: filling the database takes longer than the start."""
    ground = bench.ground
    rounds, around = Rounds(), dict[str, str | float]()
    fleet = judged_fleet(_EXAMPLES, bench.seed, _WAITING_S)
    for units in UNITS if bench.size.name == "full" else _QUICK:
        ground.fresh(clock="wall")
        settings = ground.settings(clock="wall", instance="tracker-1")
        trucks = copies(fleet, units)
        bench.say(f"filling the database with {units:,} units")
        waiting = asyncio.run(fill(settings, fleet, trucks))
        environ = ground.environ(clock="wall", instance="tracker-1")
        start = measure(environ, ground.database, fleet.until_ms, waiting, ground.folder / f"start-{units}.log")
        for name, what in _MARKS.items():
            rounds.add(f"{name}_{units}", "s", start.marks[what].after_s)
        rounds.add(f"memory_{units}", "MB", start.most_bytes / 2**20)
        around |= {f"pings_waiting_{units}": waiting, f"state_bytes_{units}": figures(fleet, trucks)["bytes of state"]}
        bench.say(f"{units:,} units: first verdict after {start.marks[FIRST].after_s:.1f} s")
    return Finding(case=NAME, title="Start with many units", measures=rounds.measures(), around=around)
