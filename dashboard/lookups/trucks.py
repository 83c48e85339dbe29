"""Trucks: on which truck a unit rode at a time, as the reference data of its local day says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dashboard.newest import shown_unit
from models.vehicle import Vehicle
from storage.lists_units import read_units_of
from storage.reference import load_periods


class Truck(msgspec.Struct, frozen=True, kw_only=True):
    """A truck by its plate; None is not known."""

    plate: str | None = None
    province: str | None = None
    carrier: str | None = None


async def trucks_at(pool: Any, times_ms: Mapping[str, int], timezone: str) -> dict[str, Truck]:
    """Of each unit the truck on which it rode at its time.

    As it is heard now only where the reference data knows nothing of the unit: else another truck might be named.
    """
    periods: dict[str, list[Vehicle]] = {}
    for vehicle in await load_periods(pool, times_ms):
        periods.setdefault(vehicle.unit_id, []).append(vehicle)
    units = [shown_unit(row) for row in await read_units_of(pool, times_ms)]
    heard = {
        unit.unit_id: Truck(plate=unit.plate, province=unit.province, carrier=unit.carrier)
        for unit in units
        if unit is not None
    }
    zone = ZoneInfo(timezone)
    return {
        unit_id: (truck_on(periods[unit_id], at_ms, zone) if unit_id in periods else heard.get(unit_id)) or Truck()
        for unit_id, at_ms in times_ms.items()
    }


def truck_on(periods: Sequence[Vehicle], at_ms: int, zone: ZoneInfo) -> Truck | None:
    """The truck of the period that holds on the local day of a time, the one that began last; None without one."""
    day = datetime.fromtimestamp(at_ms / 1000, zone).date()
    holding = max((one for one in periods if one.holds_on(day)), key=lambda one: one.valid_from, default=None)
    if holding is None:
        return None
    return Truck(plate=holding.plate, province=holding.province, carrier=holding.carrier or None)
