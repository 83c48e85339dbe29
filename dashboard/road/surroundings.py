"""What lies near a place: the registered place that is nearest, kept until zones are told anew."""

import asyncio
import math
from typing import Any, Final, Literal

import msgspec
import shapely

from geofences.projection import distance_m
from models.reference import ReferenceVersion, in_force
from models.zone import Zone, ZoneKind
from storage.reference import load_kind, newest_seq_after

Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
_DIRECTIONS: Final[tuple[Direction, ...]] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_NOT_SAID: Final[frozenset[ZoneKind]] = frozenset({"province"})
INSIDE_M: Final = 300.0
"""So near to the middle of a place is at it: no direction is said."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A registered place by its middle."""

    zone_id: str
    name_th: str
    name_en: str
    lat: float
    lon: float


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """The place that is nearest, how far from its middle, and in which direction (None at it)."""

    known: Known
    km: float
    direction: Direction | None


class Surroundings:
    """The registered places in force, read anew when zones were told."""

    def __init__(self) -> None:
        self._seq = -1
        self._known: dict[str, Known] = {}
        self._lock = asyncio.Lock()

    async def known(self, pool: Any, now_ms: int) -> dict[str, Known]:
        """The places that have a name, by zone_id."""
        async with self._lock:
            newest = await newest_seq_after(pool, "zones", self._seq)
            if newest is not None:
                versions = await load_kind(pool, "zones")
                self._known = await asyncio.to_thread(_settled, versions, now_ms)
                self._seq = newest
            return self._known


def nearest(known: dict[str, Known], lat: float, lon: float) -> Near | None:
    """The nearest of some places; None where there is none."""
    if not known:
        return None
    away_m, _, found = min((distance_m(one.lon, one.lat, lon, lat), one.zone_id, one) for one in known.values())
    direction = None if away_m < INSIDE_M else direction_of(found.lat, found.lon, lat, lon)
    return Near(known=found, km=round(away_m / 1000, 1), direction=direction)


def direction_of(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> Direction:
    """In which of eight directions one place lies from another."""
    east = (to_lon - from_lon) * math.cos(math.radians(from_lat))
    turned = math.degrees(math.atan2(east, to_lat - from_lat)) % 360
    return _DIRECTIONS[round(turned / 45) % 8]


def _settled(versions: list[ReferenceVersion], now_ms: int) -> dict[str, Known]:
    told: dict[str, list[ReferenceVersion]] = {}
    for version in versions:
        told.setdefault(version.key, []).append(version)
    newest = (in_force(each, now_ms) for each in told.values())
    zones = [one.body for one in newest if one is not None and isinstance(one.body, Zone)]
    named = (zone for zone in zones if zone.kind not in _NOT_SAID and (zone.name_th or zone.name_en))
    return {zone.zone_id: _known(zone) for zone in named}


def _known(zone: Zone) -> Known:
    middle = shapely.from_geojson(msgspec.json.encode(zone.geometry).decode()).representative_point()
    return Known(
        zone_id=zone.zone_id, name_th=zone.name_th or zone.name_en, name_en=zone.name_en or zone.name_th,
        lat=middle.y, lon=middle.x,
    )  # fmt: skip
