"""Case 6: pings that come minutes to hours late, in back-fills of 5 to 60: 1 %, 10 % and 50 % of all, and none."""

from pathlib import Path
from typing import Final

import msgspec

from benchmarks.speed.backfills import write_held_back
from benchmarks.speed.bench import Bench
from benchmarks.speed.cases.throughput import KEPT, calibrated
from benchmarks.speed.loading import head, load_pings
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.replays import compare, events_of, replay_s
from benchmarks.speed.tracking import work_off, write_events
from benchmarks.traffic.plan import Plan

NAME: Final = "lateness"
SHARES: Final = (0, 1, 10, 50)
_MINUTES: Final = 180
"""Three hours of traffic, so that a back-fill of an hour has something before and after it."""


_CHECKED: Final = 6_000
"""A replay judges every late ping on its own, which takes it far longer than a tracker that is given them together."""


def run(bench: Bench) -> Finding:
    """The tracker over the same traffic, each time with another share of it late; a small part against a replay."""
    size, ground = bench.size, bench.ground
    # What is late is judged anew from before it: a round of a third of the pings lasts as long.
    pings = bench.pings_of_a_round(lambda: calibrated(bench)) // 3
    plan = _plan(bench, pings)
    base = head(bench.traffic(plan, pings), pings, bench.folder / "late-0")
    rounds, around = Rounds(), dict[str, str | float](pings=pings, units=plan.units)
    for share in SHARES:
        folder = base
        if share:
            folder, around[f"late_at_{share}"] = _late(bench, base, share, pings)
        bench.begin(folder)
        load_pings(ground, folder)
        for number in range(max(1, size.rounds - 1)):
            if number:
                bench.begin(folder, KEPT)
            worked = work_off(ground, pings)
            rounds.add(f"late_{share}", "pings/s", worked.rate)
            rounds.add(f"late_{share}_cpu", "us/ping", worked.cpu_s / worked.pings * 1e6)
        bench.say(f"{share} % late: {worked.rate:,.0f} pings a second")
    _check(bench, SHARES[-1])
    return Finding(
        case=NAME, title="Late pings", measures=rounds.measures(),
        ratios={f"late_{share}_to_none": rounds.ratio(f"late_{share}", "late_0") for share in SHARES[1:]},
        around=around | {"as_a_replay": f"{_CHECKED} pings"},
    )  # fmt: skip


def _plan(bench: Bench, pings: int) -> Plan:
    units = max(10, pings // _MINUTES)
    return msgspec.structs.replace(bench.plan, units=units, permits=min(bench.size.permits, units))


def _late(bench: Bench, base: Path, share: int, pings: int) -> tuple[Path, float]:
    """A folder with a share of another's pings held back, and how large a share of all is late then."""
    folder = head(base, 0, base.with_name(f"{base.name}-{share}-of-100"))
    return folder, write_held_back(base, folder, share / 100, bench.seed) / pings


def _check(bench: Bench, share: int) -> None:
    """What the tracker tells of pings that are late is what a replay tells; raises NotMeasured."""
    pings = min(_CHECKED, bench.size.calibration)
    base = head(bench.traffic(_plan(bench, pings), pings), pings, bench.folder / "late-checked")
    folder, _ = _late(bench, base, share, pings)
    bench.begin(folder)
    load_pings(bench.ground, folder)
    work_off(bench.ground, pings)
    ours = bench.folder / "late.events"
    write_events(bench.ground, ours)
    replay_s([folder])
    compare(ours, events_of(folder))
