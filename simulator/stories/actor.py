"""A truck of a story: what it does, one thing after another, and what its device sends of that."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from models.times import from_iso, to_iso
from simulator.device import Device
from simulator.driving import Drive, Pause, Stretch, drive, standing
from simulator.path import Path, Point, path_of
from simulator.pings import LATE_MS, YARD_PERIOD_S, Arrival
from simulator.stories.twists import Twist
from simulator.truck import Leg

ASLEEP_PERIOD_S: Final = 6 * 3600.0
_PERIODS_S: Final = {"yard": YARD_PERIOD_S, "asleep": ASLEEP_PERIOD_S}
MINUTE_S: Final = 60.0


class Actor:
    """A truck with its device. Seconds are the story's; legs named `yard` and `asleep` are reported seldom."""

    def __init__(self, unit_id: str, plate: str, province: str, rng: Random, from_s: float = 0.0) -> None:
        self.unit_id = unit_id
        self.plate = plate
        self.province = province
        self.rng = rng
        self.now_s = from_s
        self.legs: list[Leg] = []
        self.twists: list[Twist] = []
        self.repeats_after_s: float | None = None
        self.doubles: list[Actor] = []

    def stands(self, at: Point, minutes: float, name: str = "standing") -> Leg:
        """Stands at a place."""
        return self._add(standing(path_of([at, at], 30), 0, minutes * MINUTE_S), name)

    def drives(self, path: Path, pauses: Sequence[Pause] = (), jams: Sequence[Stretch] = ()) -> Leg:
        """Drives a path from end to end."""
        return self._add(drive(path, self.rng, pauses, jams), "road")

    def _add(self, part: Drive, name: str) -> Leg:
        leg = Leg(self.now_s, part, name)
        self.legs.append(leg)
        self.now_s = leg.ends_s
        return leg

    def pings(self, start_ms: int, period_s: float, seed: str) -> list[Arrival]:
        """What its device sends, in order of arrival."""
        sent = [
            Arrival(recv_ms, location, recv_ms - utc_ms > LATE_MS)
            for utc_ms, recv_ms, location in self._measured(start_ms, Device(self.unit_id, period_s, seed), period_s)
        ]
        if self.repeats_after_s is not None:
            sent += [_again(arrival, round(self.repeats_after_s * 1000)) for arrival in sent]
        for double in self.doubles:
            sent += double.pings(start_ms, period_s, f"{seed} double")
        return sorted(sent, key=lambda arrival: arrival.due_ms)

    def _measured(self, start_ms: int, device: Device, period_s: float) -> Iterator[tuple[int, int, dict[str, object]]]:
        rng = device.rng
        next_s = self.legs[0].starts_s + device.phase_s
        for leg in self.legs:
            step_s = max(_PERIODS_S.get(leg.name, 0.0), period_s)
            next_s = max(next_s, leg.starts_s)
            while next_s < leg.ends_s:
                t_s = next_s + rng.uniform(0, 0.9)
                utc_ms = start_ms + round(t_s * 1000)
                recv_ms = utc_ms + 1000 + min(int(rng.expovariate(1 / 2200)), 19_000)
                spot, speed_kmh = leg.at(t_s)
                location: dict[str, object] | None = device.location(utc_ms, recv_ms, spot, speed_kmh, step_s)
                for twist in self.twists:
                    if location is not None and twist.from_s <= t_s < twist.to_s:
                        location = twist.change(location, rng)
                if location is not None:
                    yield utc_ms, from_iso(str(location["recv_utc_ts"])), location
                next_s = min(next_s + step_s, max(leg.ends_s, next_s + period_s))


def _again(arrival: Arrival, later_ms: int) -> Arrival:
    due_ms = arrival.due_ms + later_ms
    return Arrival(due_ms, {**arrival.location, "recv_utc_ts": to_iso(due_ms)}, late=True)
