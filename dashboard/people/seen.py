"""What of events, trips and units a scope reaches; without one all goes out as it is, and is not even read."""

from typing import Any

import msgspec

from dashboard.answers import Unit
from models.reach import Parties, Reach, sees, trimmed, visible
from models.times import from_iso

_UNITS = msgspec.json.Decoder(list[Unit])


def event_seen(reach: Reach | None, event: bytes) -> bytes | None:
    """An event as it may go out: a trip's or an alert's that is seen, None where there is a scope and it is not."""
    if reach is None:
        return event
    told = msgspec.json.decode(event, type=dict[str, Any])
    if not sees(reach, told["data"]):
        return None
    return msgspec.json.encode(told | {"data": trimmed(reach, told["data"])})


def trip_told(reach: Reach | None, body: str) -> str:
    """The data of a trip that is seen, as JSON, as it may go out."""
    if reach is None:
        return body
    return msgspec.json.encode(trimmed(reach, msgspec.json.decode(body))).decode()


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
