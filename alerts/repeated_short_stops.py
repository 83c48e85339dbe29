"""repeated-short-stops: a loaded truck halts on its way again and again, each time too briefly to count as a stop."""

import math
from typing import Literal

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import Evidence, Finding
from models.fix import Fix, Run, follow_run, shown
from models.thresholds import RepeatedShortStops

RULE = "repeated-short-stops"
Count = Literal["same_queue", "counted", "opened"]


class Halts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A trip's halts so far: the run that may become one, the newest one, those that count; `told` once is enough."""

    run: Run | None = None
    young: tuple[Fix, ...] = ()
    newest: Run | None = None
    counted: tuple[Run, ...] = ()
    told: bool = False


def follow(halts: Halts, fix: Fix, metres_per_unit: float, limits: RepeatedShortStops) -> tuple[Halts, Run | None]:
    """Takes in one fix, and returns the halt that it ends, if it ends one."""
    run, ended, young = follow_run(
        halts.run, halts.young, fix, limits.radius_m, metres_per_unit, int(limits.min_min * 60_000)
    )
    halts = msgspec.structs.replace(halts, run=run, young=young)
    if ended is None or not limits.min_min * 60_000 <= ended.duration_ms <= limits.max_min * 60_000:
        return halts, None
    return halts, ended


def count(halts: Halts, halt: Run, metres_per_unit: float, limits: RepeatedShortStops) -> tuple[Halts, Count]:
    """Counts a halt outside permitted zones; one that begins near the halt before it stands in the same queue."""
    before = halts.newest
    halts = msgspec.structs.replace(halts, newest=halt)
    if before is not None:
        apart_m = math.hypot(halt.first.x - before.x, halt.first.y - before.y) * metres_per_unit
        if apart_m < limits.apart_m:
            return halts, "same_queue"
    counted = (*halts.counted, halt)
    told = len(counted) >= limits.halts
    return msgspec.structs.replace(halts, counted=counted, told=told), "opened" if told else "counted"


def finding(counted: tuple[Run, ...], limits: RepeatedShortStops) -> Finding:
    """What is to be said of so many halts; the last of them is the one too many."""
    last = counted[-1]
    seconds = sum(halt.duration_ms for halt in counted) / 1000
    return Finding(
        rule=RULE, episode="trip", severity="high", urgency="today", certainty="observed",
        started_ms=last.first_ms, ended_ms=last.first_ms, lat=last.lat, lon=last.lon,
        reason_en=(
            f"{len(counted)} short halts on the way, {duration_en(seconds)} in all, at no permitted stopping place."
        ),
        reason_th=(
            f"รถหยุดช่วงสั้น ๆ ระหว่างทาง {len(counted)} ครั้ง รวม {duration_th(seconds)} "
            "โดยไม่ใช่จุดจอดที่ได้รับอนุญาต"
        ),
        evidence=Evidence(
            thresholds={
                "halts": limits.halts, "radius_m": limits.radius_m, "min_min": limits.min_min,
                "max_min": limits.max_min, "apart_m": limits.apart_m,
            },
            measured={
                "halts": len(counted), "minutes_each": [round(halt.duration_ms / 60_000, 1) for halt in counted],
            },
            pings=tuple(shown(halt.first) for halt in counted),
        ),
    )  # fmt: skip
