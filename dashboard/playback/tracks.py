"""Tracks for playback: how finely a period is shown, and fixes as columns of differences. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final

import msgspec

from models.times import SECOND_MS
from storage.lists_playback import PlayedFix

MAX_FIXES: Final = 600_000
"""Of all units together in one answer: some 9 MB, 3 MB on the way."""
STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120)
E5: Final = 100_000


class PlayedTrack(msgspec.Struct, frozen=True, kw_only=True):
    """The fixes of a unit as columns of whole numbers, each but `speed` the difference from the one before it.

    `t` is in seconds, the first from the answer's `from`; `lon` and `lat` are in 1e-5 degrees, the first from 0;
    `speed` is in km/h, null where none was told.
    """

    unit_id: str
    plate: str | None
    province: str | None
    t: list[int]
    lon: list[int]
    lat: list[int]
    speed: list[int | None]


def step_ms(units: int, period_ms: int) -> int:
    """Of how many ms at most one fix of each unit is given, so that all fit into an answer."""
    for step_s in STEPS_S:
        if units * period_ms <= MAX_FIXES * step_s * SECOND_MS:
            return step_s * SECOND_MS
    return STEPS_S[-1] * SECOND_MS


def columns(fixes: Iterable[PlayedFix], from_ms: int) -> dict[str, tuple[list[int], ...]]:
    """Of each unit its columns `t`, `lon`, `lat` of differences; `fixes` come by unit and time."""
    found: dict[str, tuple[list[int], ...]] = {}
    for unit_id, of_unit in groupby(fixes, key=lambda fix: fix.unit_id):
        rows = [((fix.utc_ms - from_ms) // SECOND_MS, round(fix.lon * E5), round(fix.lat * E5)) for fix in of_unit]
        found[unit_id] = tuple(_differences(column) for column in zip(*rows, strict=True))
    return found


def speeds(fixes: Iterable[PlayedFix]) -> dict[str, list[int | None]]:
    """Of each unit its column `speed`."""
    return {
        unit_id: [None if fix.speed_kmh is None else round(fix.speed_kmh) for fix in of_unit]
        for unit_id, of_unit in groupby(fixes, key=lambda fix: fix.unit_id)
    }


def _differences(column: Sequence[int]) -> list[int]:
    return [column[0], *(later - before for before, later in pairwise(column))]
