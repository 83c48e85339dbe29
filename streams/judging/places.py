"""Places: the zones in force at a time, and which of them hold a place or are touched by a path."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import shapely

from geofences.projection import Floats, to_plane_many
from geofences.zone_index import Fence, ZoneIndex, build_fence
from models.kept import keep
from models.zone import Zone
from streams.judging.history import ALWAYS_MS, Grouped, History, Spell, retold, spell_of

PERMITTED_KINDS: Final = frozenset({"rest_area", "fuel", "weigh_station"})


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A zone in force at a time, with its fence; `number` is the fence's in the index."""

    number: int
    zone: Zone
    fence: Fence
    from_ms: int
    to_ms: int


class Around(msgspec.Struct, frozen=True, gc=False):
    """The zones that hold a place at a time, and among them the estate, whose thresholds hold there."""

    places: tuple[Place, ...]
    zone_ids: tuple[str, ...]
    estate_zone_id: str | None


_NOWHERE: Final = Around((), (), None)


class Land:
    """The zones of some reference data, their fences prepared, and what was found of them; `before` is the one before.

    `crossed` are the provinces that a plan crosses, by the plan's id, which is kept with them.
    """

    def __init__(self, zones: dict[str, History[Zone]], before: "Land | None" = None) -> None:
        self.zones = zones
        fences: dict[int, Fence] = {} if before is None else {id(place.zone): place.fence for place in before.places}
        held_all = [held for key in sorted(zones) for held in zones[key].held]
        self.places: tuple[Place, ...] = tuple(
            Place(
                number=number, zone=held.body, fence=fences.get(id(held.body)) or _fence(held.body),
                from_ms=held.from_ms, to_ms=held.to_ms,
            )
            for number, held in enumerate(held_all)
        )  # fmt: skip
        self.index = ZoneIndex([place.fence for place in self.places])
        self.numbers = _numbers(place.zone.zone_id for place in self.places)
        self.restricted = tuple(place for place in self.places if place.zone.kind == "restricted")
        self.restricted_index = ZoneIndex([place.fence for place in self.restricted])
        self.provinces = tuple(place.fence for place in self.places if place.zone.kind == "province")
        self.arounds: dict[tuple[int, ...], Spell[Around]] = {}
        self.crossed: dict[tuple[object, ...], tuple[object, frozenset[str]]] = {}

    def having(self, told: Grouped) -> "Land":
        """A land of which newer versions were told."""
        return Land({**self.zones, **retold(self.zones.get, told, Zone)}, self)


class Places:
    """The zones of the reference data, prepared once: a newer World has the same land while no zone is told."""

    def __init__(self) -> None:
        self._settle(Land({}))

    def _file_zones(self, told: Grouped) -> None:
        """Files newer versions of zones, by key."""
        if told:
            self._settle(self.land.having(told))

    def _settle(self, land: Land) -> None:
        self.land = land
        self._zones, self.places, self._index = land.zones, land.places, land.index
        self._arounds, self._places_of_zone = land.arounds, land.numbers
        self._restricted, self._restricted_index = land.restricted, land.restricted_index
        self.has_restricted = bool(land.restricted)

    def zone(self, zone_id: str, at_ms: int) -> Zone | None:
        """A zone's version in force."""
        history = self._zones.get(zone_id)
        return history.at(at_ms) if history else None

    def fence(self, zone_id: str, at_ms: int) -> Fence | None:
        """The fence of a zone's version in force."""
        return next((place.fence for place in self.in_force(self._places_of_zone.get(zone_id, ()), at_ms)), None)

    def fences_of(self, zone_id: str) -> list[Fence]:
        """The fences of all versions of a zone."""
        return [self.places[number].fence for number in self._places_of_zone.get(zone_id, ())]

    def is_known(self, zone_id: str) -> bool:
        """Whether a zone was ever told."""
        return zone_id in self._zones

    def around(self, x: float, y: float, lat: float, at_ms: int) -> Around:
        """What holds a place of the plane at a time."""
        numbers = self._index.holding(x, y, lat)
        if not numbers:
            return _NOWHERE
        spell = self._arounds.get(numbers)
        if spell is None or not spell.from_ms <= at_ms < spell.to_ms:
            edges_ms = (edge_ms for i in numbers for edge_ms in (self.places[i].from_ms, self.places[i].to_ms))
            places = self.in_force(numbers, at_ms)
            zone_ids = tuple(place.zone.zone_id for place in places)
            around = Around(places, zone_ids, self.estate(places))
            spell = keep(self._arounds, numbers, spell_of(around, at_ms, edges_ms))
        return spell.answer

    def holding(self, x: float, y: float, lat: float, at_ms: int) -> tuple[Place, ...]:
        """The zones in force that hold a place of the plane."""
        return self.around(x, y, lat, at_ms).places

    def numbers(self, x: float, y: float, lat: float) -> tuple[int, ...]:
        """The numbers of the fences, of whatever time, that hold a place of the plane."""
        return self._index.holding(x, y, lat)

    def numbers_near(self, x: float, y: float, lat: float, reach: float) -> tuple[int, ...] | None:
        """The fences that hold a place and all others within `reach` plane units; None where they differ."""
        return self._index.holding_near(x, y, lat, reach)

    def around_lasts_ms(self, numbers: tuple[int, ...]) -> int:
        """Until when the answer of `around` that was last given for these fences is the answer."""
        spell = self._arounds.get(numbers)
        return ALWAYS_MS[1] if spell is None else spell.to_ms

    def holding_many(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats, list[tuple[int, ...]]]:
        """Plane coordinates and fence numbers (any version) of many places; `in_force` picks by time."""
        x, y = to_plane_many(lon, lat)
        return x, y, self._index.holding_many(x, y, lat)

    def in_force(self, numbers: Sequence[int], at_ms: int) -> tuple[Place, ...]:
        """Of fence numbers, the places whose version was in force."""
        if not numbers:
            return ()
        return tuple(place for place in (self.places[i] for i in numbers) if place.from_ms <= at_ms < place.to_ms)

    def restricted_touched(self, ax: float, ay: float, bx: float, by: float, at_ms: int) -> list[tuple[Place, float]]:
        """The restricted zones in force that a straight path touches, each with how far along the path, 0 to 1."""
        touched = self._restricted_index.touched(ax, ay, bx, by)
        if not touched:
            return []
        found = ((self._restricted[i], i) for i in touched)
        return [
            (place, self._restricted_index.first_touch(i, ax, ay, bx, by))
            for place, i in found
            if place.from_ms <= at_ms < place.to_ms
        ]

    def may_touch_restricted(self, ax: float, ay: float, bx: float, by: float) -> bool:
        """Whether a straight path touches a restricted zone, of whatever time."""
        return bool(self._restricted_index.touched(ax, ay, bx, by))

    def holds(self, place: Place, x: float, y: float, lat: float) -> bool:
        """Whether a place of the plane lies in a zone."""
        return place.number in self._index.holding(x, y, lat)

    @staticmethod
    def point(x: float, y: float) -> shapely.Point:
        """A place of the plane as a geometry."""
        return shapely.Point(x, y)

    def estate(self, places: Sequence[Place]) -> str | None:
        """The estate among some places."""
        return next((place.zone.zone_id for place in places if place.zone.kind == "estate"), None)


def _fence(zone: Zone) -> Fence:
    return build_fence(zone.zone_id, zone.kind, zone.geometry, zone.radius_m)


def _numbers(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        found[name].append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}
