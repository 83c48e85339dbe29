"""restricted-zone: a truck's path touches a place that no waste truck should visit."""

import msgspec

from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import Certainty, CloseReason, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import RestrictedZone

RULE = "restricted-zone"


class ZoneVisit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A visit that goes on: since when, last seen touching when, and whether the truck has stopped there."""

    zone_id: str
    name_en: str
    name_th: str
    started_ms: int
    touched_ms: int
    first: Fix
    certainty: Certainty
    trip_key: str | None = None
    plate: str | None = None
    province: str | None = None
    permit_no: str | None = None
    stopped_s: float | None = None


def is_over(visit: ZoneVisit, at_ms: int, limits: RestrictedZone) -> bool:
    """Whether a fix outside at this time ends the visit."""
    return at_ms - visit.touched_ms >= limits.leave_min * 60_000


def finding(visit: ZoneVisit, last: Fix, limits: RestrictedZone, close_reason: CloseReason | None) -> Finding:
    """What is to be said of a visit, and of its end."""
    stopped = visit.stopped_s is not None
    stood = visit.stopped_s or 0.0
    pings = (shown(visit.first),) if last.utc_ms == visit.first.utc_ms else (shown(visit.first), shown(last))
    return Finding(
        rule=RULE, episode=f"{visit.zone_id}@{visit.started_ms}", severity="critical" if stopped else "warning",
        urgency="immediate" if stopped else "today", certainty=visit.certainty, started_ms=visit.started_ms,
        ended_ms=None if close_reason is None else visit.touched_ms, close_reason=close_reason, zone_id=visit.zone_id,
        lat=last.lat, lon=last.lon, trip_id=visit.trip_key, plate=visit.plate, province=visit.province,
        permit_no=visit.permit_no,
        reason_en=(
            f"Stopped {duration_en(stood)} in the restricted zone {visit.name_en}." if stopped
            else f"Passed through the restricted zone {visit.name_en}."
        ),
        reason_th=(
            f"รถจอดในพื้นที่เฝ้าระวัง {visit.name_th} นาน {duration_th(stood)}" if stopped
            else f"รถผ่านเข้าพื้นที่เฝ้าระวัง {visit.name_th}"
        ),
        evidence=Evidence(
            thresholds={"leave_min": limits.leave_min, "path_gap_s": limits.path_gap_s},
            measured={"stopped": stopped, "stopped_min": in_minutes(stood)},
            pings=pings,
        ),
    )  # fmt: skip
