"""The data of an event: the whole snapshot of a trip or an alert in its newest version."""

from typing import Any, Final, Literal

import msgspec

from models.times import HOUR_MS, to_iso
from models.trip import TripView
from streams.judging.published import Published

FINAL_MS: Final = 24 * HOUR_MS
"""So long after its completion a trip is final."""


def trip_kind(view: TripView) -> Literal["started", "arrived", "completed", "ended"]:
    """What the event of a trip that stands so is called."""
    if view.state in ("completed", "ended"):
        return view.state
    return "arrived" if view.visits else "started"


def at_its_start(view: TripView) -> TripView:
    """A trip as it stood before anything came of it: whoever waits for starts is told of every trip by one."""
    return msgspec.structs.replace(view, state="on_the_way", visits=(), end_reason=None, ended_ms=None)


def trip_data(entry: Published, verdict: str | None) -> dict[str, Any]:
    """A trip's event data: the whole snapshot of its newest version."""
    view = entry.trip
    if view is None:
        raise ValueError(f"{entry.entity_id} is no trip")
    data: dict[str, Any] = {
        "trip_id": entry.entity_id,
        "version": entry.version,
        "unit_id": view.unit_id,
        "plate": view.plate,
        "province": view.province,
        "permit_no": view.permit_no,
        "item_nos": list(view.item_nos),
        "manifest_nos": list(view.manifest_nos),
        "generator_factory_no": view.generator_factory_no,
        "origin_zone_id": view.origin_zone_id,
        "started_at": to_iso(view.started_ms),
    }
    if view.from_trip_id is not None:
        data["from_trip_id"] = view.from_trip_id
    if view.visits:
        last = view.visits[-1]
        data |= {
            "destination_zone_id": last.zone_id,
            "processor_factory_no": last.factory_no,
            "arrived_at": to_iso(last.arrived_ms),
        }
    if view.state == "ended":
        data["reason"] = view.end_reason
        data["ended_at"] = to_iso(view.ended_ms or view.started_ms)
    if view.state == "completed" and view.ended_ms is not None:
        data |= _completed_data(entry, view, view.ended_ms, verdict)
    return data


def _completed_data(entry: Published, view: TripView, completed_ms: int, verdict: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "completed_at": to_iso(completed_ms),
        "destination_zone_ids": [visit.zone_id for visit in view.visits],
        "distance_km": view.distance_km,
        "duration_s": (completed_ms - view.started_ms) / 1000,
        "max_gap_s": view.max_gap_s,
        "unseen_s": view.unseen_s,
        "unseen_km": view.unseen_km,
        "verdict": verdict,
        "alert_ids": [name.partition(" ")[0] for name in entry.alert_ids],
        "evidence_sha256": view.evidence_sha256,
        "final_after": to_iso(completed_ms + FINAL_MS),
    }
    for name in ("quantity_t", "weigh_out_t", "weigh_in_t"):
        if getattr(view, name) is not None:
            data[name] = getattr(view, name)
    return data


def alert_data(entry: Published) -> dict[str, Any]:
    """An alert's event data: the whole snapshot of its newest version."""
    alert = entry.alert
    if alert is None:
        raise ValueError(f"{entry.entity_id} is no alert")
    data: dict[str, Any] = {
        "alert_id": entry.entity_id,
        "version": entry.version,
        "rule": alert.rule,
        "severity": alert.severity,
        "urgency": alert.urgency,
        "certainty": alert.certainty,
    }
    for name in ("trip_id", "unit_id", "plate", "province", "permit_no", "manifest_no", "zone_id"):
        if getattr(alert, name) is not None:
            data[name] = getattr(alert, name)
    data |= {"started_at": to_iso(alert.started_ms), "detected_at": to_iso(entry.detected_ms)}
    if alert.ended_ms is not None:
        data["ended_at"] = to_iso(alert.ended_ms)
    if alert.lat is not None and alert.lon is not None:
        data |= {"lat": alert.lat, "lon": alert.lon}
    data |= {
        "reason_en": alert.reason_en,
        "reason_th": alert.reason_th,
        "evidence": msgspec.to_builtins(alert.evidence),
        "late": entry.late,
    }
    if alert.close_reason is not None:
        data["close_reason"] = alert.close_reason
    return data
