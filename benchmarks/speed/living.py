"""A tracker by this machine's clock under live traffic, with probes whose alerts are timed."""

import json
import time
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.ground import Ground
from benchmarks.speed.sending import ZONE_ID, Order, Sent, probe_zone
from benchmarks.speed.services import Running
from benchmarks.speed.watching import AlertWatch
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic

RULE: Final = "restricted-zone"
WALL: Final = "wall"
WARM_S: Final = 12.0
"""Each unit is new once: how long that holds a tracker up is no part of how soon it alerts of a fleet that it knows."""
_MADE_PER_S: Final = 12_000
_HEAD_S: Final = 2.0
_COME_S: Final = 10.0


def prepare(bench: Bench, plan: Plan) -> Path:
    """An empty ground with the papers of a plan and the zone of the probes."""
    folder = bench.folder / f"live-{plan.units}"
    Traffic(plan).write_papers(folder)
    zones = json.loads((folder / "zones.geojson").read_text(encoding="utf-8"))
    zones["features"].append(probe_zone())
    (folder / "zones.geojson").write_text(json.dumps(zones, ensure_ascii=False), encoding="utf-8")
    bench.begin(folder, clock=WALL)
    return folder


def order_for(
    ground: Ground, plan: Plan, units: int, probes: int, seconds: float, *, first: int = 0, first_probe: int = 0
) -> Order:
    """Traffic that begins as soon as it can be ready."""
    pings = units * seconds * 1000 / plan.period_ms
    head_s = _HEAD_S + pings / _MADE_PER_S
    start_ms = time.time_ns() // 1_000_000 + round(head_s * 1000)
    return Order(
        plan=msgspec.structs.replace(plan, start_ms=start_ms), units=units, probes=probes, seconds=seconds,
        first=first, first_probe=first_probe, warm_s=WARM_S,
        out=str(ground.folder / f"sent-{start_ms}.json"),
    )  # fmt: skip


def send(ground: Ground, order: Order) -> Running:
    """The process that sends, to be run for the length of a block."""
    file = Path(f"{order.out}.order")
    file.write_bytes(msgspec.json.encode(order))
    return Running(["benchmarks.speed.sending", str(file)], ground.environ(clock=WALL), file.with_suffix(".log"))


def sent_by(running: Running, order: Order) -> Sent:
    """What a sender has told at its end."""
    out = Path(order.out)
    running.until(out.exists, "all is sent", order.seconds + 120)
    return msgspec.json.decode(out.read_bytes(), type=Sent)


def stored(ground: Ground) -> int:
    """How many pings on time have been judged and stored."""
    return int(ground.rows("SELECT coalesce(sum(next_offset), 0) FROM offsets WHERE topic = 'gps.pings'")[0][0])


def latencies_ms(watch: AlertWatch, order: Order, sent: Sent) -> list[int]:
    """How long each probe's alert took; one that has not come has taken until now at least."""
    ends_s = time.monotonic() + _COME_S
    while len(found := watch.opened(ZONE_ID, sent.began_ms)) < sent.probes and time.monotonic() < ends_s:
        time.sleep(0.05)
    waited_ms = time.time_ns() // 1_000_000 - sent.began_ms - round(order.seconds * 1000)
    return [one.latency_ms for one in found] + [waited_ms] * (sent.probes - len(found))


def percentile(values: list[int], share: float) -> float:
    """The value that so large a share does not exceed."""
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, int(len(ordered) * share))])
