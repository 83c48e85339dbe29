"""vendor-outage: a GPS vendor's units fall silent together; its server is down, not its trucks."""

from typing import Literal

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import CloseReason, Evidence, Finding
from models.thresholds import VendorOutage

RULE = "vendor-outage"
Reason = Literal["outage", "too_few", "too_small_a_share"]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a vendor's units fell silent together, of how many under way and heard shortly before."""

    silent: int
    under_way: int


def judge(count: Count, limits: VendorOutage) -> Reason:
    """Whether so many silences together are the vendor's."""
    if count.silent < limits.units:
        return "too_few"
    return "outage" if count.silent > limits.share * count.under_way else "too_small_a_share"


def finding(
    vendor: str,
    started_ms: int,
    count: Count,
    limits: VendorOutage,
    *,
    ended_ms: int | None,
    close_reason: CloseReason | None,
) -> Finding:
    """What is to be said of an outage, and of its end."""
    until_s = ((ended_ms or started_ms) - started_ms) / 1000
    lasted_en = f", for {duration_en(until_s)}" if ended_ms is not None else ""
    lasted_th = f" เป็นเวลา {duration_th(until_s)}" if ended_ms is not None else ""
    return Finding(
        rule=RULE, episode=f"{vendor}@{started_ms}", severity="high", urgency="today", certainty="possible",
        started_ms=started_ms, ended_ms=ended_ms, close_reason=close_reason,
        reason_en=f"{count.silent} of {count.under_way} trucks of GPS vendor {vendor} fell silent together{lasted_en}.",
        reason_th=f"รถ {count.silent} จาก {count.under_way} คันของผู้ให้บริการ GPS รหัส {vendor} ขาดสัญญาณพร้อมกัน{lasted_th}",
        evidence=Evidence(
            thresholds={
                "share": limits.share, "units": limits.units, "silent_s": limits.silent_s, "within_s": limits.within_s,
            },
            measured={"silent": count.silent, "under_way": count.under_way},
        ),
    )  # fmt: skip
