"""How a truck drives a path: speed by the road, traffic lights, jams and pauses, as knots of time and metres."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from simulator.path import Path

FASTEST_KMH: Final = 88.0
SLOWEST_MPS: Final = 1.6
"""A crawl that no rule can take for standing still: over 5 km/h."""


class Pause(NamedTuple):
    """Standing still at a place along a path."""

    at_m: float
    for_s: float


class Stretch(NamedTuple):
    """A part of a path."""

    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class Drive:
    """A path driven: after `t_s` seconds `at_m` metres are behind; between knots the speed is steady."""

    path: Path
    t_s: tuple[float, ...]
    at_m: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        """Seconds from start to end."""
        return self.t_s[-1]

    def along(self, t_s: float) -> tuple[float, float]:
        """Metres behind after so many seconds, and the speed there in km/h."""
        if t_s >= self.t_s[-1]:
            return self.at_m[-1], 0.0
        i = max(bisect_right(self.t_s, t_s) - 1, 0)
        span_s = self.t_s[i + 1] - self.t_s[i]
        step_m = self.at_m[i + 1] - self.at_m[i]
        return self.at_m[i] + step_m * max(t_s - self.t_s[i], 0.0) / span_s, 3.6 * step_m / span_s

    def reaches_s(self, at_m: float) -> float:
        """When a place along the path is first reached."""
        i = min(bisect_left(self.at_m, at_m), len(self.at_m) - 1)
        if i == 0 or self.at_m[i] == self.at_m[i - 1]:
            return self.t_s[i]
        share = (at_m - self.at_m[i - 1]) / (self.at_m[i] - self.at_m[i - 1])
        return self.t_s[i - 1] + min(share, 1.0) * (self.t_s[i] - self.t_s[i - 1])


def standing(path: Path, at_m: float, for_s: float) -> Drive:
    """Staying in one place."""
    return Drive(path, (0.0, for_s), (at_m, at_m))


def drive(path: Path, rng: Random, pauses: Sequence[Pause] = (), jams: Sequence[Stretch] = ()) -> Drive:
    """Drives a path from end to end at a truck's speeds, 0 to 88 km/h."""
    halts = sorted([*pauses, *_red_lights(path, rng, pauses, jams)])
    mood = rng.uniform(0.86, 1.02)
    t_s, at_m, speed = [0.0], [0.0], 2.0
    here, now, next_halt = 0.0, 0.0, 0
    while here < path.length_m:
        mark = halts[next_halt].at_m if next_halt < len(halts) else path.length_m
        dt = rng.uniform(14, 24)
        target = _wish_mps(path, here, mark, mood, jams, rng)
        faster = min(max(target, speed - 1.1 * dt), speed + 0.55 * dt)
        pace = max((speed + faster) / 2, SLOWEST_MPS)
        if here + pace * dt >= mark - 0.5:
            now, here = now + max(mark - here, 0.1) / pace, mark
            t_s.append(now)
            at_m.append(here)
            if next_halt < len(halts):
                now += halts[next_halt].for_s
                t_s.append(now)
                at_m.append(here)
                next_halt += 1
            speed = 2.0
            continue
        now, here, speed = now + dt, here + pace * dt, faster
        t_s.append(now)
        at_m.append(here)
    return Drive(path, tuple(t_s), tuple(at_m))


def _wish_mps(path: Path, here: float, mark: float, mood: float, jams: Sequence[Stretch], rng: Random) -> float:
    if any(jam.from_m <= here < jam.to_m for jam in jams):
        return rng.uniform(6.5, 13) / 3.6
    wish = min(path.limit_kmh(here) * mood * rng.uniform(0.9, 1.06), FASTEST_KMH) / 3.6
    return min(wish, max(4.0, (mark - here) / 9))


def _red_lights(path: Path, rng: Random, pauses: Sequence[Pause], jams: Sequence[Stretch]) -> list[Pause]:
    """Some of the lights on the way are red, for about a minute at most: too short to be a halt."""
    red: list[Pause] = []
    last_m = -1e9
    for light in path.lights_m:
        if light - last_m < 600 or not 600 < light < path.length_m - 600:
            continue
        if any(abs(pause.at_m - light) < 900 for pause in pauses):
            continue
        if any(jam.from_m - 900 < light < jam.to_m + 900 for jam in jams):
            continue
        if rng.random() < 0.4:
            red.append(Pause(light, rng.uniform(12, 60)))
            last_m = light
    return red
