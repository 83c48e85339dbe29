"""paper-trip: a load is confirmed as received, and no truck that may carry it was seen where it should have been."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import Evidence, Finding
from models.receipt import PlantVisit, Receipt
from models.thresholds import ImplausibleCompletion, PaperTrip
from models.times import HOUR_MS, MINUTE_MS, to_iso

RULE = "paper-trip"
Place = Literal["origin", "destination"]
Reason = Literal["visited", "not_visited", "arrived_later"]

_EN: Mapping[tuple[Place, ...], str] = {
    ("origin",): "at the generator",
    ("destination",): "at the processor",
    ("origin", "destination"): "at the generator or at the processor",
}
_TH: Mapping[tuple[Place, ...], str] = {
    ("origin",): "ที่โรงงานผู้ก่อกำเนิด",
    ("destination",): "ที่โรงงานผู้รับดำเนินการ",
    ("origin", "destination"): "ทั้งที่โรงงานผู้ก่อกำเนิดและที่โรงงานผู้รับดำเนินการ",
}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the places were visited, which of them not in time, and when the last of those was visited after all."""

    reason: Reason
    missing: tuple[Place, ...] = ()
    arrived_later_ms: int | None = None


def visits_to(place: Place, receipt: Receipt, visits: Iterable[PlantVisit], limits: PaperTrip) -> list[PlantVisit]:
    """The visits to a place that may be the load's, earliest first, those soon after its receipt included."""
    zone_id = receipt.origin_zone_id if place == "origin" else receipt.destination_zone_id
    from_ms = receipt.manifest.planned_depart_ms - limits.before_h * HOUR_MS
    until_ms = receipt.received_ms + limits.later_h * HOUR_MS
    found = [
        visit
        for visit in visits
        if zone_id
        and visit.zone_id == zone_id
        and visit.plate_key in receipt.vehicle_keys
        and visit.last_ms >= from_ms
        and visit.first_ms <= until_ms
    ]
    return sorted(found, key=lambda visit: (visit.first_ms, visit.last_ms, visit.unit_id))


def judge(
    receipt: Receipt, visits: Iterable[PlantVisit], limits: PaperTrip, completion: ImplausibleCompletion
) -> Answer:
    """Whether both places were visited by the time of the receipt, or so soon after it that it is no breach.

    The answer depends on the set of visits: one that is seen later and was made in time makes it `visited`.
    """
    known = tuple(visits)
    in_time_ms = receipt.received_ms + completion.early_min * MINUTE_MS
    missing: list[Place] = []
    later_ms: list[int] = []
    places: tuple[Place, ...] = ("origin", "destination")
    for place in places:
        first_ms = next((visit.first_ms for visit in visits_to(place, receipt, known, limits)), None)
        if first_ms is None or first_ms > in_time_ms:
            missing.append(place)
            later_ms += [] if first_ms is None else [first_ms]
    if not missing:
        return Answer(reason="visited")
    if len(later_ms) == len(missing):
        return Answer(reason="arrived_later", missing=tuple(missing), arrived_later_ms=max(later_ms))
    return Answer(reason="not_visited", missing=tuple(missing))


def finding(receipt: Receipt, answer: Answer, limits: PaperTrip, *, only_warn: bool) -> Finding:
    """What is to be said of such a receipt, open or closed by a later visit; the caller adds the unit if there is one.

    `only_warn` while a permit that names the vehicle has a zone that nobody knows.
    """
    manifest = receipt.manifest
    after_s = ((answer.arrived_later_ms or receipt.received_ms) - receipt.received_ms) / 1000
    later = answer.reason == "arrived_later"
    later_en = f" in time; one came {duration_en(after_s)} after the receipt" if later else ""
    later_th = f"ก่อนยืนยันรับ แต่รถมาถึงหลังจากนั้น {duration_th(after_s)}" if later else ""
    return Finding(
        rule=RULE, episode=manifest.manifest_key, severity="warning" if only_warn else "critical", urgency="today",
        certainty="possible", started_ms=receipt.received_ms, ended_ms=answer.arrived_later_ms,
        close_reason="arrived_later" if later else None,
        plate=manifest.plate, province=manifest.province, permit_no=manifest.permit_no,
        manifest_no=manifest.manifest_no,
        reason_en=(
            f"Manifest {manifest.manifest_no} is confirmed as received, but no vehicle of its permit was seen"
            f" {_EN[answer.missing]}{later_en}."
        ),
        reason_th=(
            f"ใบกำกับการขนส่งเลขที่ {manifest.manifest_no} มีการยืนยันรับแล้ว"
            f" แต่ไม่พบรถตามใบอนุญาต{_TH[answer.missing]}{later_th}"
        ),
        evidence=Evidence(
            thresholds={"before_h": limits.before_h, "later_h": limits.later_h},
            measured={
                "missing": list(answer.missing),
                "received_at": to_iso(receipt.received_ms),
                "seen_from": to_iso(round(manifest.planned_depart_ms - limits.before_h * HOUR_MS)),
                "arrived_later_at": None if answer.arrived_later_ms is None else to_iso(answer.arrived_later_ms),
            },
        ),
    )  # fmt: skip
