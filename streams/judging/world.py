"""World: all reference data with its versions, answering what was in force at a time; immutable once built.

A new World is built beside the old one and swapped. Geometry is prepared at first use and kept.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import shapely

from alerts.permit_invalid import Fault
from geofences.corridor import Corridor, build_corridor, length_m
from geofences.crossing import crossed
from geofences.projection import Floats, to_plane_many
from geofences.zone_index import Fence, ZoneIndex, build_fence
from models.fix import Run
from models.manifest import Manifest
from models.permit import Permit
from models.reference import Kind, ReferenceVersion, permit_status, timeline
from models.thresholds import Thresholds
from models.times import HOUR_MS
from models.vehicle import Vehicle
from models.working_days import holidays_of
from models.zone import Zone
from streams.judging.local_days import local_date

PERMITTED_KINDS: Final = frozenset({"rest_area", "fuel", "weigh_station"})
SITE_KINDS: Final = frozenset(
    {"generator", "processor", "estate", "rest_area", "fuel", "weigh_station", "depot"}
)
"""The kinds of registered zones: any but a province and, where dumping is looked for, a restricted one."""
ALWAYS_MS: Final = (-1, 1 << 62)

R = TypeVar("R", Vehicle, Zone, Permit, Manifest)


class Held(msgspec.Struct, Generic[R], frozen=True, gc=False):
    """A record while it is in force: from `from_ms` to before `to_ms`."""

    from_ms: int
    to_ms: int
    body: R


class History(Generic[R]):
    """The versions of one key in order of time, and the spans that they were made of."""

    __slots__ = ("held", "newest_seq", "spans")

    def __init__(self, versions: Sequence[ReferenceVersion], kind: type[R]) -> None:
        self.spans = timeline(versions)
        self.newest_seq = max((version.seq for version in versions), default=-1)
        self.held: tuple[Held[R], ...] = tuple(
            Held(
                ALWAYS_MS[0] if span.from_ms is None else span.from_ms,
                ALWAYS_MS[1] if span.to_ms is None else span.to_ms,
                span.version.body,
            )
            for span in self.spans
            if isinstance(span.version.body, kind)
        )

    def at(self, at_ms: int) -> R | None:
        """The version in force at a time."""
        for held in reversed(self.held):
            if held.from_ms <= at_ms:
                return held.body if at_ms < held.to_ms else None
        return None


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A zone in force at a time, with its fence."""

    zone: Zone
    fence: Fence
    from_ms: int
    to_ms: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a trip may do: where it may drive, stop and unload. `corridors` None: the route is not judged.

    `required` are the processors of its manifests, all to be visited; without manifests any of `processors` suffices.
    `receipts`: for each of them when its manifests count as received, None for one that does not yet. `planned_ms` is
    the longest journey that its manifests plan, `route_m` the length of its longest route; None where there is none.
    """

    corridors: tuple[Corridor, ...] | None
    processors: dict[str, str | None]
    required: tuple[str, ...]
    permitted: frozenset[str]
    receipts: dict[str, tuple[int | None, ...]]
    planned_ms: int | None
    route_m: float | None

    @property
    def targets(self) -> tuple[str, ...]:
        """The zones at which the load may arrive."""
        return self.required or tuple(self.processors)


class World:
    """Reference data in force at any time. `serial` grows with each newer World; `seq` is its newest version's.

    `country` is the one whose holidays count.
    """

    def __init__(
        self,
        versions: Iterable[ReferenceVersion],
        thresholds: Thresholds,
        timezone: ZoneInfo,
        serial: int = 0,
        country: str = "TH",
    ) -> None:
        self.serial = serial
        self.holidays = holidays_of(country)
        self.thresholds = thresholds
        self.timezone = timezone
        self._told = sorted(versions, key=lambda version: version.seq)
        self.seq = self._told[-1].seq if self._told else 0
        grouped: dict[str, dict[str, list[ReferenceVersion]]] = defaultdict(lambda: defaultdict(list))
        for version in self._told:
            grouped[version.kind][version.key].append(version)
        self._versions = grouped
        self._permits = {key: History(rows, Permit) for key, rows in grouped["permits"].items()}
        self._manifests = {key: History(rows, Manifest) for key, rows in grouped["manifests"].items()}
        self._zones = {key: History(rows, Zone) for key, rows in grouped["zones"].items()}
        self._units_of_plate = _index(
            (held.body.plate_key, held.body.unit_id)
            for rows in grouped["vehicles"].values()
            for held in History(rows, Vehicle).held
        )
        self._vehicles = _by_unit(History(rows, Vehicle) for rows in grouped["vehicles"].values())
        self._permits_of_plate = _index(
            (plate, key)
            for key, history in self._permits.items()
            for held in history.held
            for plate in held.body.vehicle_keys
        )
        told = [(key, held.body) for key, history in self._manifests.items() for held in history.held]
        self._manifests_of_permit = _index((manifest.permit_key, key) for key, manifest in told)
        self._manifests_of_plate = _index((manifest.plate_key, key) for key, manifest in told)
        self._permits_of_gate = _index(
            (held.body.generator.zone_id, key) for key, history in self._permits.items() for held in history.held
        )
        self._sites_of_plate: dict[str, frozenset[str]] = {}
        self._uses_from_ms: dict[str, int] = {}
        for _, manifest in told:
            earliest = self._uses_from_ms.get(manifest.permit_key, ALWAYS_MS[1])
            self._uses_from_ms[manifest.permit_key] = min(earliest, manifest.planned_depart_ms)
        self.places = tuple(
            Place(zone=held.body, fence=_fence(held.body), from_ms=held.from_ms, to_ms=held.to_ms)
            for key in sorted(self._zones)
            for held in self._zones[key].held
        )
        self._places_of_zone = _numbers(place.zone.zone_id for place in self.places)
        self._index = ZoneIndex([place.fence for place in self.places])
        self._restricted = tuple(place for place in self.places if place.zone.kind == "restricted")
        self._restricted_index = ZoneIndex([place.fence for place in self._restricted])
        self.has_restricted = bool(self._restricted)
        self._corridors: dict[tuple[int, str], Corridor] = {}
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._provinces = tuple(place.fence for place in self.places if place.zone.kind == "province")
        self._crossed: dict[tuple[object, ...], frozenset[str]] = {}

    def told_after(self, seq: int) -> Sequence[ReferenceVersion]:
        """The versions told after another one, in order."""
        return self._told[bisect.bisect_right(self._told, seq, key=lambda version: version.seq) :]

    def seq_told_before(self, received_ms: int) -> int:
        """The newest version that was received before a time, with all before it; 0 where there is none."""
        return next((version.seq for version in reversed(self._told) if version.received_ms < received_ms), 0)

    def versions(self, kind: Kind, key: str) -> Sequence[ReferenceVersion]:
        """All that was told under one key, in order."""
        return self._versions[kind][key]

    @property
    def unit_ids(self) -> Iterable[str]:
        """The units that are registered at any time."""
        return self._vehicles.keys()

    def vehicles_of(self, unit_id: str) -> tuple[Vehicle, ...]:
        """The periods of a unit on its trucks, by the day on which they begin."""
        return tuple(held.body for held in self._vehicles.get(unit_id, ()))

    def plates_of(self, unit_id: str) -> frozenset[str]:
        """The trucks on which a unit rides at any time, in their normal form."""
        return frozenset(held.body.plate_key for held in self._vehicles.get(unit_id, ()))

    def plates_on(self, permit_key: str) -> frozenset[str]:
        """The trucks that a permit names at any time, in their normal form."""
        history = self._permits.get(permit_key)
        return frozenset(plate for held in history.held for plate in held.body.vehicle_keys) if history else frozenset()

    def vehicle(self, unit_id: str, at_ms: int) -> Vehicle | None:
        """The truck on which a unit rode at a time; of several rows that hold, the one that began last."""
        rows = self._vehicles.get(unit_id)
        if not rows:
            return None
        day = local_date(at_ms, self.timezone)
        for held in reversed(rows):
            if held.from_ms <= at_ms < held.to_ms and held.body.holds_on(day):
                return held.body
        return None

    def permit(self, key: str, at_ms: int) -> Permit | None:
        """A permit's version in force, by its normal number."""
        history = self._permits.get(key)
        return history.at(at_ms) if history else None

    def manifest(self, key: str, at_ms: int) -> Manifest | None:
        """A manifest's version in force, by its normal number."""
        history = self._manifests.get(key)
        return history.at(at_ms) if history else None

    def zone(self, zone_id: str, at_ms: int) -> Zone | None:
        """A zone's version in force."""
        history = self._zones.get(zone_id)
        return history.at(at_ms) if history else None

    def fence(self, zone_id: str, at_ms: int) -> Fence | None:
        """The fence of a zone's version in force."""
        return next((place.fence for place in self.in_force(self._places_of_zone.get(zone_id, ()), at_ms)), None)

    def holding(self, x: float, y: float, lat: float, at_ms: int) -> tuple[Place, ...]:
        """The zones in force that hold a place of the plane."""
        return self.in_force(self._index.holding(x, y, lat), at_ms)

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
        found = ((self._restricted[i], i) for i in self._restricted_index.touched(ax, ay, bx, by))
        return [
            (place, self._restricted_index.first_touch(i, ax, ay, bx, by))
            for place, i in found
            if place.from_ms <= at_ms < place.to_ms
        ]

    def permits_naming(self, plate_key: str, zone_id: str, at_ms: int) -> list[str]:
        """Permits, valid or not, of the generator at a zone that name a truck; ascending."""
        named = []
        for key in self._permits_of_plate.get(plate_key, ()):
            permit = self.permit(key, at_ms)
            if permit is None or permit.generator.zone_id != zone_id:
                continue
            if plate_key in permit.vehicle_keys:
                named.append(key)
        return sorted(named)

    def gates_changed_since(self, seq: int) -> list[str]:
        """The gates whose permits have manifests and were changed, they or their manifests, after a version."""
        changed = {key for key, history in self._permits.items() if history.newest_seq > seq}
        changed.update(
            held.body.permit_key
            for history in self._manifests.values()
            if history.newest_seq > seq
            for held in history.held
        )
        with_papers = (key for key in changed if key in self._permits and key in self._manifests_of_permit)
        return sorted({held.body.generator.zone_id for key in with_papers for held in self._permits[key].held})

    def gates_of(self, plate_key: str, permits: Sequence[str] = ()) -> list[str]:
        """The gates of the generators whose permits have to do with a truck, or are these."""
        keys = {*self.permits_of_plate(plate_key), *permits}
        held = (held for key in keys if key in self._permits for held in self._permits[key].held)
        return sorted({one.body.generator.zone_id for one in held})

    def permits_of_gate(self, zone_id: str) -> tuple[str, ...]:
        """The permits of the generator at a zone, in any version."""
        return self._permits_of_gate.get(zone_id, ())

    def manifests_of(self, permit: str) -> tuple[str, ...]:
        """The manifests that name a permit, in any version."""
        return self._manifests_of_permit.get(permit, ())

    def permits_of_plate(self, plate_key: str) -> tuple[str, ...]:
        """The permits that have to do with a truck, in any version: they name it, or a manifest of theirs does."""
        keys = self._manifests_of_plate.get(plate_key, ())
        named = [held.body.permit_key for key in keys for held in self._manifests[key].held]
        return tuple(sorted({*self._permits_of_plate.get(plate_key, ()), *named}))

    def sites_of(self, plate_key: str) -> frozenset[str]:
        """The zones of the generators and processors that have to do with a truck."""
        found = self._sites_of_plate.get(plate_key)
        if found is None:
            bodies = [
                held.body for key in self.permits_of_plate(plate_key) if key in self._permits
                for held in self._permits[key].held
            ]  # fmt: skip
            found = frozenset(
                zone_id
                for permit in bodies
                for zone_id in (permit.generator.zone_id, *(item.processor.zone_id for item in permit.items))
            )
            self._sites_of_plate[plate_key] = found
        return found

    def is_on_route(self, permits: tuple[str, ...], manifests: tuple[str, ...], run: Run, at_ms: int) -> bool:
        """Whether a stop of a trip lies on its corridor; where the route is not judged, every place does."""
        corridors = self.plan(permits, manifests, at_ms).corridors
        if corridors is None:
            return True
        point = self.point(run.x, run.y)
        return any(corridor.distance_m(point, run.lat) <= corridor.corridor_m for corridor in corridors)

    def manifests_there(
        self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int, round_ms: int
    ) -> list[str]:
        """The manifests that a truck leaving a generator zone carries: open, its own before those of its permits."""
        own, others = self.fitting_manifests(plate_key, zone_id, at_ms, carried, window_ms)
        found = own or others
        if not found:
            return []
        departs = {key: m.planned_depart_ms for key in found if (m := self.manifest(key, at_ms))}
        nearest = min(departs.values(), key=lambda depart: (abs(depart - at_ms), depart))
        return sorted(key for key, depart in departs.items() if abs(depart - nearest) <= round_ms)

    def fitting_manifests(
        self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int
    ) -> tuple[list[str], list[str]]:
        """The open manifests that fit a truck leaving a generator zone: its own, and others of permits that name it."""
        own = [
            key
            for key in self._manifests_of_plate.get(plate_key, ())
            if (manifest := self._fitting(key, zone_id, at_ms, carried, window_ms)) and manifest.plate_key == plate_key
        ]
        others = [
            key
            for permit in self.permits_naming(plate_key, zone_id, at_ms)
            for key in self._manifests_of_permit.get(permit, ())
            if key not in own and self._fitting(key, zone_id, at_ms, carried, window_ms)
        ]
        return own, others

    def _fitting(self, key: str, zone_id: str, at_ms: int, carried: Sequence[str], window_ms: int) -> Manifest | None:
        manifest = self.manifest(key, at_ms)
        if manifest is None or key in carried or manifest.status == "cancelled":
            return None
        if abs(manifest.planned_depart_ms - at_ms) > window_ms:
            return None
        received_ms = self.received_ms(key)
        if received_ms is not None and received_ms <= at_ms:
            return None
        permit = self.permit(manifest.permit_key, at_ms)
        return manifest if permit is not None and permit.generator.zone_id == zone_id else None

    def received_ms(self, key: str) -> int | None:
        """When a manifest counts as received, as its newest version says; None while it does not."""
        history = self._manifests.get(key)
        if history is None or not history.held:
            return None
        newest = history.held[-1]
        if newest.body.status != "received":
            return None
        received_at_ms: int | None = newest.body.received_at_ms
        return max(newest.from_ms, 0) if received_at_ms is None else received_at_ms

    def newest_manifest(self, key: str) -> Manifest | None:
        """A manifest as it was last told."""
        history = self._manifests.get(key)
        return history.held[-1].body if history is not None and history.held else None

    def told_ms(self, key: str) -> int | None:
        """Since when a manifest stands as it was last told."""
        history = self._manifests.get(key)
        return max(history.held[-1].from_ms, 0) if history is not None and history.held else None

    def unit_of_plate(self, plate_key: str, at_ms: int) -> str | None:
        """The unit on a truck at a time, the first by name of several; None where it has no device."""
        units = self._units_of_plate.get(plate_key, ())
        return next((u for u in sorted(units) if (v := self.vehicle(u, at_ms)) and v.plate_key == plate_key), None)

    def cancelled_ms(self, keys: Sequence[str]) -> int | None:
        """When the last of some manifests was cancelled, as their newest versions say; None while one is not."""
        newest = [history.held[-1] for key in keys if (history := self._manifests.get(key)) and history.held]
        if not newest or any(held.body.status != "cancelled" for held in newest):
            return None
        return max(held.from_ms for held in newest)

    def approved_naming(self, plate_key: str, at_ms: int) -> Permit | None:
        """The approved permit in force that names a truck, of several the one of the smallest number."""
        day = local_date(at_ms, self.timezone)
        found = [
            permit
            for key in self._permits_of_plate.get(plate_key, ())
            if (permit := self.permit(key, at_ms)) is not None
            and plate_key in permit.vehicle_keys
            and permit.holds_on(day)
            and permit_status(self._permits[key].spans, at_ms) == "approved"
        ]
        return min(found, key=lambda permit: permit.permit_no, default=None)

    def uses_manifests(self, permit: str, at_ms: int) -> bool:
        """Whether a permit has begun to use manifests."""
        return permit in self._uses_from_ms and self._uses_from_ms[permit] <= at_ms

    def faults(self, key: str, manifests: Sequence[str], at_ms: int) -> Fault | None:
        """Why a departure under a permit is not in order, None where it is."""
        permit = self.permit(key, at_ms)
        if permit is None:
            return "revoked"
        status = permit_status(self._permits[key].spans, at_ms)
        if status is not None and status != "approved":
            return status
        day = local_date(at_ms, self.timezone)
        if day < permit.valid_from:
            return "not_yet_valid"
        if day > permit.valid_to:
            return "expired"
        numbers = {
            m.item_no for m in (self.manifest(k, at_ms) for k in manifests) if m is not None and m.permit_key == key
        }
        consents = {item.consent for item in permit.items if not numbers or item.item_no in numbers}
        if numbers and consents - {"accepted"}:
            return "item_declined" if "declined" in consents else "item_pending"
        if consents and "accepted" not in consents:
            return "item_declined" if "declined" in consents else "item_pending"
        return None

    def item_nos(self, permits: Sequence[str], manifests: Sequence[str], at_ms: int) -> tuple[int, ...]:
        """The items of a trip: its manifests', without manifests all of its permits'."""
        if manifests:
            found = (self.manifest(key, at_ms) for key in manifests)
            return tuple(sorted({m.item_no for m in found if m is not None}))
        known = (self.permit(key, at_ms) for key in permits)
        return tuple(sorted({item.item_no for permit in known if permit is not None for item in permit.items}))

    def plan(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> Plan:
        """What a trip under these permits and manifests may do at a time."""
        permits_now = [(key, self.permit(key, at_ms)) for key in permits]
        manifests_now = [(key, self.manifest(key, at_ms)) for key in manifests]
        name = (tuple(id(p) for _, p in permits_now), tuple(id(m) for _, m in manifests_now), permits, manifests)
        plan = self._plans.get(name)
        if plan is None:
            plan = self._plans[name] = self._build_plan(permits_now, manifests_now)
        return plan

    def _build_plan(
        self, permits: list[tuple[str, Permit | None]], manifests: list[tuple[str, Manifest | None]]
    ) -> Plan:
        corridors: list[Corridor] = []
        judged = True
        processors: dict[str, str | None] = {}
        permitted: set[str] = set()
        required: set[str] = set()
        receipts: dict[str, list[int | None]] = defaultdict(list)
        planned_ms = [m.planned_arrive_ms - m.planned_depart_ms for _, m in manifests if m and m.planned_arrive_ms]
        routes_m: list[float] = []
        for key, permit in permits:
            if permit is None:
                judged = False
                continue
            carried = [(k, m) for k, m in manifests if m is not None and m.permit_key == key]
            numbers = {m.item_no for _, m in carried}
            items = [item for item in permit.items if not numbers or item.item_no in numbers]
            permitted.add(permit.generator.zone_id)
            permitted.update(permit.allowed_stop_zone_ids)
            for item in items:
                processors[item.processor.zone_id] = item.processor.factory_no
                routes = [route for route in permit.routes if item.item_no in route.item_nos]
                judged = judged and bool(routes)
                corridors.extend(self._corridor(permit, route.route_id) for route in routes)
                routes_m.extend(length_m(route.line) for route in routes)
            for manifest_key, manifest in carried:
                for item in items:
                    if item.item_no == manifest.item_no:
                        required.add(item.processor.zone_id)
                        receipts[item.processor.zone_id].append(self.received_ms(manifest_key))
        permitted.update(processors)
        unique = {id(corridor): corridor for corridor in corridors}
        return Plan(
            corridors=tuple(unique.values()) if judged and unique else None,
            processors=processors, required=tuple(sorted(required)), permitted=frozenset(permitted),
            receipts={zone: tuple(times) for zone, times in receipts.items()},
            planned_ms=max((ms for ms in planned_ms if ms > 0), default=None), route_m=max(routes_m, default=None),
        )  # fmt: skip

    def _corridor(self, permit: Permit, route_id: str) -> Corridor:
        name = (id(permit), route_id)
        if name not in self._corridors:
            route = next(route for route in permit.routes if route.route_id == route_id)
            self._corridors[name] = build_corridor(route.route_id, route.corridor_m, route.line)
        return self._corridors[name]

    def crossed_provinces(
        self, plan: Plan, generators: tuple[str, ...], margin_m: float
    ) -> frozenset[str] | None:
        """The provinces in which a trip may drive, None where its route is not judged.

        They are those that its corridors with a margin touch, and those of its generators and processors. A zone
        counts with all its versions: an edge redrawn since is no reason for doubt.
        """
        if plan.corridors is None:
            return None
        name = (id(plan), generators, margin_m)  # plans are kept, so that none gets the id of another
        found = self._crossed.get(name)
        if found is None:
            numbers = (self._places_of_zone.get(zone_id, ()) for zone_id in (*generators, *plan.processors))
            served = [self.places[number].fence for of_zone in numbers for number in of_zone]
            found = self._crossed[name] = crossed(self._provinces, plan.corridors, served, margin_m)
        return found

    def still_to_load(self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str]) -> bool:
        """Whether a truck may go on to load at a generator: an open manifest from there, or a permit that uses none."""
        window_ms = int(self.thresholds.common.departure.manifest_h * HOUR_MS)
        if self.manifests_there(plate_key, zone_id, at_ms, carried, window_ms, window_ms):
            return True
        return any(not self.uses_manifests(key, at_ms) for key in self.permits_naming(plate_key, zone_id, at_ms))

    def has_unresolved_permit(self, plate_key: str, at_ms: int) -> bool:
        """Whether a permit that names a truck names a zone that nobody knows."""
        named = (self.permit(key, at_ms) for key in self._permits_of_plate.get(plate_key, ()))
        return any(zone_id not in self._zones for permit in named if permit is not None for zone_id in permit.zone_ids)

    def holds(self, place: Place, x: float, y: float, lat: float) -> bool:
        """Whether a place of the plane lies in a zone."""
        return place.fence.holds(self.point(x, y), lat)

    @staticmethod
    def point(x: float, y: float) -> shapely.Point:
        """A place of the plane as a geometry."""
        return shapely.Point(x, y)

    def estate(self, places: Sequence[Place]) -> str | None:
        """The estate among some places."""
        return next((place.zone.zone_id for place in places if place.zone.kind == "estate"), None)


def _fence(zone: Zone) -> Fence:
    return build_fence(zone.zone_id, zone.kind, zone.geometry, zone.radius_m)


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, key in pairs:
        found[name][key] = None
    return {name: tuple(keys) for name, keys in found.items()}


def _by_unit(histories: Iterable[History[Vehicle]]) -> dict[str, tuple[Held[Vehicle], ...]]:
    units: dict[str, list[Held[Vehicle]]] = defaultdict(list)
    for history in histories:
        for held in history.held:
            units[held.body.unit_id].append(held)
    return {unit: tuple(sorted(rows, key=lambda held: held.body.valid_from)) for unit, rows in units.items()}


def _numbers(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        found[name].append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}
