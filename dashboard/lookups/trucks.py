"""Trucks: on which truck a unit rode at a time, as the reference data of its local day says."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
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


class Trucks:
    """What is known of some units' trucks: the reference data of each day, and as they are heard now.

    As heard only where the reference data knows nothing of the unit: else another truck might be named.
    """

    def __init__(self, periods: Mapping[str, Sequence[Vehicle]], heard: Mapping[str, Truck], zone: ZoneInfo) -> None:
        self._periods, self._heard, self._zone = periods, heard, zone

    def at(self, unit_id: str, at_ms: int) -> Truck:
        """The truck on which a unit rode at a time."""
        periods = self._periods.get(unit_id)
        return (truck_on(periods, at_ms, self._zone) if periods else self._heard.get(unit_id)) or Truck()

    def earlier(self, unit_id: str, first_ms: int, last_ms: int, rode: Callable[[int, int], bool]) -> list[Truck]:
        """The other trucks of a unit before the one of `last_ms`, latest first: those of the days on which it `rode`.

        `rode` says of a span of time, both ends within, whether it did.
        """
        found = [self.at(unit_id, last_ms)]
        if len(self._periods.get(unit_id, ())) > 1:
            for from_ms, to_ms in reversed(list(_days(first_ms, last_ms, self._zone))):
                truck = self.at(unit_id, from_ms)
                if truck not in found and rode(from_ms, to_ms - 1):
                    found.append(truck)
        return found[1:]


async def load_trucks(pool: Any, unit_ids: Collection[str], timezone: str) -> Trucks:
    """The trucks of some units."""
    periods: dict[str, list[Vehicle]] = {}
    for vehicle in await load_periods(pool, unit_ids):
        periods.setdefault(vehicle.unit_id, []).append(vehicle)
    units = [shown_unit(row) for row in await read_units_of(pool, unit_ids)]
    heard = {
        unit.unit_id: Truck(plate=unit.plate, province=unit.province, carrier=unit.carrier)
        for unit in units
        if unit is not None
    }
    return Trucks(periods, heard, ZoneInfo(timezone))


def truck_on(periods: Sequence[Vehicle], at_ms: int, zone: ZoneInfo) -> Truck | None:
    """The truck of the period that holds on the local day of a time, the one that began last; None without one."""
    day = datetime.fromtimestamp(at_ms / 1000, zone).date()
    holding = max((one for one in periods if one.holds_on(day)), key=lambda one: one.valid_from, default=None)
    if holding is None:
        return None
    return Truck(plate=holding.plate, province=holding.province, carrier=holding.carrier or None)


def _days(first_ms: int, last_ms: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """The local days from that of one time to that of another, each as where it begins and where the next one does."""
    day = datetime.fromtimestamp(first_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while (from_ms := round(day.timestamp() * 1000)) <= last_ms:
        day += timedelta(days=1)
        yield from_ms, round(day.timestamp() * 1000)
