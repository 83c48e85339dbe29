"""Register: which truck a unit rides on, which permits and manifests name it, at which gates they hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from models.kept import keep
from models.manifest import Manifest
from models.permit import Permit
from models.reference import permit_status
from models.vehicle import Vehicle
from streams.judging.history import ALWAYS_MS, Grouped, Held, History, Spell, departures_of, index_of, spell_of
from streams.judging.local_days import local_date, on_one_date_ms


class Register:
    """The vehicles, permits and manifests of the reference data, joined by their normal forms."""

    def __init__(self, grouped: Mapping[str, Grouped], timezone: ZoneInfo) -> None:
        self.timezone = timezone
        self._permits = {key: History(rows, Permit) for key, rows in grouped["permits"].items()}
        self._manifests = {key: History(rows, Manifest) for key, rows in grouped["manifests"].items()}
        rows_of_units = [History(rows, Vehicle) for rows in grouped["vehicles"].values()]
        self._vehicles = _by_unit(rows_of_units)
        self._units_of_plate = index_of(
            (held.body.plate_key, held.body.unit_id) for rows in rows_of_units for held in rows.held
        )
        self._sharing = frozenset(unit for units in self._units_of_plate.values() if len(units) > 1 for unit in units)
        self._permits_of_plate = index_of(
            (plate, key)
            for key, history in self._permits.items()
            for held in history.held
            for plate in held.body.vehicle_keys
        )
        told = [(key, held.body) for key, history in self._manifests.items() for held in history.held]
        self._manifests_of_permit = index_of((manifest.permit_key, key) for key, manifest in told)
        self._manifests_of_plate = index_of((manifest.plate_key, key) for key, manifest in told)
        self._departures_of_permit = departures_of((m.permit_key, m.planned_depart_ms, key) for key, m in told)
        self._departures_of_plate = departures_of((m.plate_key, m.planned_depart_ms, key) for key, m in told)
        self._permits_of_gate = index_of(
            (held.body.generator.zone_id, key) for key, history in self._permits.items() for held in history.held
        )
        self._sites_of_plate: dict[str, frozenset[str]] = {}
        self._gates_kept: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._rides: dict[str, Spell[Vehicle | None]] = {}
        self._uses_from_ms: dict[str, int] = {}
        for _, manifest in told:
            earliest = self._uses_from_ms.get(manifest.permit_key, ALWAYS_MS[1])
            self._uses_from_ms[manifest.permit_key] = min(earliest, manifest.planned_depart_ms)

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

    def units_on(self, plate_key: str) -> frozenset[str]:
        """The units that ride on a truck at any time."""
        return frozenset(self._units_of_plate.get(plate_key, ()))

    def plates_under(self, permit_key: str) -> frozenset[str]:
        """The trucks that a permit or a manifest of it names at any time, in their normal form."""
        permits, manifests = self._permits.get(permit_key), self._manifests_of_permit.get(permit_key, ())
        named = (plate for held in (permits.held if permits else ()) for plate in held.body.vehicle_keys)
        carrying = (held.body.plate_key for key in manifests for held in self._manifests[key].held)
        return frozenset(chain(named, carrying))

    def vehicle(self, unit_id: str, at_ms: int) -> Vehicle | None:
        """The truck on which a unit rode at a time; of several rows that hold, the one that began last."""
        ride = self._rides.get(unit_id)
        if ride is None or not ride.from_ms <= at_ms < ride.to_ms:
            edges_ms = (edge_ms for held in self._vehicles.get(unit_id, ()) for edge_ms in (held.from_ms, held.to_ms))
            vehicle = self._find_vehicle(unit_id, at_ms)
            ride = keep(self._rides, unit_id, spell_of(vehicle, at_ms, edges_ms, on_one_date_ms(at_ms)))
        return ride.answer

    def ride_lasts_ms(self, unit_id: str, at_ms: int, until_ms: int) -> int:
        """Until when a unit surely rides on the truck on which it rode at a time, or on none; `until_ms` at most.

        Less than a day lies between the two: what holds on both days holds on each of them.
        """
        for held in self._vehicles.get(unit_id, ()):
            for edge_ms in (held.from_ms, held.to_ms):
                if at_ms < edge_ms < until_ms:
                    until_ms = edge_ms
        if self._find_vehicle(unit_id, until_ms - 1) is self.vehicle(unit_id, at_ms):
            return until_ms
        return min(until_ms, self._rides[unit_id].to_ms)

    def _find_vehicle(self, unit_id: str, at_ms: int) -> Vehicle | None:
        rows = self._vehicles.get(unit_id)
        if not rows:
            return None
        day = local_date(at_ms, self.timezone)
        for held in reversed(rows):
            if held.from_ms <= at_ms < held.to_ms and held.body.holds_on(day):
                return held.body
        return None

    def unit_of_plate(self, plate_key: str, at_ms: int) -> str | None:
        """The unit on a truck at a time, the first by name of several; None where it has no device."""
        units = self._units_of_plate.get(plate_key, ())
        return next((u for u in sorted(units) if (v := self.vehicle(u, at_ms)) and v.plate_key == plate_key), None)

    def may_share_plate(self, unit_id: str) -> bool:
        """Whether a truck on which the unit rides at some time has another unit at some time."""
        return unit_id in self._sharing

    def shares_plate(self, unit_id: str, at_ms: int) -> bool:
        """Whether the truck on which a unit rides at a time has another unit at that time."""
        vehicle = self.vehicle(unit_id, at_ms) if unit_id in self._sharing else None
        return vehicle is not None and any(
            other != unit_id
            and (theirs := self.vehicle(other, at_ms)) is not None
            and theirs.plate_key == vehicle.plate_key
            for other in self._units_of_plate[vehicle.plate_key]
        )

    def permit(self, key: str, at_ms: int) -> Permit | None:
        """A permit's version in force, by its normal number."""
        history = self._permits.get(key)
        return history.at(at_ms) if history else None

    def manifest(self, key: str, at_ms: int) -> Manifest | None:
        """A manifest's version in force, by its normal number."""
        history = self._manifests.get(key)
        return history.at(at_ms) if history else None

    def is_named(self, plate_key: str, permits: Iterable[str], at_ms: int) -> bool:
        """Whether one of some permits names a truck at a time."""
        mine = self._permits_of_plate.get(plate_key, ())
        return any(
            key in mine and (permit := self.permit(key, at_ms)) is not None and plate_key in permit.vehicle_keys
            for key in permits
        )

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

    def named_lasts_ms(self, plate_key: str, at_ms: int) -> int:
        """Until when the permits that name a truck at a time surely stay as they are."""
        told = (self._permits[key] for key in self._permits_of_plate.get(plate_key, ()) if key in self._permits)
        edges_ms = (edge_ms for history in told for edge_ms in history.edges_ms())
        return min((edge_ms for edge_ms in edges_ms if edge_ms > at_ms), default=ALWAYS_MS[1])

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

    def gates_of(self, plate_key: str, permits: Sequence[str] = ()) -> tuple[str, ...]:
        """The gates of the generators whose permits have to do with a truck, or are these."""
        name = plate_key, tuple(permits)
        found = self._gates_kept.get(name)
        if found is None:
            keys = {*self.permits_of_plate(plate_key), *permits}
            held = (held for key in keys if key in self._permits for held in self._permits[key].held)
            found = keep(self._gates_kept, name, tuple(sorted({one.body.generator.zone_id for one in held})))
        return found

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

    def uses_manifests(self, permit: str, at_ms: int) -> bool:
        """Whether a permit has begun to use manifests."""
        return permit in self._uses_from_ms and self._uses_from_ms[permit] <= at_ms


def _by_unit(histories: Iterable[History[Vehicle]]) -> dict[str, tuple[Held[Vehicle], ...]]:
    units: dict[str, list[Held[Vehicle]]] = defaultdict(list)
    for history in histories:
        for held in history.held:
            units[held.body.unit_id].append(held)
    return {unit: tuple(sorted(rows, key=lambda held: held.body.valid_from)) for unit, rows in units.items()}
