"""The load of each desk: its alarms of a span, and what makes most of them."""

from collections.abc import Sequence
from typing import Any, Final

from alerts.shelving import holder, is_grave, place_of
from dashboard.desks.watching import in_order
from dashboard.numbers.answers import (
    ChatterFigures,
    DeskLoad,
    HourFigures,
    LoadFigures,
    StaleAlert,
    Stretch,
    TopRule,
    TopUnit,
)
from dashboard.numbers.load import Alarm, Budget, Most, by_desk, chattering, load_of, top
from models.desk import Desk
from models.reach import Reach
from models.shelf import Shelf
from models.times import DAY_MS, HOUR_MS, to_iso
from storage.desks import read_desks
from storage.numbers import AlarmRow, read_alarms, read_plates
from storage.numbers_outcomes import StaleRow, read_stale
from storage.shelves import read_shelves_of

STALE_MS: Final = DAY_MS
"""An alert so long open was passed over, or is none."""
TOP: Final = 10
MOST_SHOWN: Final = 50
"""Of what chatters or is stale so many are listed: whoever has more begins with these."""


async def count_load(
    pool: Any, from_ms: int, to_ms: int, budget: Budget, *, now_ms: int | None, reach: Reach | None = None
) -> LoadFigures:
    """The load of a span; with `now_ms` also what is stale now. In a scope no desk's: those are of the whole centre."""
    shelves = await read_shelves_of(pool, from_ms, to_ms)
    alarms = [_alarm(row, shelves) for row in await read_alarms(pool, from_ms, to_ms, reach)]
    desks = by_desk(alarms, in_order(await read_desks(pool))) if reach is None else []
    loud = chattering(alarms, budget)[:MOST_SHOWN]
    units = top((alarm.unit_id for alarm in alarms if alarm.unit_id is not None), TOP)
    plates = await read_plates(pool, {*(each.unit_id for each in loud), *(unit_id for unit_id, _ in units)}, reach)
    stale, stale_rows = (None, []) if now_ms is None else await read_stale(pool, now_ms - STALE_MS, MOST_SHOWN, reach)
    return LoadFigures(
        budget=budget, desks=[_desk(desk, each, from_ms, to_ms, budget) for desk, each in desks],
        chattering=[
            ChatterFigures(
                unit_id=each.unit_id, plate=plates.get(each.unit_id), rule=each.rule, in_hour=each.in_hour.n,
                begins_at=_iso(each.in_hour.from_ms), alarms=each.alarms,
            )
            for each in loud
        ],
        stale=stale, stale_alerts=[_stale(row) for row in stale_rows],
        top_units=[TopUnit(unit_id=unit_id, plate=plates.get(unit_id), alarms=n) for unit_id, n in units],
        top_rules=[TopRule(rule=rule, alarms=n) for rule, n in top((alarm.rule for alarm in alarms), TOP)],
    )  # fmt: skip


def _alarm(row: AlarmRow, shelves: Sequence[Shelf]) -> Alarm:
    made = [shelf.as_of(row.detected_ms) for shelf in shelves if shelf.made_ms <= row.detected_ms]
    held_by = holder(
        made, row.detected_ms, rule=row.rule, unit_id=row.unit_id, grave=is_grave(row.urgency, row.severity),
        place=place_of(row.rule, row.zone_id, row.lat, row.lon),
    )  # fmt: skip
    return Alarm(
        at_ms=row.detected_ms, rule=row.rule, unit_id=row.unit_id, estate_zone_id=row.estate_zone_id,
        on_shelf=held_by is not None,
    )  # fmt: skip


def _desk(desk: Desk, alarms: Sequence[Alarm], from_ms: int, to_ms: int, budget: Budget) -> DeskLoad:
    load = load_of((alarm.at_ms for alarm in alarms if not alarm.on_shelf), from_ms, to_ms, budget)
    return DeskLoad(
        desk_id=desk.desk_id, name_th=desk.name_th, name_en=desk.name_en, alarms=load.alarms,
        shelved=sum(alarm.on_shelf for alarm in alarms),
        mean_per_hour=load.mean_per_hour, peak=_stretch(load.peak), in_10_min=_stretch(load.in_10_min), over=load.over,
        hours=_hours(load.hours, from_ms),
    )  # fmt: skip


def _hours(counts: Sequence[int], from_ms: int) -> list[HourFigures]:
    return [HourFigures(begins_at=to_iso(from_ms + at * HOUR_MS), alarms=n) for at, n in enumerate(counts)]


def _stretch(most: Most) -> Stretch:
    return Stretch(alarms=most.n, begins_at=_iso(most.from_ms))


def _stale(row: StaleRow) -> StaleAlert:
    return StaleAlert(
        alert_id=row.alert_id, rule=row.rule, urgency=row.urgency, unit_id=row.unit_id, plate=row.plate,
        detected_at=to_iso(row.detected_ms),
    )  # fmt: skip


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
