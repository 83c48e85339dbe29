"""Case 4: what a ping costs and a unit takes as units, permits, zones and the vertices of routes grow."""

import os
from typing import Any, Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.growing import Grown, Growth
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.services import Running
from benchmarks.traffic.plan import Plan

NAME: Final = "growth"
_BASE: Final = {"units": 2_000, "permits": 500, "zones": 800, "vertices": 100}
AXES: Final = {
    "units": (1_000, 20_000, 200_000),
    "permits": (500, 5_000, 50_000),
    "zones": (100, 1_000, 20_000),
    "vertices": (50, 500, 5_000),
}
"""What grows, and to what sizes; all else stays as it is."""
_MEASURED: Final = 500
"""So many units are measured at each size; every size has at least as many, in all."""
_LIMIT_S: Final = 300.0


def run(bench: Bench) -> Finding:
    """Each size in a process of its own, so that none inherits another's memory."""
    rounds = Rounds()
    for axis, sizes in AXES.items():
        for size in sizes:
            if size > bench.size.growth:
                continue
            grown = _grown(bench, growth_of(bench.seed, axis, size))
            rounds.add(f"us_a_ping_{axis}_{size}", "us/ping", grown.us_a_ping)
            rounds.add(f"kept_{axis}_{size}", "share", grown.kept_share)
            if axis == "units":
                rounds.add(f"bytes_a_unit_{axis}_{size}", "B/unit", grown.bytes_a_unit)
                rounds.add(f"pings_a_lull_{axis}_{size}", "pings", grown.pings_a_lull)
            rounds.add(f"load_s_{axis}_{size}", "s", grown.load_s)
            rounds.add(f"world_mb_{axis}_{size}", "MB", grown.world_bytes / 2**20)
            bench.say(f"{size:,} {axis}: {grown.us_a_ping:.1f} us a ping, {grown.kept_share:.0%} of them kept")
    names = {axis: [size for size in sizes if size <= bench.size.growth] for axis, sizes in AXES.items()}
    return Finding(
        case=NAME, title="Growth", measures=rounds.measures(),
        ratios={
            f"{axis}_{sizes[-1]}_to_{sizes[0]}": rounds.ratio(
                f"us_a_ping_{axis}_{sizes[-1]}", f"us_a_ping_{axis}_{sizes[0]}"
            )
            for axis, sizes in names.items()
        },
    )  # fmt: skip


def growth_of(seed: int, axis: str, size: int) -> Growth:
    """A size of an axis, and the sample: on its smallest size, so that it drives the same ways at all of them."""
    sizes: dict[str, Any] = _BASE | ({"permits": 100} if axis == "vertices" else {})
    smallest = sizes | {axis: AXES[axis][0]}
    return Growth(
        plan=Plan(**(sizes | {axis: size}), seed=seed), sample=Plan(**(smallest | {"units": _MEASURED}), seed=seed)
    )


def _grown(bench: Bench, growth: Growth) -> Grown:
    order, out = bench.folder / "grow.json", bench.folder / "grown.json"
    order.write_bytes(msgspec.json.encode(growth))
    out.unlink(missing_ok=True)
    path = os.pathsep.join(filter(None, (str(bench.root), os.environ.get("PYTHONPATH"))))
    environ = {**os.environ, "PYTHONPATH": path}
    words = ["benchmarks.speed.growing", str(order), str(out)]
    with Running(words, environ, bench.folder / "growing.log") as running:
        running.until(out.exists, "it told what it found", _LIMIT_S)
    return msgspec.json.decode(out.read_bytes(), type=Grown)
