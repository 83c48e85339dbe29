"""Places in fields beside a road, in no register, where a truck may stand."""

from typing import Final

from simulator.path import Path
from simulator.spur import NoRoomForIt, spur
from simulator.stories.stage import Stage
from simulator.surroundings import EVERY_KIND, clear_of, inland_side, open_spots

_BANDS_M: Final = {
    "emerging_site": 430.0, "one_trucks_field": 720.0, "noodle_shop": 1010.0, "secondary_movement": 1300.0,
    "lunch_after_unloading": 1590.0,
}  # fmt: skip
"""Kinds keep to fields of their own, and so do most stories of a kind: one must not change the truth of another."""


def field_beside(stage: Stage, way: Path, furthest_m: float = 1e9) -> tuple[Path, float]:
    """The way with a turn into a field, and where on it the truck stands there; raises NoRoomForIt."""
    depth_m = _BANDS_M[stage.kind]
    spots = [at_m for at_m in open_spots(way, 2000, 2000, EVERY_KIND, 1200 + depth_m) if at_m < furthest_m]
    spots = spots[stage.number % 11 :: 11]
    stage.rng.shuffle(spots)
    for at_m in spots[:12]:
        far = way.beside(at_m, inland_side(way, at_m) * (depth_m + stage.rng.uniform(0, 40)))
        if clear_of([far], EVERY_KIND, 700):
            return spur(way, at_m - 300, at_m + 300, far, f"field {stage.number} {at_m}")
    raise NoRoomForIt
