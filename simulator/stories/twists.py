"""What a device does to its pings for a while: silence, delay, a wrong position, a wrong flag."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from models.times import from_iso, to_iso
from simulator.path import Point, moved

Location = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Twist:
    """Between two seconds of a story a location is sent as `change` gives it back; None is not sent."""

    from_s: float
    to_s: float
    change: Callable[[Location, Random], Location | None]


def silent(from_s: float, to_s: float) -> Twist:
    """Nothing is sent."""
    return Twist(from_s, to_s, lambda _location, _rng: None)


def flagged(from_s: float, to_s: float, **fields: Any) -> Twist:
    """Fields have other values."""
    return Twist(from_s, to_s, lambda location, _rng: {**location, **fields})


def shifted(from_s: float, to_s: float, east_m: float, north_m: float) -> Twist:
    """Every fix lies so far beside the truth."""

    def change(location: Location, _rng: Random) -> Location:
        return _at(location, moved(Point(location["lon"], location["lat"]), east_m, north_m))

    return Twist(from_s, to_s, change)


def strayed_once(from_s: float, east_m: float, north_m: float) -> Twist:
    """The first fix after a second lies so far beside the truth, and no other."""
    gone: list[bool] = []

    def change(location: Location, _rng: Random) -> Location:
        if gone:
            return location
        gone.append(True)
        return _at(location, moved(Point(location["lon"], location["lat"]), east_m, north_m))

    return Twist(from_s, from_s + 90, change)


def jittering(from_s: float, to_s: float, least_m: float, most_m: float) -> Twist:
    """Reflections between high buildings: each fix strays on its own, and its hdop says so."""

    def change(location: Location, rng: Random) -> Location:
        east_m, north_m = rng.gauss(0, 1), rng.gauss(0, 1)
        size = (east_m**2 + north_m**2) ** 0.5 or 1.0
        reach_m = rng.uniform(least_m, most_m)
        at = moved(Point(location["lon"], location["lat"]), east_m / size * reach_m, north_m / size * reach_m)
        return {**_at(location, at), "hdop": round(rng.uniform(1.8, 7.5), 1), "num_sats": rng.randrange(4, 8)}

    return Twist(from_s, to_s, change)


def delayed(from_s: float, to_s: float, most_s: float) -> Twist:
    """Each ping is held up for a while of its own, so that they arrive in another order."""

    def change(location: Location, rng: Random) -> Location:
        wait_ms = round(rng.uniform(0, most_s) * 1000)
        return {**location, "recv_utc_ts": to_iso(from_iso(location["recv_utc_ts"]) + wait_ms)}

    return Twist(from_s, to_s, change)


def held_back(from_s: float, to_s: float, until_s: float) -> Twist:
    """What is measured arrives together, so many seconds into the story."""

    def change(location: Location, rng: Random) -> Location:
        measured_ms = from_iso(location["utc_ts"])
        wait_ms = round((until_s - from_s) * 1000) - (measured_ms - _first(kept, measured_ms))
        return {**location, "recv_utc_ts": to_iso(measured_ms + wait_ms + rng.randrange(20_000))}

    kept: list[int] = []
    return Twist(from_s, to_s, change)


def _first(kept: list[int], value: int) -> int:
    if not kept:
        kept.append(value)
    return kept[0]


def ahead(hours: float) -> Twist:
    """The device's clock runs ahead all the time, and marks what it shows Z."""

    def change(location: Location, _rng: Random) -> Location:
        return {**location, "utc_ts": to_iso(from_iso(location["utc_ts"]) + round(hours * 3_600_000))}

    return Twist(-1e9, 1e9, change)


def _at(location: Location, at: Point) -> Location:
    return {**location, "lat": round(at.lat, 7), "lon": round(at.lon, 7)}
