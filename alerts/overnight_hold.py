"""overnight-hold: a loaded truck that stands at no permitted place long after it should have been unloaded."""

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import CloseReason, Evidence, Finding
from models.fix import Run, shown
from models.thresholds import OvernightHold
from models.times import HOUR_MS

RULE = "overnight-hold"


class Hold(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A hold, or one that is over: since when, at which stop, and the last fix seen there."""

    departed_ms: int
    started_ms: int
    stop: Run
    last_ms: int
    ended_ms: int | None = None
    close_reason: CloseReason | None = None


def due_ms(departed_ms: int, stop: Run, stop_ms: int, limits: OvernightHold) -> int:
    """When a stop is a hold, unless it ends before: once the load is so old, and the truck stands."""
    return max(departed_ms + round(limits.loaded_h * HOUR_MS), stop.first_ms + stop_ms)


def finding(hold: Hold, limits: OvernightHold) -> Finding:
    """What is to be said of a hold, and of its end; what the clock alone says is possible only."""
    first = hold.stop.first
    loaded_s = (hold.started_ms - hold.departed_ms) / 1000
    return Finding(
        rule=RULE, episode="trip", severity="warning", urgency="today",
        certainty="observed" if hold.last_ms >= hold.started_ms else "possible",
        started_ms=hold.started_ms, ended_ms=hold.ended_ms, close_reason=hold.close_reason,
        lat=first.lat, lon=first.lon,
        reason_en=f"Loaded {duration_en(loaded_s)} ago, not arrived, and standing at no permitted stopping place.",
        reason_th=f"บรรทุกกากมาแล้ว {duration_th(loaded_s)} ยังไม่ถึงปลายทาง และจอดค้างนอกจุดจอดที่ได้รับอนุญาต",
        evidence=Evidence(
            thresholds={"loaded_h": limits.loaded_h},
            measured={"loaded_h": round(loaded_s / 3600, 2)},
            pings=(shown(first),),
        ),
    )  # fmt: skip
