"""Told: a trip or an alert as its newest event tells it, read back into what the ledger remembers of it."""

from typing import Any

import msgspec

from models.alert import Evidence, Finding
from models.event import ALERT_TYPES
from models.times import from_iso
from models.trip import TripState, TripView, Visit
from streams.judging.published import Published

_STATES: dict[str, TripState] = {
    "wastetrack.trip.started": "on_the_way",
    "wastetrack.trip.arrived": "arrived",
    "wastetrack.trip.completed": "completed",
    "wastetrack.trip.ended": "ended",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The newest event of one trip or alert: its type, its data, and the time that caused it."""

    type: str
    data: dict[str, Any]
    at_ms: int


def recalled(told: Told) -> Published:
    """What went out, as far as the event says it: an alert's episode, say, is in no event, nor are earlier arrivals.

    The ledger takes what is judged anew for it where both tell the same.
    """
    data = told.data
    if told.type in ALERT_TYPES:
        return Published(
            entity_id=data["alert_id"], key=data["rule"], version=data["version"], touched_ms=told.at_ms,
            detected_ms=from_iso(data["detected_at"]), late=data["late"], alert=_finding(data), recalled=True,
        )  # fmt: skip
    view = _view(told.type, data)
    return Published(
        entity_id=data["trip_id"], key=f"{view.origin_zone_id}@{view.started_ms}", version=data["version"],
        touched_ms=told.at_ms, trip=view, alert_ids=tuple(data.get("alert_ids", ())), recalled=True,
    )  # fmt: skip


def began_ms(told: Told) -> int:
    """When the trip or the breach began."""
    return from_iso(told.data["started_at"])


def _finding(data: dict[str, Any]) -> Finding:
    same = (
        "trip_id", "unit_id", "plate", "province", "permit_no", "manifest_no", "zone_id", "lat", "lon", "close_reason",
    )  # fmt: skip
    return Finding(
        rule=data["rule"], episode="", severity=data["severity"], urgency=data["urgency"], certainty=data["certainty"],
        started_ms=from_iso(data["started_at"]), ended_ms=_time(data, "ended_at"), reason_en=data["reason_en"],
        reason_th=data["reason_th"], evidence=msgspec.convert(data["evidence"], Evidence),
        **{name: data.get(name) for name in same},
    )  # fmt: skip


def _view(type_: str, data: dict[str, Any]) -> TripView:
    arrived_ms = _time(data, "arrived_at")
    zones = data.get("destination_zone_ids") or ([data["destination_zone_id"]] if arrived_ms is not None else [])
    return TripView(
        state=_STATES[type_], started_ms=from_iso(data["started_at"]), unit_id=data["unit_id"], plate=data["plate"],
        province=data["province"], permit_no=data["permit_no"], item_nos=tuple(data["item_nos"]),
        manifest_nos=tuple(data["manifest_nos"]), generator_factory_no=data["generator_factory_no"],
        origin_zone_id=data["origin_zone_id"], from_trip_id=data.get("from_trip_id"), end_reason=data.get("reason"),
        visits=tuple(
            Visit(zone_id=zone_id, factory_no=data.get("processor_factory_no"), arrived_ms=arrived_ms or 0)
            for zone_id in zones
        ),
        ended_ms=_time(data, "completed_at") if "completed_at" in data else _time(data, "ended_at"),
        distance_km=data.get("distance_km", 0.0), max_gap_s=data.get("max_gap_s", 0.0),
        unseen_s=data.get("unseen_s", 0.0), unseen_km=data.get("unseen_km", 0.0),
        seen_well=data.get("verdict") in ("verified", "verified_with_alerts"), quantity_t=data.get("quantity_t"),
        weigh_out_t=data.get("weigh_out_t"), weigh_in_t=data.get("weigh_in_t"),
        evidence_sha256=data.get("evidence_sha256"),
    )  # fmt: skip


def _time(data: dict[str, Any], name: str) -> int | None:
    return from_iso(data[name]) if name in data else None
