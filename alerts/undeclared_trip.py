"""undeclared-trip: a truck leaves a factory after loading time, and no permit and no open manifest names it there."""

from typing import Literal

from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import Evidence, Finding
from models.fix import Fix, Run, shown
from models.thresholds import UndeclaredTrip

RULE = "undeclared-trip"
Reason = Literal["declared", "stop_too_short", "leaves_empty", "no_permit", "no_manifest"]


def judge(stop_ms: int, *, named: bool, covered: bool, empty: bool, limits: UndeclaredTrip) -> Reason:
    """Whether a departure is declared: `named` by any permit or manifest there, `covered` by an open manifest or by a
    permit that uses none, `empty` where the truck has just completed a trip.
    """
    if covered:
        return "declared"
    if empty:
        return "leaves_empty"
    if stop_ms < limits.stop_min * 60_000:
        return "stop_too_short"
    return "no_manifest" if named else "no_permit"


def finding(
    stop: Run, first_outside: Fix, zone_id: str, name_en: str, name_th: str, reason: Reason, limits: UndeclaredTrip
) -> Finding:
    """What is to be said of a departure that is not declared."""
    seconds = stop.duration_ms / 1000
    missing_en = (
        "no permit and no open manifest there names this truck"
        if reason == "no_permit"
        else "no open manifest there names this truck"
    )
    missing_th = "ไม่มีใบอนุญาตหรือใบกำกับการขนส่งที่ระบุรถคันนี้" if reason == "no_permit" else "ไม่มีใบกำกับการขนส่งที่ยังใช้ได้ระบุรถคันนี้"
    return Finding(
        rule=RULE, episode=str(first_outside.utc_ms), severity="critical", urgency="immediate", certainty="likely",
        started_ms=first_outside.utc_ms, ended_ms=first_outside.utc_ms, zone_id=zone_id,
        lat=first_outside.lat, lon=first_outside.lon,
        reason_en=f"Left {name_en} after standing there {duration_en(seconds)}; {missing_en}.",
        reason_th=f"รถออกจาก {name_th} หลังจอดนาน {duration_th(seconds)} โดย{missing_th}",
        evidence=Evidence(
            thresholds={"stop_min": limits.stop_min},
            measured={"stop_min": in_minutes(seconds), "reason": reason},
            pings=(shown(stop.first), shown(first_outside)),
        ),
    )  # fmt: skip
