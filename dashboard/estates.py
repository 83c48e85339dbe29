"""Which industrial estate a place lies in: the one answer for incidents, desks, numbers and scopes."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import shapely

from geofences.projection import to_lat, to_plane
from geofences.zone_index import Fence, ZoneIndex, build_fence
from models.names import province_code
from models.reference import ReferenceVersion, in_force, timeline
from models.times import FOR_EVER_MS
from models.zone import Zone
from storage.reference import load_kind, newest_seq_after


class Estate(msgspec.Struct, frozen=True, kw_only=True):
    """An industrial estate by its names."""

    zone_id: str
    name_th: str
    name_en: str


class EstateMap:
    """The estates among some zones, and the estates in which the others lie, by a point inside each."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        ordered = sorted(zones, key=lambda zone: zone.zone_id)
        estates = [zone for zone in ordered if zone.kind == "estate"]
        self._index = ZoneIndex([_fence(zone) for zone in estates])
        self.estates: Mapping[str, Estate] = {
            one.zone_id: Estate(zone_id=one.zone_id, name_th=one.name_th, name_en=one.name_en) for one in estates
        }
        """By `zone_id`, in its order."""
        provinces = [zone for zone in ordered if zone.kind == "province"]
        self._provinces = {zone.zone_id: zone.zone_id for zone in provinces}
        for zone in provinces:
            for code in map(province_code, (zone.zone_id, zone.name_th, zone.name_en)):
                if code is not None:
                    self._provinces.setdefault(code, zone.zone_id)
        # A province is no place: its middle says nothing of what lies in it.
        self._of_zone = {zone.zone_id: self._around(zone) for zone in ordered if zone.kind != "province"}

    def of_zone(self, zone_id: str | None) -> Estate | None:
        """The estate in which a zone lies, an estate in itself; of several the first by `zone_id`."""
        around = self.around(zone_id)
        return self.estates[around[0]] if around else None

    def around(self, zone_id: str | None) -> tuple[str, ...]:
        """All estates in which a zone lies."""
        return () if zone_id is None else self._of_zone.get(zone_id, ())

    def province(self, name: str) -> str | None:
        """The `zone_id` of a province named by that, by its Thai or English name or by its code; None where none is."""
        return self._provinces.get(name) or self._provinces.get(province_code(name) or "")

    def at(self, lat: float, lon: float) -> Estate | None:
        """The estate in which a place lies, in degrees; of several the first by `zone_id`."""
        x, y = to_plane(lon, lat)
        held = self._held(x, y, lat)
        return self.estates[held[0]] if held else None

    def _around(self, zone: Zone) -> tuple[str, ...]:
        if zone.kind == "estate":
            return (zone.zone_id,)
        inside = shapely.point_on_surface(_fence(zone).area)
        return self._held(inside.x, inside.y, to_lat(inside.y))

    def _held(self, x: float, y: float, lat: float) -> tuple[str, ...]:
        return tuple(self._index.fences[number].zone_id for number in self._index.holding(x, y, lat))


class Estates:
    """The estates in force, worked out anew when zones were told, and when a version that was told before begins."""

    def __init__(self) -> None:
        self._seq = -1
        self._versions: list[list[ReferenceVersion]] = []
        self._map = EstateMap(())
        self._holds_ms = (0, 0)
        self._lock = asyncio.Lock()

    async def in_force(self, connection: Any, at_ms: int) -> EstateMap:
        """The estates as the zones in force at a time have them."""
        async with self._lock:  # many pages that ask at once are one question
            newest = await newest_seq_after(connection, "zones", self._seq)
            if newest is not None:
                self._versions = _by_key(await load_kind(connection, "zones"))
                self._seq = newest  # at least: what came while it was read is read again
                self._holds_ms = (0, 0)
            if not self._holds_ms[0] <= at_ms < self._holds_ms[1]:
                self._map, self._holds_ms = await asyncio.to_thread(_settle, self._versions, at_ms)
            return self._map


def _settle(versions: Sequence[Sequence[ReferenceVersion]], at_ms: int) -> tuple[EstateMap, tuple[int, int]]:
    """The map at a time, and from when to before when it is the same."""
    newest = (in_force(each, at_ms) for each in versions)
    zones = [one.body for one in newest if one is not None and isinstance(one.body, Zone)]
    spans = [span for each in versions for span in timeline(each)]
    edges = sorted({edge for span in spans for edge in (span.from_ms, span.to_ms) if edge is not None})
    begins = max((edge for edge in edges if edge <= at_ms), default=0)
    ends = min((edge for edge in edges if edge > at_ms), default=FOR_EVER_MS)
    return EstateMap(zones), (begins, ends)


def _by_key(versions: Iterable[ReferenceVersion]) -> list[list[ReferenceVersion]]:
    found: dict[str, list[ReferenceVersion]] = {}
    for version in versions:
        found.setdefault(version.key, []).append(version)
    return list(found.values())


def _fence(zone: Zone) -> Fence:
    return build_fence(zone.zone_id, zone.kind, zone.geometry, zone.radius_m)
