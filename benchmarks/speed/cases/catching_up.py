"""Case 5: live alerts while vendors deliver an hour of backups, and a tracker that comes back after an hour."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases.throughput import calibrated
from benchmarks.speed.living import WALL, WARM_S, latencies_ms, order_for, percentile, prepare, send, sent_by, stored
from benchmarks.speed.loading import produce, records_of
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.watching import AlertWatch
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.times import HOUR_MS, MINUTE_MS, SECOND_MS, from_iso
from streams.gateway.records import Record

NAME: Final = "catch-up"
LIVE_RATE: Final = 10_000 / 60
"""Pings a second of 10,000 units that send once a minute."""
_HOUR: Final = 60
_LIVE_UNITS: Final = 1_000
_PROBES: Final = 200
_GAP_MS: Final = 35 * MINUTE_MS
"""Between the back-filled hour and now: from where it ends, every truck can have driven to where it is."""


def run(bench: Bench) -> Finding:
    """First the backups beside live traffic of 1,000 pings a second, then the hour that lies waiting."""
    rounds, around = Rounds(), dict[str, str | float]()
    most = bench.size.units * _HOUR
    pings = min(most, 2 * bench.pings_of_a_round(lambda: calibrated(bench)))
    units = pings // _HOUR
    around |= {"backlog": units * _HOUR, "backlog_units": units, "live_rate": round(LIVE_RATE, 1)}
    _backups(bench, units, rounds, around)
    _outage(bench, units, rounds)
    caught_up = rounds.ratio("catch_up", "live")
    return Finding(
        case=NAME, title="Catching up", measures=rounds.measures(), ratios={"catch_up_to_live": caught_up},
        around=around,
    )  # fmt: skip


def _backups(bench: Bench, units: int, rounds: Rounds, around: dict[str, str | float]) -> None:
    """How long live alerts take while late pings wait all the time, and how many of these are judged meanwhile."""
    ground = bench.ground
    plan = msgspec.structs.replace(bench.plan, units=bench.size.units + _LIVE_UNITS, delay_ms=0)
    prepare(bench, plan)
    bench.say(f"loading backups of an hour of {units:,} units")
    ends_ms = time.time_ns() // 1_000_000 - _GAP_MS
    late = produce(ground, _hour(bench, plan, units, ends_ms, at_once=True))
    live = msgspec.structs.replace(plan, period_ms=SECOND_MS)
    with ground.service("tracker-1", clock=WALL) as tracker, AlertWatch(ground.kafka.bootstrap) as watch:
        tracker.until(tracker.ready, "ready")
        # Half of those that send now have backups on their way; the probes have none.
        first = max(0, units - _LIVE_UNITS // 2)
        order = order_for(
            ground, live, _LIVE_UNITS, _PROBES, bench.size.live_s + WARM_S, first=first, first_probe=units
        )
        with send(ground, order) as sender:
            sender.until(lambda: time.time_ns() // 1_000_000 > order.plan.start_ms, "it sends")
            before, began_s = _late(bench), time.monotonic()
            sent = sent_by(sender, order)
            worked, seconds = _late(bench) - before, time.monotonic() - began_s
        took_ms = latencies_ms(watch, order, sent)
    rounds.add("live_p50", "ms", percentile(took_ms, 0.5))
    rounds.add("live_p99", "ms", percentile(took_ms, 0.99))
    rounds.add("live_most", "ms", max(took_ms))
    rounds.add("late_meanwhile", "pings/s", worked / seconds)
    around |= {"live_alerts": len(took_ms), "late_left": late - before - worked}
    p99_ms = percentile(took_ms, 0.99)
    bench.say(f"live alerts beside backups: p99 {p99_ms:.0f} ms, {worked / seconds:,.0f} late pings a second")


def _outage(bench: Bench, units: int, rounds: Rounds) -> None:
    """How fast a tracker works off the hour that it missed, while as much as usual goes on coming in."""
    ground = bench.ground
    plan = msgspec.structs.replace(bench.plan, delay_ms=0)
    prepare(bench, plan)
    bench.say(f"loading an hour of {units:,} units")
    missed = produce(ground, _hour(bench, plan, units, time.time_ns() // 1_000_000, at_once=False))
    order = order_for(ground, plan, plan.units, 0, 4 * bench.size.live_s)
    with ground.service("tracker-1", clock=WALL) as tracker, send(ground, order):
        began_s = tracker.until(lambda: stored(ground) > 0, "a batch is stored")
        first = stored(ground)
        ended_s = tracker.until(lambda: stored(ground) >= missed, "the hour is stored")
    rounds.add("catch_up", "pings/s", (missed - first) / (ended_s - began_s))
    rounds.add("live", "pings/s", LIVE_RATE)
    bench.say(f"after an hour: {(missed - first) / (ended_s - began_s):,.0f} pings a second, {LIVE_RATE:,.0f} come in")


def _hour(bench: Bench, plan: Plan, units: int, ends_ms: int, *, at_once: bool) -> Iterator[Record]:
    """An hour's pings of so many units: received now, all at once, or each in its time."""
    past = msgspec.structs.replace(plan, start_ms=ends_ms - HOUR_MS)
    now_ms = time.time_ns() // 1_000_000
    lines = (line.encode().rstrip() for line in islice(Traffic(past).lines(units), units * _HOUR))
    return records_of(
        bench.ground, lines, lambda found: now_ms if at_once else from_iso(found.location.utc_ts) + SECOND_MS
    )


def _late(bench: Bench) -> int:
    """How many late pings have been judged and stored."""
    return int(bench.ground.rows("SELECT coalesce(sum(next_offset), 0) FROM offsets WHERE topic = 'gps.late'")[0][0])
