"""Rows as the tracker writes them, for tests of those who read."""

import json
from typing import Any

import asyncpg

from models.event import build_event, encode_event
from models.times import from_iso, to_iso
from storage.lists_events import START, Place

BASE_MS = from_iso("2026-11-02T00:00:00Z")
PERMIT_NO = "กอ.1-2569-000417"


def alert_data(alert_id: str, minute: int = 0, **changes: Any) -> dict[str, Any]:
    at = to_iso(BASE_MS + minute * 60_000)
    return {
        "alert_id": alert_id, "version": 1, "rule": "route-deviation", "severity": "high", "urgency": "immediate",
        "certainty": "observed", "trip_id": "T1", "unit_id": "U1", "plate": "70-1234", "province": "ระยอง",
        "permit_no": "กอ.1-2569-000417", "started_at": at, "detected_at": at, "lat": 12.67, "lon": 101.13,
        "reason_en": "620 m from the permitted route, allowed 500 m", "reason_th": "อยู่ห่างเส้นทางที่อนุญาต 620 ม. ให้ไม่เกิน 500 ม.",
        "evidence": {
            "thresholds": {"margin_m": 200}, "measured": {"distance_m": 620},
            "pings": [{"utc_ts": at, "recv_utc_ts": None, "lat": 12.67, "lon": 101.13, "speed": 41.0}],
        },
        "late": False,
    } | changes  # fmt: skip


def trip_data(trip_id: str, minute: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "trip_id": trip_id, "version": 1, "unit_id": "U1", "plate": "70-1234", "province": "ระยอง",
        "permit_no": "กอ.1-2569-000417", "item_nos": [1], "manifest_nos": [], "generator_factory_no": "72190300225401",
        "origin_zone_id": "Z-GEN-1", "started_at": to_iso(BASE_MS + minute * 60_000),
    } | changes  # fmt: skip


async def put_event(connection: Any, type_: str, data: dict[str, Any], at_ms: int = BASE_MS) -> str:
    """Writes one event and returns its id."""
    subject = data.get("trip_id") or data.get("unit_id") or "?"
    event = build_event(type_, at_ms, subject, data)
    await connection.execute(
        "INSERT INTO events (event_id, type, subject, at_ms, body) VALUES ($1, $2, $3, $4, $5::text::jsonb)",
        event.id, type_, subject, at_ms, encode_event(event).decode(),
    )  # fmt: skip
    return event.id


async def newest_place(connection: Any) -> Place:
    """The place of the last event that was written, also where it is held back by what another began before."""
    row = await connection.fetchrow("SELECT tx::text AS tx, seq FROM events ORDER BY events.tx DESC, seq DESC LIMIT 1")
    return (int(row["tx"]), row["seq"]) if row is not None else START


async def put_alert(connection: Any, data: dict[str, Any], state: str = "open") -> None:
    await connection.execute(
        "INSERT INTO alerts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb)"
        " ON CONFLICT (alert_id) DO UPDATE SET severity = excluded.severity, urgency = excluded.urgency, state = excluded.state,"
        " trip_id = excluded.trip_id, version = excluded.version, data = excluded.data",
        data["alert_id"], data["rule"], data["severity"], data["urgency"], state, data.get("unit_id"), data.get("trip_id"),
        from_iso(data["started_at"]), from_iso(data["detected_at"]), data["version"], json.dumps(data),
    )  # fmt: skip


async def put_trip(connection: Any, data: dict[str, Any], state: str = "on_the_way", plate_key: str = "701234|TH-21") -> None:
    await connection.execute(
        "INSERT INTO trips VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8::text::jsonb)",
        data["trip_id"], data["unit_id"], plate_key, data["permit_no"], state, from_iso(data["started_at"]),
        data["version"], json.dumps(data),
    )  # fmt: skip


def unit_body(unit_id: str, minute: int = 0, **changes: Any) -> dict[str, Any]:
    at = to_iso(BASE_MS + minute * 60_000)
    return {
        "unit_id": unit_id, "plate": "70-1234", "province": "ระยอง", "carrier": "ขนส่งดี", "utc_ts": at, "recv_utc_ts": at,
        "lat": 12.67, "lon": 101.13, "speed": 40.0, "course": 90.0, "state": "moving", "trip_id": None, "permit_no": None,
        "urgency": None, "severity": None,
    } | changes  # fmt: skip


async def put_unit(connection: Any, body: dict[str, Any]) -> None:
    await connection.execute(
        "INSERT INTO unit_live VALUES ($1, nextval('unit_live_seq'), $2, $3::text::jsonb)"
        " ON CONFLICT (unit_id) DO UPDATE SET seq = excluded.seq, utc_ms = excluded.utc_ms, body = excluded.body",
        body["unit_id"], from_iso(body["utc_ts"]), json.dumps(body),
    )  # fmt: skip


async def put_reference(
    connection: Any, kind: str, key: str, body: dict[str, Any] | None, *, version_from_ms: int | None = None, received_ms: int = 0
) -> None:
    await connection.execute(
        "INSERT INTO reference_versions (kind, key, version_from_ms, received_ms, source, body)"
        " VALUES ($1, $2, $3, $4, gen_random_uuid()::text, $5::text::jsonb)",
        kind, key, version_from_ms, received_ms, json.dumps(body) if body is not None else None,
    )  # fmt: skip


async def connect(dsn: str) -> Any:
    return await asyncpg.connect(dsn)
