"""Permit: a KorOr.1 (กอ.1) with the routes, vehicles and hours that were joined to it."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Final, Literal

import msgspec

from models.names import normal_number, plate_key

PermitStatus = Literal["submitted", "approved", "suspended", "revoked"]
Consent = Literal["accepted", "declined", "pending"]
PERMIT_STATUSES: Final = ("submitted", "approved", "suspended", "revoked")
CONSENTS: Final = ("accepted", "declined", "pending")
EVERY_DAY: Final = (1, 2, 3, 4, 5, 6, 7)


class Factory(msgspec.Struct, frozen=True, kw_only=True):
    """A generator or processor as a permit names it; an empty `zone_id` was not given, and resolves to nothing."""

    factory_no: str = ""
    name_th: str = ""
    name_en: str = ""
    zone_id: str = ""

    @property
    def factory_key(self) -> str:
        """Its number in the normal form."""
        return normal_number(self.factory_no)


class PermitItem(msgspec.Struct, frozen=True, kw_only=True):
    """One waste for one processor; tonnes a year and for each month (None: not stated)."""

    item_no: int
    processor: Factory
    consent: Consent
    waste_code: str = ""
    waste_name_th: str = ""
    management_code: str = ""
    quantity_t: float | None = None
    monthly_t: tuple[float, ...] = ()


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A permitted way for some items: (lon, lat) pairs, and the permitted distance from them on either side."""

    route_id: str
    item_nos: tuple[int, ...]
    corridor_m: float
    line: tuple[tuple[float, float], ...]


class PermitVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle as a permit names it."""

    plate: str
    province: str

    @property
    def plate_key(self) -> str:
        """The normal form in which it joins."""
        return plate_key(self.plate, self.province)


class TimeWindow(msgspec.Struct, frozen=True, kw_only=True):
    """Hours on some days (1 = Monday to 7), in minutes from midnight; past midnight where `from_min` > `to_min`."""

    days: tuple[int, ...]
    from_min: int
    to_min: int


class Permit(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One version of a permit as written; days are local and inclusive."""

    permit_no: str
    status: PermitStatus
    valid_from: date
    valid_to: date
    generator: Factory
    items: tuple[PermitItem, ...]
    routes: tuple[Route, ...] = ()
    vehicles: tuple[PermitVehicle, ...] = ()
    allowed_stop_zone_ids: tuple[str, ...] = ()
    time_windows: tuple[TimeWindow, ...] = ()
    status_since_ms: int | None = None
    version_from_ms: int | None = None

    @cached_property
    def permit_key(self) -> str:
        """Its number in the normal form; also its key."""
        return normal_number(self.permit_no)

    @cached_property
    def vehicle_keys(self) -> frozenset[str]:
        """The normal forms of the vehicles that it names."""
        return frozenset(vehicle.plate_key for vehicle in self.vehicles)

    @cached_property
    def zone_ids(self) -> frozenset[str]:
        """The zones of its generator, processors and allowed stops; an empty id among them was not given."""
        factories = (self.generator, *(item.processor for item in self.items))
        return frozenset((*(factory.zone_id for factory in factories), *self.allowed_stop_zone_ids))

    def item(self, item_no: int) -> PermitItem | None:
        """The item of this number."""
        return next((item for item in self.items if item.item_no == item_no), None)

    def routes_of(self, item_no: int) -> tuple[Route, ...]:
        """The routes permitted for an item; none: its route is not judged."""
        return tuple(route for route in self.routes if item_no in route.item_nos)

    def holds_on(self, day: date) -> bool:
        """Whether the period holds on a local day."""
        return self.valid_from <= day <= self.valid_to


def status_at(chain: Sequence[Permit], at_ms: int) -> PermitStatus:
    """The status at a time: `chain` is the version in force then, preceded by those before it, earliest first.

    Before its `status_since` the earlier version's status holds; without one, approved is what is suspended or
    revoked later, else submitted.
    """
    permit = chain[-1]
    if permit.status_since_ms is None or permit.status_since_ms <= at_ms:
        return permit.status
    if len(chain) > 1:
        return status_at(chain[:-1], at_ms)
    return "approved" if permit.status in {"suspended", "revoked"} else "submitted"
