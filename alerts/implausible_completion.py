"""implausible-completion: a truck did come, but the load was confirmed before it came, or it was gone in a moment."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from alerts.paper_trip import visits_to
from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import Evidence, Finding
from models.receipt import PlantVisit, Receipt
from models.thresholds import ImplausibleCompletion, PaperTrip
from models.times import MINUTE_MS, to_iso

RULE = "implausible-completion"
Reason = Literal["not_visited", "plausible", "still_inside", "received_before_arrival", "too_short"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a receipt fits the visit behind it, and which visit that is."""

    reason: Reason
    visit: PlantVisit | None = None


def judge(receipt: Receipt, visits: Iterable[PlantVisit], limits: ImplausibleCompletion, paper: PaperTrip) -> Answer:
    """Whether the processor was visited in time and long enough; without any visit it is for `paper-trip` to tell.

    Of the visits in time those of the manifest's own vehicle count where there are any, and the longest of them.
    """
    seen = visits_to("destination", receipt, visits, paper)
    in_time_ms = receipt.received_ms + limits.early_min * MINUTE_MS
    in_time = [visit for visit in seen if visit.first_ms <= in_time_ms]
    if not in_time:
        return Answer(reason="received_before_arrival", visit=seen[0]) if seen else Answer(reason="not_visited")
    own = [visit for visit in in_time if visit.plate_key == receipt.manifest.plate_key] or in_time
    longest = max(own, key=_stay_ms)
    if _stay_ms(longest) >= limits.stay_min * MINUTE_MS:
        return Answer(reason="plausible", visit=longest)
    inside = next((visit for visit in own if not visit.left), None)
    return Answer(reason="too_short", visit=longest) if inside is None else Answer(reason="still_inside", visit=inside)


def _stay_ms(visit: PlantVisit) -> int:
    return visit.last_ms - visit.first_ms


def finding(receipt: Receipt, answer: Answer, limits: ImplausibleCompletion) -> Finding | None:
    """What is to be said of such a receipt, nothing where it is plausible.

    The caller adds the trip if there is one, and the plate where it was another vehicle than the manifest's.
    """
    visit, manifest = answer.visit, receipt.manifest
    if visit is None or answer.reason not in {"received_before_arrival", "too_short"}:
        return None
    own = visit.plate_key == manifest.plate_key
    too_short = answer.reason == "too_short"
    seconds = (_stay_ms(visit) if too_short else visit.first_ms - receipt.received_ms) / 1000
    started_ms = visit.last_ms if too_short else receipt.received_ms
    return Finding(
        rule=RULE, episode=manifest.manifest_key, severity="critical", urgency="today", certainty="likely",
        started_ms=started_ms, ended_ms=started_ms, unit_id=visit.unit_id,
        plate=manifest.plate if own else None, province=manifest.province if own else None,
        permit_no=manifest.permit_no, manifest_no=manifest.manifest_no, zone_id=visit.zone_id,
        reason_en=(
            f"Manifest {manifest.manifest_no} is confirmed as received, but the truck was at the processor for only"
            f" {_short_en(seconds)}." if too_short
            else f"Manifest {manifest.manifest_no} was confirmed as received {duration_en(seconds)} before the truck"
            " arrived."
        ),
        reason_th=(
            f"ใบกำกับการขนส่งเลขที่ {manifest.manifest_no} มีการยืนยันรับ"
            f" แต่รถอยู่ที่โรงงานผู้รับดำเนินการเพียง{_short_th(seconds)}" if too_short
            else f"ใบกำกับการขนส่งเลขที่ {manifest.manifest_no} มีการยืนยันรับก่อนรถมาถึง {duration_th(seconds)}"
        ),
        evidence=Evidence(
            thresholds={"early_min": limits.early_min, "stay_min": limits.stay_min},
            measured={
                "reason": answer.reason,
                "received_at": to_iso(receipt.received_ms),
                "first_inside_at": to_iso(visit.first_ms),
                "last_inside_at": to_iso(visit.last_ms),
                "minutes": in_minutes(seconds),
            },
            pings=visit.pings,
        ),
    )  # fmt: skip


def _short_en(seconds: float) -> str:
    return "a moment" if seconds < 60 else duration_en(seconds)


def _short_th(seconds: float) -> str:
    return "ชั่วครู่" if seconds < 60 else f" {duration_th(seconds)}"
