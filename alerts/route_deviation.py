"""route-deviation: a loaded truck runs outside the corridor of every permitted route."""

from typing import Literal

import msgspec

from alerts.wording import length_en, length_th
from models.alert import CloseReason, Evidence, Finding
from models.fix import Fix, shown
from models.progress import Progress, told
from models.thresholds import RouteDeviation

RULE = "route-deviation"
Step = Literal["on_route", "counting", "opened", "goes_on", "ended"]


class Deviation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A run of fixes off every route, an alert once `opened`; `worst_m` is beyond the corridor, in metres.

    `left_at`: how far along its route the truck was at the first of them.
    """

    fixes: tuple[Fix, ...]
    doubtful: bool
    opened: bool
    worst_m: float
    corridor_m: float
    left_at: Progress | None = None


def advance(
    run: Deviation | None, fix: Fix, excess_m: float, corridor_m: float, *, permitted: bool, limits: RouteDeviation
) -> tuple[Deviation | None, Step]:
    """Judges one fix, `excess_m` beyond the nearest corridor (negative inside it), `permitted` if in a permitted zone.

    Opening takes consecutive fixes beyond the margin, one more where one of them is doubtful; ending takes one
    within the corridor itself, so that a truck on the edge does not flap.
    """
    if run is not None and run.opened:
        if excess_m <= 0:
            return run, "ended"
        return msgspec.structs.replace(run, worst_m=max(run.worst_m, excess_m)), "goes_on"
    if permitted or excess_m <= limits.margin_m:
        return None, "on_route"
    if run is None:
        run = Deviation(fixes=(), doubtful=False, opened=False, worst_m=0.0, corridor_m=corridor_m)
    doubtful = run.doubtful or fix.doubtful
    fixes = (*run.fixes, fix)
    opened = len(fixes) >= limits.fixes + doubtful
    run = msgspec.structs.replace(
        run, fixes=fixes, doubtful=doubtful, opened=opened, worst_m=max(run.worst_m, excess_m), corridor_m=corridor_m
    )
    return run, "opened" if opened else "counting"


def finding(run: Deviation, limits: RouteDeviation, *, ended: Fix | None, close_reason: CloseReason | None) -> Finding:
    """What is to be said of an opened run, and of how it ended."""
    first, last = run.fixes[0], run.fixes[-1]
    place = ended or last
    pings = tuple(shown(fix) for fix in run.fixes) + (() if ended is None else (shown(ended),))
    away_m = run.worst_m + run.corridor_m
    return Finding(
        rule=RULE, episode=str(first.utc_ms), severity="high", urgency="immediate", certainty="observed",
        started_ms=first.utc_ms, ended_ms=None if ended is None else ended.utc_ms, close_reason=close_reason,
        lat=place.lat, lon=place.lon,
        reason_en=(
            f"Off the permitted route: {length_en(away_m)} from it, where {length_en(run.corridor_m)} is permitted."
        ),
        reason_th=f"รถออกนอกเส้นทางที่ได้รับอนุญาต ห่างจากเส้นทาง {length_th(away_m)} (อนุญาตไม่เกิน {length_th(run.corridor_m)})",
        evidence=Evidence(
            thresholds={"corridor_m": run.corridor_m, "margin_m": limits.margin_m, "fixes": limits.fixes},
            measured={
                "from_route_m": round(away_m, 1), "beyond_corridor_m": round(run.worst_m, 1), "fixes": len(run.fixes),
                **told(run.left_at),
            },
            pings=pings,
        ),
    )  # fmt: skip
