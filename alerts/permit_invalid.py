"""permit-invalid: a load leaves under a permit that is not in force, and no other permit there covers the truck."""

from typing import Literal

from models.alert import Evidence, Finding
from models.fix import Fix, shown

RULE = "permit-invalid"
Fault = Literal["submitted", "suspended", "revoked", "not_yet_valid", "expired", "item_declined", "item_pending"]

_EN: dict[Fault, str] = {
    "submitted": "it has not been approved yet",
    "suspended": "it is suspended",
    "revoked": "it has been revoked",
    "not_yet_valid": "it is not valid yet",
    "expired": "it has expired",
    "item_declined": "the processor has declined the waste",
    "item_pending": "the processor has not accepted the waste yet",
}
_TH: dict[Fault, str] = {
    "submitted": "ยังไม่ได้รับอนุมัติ",
    "suspended": "ถูกพักใช้",
    "revoked": "ถูกเพิกถอน",
    "not_yet_valid": "ยังไม่ถึงวันเริ่มใช้",
    "expired": "หมดอายุแล้ว",
    "item_declined": "ผู้รับดำเนินการไม่ตอบรับรายการของเสียนี้",
    "item_pending": "ผู้รับดำเนินการยังไม่ตอบรับรายการของเสียนี้",
}


def finding(first_outside: Fix, permit_no: str, fault: Fault, valid_from: str, valid_to: str) -> Finding:
    """What is to be said of a departure under such a permit."""
    return Finding(
        rule=RULE, episode=str(first_outside.utc_ms), severity="critical", urgency="today", certainty="likely",
        started_ms=first_outside.utc_ms, ended_ms=first_outside.utc_ms, permit_no=permit_no,
        lat=first_outside.lat, lon=first_outside.lon,
        reason_en=f"Departed under permit {permit_no}, but {_EN[fault]}.",
        reason_th=f"รถออกเดินทางภายใต้ใบอนุญาตเลขที่ {permit_no} ซึ่ง{_TH[fault]}",
        evidence=Evidence(
            thresholds={"valid_from": valid_from, "valid_to": valid_to},
            measured={"fault": fault},
            pings=(shown(first_outside),),
        ),
    )  # fmt: skip
