"""What is spliced into a recorded drive, and what must then be raised."""

import math
from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple

from models.times import MINUTE_MS
from simulator.path import Point, moved, path_of


class Fix(NamedTuple):
    """A recorded fix; times in ms from the drive's first."""

    at_ms: int
    delay_ms: int
    lon: float
    lat: float
    speed: float
    course: int


class Splice(NamedTuple):
    """A drive with something spliced in, what must then be raised, and when it begins (ms from the drive's start)."""

    fixes: list[Fix]
    must: dict[str, tuple[str, int]]


def as_recorded(fixes: list[Fix], _rng: Random) -> Splice:
    """Nothing is changed."""
    return Splice(fixes, {})


def _middle(fixes: list[Fix], rng: Random) -> int:
    return round(len(fixes) * rng.uniform(0.3, 0.6))


def _stands(fixes: list[Fix], minutes: float, rng: Random) -> tuple[list[Fix], int]:
    """The drive with a stand of so many minutes in its middle, a fix each 30 s, and when that begins."""
    i = _middle(fixes, rng)
    here = fixes[i]
    count = round(minutes * 2)
    stand = []
    for n in range(1, count + 1):
        at = moved(Point(here.lon, here.lat), rng.gauss(0, 3), rng.gauss(0, 3))
        stand.append(Fix(here.at_ms + n * 30_000, 2000, at.lon, at.lat, 0.0, 0))
    later = [fix._replace(at_ms=fix.at_ms + count * 30_000) for fix in fixes[i + 1 :]]
    return [*fixes[: i + 1], *stand, *later], here.at_ms


def long_stop(fixes: list[Fix], rng: Random) -> Splice:
    """Stands on its route for 24 to 30 min."""
    spliced, at_ms = _stands(fixes, rng.uniform(24, 30), rng)
    return Splice(spliced, {"unauthorised-stop": ("warning", at_ms)})


def short_stop(fixes: list[Fix], rng: Random) -> Splice:
    """Stands on its route for 6 to 14 min."""
    return Splice(_stands(fixes, rng.uniform(6, 14), rng)[0], {})


def _aside(fixes: list[Fix], depth_m: float, rng: Random) -> tuple[list[Fix], int]:
    """The drive with a smooth bow of 8 to 12 min to one side, and the fix at its middle."""
    i = _middle(fixes, rng)
    half_ms = rng.uniform(4, 6) * MINUTE_MS
    angle = math.radians(fixes[i].course + rng.choice((90, 270)))
    bowed = []
    for fix in fixes:
        share = (fix.at_ms - fixes[i].at_ms) / half_ms
        reach_m = depth_m * math.cos(share * math.pi / 2) ** 2 if abs(share) < 1 else 0.0
        at = moved(Point(fix.lon, fix.lat), reach_m * math.sin(angle), reach_m * math.cos(angle))
        bowed.append(fix._replace(lon=at.lon, lat=at.lat))
    return bowed, i


def detour(fixes: list[Fix], rng: Random) -> Splice:
    """Bows 1.5 to 2.5 km to the side."""
    bowed, _ = _aside(fixes, rng.uniform(1500, 2500), rng)
    return Splice(bowed, {"route-deviation": ("high", _first_off_ms(fixes, bowed))})


def detour_and_dump(fixes: list[Fix], rng: Random) -> Splice:
    """Bows 1.5 to 2.5 km to the side and stands there for 8 to 15 min."""
    bowed, i = _aside(fixes, rng.uniform(1500, 2500), rng)
    off_ms, here = _first_off_ms(fixes, bowed), bowed[i]
    count = round(rng.uniform(16, 30))
    stand = [Fix(here.at_ms + n * 30_000, 2000, here.lon, here.lat, 0.0, 0) for n in range(1, count + 1)]
    later = [fix._replace(at_ms=fix.at_ms + count * 30_000) for fix in bowed[i + 1 :]]
    must = {"route-deviation": ("high", off_ms), "unauthorised-stop": ("high", here.at_ms)}
    return Splice([*bowed[: i + 1], *stand, *later], must)


def _first_off_ms(fixes: list[Fix], bowed: list[Fix]) -> int:
    line = path_of([Point(fix.lon, fix.lat) for fix in fixes], 50)
    return next(fix.at_ms for fix in bowed if line.nearest(Point(fix.lon, fix.lat))[0] > 500)


def small_bow(fixes: list[Fix], rng: Random) -> Splice:
    """Bows 200 to 420 m to the side: within the margin."""
    return Splice(_aside(fixes, rng.uniform(200, 420), rng)[0], {})


def silence(fixes: list[Fix], rng: Random) -> Splice:
    """Sends nothing for 7.5 to 12 min."""
    i = _middle(fixes, rng)
    until_ms = fixes[i].at_ms + rng.uniform(7.5, 12) * MINUTE_MS
    kept = [fix for fix in fixes if not fixes[i].at_ms < fix.at_ms < until_ms]
    return Splice(kept, {"signal-lost": ("warning", fixes[i].at_ms)})


def late_batch(fixes: list[Fix], rng: Random) -> Splice:
    """What is measured in 8 min arrives together, half an hour late."""
    i = _middle(fixes, rng)
    until_ms = round(fixes[i].at_ms + 8 * MINUTE_MS)
    held = [
        fix._replace(delay_ms=until_ms + 30 * MINUTE_MS - fix.at_ms) if fixes[i].at_ms < fix.at_ms < until_ms else fix
        for fix in fixes
    ]
    return Splice(held, {})


SPLICES: Final[dict[str, Callable[[list[Fix], Random], Splice]]] = {
    splice.__name__: splice
    for splice in (as_recorded, long_stop, short_stop, detour, detour_and_dump, small_bow, silence, late_batch)
}
