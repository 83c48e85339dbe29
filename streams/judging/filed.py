"""Filed: vehicles, permits and manifests under the names by which they are asked for; newer ones are filed beside."""

import bisect
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from models.manifest import Manifest
from models.permit import Permit
from models.reference import Kind
from models.vehicle import Vehicle
from streams.judging.history import Grouped, Held, History, R, Spell, retold
from streams.judging.table import Drafts, Table

Departure = tuple[int, str]
"""When a manifest plans to leave, and its key."""
_NOTHING: Final[Grouped] = {}


class Rides:
    """The periods of one unit on its trucks, by the day on which they begin, and what was found of them last."""

    __slots__ = ("newest", "rows")

    def __init__(self, before: "Rides | None" = None) -> None:
        self.rows: list[Held[Vehicle]] = [] if before is None else before.rows.copy()
        self.newest: Spell[Vehicle | None] | None = None

    @property
    def plates(self) -> frozenset[str]:
        """The trucks on which it rides at any time."""
        return frozenset(held.body.plate_key for held in self.rows)


class Truck:
    """What names one truck at any time: units, permits and manifests.

    `related` are the permits that have to do with it, `gates` and `sites` the zones of theirs; None: nobody has asked.
    """

    __slots__ = ("departures", "gates", "permits", "related", "sites", "units")

    def __init__(self, before: "Truck | None" = None) -> None:
        self.units: tuple[str, ...] = () if before is None else before.units
        self.permits: tuple[str, ...] = () if before is None else before.permits
        self.departures: list[Departure] = [] if before is None else before.departures.copy()
        self.related: tuple[str, ...] | None = None if before is None else before.related
        # Whoever touches a truck changes what these were made of.
        self.gates: frozenset[str] | None = None
        self.sites: frozenset[str] | None = None


class Dossier:
    """The manifests of one permit; `carriers` are the trucks of theirs, None: nobody has asked."""

    __slots__ = ("carriers", "departures")

    def __init__(self, before: "Dossier | None" = None) -> None:
        self.departures: list[Departure] = [] if before is None else before.departures.copy()
        self.carriers: frozenset[str] | None = None if before is None else before.carriers


class Filed:
    """All that was told of vehicles, permits and manifests. What was filed is replaced, and never changed."""

    def __init__(self) -> None:
        self._periods: Table[History[Vehicle]] = Table()
        self._permits: Table[History[Permit]] = Table()
        self._manifests: Table[History[Manifest]] = Table()
        self._rides: Table[Rides] = Table()
        self._trucks: Table[Truck] = Table()
        self._dossiers: Table[Dossier] = Table()
        self._permits_of_gate: Table[tuple[str, ...]] = Table()
        self._sharing: frozenset[str] = frozenset()

    def _file(self, told: Mapping[Kind, Grouped]) -> None:
        """Files newer versions, by kind and key, beside what was told before them."""
        trucks, before = Drafts(self._trucks, Truck), self._trucks
        units = self._file_vehicles(told.get("vehicles", _NOTHING), trucks)
        self._file_permits(told.get("permits", _NOTHING), trucks)
        self._file_manifests(told.get("manifests", _NOTHING), trucks)
        self._trucks = before.having(trucks)
        if units:
            together = {unit for plate in trucks for table in (before, self._trucks) for unit in _units(table, plate)}
            self._sharing = (self._sharing - together).union(unit for unit in together if self._has_company(unit))

    def _file_vehicles(self, told: Grouped, trucks: Drafts[Truck]) -> Drafts[Rides]:
        rides = Drafts(self._rides, Rides)
        newer = retold(self._periods.get, told, Vehicle)
        for key, history in newer.items():
            gone = {id(held): held.body.unit_id for held in _held(self._periods, key)}
            for unit_id in set(gone.values()):
                rides[unit_id].rows = [held for held in rides[unit_id].rows if id(held) not in gone]
            for held in history.held:
                rides[held.body.unit_id].rows.append(held)
        for unit_id, ride in rides.items():
            ride.rows.sort(key=lambda held: held.body.valid_from)
            before, now = self._rides.get(unit_id), ride.plates
            for plate in now if before is None else now ^ before.plates:
                trucks[plate].units = _toggled(trucks[plate].units, unit_id)
        self._periods, self._rides = self._periods.having(newer), self._rides.having(rides)
        return rides

    def _file_permits(self, told: Grouped, trucks: Drafts[Truck]) -> None:
        gates: dict[str, tuple[str, ...]] = {}
        newer = retold(self._permits.get, told, Permit)
        for key, history in newer.items():
            was, now = _held(self._permits, key), history.held
            plates_was, plates_now = _named(was), _named(now)
            for plate in plates_was.union(plates_now, self._carriers(key)):
                truck = trucks[plate]
                if (plate in plates_was) is not (plate in plates_now):
                    truck.permits, truck.related = _toggled(truck.permits, key), None
            for zone_id in _generators(was) ^ _generators(now):
                gates[zone_id] = _toggled(gates.get(zone_id, self._permits_of_gate.get(zone_id) or ()), key)
        self._permits = self._permits.having(newer)
        self._permits_of_gate = self._permits_of_gate.having(
            {zone_id: tuple(sorted(keys, key=self._told_first)) for zone_id, keys in gates.items()}
        )

    def _file_manifests(self, told: Grouped, trucks: Drafts[Truck]) -> None:
        dossiers = Drafts(self._dossiers, Dossier)
        newer = retold(self._manifests.get, told, Manifest)
        for key, history in newer.items():
            was, now = _terms(_held(self._manifests, key)), _terms(history.held)
            if was == now:  # it was received, or weighed
                continue
            _move(trucks, key, {(plate, at) for plate, _, at in was}, {(plate, at) for plate, _, at in now})
            _move(dossiers, key, {(permit, at) for _, permit, at in was}, {(permit, at) for _, permit, at in now})
            plates, permits = {plate for plate, _, _ in now}, {permit for _, permit, _ in now}
            gone = {plate for plate, _, _ in was} - plates, {permit for _, permit, _ in was} - permits
            only_more = not any(gone)
            for truck in [trucks[plate] for plate in plates | gone[0]]:
                known = truck.related if only_more else None
                truck.related = None if known is None else tuple(sorted(permits.union(known)))
            for dossier in [dossiers[permit] for permit in permits | gone[1]]:
                carriers = dossier.carriers if only_more else None
                dossier.carriers = None if carriers is None else carriers | plates
        self._manifests, self._dossiers = self._manifests.having(newer), self._dossiers.having(dossiers)

    def _carriers(self, permit: str) -> frozenset[str]:
        """The trucks that the manifests of a permit name at any time."""
        dossier = self._dossiers.get(permit)
        if dossier is None:
            return frozenset()
        if dossier.carriers is None:
            keys = {key for _, key in dossier.departures}
            dossier.carriers = frozenset(held.body.plate_key for key in keys for held in _held(self._manifests, key))
        return dossier.carriers

    def _told_first(self, permit: str) -> int:
        history = self._permits.get(permit)
        return -1 if history is None else history.versions[0].seq

    def _has_company(self, unit_id: str) -> bool:
        ride = self._rides.get(unit_id)
        return ride is not None and any(len(_units(self._trucks, plate)) > 1 for plate in ride.plates)


Filable = TypeVar("Filable", Truck, Dossier)


def _held(known: Table[History[R]], key: str) -> tuple[Held[R], ...]:
    history = known.get(key)
    return () if history is None else history.held


def _units(trucks: Table[Truck], plate: str) -> tuple[str, ...]:
    truck = trucks.get(plate)
    return () if truck is None else truck.units


def _named(rows: Iterable[Held[Permit]]) -> frozenset[str]:
    return frozenset(plate for held in rows for plate in held.body.vehicle_keys)


def _generators(rows: Iterable[Held[Permit]]) -> frozenset[str]:
    return frozenset(held.body.generator.zone_id for held in rows)


def _terms(rows: Iterable[Held[Manifest]]) -> set[tuple[str, str, int]]:
    """Which truck a manifest named at any time, under which permit, to leave when."""
    return {(held.body.plate_key, held.body.permit_key, held.body.planned_depart_ms) for held in rows}


def _toggled(names: Sequence[str], name: str) -> tuple[str, ...]:
    """Some names in order, without one if it is among them, else with it."""
    return tuple(sorted({*names} ^ {name}))


def _move(drafts: Drafts[Filable], key: str, was: set[tuple[str, int]], now: set[tuple[str, int]]) -> None:
    """Takes the departures of a manifest from those whose they are no more, and gives them to those whose they are."""
    for name, at_ms in was - now:
        rows = drafts[name].departures
        del rows[bisect.bisect_left(rows, (at_ms, key))]
    for name, at_ms in now - was:
        bisect.insort(drafts[name].departures, (at_ms, key))
