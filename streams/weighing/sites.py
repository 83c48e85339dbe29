"""Sites: places in no registered zone at which several trucks stop, land by land."""

import math
from typing import Final

from models.observation import Stand
from streams.judging.world import World
from streams.weighing.docket import Case
from streams.weighing.weighed import Weighed

LAND_DEGREES: Final = 0.1
EDGE_DEGREES: Final = 0.01


def lands_of(stand: Stand) -> list[str]:
    """The squares of land that a stop belongs to: its own, and those whose edge it is near; none where it may stand."""
    if stand.registered or stand.on_route:
        return []
    rows = {math.floor((stand.lat + edge) / LAND_DEGREES) for edge in (-EDGE_DEGREES, 0.0, EDGE_DEGREES)}
    columns = {math.floor((stand.lon + edge) / LAND_DEGREES) for edge in (-EDGE_DEGREES, 0.0, EDGE_DEGREES)}
    return [f"{row},{column}" for row in sorted(rows) for column in sorted(columns)]


def judge_land(case: Case, land: str, world: World, now_ms: int, out: Weighed, *, late: bool) -> None:
    """Brings the case of a square of land up to a time."""
