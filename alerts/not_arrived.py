"""not-arrived: a load that should have come to its destination by now."""

from typing import Literal

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import CloseReason, Evidence, Finding, Severity
from models.fix import Fix, shown
from models.thresholds import NotArrived
from models.times import HOUR_MS, MINUTE_MS

RULE = "not-arrived"
Basis = Literal["manifest", "route", "straight_line"]


class Journey(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How long a load should take from its departure, and by what that is known."""

    departed_ms: int
    expected_ms: int
    basis: Basis


class Overdue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A load that is late, or was: how late by now, and where it was last seen, `to_go_km` before its destination."""

    journey: Journey
    severity: Severity
    last: Fix
    to_go_km: float | None
    only_warn: bool
    ended_ms: int | None = None
    close_reason: CloseReason | None = None


class Deadlines(msgspec.Struct, frozen=True):
    """When a load is late, when that is critical, and when it is given up."""

    high_ms: int
    critical_ms: int
    end_ms: int


def expect(
    departed_ms: int, *, planned_ms: int | None, route_m: float | None, straight_m: float | None, limits: NotArrived
) -> Journey | None:
    """The journey as its papers plan it, else by its route, else by the straight line; None where nothing is known."""
    if planned_ms is not None:
        return Journey(departed_ms=departed_ms, expected_ms=planned_ms, basis="manifest")
    ms_a_metre = HOUR_MS / (limits.speed_kmh * 1000) if limits.speed_kmh > 0 else 0.0
    if route_m is not None:
        return Journey(departed_ms=departed_ms, expected_ms=round(route_m * ms_a_metre), basis="route")
    if straight_m is None:
        return None
    expected_ms = round(straight_m * limits.detour * ms_a_metre)
    return Journey(departed_ms=departed_ms, expected_ms=expected_ms, basis="straight_line")


def deadlines(journey: Journey, limits: NotArrived) -> Deadlines:
    """The three deadlines of a journey."""
    longer_ms = round(journey.expected_ms * limits.times)
    high_ms = max(longer_ms, journey.expected_ms + round(limits.high_min * MINUTE_MS))
    critical_ms = max(high_ms, longer_ms, journey.expected_ms + round(limits.critical_min * MINUTE_MS))
    return Deadlines(
        journey.departed_ms + high_ms,
        journey.departed_ms + critical_ms,
        journey.departed_ms + critical_ms + round(limits.end_h * HOUR_MS),
    )


def finding(overdue: Overdue, limits: NotArrived) -> Finding:
    """What is to be said of a late load, and of its end."""
    due = deadlines(overdue.journey, limits)
    departed_ms = overdue.journey.departed_ms
    reached_ms = due.critical_ms if overdue.severity == "critical" else due.high_ms
    under_way_s, expected_s = (reached_ms - departed_ms) / 1000, overdue.journey.expected_ms / 1000
    measured = {
        "expected_min": round(expected_s / 60, 1), "expected_by": overdue.journey.basis,
        "under_way_min": round(under_way_s / 60, 1),
    }  # fmt: skip
    if overdue.to_go_km is not None:
        measured["to_go_km"] = overdue.to_go_km
    return Finding(
        rule=RULE, episode="trip", severity=overdue.severity, urgency="immediate", certainty="possible",
        started_ms=due.high_ms, ended_ms=overdue.ended_ms, close_reason=overdue.close_reason,
        lat=overdue.last.lat, lon=overdue.last.lon,
        reason_en=(
            f"Not arrived {duration_en(under_way_s)} after departure; the journey takes {duration_en(expected_s)}."
        ),
        reason_th=(
            f"ออกเดินทางแล้ว {duration_th(under_way_s)} ยังไม่ถึงปลายทาง (ตามกำหนดใช้เวลา {duration_th(expected_s)})"
        ),
        evidence=Evidence(
            thresholds={
                "times": limits.times, "high_min": limits.high_min, "critical_min": limits.critical_min,
                "speed_kmh": limits.speed_kmh, "detour": limits.detour,
            },
            measured=measured,
            pings=(shown(overdue.last),),
        ),
    )  # fmt: skip
