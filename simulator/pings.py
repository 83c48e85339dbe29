"""What a fleet's devices send, in order of arrival: DLT locations with noise, silence, repeats and broken records."""

import heapq
import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from models.times import to_iso
from simulator.garbage import broken_line, broken_location
from simulator.path import Point, Spot, moved
from simulator.truck import Leg
from simulator.unit import FleetPlan, TimedRound, Unit, rounds_of

YARD_PERIOD_S: Final = 300.0
LATE_MS: Final = 5 * 60_000
FARTHEST_ASTRAY_M: Final = 12.0


class Arrival(NamedTuple):
    """A location as a vendor's server has it at `due_ms`; `raw` is a broken line that stands there instead.

    `late`: over 5 min after the fix. `broken`: no receiver can use the record.
    """

    due_ms: int
    location: dict[str, Any]
    late: bool = False
    broken: bool = False
    raw: str | None = None


class _Device:
    """A device on its truck: what it counts, and how far its fixes stray."""

    def __init__(self, unit: Unit, plan: FleetPlan) -> None:
        self.unit = unit
        self.rng = Random(f"{plan.seed} device {unit.index}")
        self.phase_s = self.rng.uniform(0, unit.period_s)
        self.sequence = self.rng.randrange(200)
        self.mileage_km = self.rng.uniform(20_000, 400_000)
        self.sigma_m = self.rng.uniform(2.0, 4.5)
        self.astray_m = [0.0, 0.0]
        self.driver_id = f"{self.rng.randrange(10_000_000):08d}" if self.rng.random() < 0.6 else None

    def stray(self, dt_s: float) -> tuple[float, float]:
        """Metres east and north of the truth: error drifts over a minute, it does not jump."""
        keep = math.exp(-dt_s / 60)
        kick = self.sigma_m * math.sqrt(1 - keep * keep)
        for axis in (0, 1):
            self.astray_m[axis] = self.astray_m[axis] * keep + self.rng.gauss(0, kick)
        size_m = math.hypot(*self.astray_m)
        if size_m > FARTHEST_ASTRAY_M:
            self.astray_m = [part * FARTHEST_ASTRAY_M / size_m for part in self.astray_m]
        return self.astray_m[0], self.astray_m[1]

    def location(self, utc_ms: int, recv_ms: int, spot: Spot, speed_kmh: float, dt_s: float) -> dict[str, Any]:
        """One DLT location."""
        moving = speed_kmh > 1
        at = moved(Point(spot.lon, spot.lat), *self.stray(dt_s))
        shown_kmh = max(speed_kmh + self.rng.gauss(0, 1.2), 0.0) if moving else 0.0
        self.sequence = (self.sequence + 1) % 65_536
        self.mileage_km += speed_kmh * dt_s / 3600
        return {
            "unit_id": self.unit.unit_id,
            "driver_id": self.driver_id,
            "seq": self.sequence,
            "utc_ts": to_iso(utc_ms),
            "recv_utc_ts": to_iso(recv_ms),
            "lat": round(at.lat, 7),
            "lon": round(at.lon, 7),
            "alt": 12,
            "speed": round(shown_kmh, 1),
            "course": int(spot.course) % 360 if moving else 0,
            "engine_status": 1 if moving else 0,
            "fix": 1,
            "hdop": round(self.rng.uniform(0.7, 1.6), 1),
            "num_sats": self.rng.randrange(8, 15),
            "gsm_rssi": self.rng.randrange(12, 31),
            "mileage": round(self.mileage_km, 1),
            "ext_power_status": 1,
            "ext_power": round(24.2 + 3.4 * moving + self.rng.uniform(-0.2, 0.2), 1),
            "license": None,
        }


def simulate(units: Sequence[Unit], plan: FleetPlan) -> Iterator[Arrival]:
    """Every ping of the fleet in order of arrival, made as it is asked for; the same plan gives the same pings."""
    return heapq.merge(*(unit_pings(unit, plan) for unit in units), key=lambda arrival: arrival.due_ms)


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
    device = _Device(unit, plan)
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
    device: _Device, timed: TimedRound, leg: Leg, at_ms: int, step_s: float, wild: list[float]
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
