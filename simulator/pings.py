"""What a fleet's devices send, in order of arrival: DLT locations with noise, silence, repeats and broken records."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from models.times import to_iso
from simulator.device import Device
from simulator.garbage import broken_line, broken_location
from simulator.path import Point, moved
from simulator.truck import Leg
from simulator.unit import FleetPlan, TimedRound, Unit, rounds_of

YARD_PERIOD_S: Final = 300.0
LATE_MS: Final = 5 * 60_000


class Arrival(NamedTuple):
    """A location as a vendor's server has it at `due_ms`; `raw` is a broken line that stands there instead.

    `late`: over 5 min after the fix. `broken`: no receiver can use the record.
    """

    due_ms: int
    location: dict[str, Any]
    late: bool = False
    broken: bool = False
    raw: str | None = None


def simulate(units: Sequence[Unit], plan: FleetPlan, others: Iterable[Iterator[Arrival]] = ()) -> Iterator[Arrival]:
    """Every ping of the fleet in order of arrival, made as it is asked for; the same plan gives the same pings.

    `others` are what is sent beside the fleet, each in its own order of arrival.
    """
    return heapq.merge(*(unit_pings(unit, plan) for unit in units), *others, key=lambda arrival: arrival.due_ms)


def unit_pings(unit: Unit, plan: FleetPlan) -> Iterator[Arrival]:
    """One truck's pings in order of arrival."""
    waiting: list[tuple[int, int, Arrival]] = []
    for count, (made_ms, arrival) in enumerate(_made(unit, plan)):
        while waiting and waiting[0][0] <= made_ms:
            yield heapq.heappop(waiting)[2]
        heapq.heappush(waiting, (arrival.due_ms, count, arrival))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _made(unit: Unit, plan: FleetPlan) -> Iterator[tuple[int, Arrival]]:
    """Pings with the time they were measured, in that order; what is received later carries its own receipt."""
    device = Device(unit.unit_id, unit.period_s, f"{plan.seed} device {unit.index}")
    next_ms = None
    for timed in rounds_of(unit, plan):
        if next_ms is None:
            next_ms = timed.at_ms(timed.round.legs[0].starts_s + device.phase_s)
        wild = _wild_moments(timed, device.rng)
        for leg in timed.round.legs:
            ends_ms = timed.at_ms(leg.ends_s)
            while next_ms < ends_ms:
                seldom = leg.name == "yard" and next_ms + YARD_PERIOD_S * 1000 < ends_ms
                step_s = max(YARD_PERIOD_S, unit.period_s) if seldom else unit.period_s
                yield from _sent(device, timed, leg, next_ms, step_s, wild)
                next_ms += round(step_s * 1000)


def _sent(
    device: Device, timed: TimedRound, leg: Leg, at_ms: int, step_s: float, wild: list[float]
) -> Iterator[tuple[int, Arrival]]:
    rng = device.rng
    errand = timed.round.errand
    utc_ms = at_ms + rng.randrange(900)
    t_s = (utc_ms - timed.start_ms) / 1000
    spot, speed_kmh = leg.at(t_s)
    recv_ms = utc_ms + 1000 + min(int(rng.expovariate(1 / 2200)), 19_000)
    for from_s, to_s, delivered_s in timed.round.backlogs:
        if from_s <= t_s < to_s:
            recv_ms = timed.at_ms(delivered_s) + rng.randrange(20_000)
    location = device.location(utc_ms + errand.ahead_ms, recv_ms, spot, speed_kmh, step_s)
    if any(from_s <= t_s < to_s for from_s, to_s in timed.round.mute):
        return
    if wild and t_s >= wild[0]:
        wild.pop(0)
        _run_wild(location, rng)
    yield utc_ms, Arrival(recv_ms, location, recv_ms - utc_ms > LATE_MS)
    if errand.repeats and rng.random() < 0.3:
        again_ms = recv_ms + rng.randrange(2_000, 8 * 60_000)
        yield utc_ms, Arrival(again_ms, {**location, "recv_utc_ts": to_iso(again_ms)}, again_ms - utc_ms > LATE_MS)
    if errand.garbles and leg.name == "out" and rng.random() < 0.12:
        if rng.random() < 0.4:
            yield utc_ms, Arrival(recv_ms + 1, {}, broken=True, raw=broken_line(location, rng))
        else:
            yield utc_ms, Arrival(recv_ms + 1, broken_location(location, rng), broken=True)


def _wild_moments(timed: TimedRound, rng: Random) -> list[float]:
    """When fixes of this round go wild: once or twice, in the middle of the road."""
    if not timed.round.errand.glitches:
        return []
    out = timed.round.out
    share = sorted(rng.uniform(0.2, 0.8) for _ in range(rng.randrange(1, 3)))
    return [out.starts_s + part * out.drive.duration_s for part in share]


def _run_wild(location: dict[str, Any], rng: Random) -> None:
    """A fix that cannot be: so far away that no fix near it in time could confirm it; or none at all."""
    location["num_sats"], location["hdop"] = rng.randrange(0, 4), 9.9
    if rng.random() < 0.5:
        location.update(fix=0, lat=0.0, lon=0.0)
        return
    far = moved(Point(location["lon"], location["lat"]), 0.0, rng.uniform(46_000, 60_000))
    location["lat"] = round(far.lat, 7)
