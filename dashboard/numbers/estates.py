"""Which industrial estate a place lies in, by the zones in force."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import shapely

from geofences.projection import to_lat
from geofences.zone_index import Fence, ZoneIndex, build_fence
from models.reference import ReferenceVersion, in_force
from models.times import HOUR_MS
from models.zone import Zone
from storage.numbers import newest_zone_seq
from storage.reference import load_kind


class Estate(msgspec.Struct, frozen=True, kw_only=True):
    """An industrial estate by its names."""

    zone_id: str
    name_th: str
    name_en: str


def estates_of(zones: Iterable[Zone]) -> dict[str, Estate]:
    """The estate of each generator's zone whose middle lies in one, by the generator's `zone_id`."""
    ordered = sorted(zones, key=lambda zone: zone.zone_id)
    estates = [zone for zone in ordered if zone.kind == "estate"]
    index = ZoneIndex([_fence(zone) for zone in estates])
    found: dict[str, Estate] = {}
    for zone in ordered:
        if zone.kind != "generator":
            continue
        middle = shapely.point_on_surface(_fence(zone).area)
        held = index.holding(middle.x, middle.y, to_lat(middle.y))
        if held:
            estate = estates[held[0]]
            found[zone.zone_id] = Estate(zone_id=estate.zone_id, name_th=estate.name_th, name_en=estate.name_en)
    return found


class EstateBook:
    """The estates of places, worked out anew when zones have changed, and each hour as a version may have begun."""

    def __init__(self) -> None:
        self._as_of: tuple[int, int] | None = None
        self._found: Mapping[str, Estate] = {}
        self._lock = asyncio.Lock()

    async def of(self, pool: Any, now_ms: int) -> Mapping[str, Estate]:
        """The estate of each generator's zone, by `zone_id`, as the zones in force have it."""
        async with self._lock:  # many pages that ask at once are one question
            as_of = await newest_zone_seq(pool), now_ms // HOUR_MS
            if as_of != self._as_of:
                versions = await load_kind(pool, "zones")
                self._found = await asyncio.to_thread(_in_force, versions, now_ms)
                self._as_of = as_of
            return self._found


def _in_force(versions: Iterable[ReferenceVersion], now_ms: int) -> dict[str, Estate]:
    by_key: dict[str, list[ReferenceVersion]] = {}
    for version in versions:
        by_key.setdefault(version.key, []).append(version)
    newest = (in_force(each, now_ms) for each in by_key.values())
    return estates_of(each.body for each in newest if each is not None and isinstance(each.body, Zone))


def _fence(zone: Zone) -> Fence:
    return build_fence(zone.zone_id, zone.kind, zone.geometry, zone.radius_m)
