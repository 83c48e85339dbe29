"""What of the live stream a scope reaches; without one all goes out as it is, and is not even read."""

import msgspec

from dashboard.answers import Unit
from dashboard.subscription import Happening
from models.reach import Parties, Reach, sees, visible
from models.times import from_iso

_UNITS = msgspec.json.Decoder(list[Unit])


def happening_seen(reach: Reach | None, message: Happening) -> bool:
    """Whether an event may go out: a trip's or an alert's that is seen, and nothing else where there is a scope."""
    if reach is None:
        return True
    return message.name in {"trip", "alert"} and sees(reach, msgspec.json.decode(message.data)["data"])


def units_seen(reach: Reach | None, data: bytes) -> bytes:
    """A JSON array of units, those that are seen alone."""
    if reach is None:
        return data
    return msgspec.json.encode([unit for unit in _UNITS.decode(data) if unit_seen(reach, unit)])


def unit_seen(reach: Reach, unit: Unit) -> bool:
    """Whether a unit is seen now: on one's own truck, or on a trip under one's own permit."""
    return visible(
        reach,
        Parties(permit_no=unit.permit_no, origin_zone_id=None, unit_id=unit.unit_id, at_ms=from_iso(unit.utc_ts)),
    )
