"""secondary-movement: a truck takes something away from a processor, and stops with it where nobody is registered."""

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import Bearer, Evidence, Finding
from models.fix import Fix, Run, shown
from models.thresholds import SecondaryMovement
from models.times import to_iso

RULE = "secondary-movement"
# A stop in a zone of another kind has an owner who can be asked.
UNREGISTERED_KINDS = frozenset({"province", "restricted"})


class Stay(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A stay in a processor's zone that began outside a trip: the last long run there, and the fixes outside since."""

    zone_id: str
    stood: Run | None = None
    left: Fix | None = None
    outside: int = 0
    doubtful: bool = False


def noted_inside(stay: Stay, stood: Run | None, limits: SecondaryMovement) -> Stay:
    """The stay with one more fix inside; `stood` is the run there, which counts once it is long enough."""
    if stood is None or stood.duration_ms < limits.stand_min * 60_000:
        stood = stay.stood
    return Stay(zone_id=stay.zone_id, stood=stood)


def noted_outside(stay: Stay, fix: Fix) -> Stay:
    """The stay with one more fix outside."""
    return msgspec.structs.replace(
        stay, left=stay.left or fix, outside=stay.outside + 1, doubtful=stay.doubtful or fix.doubtful
    )


def has_left(stay: Stay, fixes: int) -> bool:
    """Whether so many fixes outside show that it left, one more where one of them is doubtful."""
    return stay.outside >= fixes + stay.doubtful


def finding(
    stood: Run, left: Fix, stop: Run, bearer: Bearer, zone_id: str, name_en: str, name_th: str,
    limits: SecondaryMovement,
) -> Finding:  # fmt: skip
    """What is to be said of the stop after such a stay; the zone and its names are the processor's."""
    seconds = stood.duration_ms / 1000
    return Finding(
        rule=RULE, episode=str(left.utc_ms), severity="critical", urgency="today", certainty="likely",
        started_ms=stop.first_ms, ended_ms=stop.first_ms, zone_id=zone_id, lat=stop.lat, lon=stop.lon,
        plate=bearer.plate, province=bearer.province,
        reason_en=(
            f"Came to {name_en} without a trip, stood there {duration_en(seconds)}, and next stopped "
            "at a place that is not registered."
        ),
        reason_th=(
            f"รถเข้า {name_th} โดยไม่มีเที่ยวขนส่ง จอดอยู่นาน {duration_th(seconds)} "
            "แล้วออกไปจอดในที่ซึ่งไม่ใช่สถานที่ขึ้นทะเบียน"
        ),
        evidence=Evidence(
            thresholds={"stand_min": limits.stand_min},
            measured={
                "processor_zone_id": zone_id, "processor_name": name_en, "stood_min": round(seconds / 60, 1),
                "left_at": to_iso(left.utc_ms), "stop_min": round(stop.duration_ms / 60_000, 1),
            },
            pings=(shown(stood.first), shown(left), shown(stop.first)),
        ),
    )  # fmt: skip
