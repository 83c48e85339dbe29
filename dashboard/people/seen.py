"""What of events, trips and units a scope reaches; without one all goes out as it is, and is not even read."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from alerts.held_back import ToldTo, is_seen, trip_without_untold, verdict_of
from dashboard.answers import Unit
from models.reach import Parties, Reach, sees, trimmed, visible
from models.times import from_iso
from storage.lists_scope import read_gravest_seen
from storage.party_alerts import read_told_to

_UNITS = msgspec.json.Decoder(list[Unit])


async def events_seen(pool: Any, reach: Reach | None, events: Sequence[bytes]) -> list[bytes | None]:
    """Events as they may go out: a trip's or an alert's that is seen, None where there is a scope and it is not."""
    if reach is None:
        return list(events)
    told = [msgspec.json.decode(event, type=dict[str, Any]) for event in events]
    seen = [one for one in told if sees(reach, one["data"])]
    told_to = await read_told_to(pool, reach, {name for one in seen for name in alerts_named(one["data"])})
    return [_event(reach, one, told_to) for one in told]


async def trips_told(pool: Any, reach: Reach | None, bodies: Sequence[str]) -> list[str]:
    """The data of trips that are seen, as JSON, as they may go out."""
    if reach is None:
        return list(bodies)
    trips = [msgspec.json.decode(body, type=dict[str, Any]) for body in bodies]
    told_to = await read_told_to(pool, reach, {name for trip in trips for name in alerts_named(trip)})
    return [msgspec.json.encode(trip_shown(reach, trip, told_to)).decode() for trip in trips]


async def alerts_seen(pool: Any, reach: Reach | None, bodies: Sequence[str]) -> list[str]:
    """Of the data of some alerts, as JSON, that which is seen."""
    if reach is None:
        return list(bodies)
    alerts = [msgspec.json.decode(body, type=dict[str, Any]) for body in bodies]
    told_to = await read_told_to(pool, reach, {alert["alert_id"] for alert in alerts})
    return [
        body for body, alert in zip(bodies, alerts, strict=True) if is_seen(verdict_of(reach, alert, told_to))
    ]


def alerts_named(told: Mapping[str, Any]) -> set[str]:
    """The alerts of which an alert or a trip tells."""
    return {told["alert_id"]} if "alert_id" in told else set(told.get("alert_ids", ()))


def trip_shown(reach: Reach | None, trip: dict[str, Any], told_to: ToldTo) -> dict[str, Any]:
    """What may go out of a trip that is seen."""
    return trip_without_untold(reach, trimmed(reach, trip), told_to)


async def units_seen(pool: Any, reach: Reach | None, data: bytes) -> bytes:
    """A JSON array of units, those that are seen alone."""
    if reach is None:
        return data
    found = [unit for unit in _UNITS.decode(data) if unit_seen(reach, unit)]
    return msgspec.json.encode(await as_grave_as_seen(pool, reach, found))


async def as_grave_as_seen(pool: Any, reach: Reach | None, units: Sequence[Unit]) -> list[Unit]:
    """Units with the gravity of those of their alerts that are seen."""
    if reach is None or not reach.told_of:
        return list(units)
    grave = [unit.unit_id for unit in units if unit.urgency is not None]
    gravest = await read_gravest_seen(pool, reach, grave) if grave else {}
    found = ((unit, gravest.get(unit.unit_id, (None, None))) for unit in units)
    return [msgspec.structs.replace(unit, urgency=urgency, severity=severity) for unit, (urgency, severity) in found]


def unit_seen(reach: Reach, unit: Unit) -> bool:
    """Whether a unit is seen now: on one's own truck, or on a trip under one's own permit."""
    return visible(
        reach,
        Parties(permit_no=unit.permit_no, origin_zone_id=None, unit_id=unit.unit_id, at_ms=from_iso(unit.utc_ts)),
    )


def _event(reach: Reach, event: dict[str, Any], told_to: ToldTo) -> bytes | None:
    data = event["data"]
    if "alert_id" in data:
        shown = trimmed(reach, data) if is_seen(verdict_of(reach, data, told_to)) else None
    else:
        shown = trip_shown(reach, data, told_to) if sees(reach, data) else None
    return None if shown is None else msgspec.json.encode(event | {"data": shown})
