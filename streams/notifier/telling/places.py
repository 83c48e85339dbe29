"""Places: in which estate, province and drawn area an incident lies, and how a person would say where."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from alerts.letters import Whereabouts
from geofences.cells import to_e7
from geofences.drawn_area import BadArea, DrawnArea
from geofences.projection import to_plane
from geofences.zone_index import ZoneIndex, build_fence
from models.incident import Summary
from models.reference import ReferenceVersion, in_force
from models.roster import DutyPlace, Roster
from models.zone import Zone
from storage.reference import load_kind, newest_seq_after

_NAMED: Final = frozenset({"generator", "processor", "estate", "depot", "rest_area", "weigh_station", "fuel"})
"""What a place that lies in nothing may be said to be near to."""
_LARGE: Final = frozenset({"estate", "province"})


class Places:
    """The zones in force, read anew when zones were told."""

    def __init__(self) -> None:
        self._seq = -1
        self._zones: list[Zone] = []
        self._index = ZoneIndex(())
        self._near: list[int] = []
        self._tree = shapely.STRtree([])

    async def refresh(self, connection: Any, now_ms: int) -> None:
        """Reads the zones if newer ones were told."""
        newest = await newest_seq_after(connection, "zones", self._seq)
        if newest is not None:
            versions = await load_kind(connection, "zones")
            await asyncio.to_thread(self._settle, versions, now_ms)
            self._seq = newest

    def duty_place(self, summary: Summary, rosters: Sequence[Roster]) -> DutyPlace:
        """Where an incident lies, as rosters ask."""
        if summary.lat is None or summary.lon is None:
            return DutyPlace(estate_zone_id=summary.estate_zone_id)
        held = [self._zones[number] for number in self._held(summary.lat, summary.lon)]
        province = next((zone.zone_id for zone in held if zone.kind == "province"), None)
        drawn = {one.roster_id for one in rosters if one.ring and _is_inside(one, summary.lon, summary.lat)}
        return DutyPlace(estate_zone_id=summary.estate_zone_id, province=province, drawn=frozenset(drawn))

    def whereabouts(self, summary: Summary) -> Whereabouts:
        """The place in words: the smallest zone that holds it, else the nearest one and how far that is."""
        if summary.lat is None or summary.lon is None:
            zone = next((one for one in self._zones if one.zone_id == summary.zone_id), None)
            return Whereabouts() if zone is None else _named(zone, 0.0)
        held = [self._zones[number] for number in self._held(summary.lat, summary.lon)]
        named = sorted((zone for zone in held if zone.kind != "province"), key=lambda zone: zone.kind in _LARGE)
        if named:
            return _named(named[0], 0.0)
        x, y = to_plane(summary.lon, summary.lat)
        if not self._near:
            return Whereabouts()
        number = self._near[int(self._tree.nearest(shapely.Point(x, y)))]
        return _named(self._zones[number], self._index.fences[number].distance_m(x, y, summary.lat) / 1000)

    def _held(self, lat: float, lon: float) -> tuple[int, ...]:
        return self._index.holding(*to_plane(lon, lat), lat)

    def _settle(self, versions: Sequence[ReferenceVersion], now_ms: int) -> None:
        told: dict[str, list[ReferenceVersion]] = {}
        for version in versions:
            told.setdefault(version.key, []).append(version)
        newest = (in_force(told[key], now_ms) for key in sorted(told))
        self._zones = [one.body for one in newest if one is not None and isinstance(one.body, Zone)]
        fences = [build_fence(one.zone_id, one.kind, one.geometry, one.radius_m) for one in self._zones]
        self._index = ZoneIndex(fences)
        self._near = [number for number, zone in enumerate(self._zones) if zone.kind in _NAMED]
        self._tree = shapely.STRtree([fences[number].area for number in self._near])


def _named(zone: Zone, away_km: float) -> Whereabouts:
    return Whereabouts(
        name_th=zone.name_th or zone.name_en or zone.zone_id, name_en=zone.name_en or zone.name_th or zone.zone_id,
        away_km=away_km,
    )  # fmt: skip


def _is_inside(roster: Roster, lon: float, lat: float) -> bool:
    try:
        area = DrawnArea(roster.ring)
    except BadArea:
        return False
    return bool(area.holds(np.array([to_e7(lon)]), np.array([to_e7(lat)]))[0])
