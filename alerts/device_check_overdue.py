"""device-check-overdue: a device on a permitted truck from which nothing usable has come for days."""

from models.alert import CloseReason, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import DeviceCheckOverdue
from models.times import DAY_MS

RULE = "device-check-overdue"


def due_ms(last_ms: int, limits: DeviceCheckOverdue) -> int:
    """When a device that was last seen at this time is due for a check."""
    return last_ms + round(limits.silent_d * DAY_MS)


def finding(
    last: Fix, limits: DeviceCheckOverdue, *, plate: str, province: str, permit_no: str, back: Fix | None
) -> Finding:
    """What is to be said of a device silent since `last`, and of the fix that ends it."""
    reason: CloseReason | None = None if back is None else "signal_restored"
    days = f"{limits.silent_d:g}"
    return Finding(
        rule=RULE, episode=str(last.utc_ms), severity="warning", urgency="record", certainty="possible",
        started_ms=due_ms(last.utc_ms, limits), ended_ms=None if back is None else back.utc_ms, close_reason=reason,
        lat=last.lat, lon=last.lon, plate=plate, province=province, permit_no=permit_no,
        reason_en=f"No position from the GPS device for {days} days, though its truck is on a permit in force.",
        reason_th=f"อุปกรณ์ GPS ไม่ส่งพิกัดมาแล้ว {days} วัน ทั้งที่รถมีชื่อในใบอนุญาตที่มีผลใช้อยู่",
        evidence=Evidence(
            thresholds={"silent_d": limits.silent_d},
            measured={} if back is None else {"silent_d": round((back.utc_ms - last.utc_ms) / DAY_MS, 2)},
            pings=(shown(last),) if back is None else (shown(last), shown(back)),
        ),
    )  # fmt: skip
