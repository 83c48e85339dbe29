"""Events as rows: what a trip or alert event makes of the tables, the durable order and the outbox."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from models.event import ALERT_TYPES, Event, encode_event
from models.names import plate_key
from models.times import from_iso
from models.topics import ALERTS, TRIPS
from models.trip import TripState
from storage.alerts import AlertRow
from storage.events import NewEvent
from storage.outbox import OutboxRow
from storage.trips import TripRow

_TRIP_STATES: Final[dict[str, TripState]] = {
    "wastetrack.trip.started": "on_the_way",
    "wastetrack.trip.arrived": "arrived",
    "wastetrack.trip.completed": "completed",
    "wastetrack.trip.ended": "ended",
}


class EventRows(msgspec.Struct):
    """The rows of some events, in the order in which they were decided."""

    trips: list[TripRow] = []
    alerts: list[AlertRow] = []
    events: list[NewEvent] = []
    outbox: list[OutboxRow] = []


def rows_of(events: Iterable[Event], owner: int) -> EventRows:
    """The rows that events make; `owner` is the ping partition, or the judge's negative shard."""
    rows = EventRows()
    for event in events:
        body, key = encode_event(event), key_of(event).encode()
        is_alert = event.type in ALERT_TYPES
        if is_alert:
            rows.alerts.append(alert_row(event))
        else:
            rows.trips.append(trip_row(event))
        rows.events.append(
            NewEvent(event_id=event.id, type=event.type, subject=event.subject, at_ms=from_iso(event.time), body=body)
        )
        topic = ALERTS if is_alert else TRIPS
        rows.outbox.append(OutboxRow(owner=owner, topic=topic.name, key=key, body=body))
    return rows


def key_of(event: Event) -> str:
    """The key under which an event goes to Kafka: the unit, else plate and province, else what it is about."""
    data = event.data
    if data.get("unit_id"):
        return str(data["unit_id"])
    if data.get("plate"):
        return f"{data['plate']}|{data.get('province', '')}"
    return event.subject


def trip_row(event: Event) -> TripRow:
    """The row of a trip as its event tells it."""
    data = event.data
    ended = data.get("completed_at") or data.get("ended_at")
    return TripRow(
        trip_id=data["trip_id"],
        unit_id=data["unit_id"],
        plate_key=plate_key(data["plate"], data["province"]),
        permit_no=data.get("permit_no"),
        state=_TRIP_STATES[event.type],
        started_ms=from_iso(data["started_at"]),
        ended_ms=None if ended is None else from_iso(ended),
        version=data["version"],
        data=_json(data),
    )


def alert_row(event: Event) -> AlertRow:
    """The row of an alert as its event tells it."""
    data = event.data
    return AlertRow(
        alert_id=data["alert_id"],
        rule=data["rule"],
        severity=data["severity"],
        urgency=data["urgency"],
        state="closed" if event.type == "wastetrack.alert.closed" else "open",
        unit_id=data.get("unit_id"),
        trip_id=data.get("trip_id"),
        started_ms=from_iso(data["started_at"]),
        detected_ms=from_iso(data["detected_at"]),
        version=data["version"],
        data=_json(data),
    )


def _json(data: dict[str, Any]) -> bytes:
    return msgspec.json.encode(data, order="deterministic")
