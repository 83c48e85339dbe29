"""Vehicle: which truck a GPS unit rides on, for how long."""

from datetime import date

import msgspec

from models.fields import Fields
from models.names import plate_key


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """One period of one unit on one truck, as written; both days inclusive, `valid_to` None while it lasts."""

    unit_id: str
    plate: str
    province: str
    valid_from: date
    valid_to: date | None = None
    carrier: str = ""
    vehicle_type: str = ""
    carrier_phone: str = ""
    version_from_ms: int | None = None

    @property
    def key(self) -> str:
        """Its key: `unit_id|valid_from`."""
        return f"{self.unit_id}|{self.valid_from.isoformat()}"

    @property
    def plate_key(self) -> str:
        """The normal form in which its plate and province join."""
        return plate_key(self.plate, self.province)

    def holds_on(self, day: date) -> bool:
        """Whether the period holds on a local day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def to_vehicle(raw: object) -> Vehicle:
    """The Vehicle of one record; raises BadRecord."""
    fields = Fields(raw, "vehicle")
    fields.record = f"vehicle {fields.text('unit_id')}"
    vehicle = Vehicle(
        unit_id=fields.text("unit_id"),
        plate=fields.text("plate"),
        province=fields.text("province"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day_or_none("valid_to"),
        carrier=fields.text_or_none("carrier") or "",
        vehicle_type=fields.text_or_none("vehicle_type") or "",
        carrier_phone=fields.text_or_none("carrier_phone") or "",
        version_from_ms=fields.time_ms_or_none("version_from"),
    )
    if vehicle.valid_to is not None and vehicle.valid_to < vehicle.valid_from:
        raise fields.bad("valid_to", f"{vehicle.valid_to} is before valid_from {vehicle.valid_from}")
    return vehicle
