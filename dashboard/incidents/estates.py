"""Which industrial estate an incident belongs to: that of its trip's origin, else that of its place."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import shapely

from geofences.projection import to_plane
from geofences.zone_index import ZoneIndex, build_fence
from models.incident import Summary
from models.reference import ReferenceVersion, in_force
from models.zone import Zone
from storage.lists_trips import origins_of
from storage.reference import load_kind, newest_seq_after


class Estates:
    """The estates in force, and the estate of each zone; read anew when zones were told."""

    def __init__(self) -> None:
        self._seq = -1
        self._index = ZoneIndex(())
        self._of_zone: Mapping[str, str] = {}

    async def refresh(self, connection: Any, now_ms: int) -> None:
        """Reads the zones if newer ones were told."""
        newest = await newest_seq_after(connection, "zones", self._seq)
        if newest is not None:
            versions = await load_kind(connection, "zones")
            await asyncio.to_thread(self._settle, versions, now_ms)
            self._seq = newest

    async def origins(self, connection: Any, trip_ids: Sequence[str]) -> dict[str, str]:
        """The estates from which some trips set out, of those that set out from one."""
        origins = await origins_of(connection, trip_ids)
        return {trip_id: self._of_zone[zone] for trip_id, zone in origins.items() if zone in self._of_zone}

    def of(self, summary: Summary, origins: Mapping[str, str]) -> str | None:
        """The estate of an incident; `origins` are the estates of trips."""
        if summary.trip_id is not None and summary.trip_id in origins:
            return origins[summary.trip_id]
        return None if summary.lat is None or summary.lon is None else self._at(summary.lat, summary.lon)

    def _at(self, lat: float, lon: float) -> str | None:
        x, y = to_plane(lon, lat)
        held = self._index.holding(x, y, lat)
        return self._index.fences[held[0]].zone_id if held else None

    def _settle(self, versions: Sequence[ReferenceVersion], now_ms: int) -> None:
        told: dict[str, list[ReferenceVersion]] = {}
        for version in versions:
            told.setdefault(version.key, []).append(version)
        newest = (in_force(told[key], now_ms) for key in sorted(told))
        zones = [one.body for one in newest if one is not None and isinstance(one.body, Zone)]
        estates = [zone for zone in zones if zone.kind == "estate"]
        self._index = ZoneIndex([build_fence(one.zone_id, one.kind, one.geometry, one.radius_m) for one in estates])
        found = {zone.zone_id: self._at(*_middle(zone)) for zone in zones if zone.kind != "province"}
        self._of_zone = {zone_id: estate for zone_id, estate in found.items() if estate is not None}


def _middle(zone: Zone) -> tuple[float, float]:
    """Latitude and longitude of a place inside a zone."""
    point = shapely.from_geojson(msgspec.json.encode(zone.geometry).decode()).representative_point()
    return point.y, point.x
