"""Plates: all that is weighed of several devices of one plate: who leads a trip, who belongs to it, who cannot."""

from typing import Final

from models.observation import Load, Sighting
from models.times import HOUR_MS
from streams.judging.world import World
from streams.weighing.case_ledger import settle
from streams.weighing.companions import judge_companions, led_trips
from streams.weighing.docket import Case, Seen
from streams.weighing.telling import tell_units
from streams.weighing.two_places import judge_two_places
from streams.weighing.weighed import Weighed

KEPT_MS: Final = 26 * HOUR_MS
"""Pings are judged up to 24 h late."""


def judge_plate(case: Case, plate_key: str, world: World, now_ms: int, out: Weighed, *, late: bool) -> None:
    """Brings a plate's case up to a time: rulings and alerts that are new or changed go out."""
    kept_ms = now_ms - KEPT_MS
    case.seen = {name: seen for name, seen in case.seen.items() if _is_kept(seen, kept_ms)}
    seen_all = list(case.seen.values())
    places: dict[str, list[Sighting]] = {}
    for seen in seen_all:
        if isinstance(seen.observation, Sighting):
            places.setdefault(seen.unit_id, []).append(seen.observation)
    for of_unit in places.values():
        of_unit.sort(key=lambda sighting: sighting.utc_ms)
    units = sorted({seen.unit_id for seen in seen_all})
    led = led_trips(seen_all)
    limits = world.thresholds.common.same_plate
    rulings, parting_ms = judge_companions(led, places, units, case.told, now_ms, kept_ms, limits)
    tell_units(case.told, rulings, kept_ms, out)
    held, due_ms = judge_two_places(case, places, led, world, now_ms, kept_ms)
    settle(case, plate_key, held, now_ms, out, late=late)
    case.due_ms = min((at_ms for at_ms in (due_ms, parting_ms) if at_ms is not None), default=None)


def _is_kept(seen: Seen, kept_ms: int) -> bool:
    match seen.observation:
        case Sighting(utc_ms=at_ms):
            return at_ms >= kept_ms
        case Load(ended_ms=ended_ms):
            return ended_ms is None or ended_ms >= kept_ms
        case _:
            return False
