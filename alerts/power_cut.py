"""power-cut: on the road with a load, the device that tells where the truck is loses the vehicle's power."""

from models.alert import Evidence, Finding
from models.fix import Fix, shown
from models.progress import Progress, told

RULE = "power-cut"


def is_cut(was_on: bool | None, is_on: bool | None) -> bool:
    """Whether power that was last known to be on is off now; None tells nothing."""
    return was_on is True and is_on is False


def finding(before: Fix | None, cut: Fix, progress: Progress | None) -> Finding:
    """What is to be said of a cut, seen at the fix `cut` so far along its route; `before` is the fix before it."""
    return Finding(
        rule=RULE, episode=str(cut.utc_ms), severity="high", urgency="immediate", certainty="observed",
        started_ms=cut.utc_ms, ended_ms=cut.utc_ms, lat=cut.lat, lon=cut.lon,
        reason_en="The GPS device lost the vehicle's power on the road with a load, at no permitted stopping place.",
        reason_th="ไฟเลี้ยงอุปกรณ์ GPS จากแบตเตอรี่รถถูกตัดระหว่างขนส่งกาก โดยไม่ได้อยู่ในจุดจอดที่ได้รับอนุญาต",
        evidence=Evidence(
            thresholds={"ext_power_status_from": 1, "ext_power_status_to": 0},
            measured={"ext_power_status_before": 1, "ext_power_status": 0, **told(progress)},
            pings=(shown(cut),) if before is None else (shown(before), shown(cut)),
        ),
    )  # fmt: skip
