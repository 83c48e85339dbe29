"""Rows to write, to be changed by tests."""

from typing import Any

from models.ping import Ping
from storage.alerts import AlertRow
from storage.events import NewEvent
from storage.facts import NewFact
from storage.offsets import OffsetAdvance
from storage.outbox import OutboxRow
from storage.pings import StoredPing
from storage.raw_batches import RawBatch
from storage.trips import TripRow
from storage.unit_states import CheckpointRow, UnitStateRow

AT = 1_793_000_000_000  # 26 Oct 2026, 03:33 UTC


def stored(unit_id: str = "U1", *, utc_ms: int = AT, receipt_ms: int = AT, offset: int = 0, standing: int = 0, **fields: Any) -> StoredPing:
    ping = Ping(unit_id=unit_id, utc_ms=utc_ms, receipt_ms=receipt_ms, lat=12.6, lon=101.1, **fields)
    return StoredPing(ping=ping, standing=standing, topic="gps.pings", partition=0, offset=offset)


def raw(first: int = 0, last: int = 0, *, receipt_ms: int = AT) -> RawBatch:
    return RawBatch(
        topic="gps.pings", partition=0, first_offset=first, last_offset=last, receipt_ms=receipt_ms, records=last - first + 1,
        body=b"sealed", digest=b"\x01" * 32,
    )


def step(*, token: int, expected: int = 0, following: int = 1, partition: int = 0, **fields: Any) -> OffsetAdvance:
    values = {"digest": b"d", "watermark_ms": AT, **fields}
    return OffsetAdvance(
        topic="gps.pings", partition=partition, token=token, expected_offset=expected, next_offset=following, **values
    )


def trip(trip_id: str = "T1", *, version: int = 1, **fields: Any) -> TripRow:
    values: dict[str, Any] = {
        "unit_id": "U1", "plate_key": "701234|TH-21", "permit_no": "P", "state": "on_the_way", "started_ms": AT, "ended_ms": None,
        "data": b'{"version": %d}' % version, **fields,
    }
    return TripRow(trip_id=trip_id, version=version, **values)


def alert(alert_id: str = "A1", *, version: int = 1, **fields: Any) -> AlertRow:
    values: dict[str, Any] = {
        "rule": "route-deviation", "severity": "high", "urgency": "immediate", "state": "open", "unit_id": "U1", "trip_id": "T1",
        "started_ms": AT, "detected_ms": AT, "data": b'{"version": %d}' % version, **fields,
    }
    return AlertRow(alert_id=alert_id, version=version, **values)


def event(event_id: str, *, subject: str = "T1") -> NewEvent:
    return NewEvent(event_id=event_id, type="wastetrack.trip.started", subject=subject, at_ms=AT, body=b'{"id": "%s"}' % event_id.encode())


def message(owner: int = 0, body: bytes = b"{}") -> OutboxRow:
    return OutboxRow(owner=owner, topic="trips", key=b"U1", body=body)


def fact(key: str = "vendor:043", *, receipt_ms: int = AT, partition: int = 0) -> NewFact:
    return NewFact(partition=partition, receipt_ms=receipt_ms, key=key, body=b'{"a": 1}')


def state(unit_id: str = "U1", *, partition: int = 0, body: bytes = b"s") -> UnitStateRow:
    return UnitStateRow(unit_id=unit_id, partition=partition, saved_ms=AT, format=1, body=body)


def checkpoint(unit_id: str = "U1", at_ms: int = AT, body: bytes = b"c") -> CheckpointRow:
    return CheckpointRow(unit_id=unit_id, at_ms=at_ms, format=1, body=body)
