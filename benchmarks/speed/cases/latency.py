"""Case 3: from a ping's sending to its alert on topic `alerts`, at 1,000, 10,000 and 30,000 pings a second."""

import time
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.living import (
    RULE,
    WALL,
    WARM_S,
    latencies_ms,
    order_for,
    percentile,
    prepare,
    send,
    sent_by,
    stored,
)
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.sending import ZONE_ID
from benchmarks.speed.services import Running
from benchmarks.speed.watching import AlertWatch
from benchmarks.traffic.plan import Plan
from models.times import SECOND_MS

NAME: Final = "latency"
RATES: Final = (1_000, 10_000, 30_000)
SENDERS: Final = {1_000: (1_000, 0, 200), 10_000: (10_000, 1_000, 500), 30_000: (30_000, 10_000, 1_000)}
"""At each rate how many units send, once a second, and which are the probes, from which on and how many.

No probe was heard before. Of several fixes in a second only the first is judged: more pings ask for more units.
"""
_TOO_MUCH: Final = 30_000
"""From this rate on half the time is enough: that a tracker falls behind shows soon."""
_DRAIN_S: Final = 12.0
_SHARES: Final = ((0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"))


def run(bench: Bench) -> Finding:
    """One tracker, and each rate in turn."""
    size, ground = bench.size, bench.ground
    rates = RATES if size.name == "full" else RATES[:2]
    plan = msgspec.structs.replace(bench.plan, units=max(SENDERS[rate][0] for rate in rates), delay_ms=0)
    prepare(bench, plan)
    bench.say("starting a tracker")
    rounds, around, before = Rounds(), dict[str, str | float](), 0
    with ground.service("tracker-1", clock=WALL) as tracker, AlertWatch(ground.kafka.bootstrap) as watch:
        tracker.until(tracker.ready, "ready")
        for rate in rates:
            before += _at(bench, plan, rate, tracker, watch, rounds, around, before)
            if stored(ground) < before:
                around["broken_off_at"] = rate
                bench.say(f"{rate:,} pings a second are more than the tracker does: no higher rate is tried")
                break
    return Finding(
        case=NAME, title="Latency from a ping to its alert", measures=rounds.measures(),
        around={"rule": RULE, "units": plan.units, **around},
    )  # fmt: skip


def _at(
    bench: Bench, plan: Plan, rate: int, tracker: Running, watch: AlertWatch, rounds: Rounds,
    around: dict[str, str | float], before: int,
) -> int:  # fmt: skip
    """Measures one rate and gives how many pings were sent, which by its end are stored if that can be."""
    ground = bench.ground
    units, first_probe, probes = SENDERS[rate]
    plan = msgspec.structs.replace(plan, period_ms=SECOND_MS)
    live_s = bench.size.live_s / 2 if rate >= _TOO_MUCH else bench.size.live_s
    order = order_for(ground, plan, units, probes, live_s + WARM_S, first_probe=first_probe)
    with send(ground, order) as sender:
        sent = sent_by(sender, order)
    behind = sent.pings + before - stored(ground)
    ends_s = time.monotonic() + _DRAIN_S
    tracker.until(lambda: stored(ground) >= before + sent.pings or time.monotonic() > ends_s, "all is stored", 240)
    took_ms = latencies_ms(watch, order, sent)
    for share, name in _SHARES:
        rounds.add(f"{name}_at_{rate}", "ms", percentile(took_ms, share))
    around[f"alerts_at_{rate}"] = f"{len(watch.opened(ZONE_ID, sent.began_ms))} of {sent.probes}"
    around[f"sent_a_second_at_{rate}"] = round(sent.pings / sent.seconds)
    around[f"behind_at_the_end_at_{rate}"] = behind
    around[f"sender_late_ms_at_{rate}"] = sent.latest_ms
    told = ", ".join(f"{name} {percentile(took_ms, share):.0f} ms" for share, name in _SHARES)
    bench.say(f"{rate:,} pings a second: {told}; {behind:,} pings behind at the end")
    return sent.pings
