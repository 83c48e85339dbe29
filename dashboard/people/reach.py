"""From a scope and the reference data to what it reaches; kept until the reference data changes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dashboard.estates import EstateMap
from models.names import normal_number
from models.party import PARTY_ROLES, party_id_of
from models.permit import Permit
from models.reach import Reach, UnitSpan
from models.reference import ReferenceVersion, in_force
from models.times import FOR_EVER_MS, MINUTE_MS
from models.vehicle import Vehicle
from models.zone import Zone
from storage.reference import load_kind, newest_seq

_SCOPES_KEPT: Final = 64
_HOLDS_MS: Final = MINUTE_MS
"""A version may come into force without a new one being told."""

_KINDS: Final = ("vehicles", "zones", "permits")


class Reaches:
    """The reaches of scopes, worked out anew only when the reference data has changed."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._seq: int | None = None
        self._versions: list[ReferenceVersion] = []
        self._found: dict[tuple[str, ...], tuple[int, Reach]] = {}
        self._lock = asyncio.Lock()

    async def of(self, pool: Any, scope: tuple[str, ...], at_ms: int) -> Reach | None:
        """What a scope reaches now; None where there is no scope."""
        if not scope:
            return None
        async with self._lock:  # many who ask at once are one question
            seq = await newest_seq(pool)
            if seq != self._seq:
                self._versions = [version for kind in _KINDS for version in await load_kind(pool, kind)]
                self._seq = seq
                self._found.clear()
            found = self._found.get(scope)
            if found is not None and at_ms - found[0] < _HOLDS_MS:
                return found[1]
            if len(self._found) >= _SCOPES_KEPT:
                self._found.clear()
            reach = await asyncio.to_thread(reach_of, scope, self._versions, at_ms, self._zone)
            self._found[scope] = (at_ms, reach)
            return reach


def reach_of(scope: Sequence[str], versions: Sequence[ReferenceVersion], at_ms: int, zone: ZoneInfo) -> Reach:
    """What these parties (`kind:key`) reach by the reference data in force at a time."""
    keys: dict[str, list[ReferenceVersion]] = {}
    for version in versions:
        keys.setdefault(f"{version.kind} {version.key}", []).append(version)
    newest = [one.body for told in keys.values() if (one := in_force(told, at_ms)) is not None]
    zones = {body.zone_id: body for body in newest if isinstance(body, Zone)}
    permits = [body for body in newest if isinstance(body, Permit)]
    vehicles = [body for body in newest if isinstance(body, Vehicle)]
    parties = [party.partition(":")[::2] for party in scope]
    carriers = {key for kind, key in parties if kind == "carrier"}
    own_zones = _own_zones(parties, zones)
    own_vehicles = [one for one in vehicles if one.carrier and normal_number(one.carrier) in carriers]
    plates = frozenset(one.plate_key for one in own_vehicles)
    told_of = frozenset(party_id_of(kind, key) for kind, key in parties if kind in PARTY_ROLES)
    others = [party for party in scope if party.partition(":")[0] not in PARTY_ROLES]
    whole = [permit for permit in permits if any(_concerns(permit, kind, key, own_zones) for kind, key in parties)]
    read = {permit.permit_key: permit for permit in permits if any(_names(permit, one) for one in own_vehicles)}
    read |= {permit.permit_key: permit for permit in whole}
    gates = {permit.generator.zone_id for permit in whole if _is_generator_of(permit, parties, own_zones)}
    origins = {one for one in own_zones if one in zones and zones[one].kind == "generator"} | gates
    spelt = {
        told.body.permit_no
        for permit in whole for told in keys[f"permits {permit.permit_key}"] if isinstance(told.body, Permit)
    }  # fmt: skip
    return Reach(
        permits=frozenset(spelt),
        whole=frozenset(permit.permit_key for permit in whole),
        papers=frozenset(read),
        origins=frozenset(origins - {""}),
        zones=frozenset(own_zones.union(*(permit.zone_ids for permit in read.values()))),
        spans=tuple(_span(one, zone) for one in own_vehicles),
        plates=plates,
        carriers=frozenset(carriers),
        told_of=told_of,
        freely=reach_of(others, versions, at_ms, zone) if told_of and others else None,
    )


def _own_zones(parties: Sequence[Any], zones: dict[str, Zone]) -> set[str]:
    """The zones of the parties: their factories', and the estates' own with those of the factories within."""
    named = {
        one.zone_id
        for kind, key in parties
        for one in zones.values()
        if kind not in {"estate", "carrier"} and one.kind == kind and one.factory_key == key
    }
    asked = {key for kind, key in parties if kind == "estate" and key in zones and zones[key].kind == "estate"}
    if not asked:
        return named
    estates = EstateMap(zones.values())
    inside = {
        one.zone_id
        for one in zones.values()
        if one.kind in {"generator", "processor"} and not asked.isdisjoint(estates.around(one.zone_id))
    }
    return named | asked | inside


def _concerns(permit: Permit, kind: str, key: str, own_zones: set[str]) -> bool:
    processors = [item.processor for item in permit.items]
    match kind:
        case "generator":
            return permit.generator.factory_key == key or permit.generator.zone_id in own_zones
        case "processor":
            return any(one.factory_key == key or one.zone_id in own_zones for one in processors)
        case "estate":
            return any(one.zone_id in own_zones for one in (permit.generator, *processors))
        case _:
            return False


def _names(permit: Permit, vehicle: Vehicle) -> bool:
    """Whether a permit names a truck, and holds on a day of this period of it."""
    if vehicle.plate_key not in permit.vehicle_keys or vehicle.valid_from > permit.valid_to:
        return False
    return vehicle.valid_to is None or vehicle.valid_to >= permit.valid_from


def _is_generator_of(permit: Permit, parties: Sequence[Any], own_zones: set[str]) -> bool:
    is_named = any(kind == "generator" and permit.generator.factory_key == key for kind, key in parties)
    return is_named or permit.generator.zone_id in own_zones


def _span(vehicle: Vehicle, zone: ZoneInfo) -> UnitSpan:
    begins = datetime(vehicle.valid_from.year, vehicle.valid_from.month, vehicle.valid_from.day, tzinfo=zone)
    to_ms = FOR_EVER_MS
    if vehicle.valid_to is not None:
        after = vehicle.valid_to + timedelta(days=1)
        to_ms = int(datetime(after.year, after.month, after.day, tzinfo=zone).timestamp() * 1000)
    from_ms = int(begins.timestamp() * 1000)
    return UnitSpan(unit_id=vehicle.unit_id, from_ms=from_ms, to_ms=to_ms, plate_key=vehicle.plate_key)
