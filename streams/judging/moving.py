"""Moving: whether a truck drives at a fix, by its speed, and without one by its way since the last fix."""

import math

from models.thresholds import Fixes
from streams.judging.desk import Here


def is_moving(here: Here, limits: Fixes) -> bool:
    """Whether the truck moves; at its very first fix, or after a jump, without a speed it does not."""
    if here.fix.speed_kmh is not None:
        return here.fix.speed_kmh > limits.moving_kmh
    before = here.before
    if before is None or here.jumped:
        return False
    return math.hypot(here.fix.x - before.x, here.fix.y - before.y) * here.scale > limits.moving_m
