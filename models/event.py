"""Event: what the world hears of a trip or an alert, as a CloudEvent 1.0 in structured JSON."""

import hashlib
from typing import Any, Final

import msgspec

from models.times import to_iso

SOURCE: Final = "/wastetrack"
TRIP_TYPES: Final = (
    "wastetrack.trip.started", "wastetrack.trip.arrived", "wastetrack.trip.completed", "wastetrack.trip.ended",
)  # fmt: skip
ALERT_TYPES: Final = ("wastetrack.alert.opened", "wastetrack.alert.updated", "wastetrack.alert.closed")

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One CloudEvent; `data` is a whole snapshot with its version. Encoded by `encode_event`, the same bytes always."""

    specversion: str = "1.0"
    id: str
    source: str = SOURCE
    type: str
    time: str
    subject: str
    datacontenttype: str = "application/json"
    data: dict[str, Any]


def build_event(type_: str, time_ms: int, subject: str, data: dict[str, Any]) -> Event:
    """An event whose id is a digest of its type and data: the same facts and version, the same id."""
    digest = hashlib.sha256(type_.encode() + b"\n" + _ENCODER.encode(data)).hexdigest()
    return Event(id=digest[:32], type=type_, time=to_iso(time_ms), subject=subject, data=data)


def encode_event(event: Event) -> bytes:
    """The event as JSON in one line."""
    return _ENCODER.encode(event)


def decode_event(body: bytes) -> Event:
    """The event of `encode_event`'s bytes; raises msgspec.DecodeError."""
    return msgspec.json.decode(body, type=Event)


def entity_of(event: Event) -> str:
    """The trip_id or alert_id that the event tells of."""
    entity = event.data["alert_id"] if event.type in ALERT_TYPES else event.data["trip_id"]
    return str(entity)


def short_hash(*parts: str | int) -> str:
    """A 24-digit hexadecimal name made of what it names."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:24]
