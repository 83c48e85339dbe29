"""DLT's master file: which unit rides on which truck, as rows of reference.vehicles."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final, Protocol

import msgspec

from models.decode_fields import unit_key
from models.names import plate_key
from models.topics import VEHICLES
from models.vehicle import Vehicle
from streams.gateway.records import Record

MAX_TEXT: Final = 200
REASONS: Final = {
    "not_an_object": "the row is no JSON object",
    "unit_id_unreadable": "unit_id is missing or cannot be a key",
    "vehicle_id_missing": "vehicle_id, the plate, is missing",
    "province_code_missing": "province_code is missing: plates repeat across provinces",
    "not_your_unit": "the account may not speak for this unit",
    "unit_unknown": "no truck is known for this unit",
}


class VehicleDirectory(Protocol):
    """Where the rows in force are read; raises accounts.DirectoryAway."""

    async def periods_of(self, unit_ids: Collection[str]) -> Sequence[Vehicle]:
        """All periods of these units, in any order."""


class MasterRow(msgspec.Struct, frozen=True):
    """What a vendor says: from today this unit rides on this truck."""

    unit_id: str
    plate: str
    province: str
    vehicle_type: str


def read_row(value: Any) -> MasterRow | str:
    """One row of the master file, or the code of REASONS for which it is refused."""
    if not isinstance(value, dict):
        return "not_an_object"
    unit_id = unit_key(value.get("unit_id"))
    if unit_id is None:
        return "unit_id_unreadable"
    plate, province = _text(value.get("vehicle_id")), _text(value.get("province_code"))
    if not plate or not province:
        return "vehicle_id_missing" if not plate else "province_code_missing"
    return MasterRow(unit_id, plate, province, _text(value.get("vehicle_type")))


def moved(row: MasterRow, rows: Sequence[Vehicle], today: date) -> list[Vehicle]:
    """The rows to write so that the unit rides on this truck from today; none when it already does.

    A row in force for another truck ends yesterday; one that began today is overwritten, for its key is the same.
    """
    wanted = plate_key(row.plate, row.province)
    current = [vehicle for vehicle in rows if _open_on(vehicle, today)]
    if any(vehicle.plate_key == wanted and vehicle.valid_to is None for vehicle in current):
        return []
    ended = [
        msgspec.structs.replace(vehicle, valid_to=today - timedelta(days=1), version_from_ms=None)
        for vehicle in current
        if vehicle.valid_from < today
    ]
    fresh = Vehicle(
        unit_id=row.unit_id, plate=row.plate, province=row.province, vehicle_type=row.vehicle_type, valid_from=today
    )
    return [*ended, fresh]


def removed(rows: Sequence[Vehicle], today: date) -> list[Vehicle]:
    """The rows to write so that the unit's period ends today."""
    return [
        msgspec.structs.replace(vehicle, valid_to=today, version_from_ms=None)
        for vehicle in rows
        if _open_on(vehicle, today)
    ]


def vehicle_record(vehicle: Vehicle, now_ms: int) -> Record:
    """The record on reference.vehicles."""
    value = {
        "unit_id": vehicle.unit_id,
        "plate": vehicle.plate,
        "province": vehicle.province,
        "carrier": vehicle.carrier,
        "vehicle_type": vehicle.vehicle_type,
        "valid_from": vehicle.valid_from.isoformat(),
        "valid_to": vehicle.valid_to.isoformat() if vehicle.valid_to else None,
    }
    return Record(VEHICLES.name, vehicle.key.encode(), msgspec.json.encode(value), now_ms)


def _open_on(vehicle: Vehicle, today: date) -> bool:
    return vehicle.valid_from <= today and (vehicle.valid_to is None or vehicle.valid_to >= today)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return "".join(letter for letter in str(value).strip()[:MAX_TEXT] if letter.isprintable())
