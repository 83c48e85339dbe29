"""Register: which truck a unit rides on, which permits and manifests name it, at which gates they hold."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from models.manifest import Manifest
from models.permit import Permit
from models.reference import permit_status
from models.vehicle import Vehicle
from streams.judging.filed import Departure, Filed, Rides, Truck
from streams.judging.history import ALWAYS_MS, Spell, spell_of
from streams.judging.local_days import local_date, on_one_date_ms

_NO_TRUCK: Final = Truck()


class Register(Filed):
    """The vehicles, permits and manifests of the reference data, joined by their normal forms."""

    def __init__(self, timezone: ZoneInfo) -> None:
        super().__init__()
        self.timezone = timezone

    @property
    def unit_ids(self) -> Iterable[str]:
        """The units that are registered at any time."""
        return (unit_id for unit_id, ride in self._rides.items() if ride.rows)

    def vehicles_of(self, unit_id: str) -> tuple[Vehicle, ...]:
        """The periods of a unit on its trucks, by the day on which they begin."""
        ride = self._rides.get(unit_id)
        return () if ride is None else tuple(held.body for held in ride.rows)

    def plates_of(self, unit_id: str) -> frozenset[str]:
        """The trucks on which a unit rides at any time, in their normal form."""
        ride = self._rides.get(unit_id)
        return frozenset() if ride is None else ride.plates

    def units_on(self, plate_key: str) -> frozenset[str]:
        """The units that ride on a truck at any time."""
        return frozenset(self._truck(plate_key).units)

    def plates_under(self, permit_key: str) -> frozenset[str]:
        """The trucks that a permit or a manifest of it names at any time, in their normal form."""
        permit = self._permits.get(permit_key)
        named = (held.body.vehicle_keys for held in (permit.held if permit else ()))
        return self._carriers(permit_key).union(*named)

    def vehicle(self, unit_id: str, at_ms: int) -> Vehicle | None:
        """The truck on which a unit rode at a time; of several rows that hold, the one that began last."""
        ride = self._rides.get(unit_id)
        return None if ride is None else self._spell_of(ride, at_ms).answer

    def ride_lasts_ms(self, unit_id: str, at_ms: int, until_ms: int) -> int:
        """Until when a unit surely rides on the truck on which it rode at a time, or on none; `until_ms` at most.

        Less than a day lies between the two: what holds on both days holds on each of them.
        """
        ride = self._rides.get(unit_id)
        if ride is None:
            return until_ms
        for held in ride.rows:
            for edge_ms in (held.from_ms, held.to_ms):
                if at_ms < edge_ms < until_ms:
                    until_ms = edge_ms
        now = self._spell_of(ride, at_ms)
        return until_ms if self._find_vehicle(ride, until_ms - 1) is now.answer else min(until_ms, now.to_ms)

    def _spell_of(self, ride: Rides, at_ms: int) -> Spell[Vehicle | None]:
        spell = ride.newest
        if spell is None or not spell.from_ms <= at_ms < spell.to_ms:
            edges_ms = (edge_ms for held in ride.rows for edge_ms in (held.from_ms, held.to_ms))
            spell = spell_of(self._find_vehicle(ride, at_ms), at_ms, edges_ms, on_one_date_ms(at_ms, self.timezone))
            ride.newest = spell
        return spell

    def _find_vehicle(self, ride: Rides, at_ms: int) -> Vehicle | None:
        day = local_date(at_ms, self.timezone)
        for held in reversed(ride.rows):
            if held.from_ms <= at_ms < held.to_ms and held.body.holds_on(day):
                return held.body
        return None

    def unit_of_plate(self, plate_key: str, at_ms: int) -> str | None:
        """The unit on a truck at a time, the first by name of several; None where it has no device."""
        units = self._truck(plate_key).units
        return next((u for u in units if (v := self.vehicle(u, at_ms)) and v.plate_key == plate_key), None)

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
            for other in self._truck(vehicle.plate_key).units
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
        mine = self._truck(plate_key).permits
        return any(
            key in mine and (permit := self.permit(key, at_ms)) is not None and plate_key in permit.vehicle_keys
            for key in permits
        )

    def permits_naming(self, plate_key: str, zone_id: str, at_ms: int) -> list[str]:
        """Permits, valid or not, of the generator at a zone that name a truck; ascending."""
        named = []
        for key in self._truck(plate_key).permits:
            permit = self.permit(key, at_ms)
            if permit is None or permit.generator.zone_id != zone_id:
                continue
            if plate_key in permit.vehicle_keys:
                named.append(key)
        return named

    def named_lasts_ms(self, plate_key: str, at_ms: int) -> int:
        """Until when the permits that name a truck at a time surely stay as they are."""
        told = (self._permits.get(key) for key in self._truck(plate_key).permits)
        edges_ms = (edge_ms for history in told if history is not None for edge_ms in history.edges_ms())
        return min((edge_ms for edge_ms in edges_ms if edge_ms > at_ms), default=ALWAYS_MS[1])

    def approved_naming(self, plate_key: str, at_ms: int) -> Permit | None:
        """The approved permit in force that names a truck, of several the one of the smallest number."""
        day = local_date(at_ms, self.timezone)
        found = [
            permit
            for key in self._truck(plate_key).permits
            if (history := self._permits.get(key)) is not None
            and (permit := history.at(at_ms)) is not None
            and plate_key in permit.vehicle_keys
            and permit.holds_on(day)
            and permit_status(history.spans, at_ms) == "approved"
        ]
        return min(found, key=lambda permit: permit.permit_no, default=None)

    def gates_of(self, plate_key: str, permits: Sequence[str] = ()) -> tuple[str, ...]:
        """The gates of the generators whose permits have to do with a truck, or are these."""
        truck = self._truck(plate_key)
        if truck.gates is None:
            truck.gates = self._gates(self.permits_of_plate(plate_key))
        return tuple(sorted(truck.gates | self._gates(permits)))

    def permits_of_gate(self, zone_id: str) -> tuple[str, ...]:
        """The permits of the generator at a zone, in any version, as they were told."""
        return self._permits_of_gate.get(zone_id) or ()

    def manifests_of(self, permit: str) -> tuple[str, ...]:
        """The manifests that name a permit, in any version, by the time of their departure."""
        return tuple(dict.fromkeys(key for _, key in self._departures_under(permit)))

    def permits_of_plate(self, plate_key: str) -> tuple[str, ...]:
        """The permits that have to do with a truck, in any version: they name it, or a manifest of theirs does."""
        truck = self._truck(plate_key)
        if truck.related is None:
            told = (self._manifests.get(key) for _, key in truck.departures)
            carried = (held.body.permit_key for history in told if history is not None for held in history.held)
            truck.related = tuple(sorted({*truck.permits, *carried}))
        return truck.related

    def sites_of(self, plate_key: str) -> frozenset[str]:
        """The zones of the generators and processors that have to do with a truck."""
        truck = self._truck(plate_key)
        if truck.sites is None:
            truck.sites = frozenset(
                zone_id
                for permit in self._in_any_version(self.permits_of_plate(plate_key))
                for zone_id in (permit.generator.zone_id, *(item.processor.zone_id for item in permit.items))
            )
        return truck.sites

    def uses_manifests(self, permit: str, at_ms: int) -> bool:
        """Whether a permit has begun to use manifests."""
        departures = self._departures_under(permit)
        return bool(departures) and departures[0][0] <= at_ms

    def _gates(self, permits: Iterable[str]) -> frozenset[str]:
        return frozenset(permit.generator.zone_id for permit in self._in_any_version(permits))

    def _in_any_version(self, permits: Iterable[str]) -> Iterator[Permit]:
        for key in permits:
            if (history := self._permits.get(key)) is not None:
                yield from (held.body for held in history.held)

    def _truck(self, plate_key: str) -> Truck:
        return self._trucks.get(plate_key) or _NO_TRUCK

    def _departures_under(self, permit: str) -> Sequence[Departure]:
        dossier = self._dossiers.get(permit)
        return () if dossier is None else dossier.departures
