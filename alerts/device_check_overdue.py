"""device-check-overdue: a device on a permitted truck from which nothing usable has come for days."""

from models.alert import CloseReason, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import DeviceCheckOverdue
from models.times import DAY_MS

RULE = "device-check-overdue"


def due_ms(since_ms: int, limits: DeviceCheckOverdue) -> int:
    """When a device that has been silent since a time is due for a check."""
    return since_ms + round(limits.silent_d * DAY_MS)


def finding(
    last: Fix | None, since_ms: int, limits: DeviceCheckOverdue, *, plate: str, province: str, permit_no: str,
    back: Fix | None,
) -> Finding:  # fmt: skip
    """What is to be said of a device silent since `last`, or never heard since it was registered, and of its end."""
    reason: CloseReason | None = None if back is None else "signal_restored"
    days = f"{limits.silent_d:g}"
    never_en, never_th = ("", "") if last is not None else (" and never before", " และไม่เคยส่งพิกัดมาก่อน")
    return Finding(
        rule=RULE, episode="never heard" if last is None else str(last.utc_ms),
        severity="warning", urgency="record", certainty="possible",
        started_ms=due_ms(since_ms, limits), ended_ms=None if back is None else back.utc_ms, close_reason=reason,
        lat=None if last is None else last.lat, lon=None if last is None else last.lon,
        plate=plate, province=province, permit_no=permit_no,
        reason_en=f"No position from the GPS device for {days} days{never_en}; its truck is on a permit in force.",
        reason_th=f"อุปกรณ์ GPS ไม่ส่งพิกัดมาแล้ว {days} วัน{never_th} ทั้งที่รถมีชื่อในใบอนุญาตที่มีผลใช้อยู่",
        evidence=Evidence(
            thresholds={"silent_d": limits.silent_d},
            measured={} if back is None else {"silent_d": round((back.utc_ms - since_ms) / DAY_MS, 2)},
            pings=tuple(shown(fix) for fix in (last, back) if fix is not None),
        ),
    )  # fmt: skip
