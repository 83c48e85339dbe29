"""Ways off the route: a place to leave it, a track to a far point and back."""

from random import Random
from typing import Final

from simulator.path import Path, Point, joined
from simulator.roads import bent

TRACK_LIMIT_KMH: Final = 28.0
OFF_CORRIDOR_M: Final = 500.0


class NoRoomForIt(Exception):
    """The route is too short, or too built up, for this incident."""


def pick(spots: list[float], rng: Random) -> float:
    """One of the places; raises NoRoomForIt when there is none."""
    if not spots:
        raise NoRoomForIt
    return rng.choice(spots)


def spur(path: Path, leave_m: float, back_m: float, far: Point, name: str) -> tuple[Path, float]:
    """The path with a way out to a far point and back instead of the part between, and where the far point is."""
    way_out = bent(path.point(leave_m), far, TRACK_LIMIT_KMH, f"{name} out")
    way_back = bent(far, path.point(back_m), TRACK_LIMIT_KMH, f"{name} back")
    whole = joined((path.cut(0, leave_m), way_out, way_back, path.cut(back_m, path.length_m)))
    return whole, leave_m + way_out.length_m


def first_off_m(route: Path, driven: Path, from_m: float) -> float:
    """Where the path driven first is further from the route than the corridor and its margin."""
    at_m = from_m
    while at_m < driven.length_m:
        if route.nearest(driven.point(at_m))[0] > OFF_CORRIDOR_M:
            return at_m
        at_m += 25
    raise NoRoomForIt
