"""province-left: a load is driven in a province that none of its permitted routes crosses."""

from typing import Literal

import msgspec

from models.alert import CloseReason, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import ProvinceLeft

RULE = "province-left"
Step = Literal["on_route", "counting", "opened", "goes_on", "ended"]


class Province(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A province that no permitted route crosses."""

    zone_id: str
    name_en: str
    name_th: str


class Abroad(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A run of fixes outside the routes' provinces, an alert once `opened`; `province` is the one of its first fix."""

    province: Province
    fixes: tuple[Fix, ...] = ()
    doubtful: bool = False
    opened: bool = False


def advance(
    run: Abroad | None, fix: Fix, province: Province | None, *, on_route: bool, limits: ProvinceLeft
) -> tuple[Abroad | None, Step]:
    """Judges one fix: `on_route` in a province that a route crosses, else in `province`, else (None) in none at all.

    A doubtful fix wants one more that agrees. Only a fix in a province that a route crosses ends an opened run.
    """
    if run is not None and run.opened:
        return run, "ended" if on_route else "goes_on"
    if on_route or province is None:
        return None, "on_route"
    run = run or Abroad(province=province)
    fixes, doubtful = (*run.fixes, fix), run.doubtful or fix.doubtful
    opened = len(fixes) >= limits.fixes + doubtful
    run = msgspec.structs.replace(run, fixes=fixes, doubtful=doubtful, opened=opened)
    return run, "opened" if opened else "counting"


def finding(run: Abroad, limits: ProvinceLeft, *, ended: Fix | None, close_reason: CloseReason | None) -> Finding:
    """What is to be said of an opened run, and of how it ended."""
    first, last = run.fixes[0], run.fixes[-1]
    place = ended or last
    name_th = run.province.name_th.removeprefix("จังหวัด")
    return Finding(
        rule=RULE, episode=str(first.utc_ms), severity="warning", urgency="today", certainty="observed",
        started_ms=first.utc_ms, ended_ms=None if ended is None else ended.utc_ms, close_reason=close_reason,
        zone_id=run.province.zone_id, lat=place.lat, lon=place.lon,
        reason_en=f"In {run.province.name_en}, a province that the permitted route does not cross.",
        reason_th=f"รถเข้าเขตจังหวัด{name_th} ซึ่งเส้นทางที่ได้รับอนุญาตไม่ผ่าน",
        evidence=Evidence(
            thresholds={"fixes": limits.fixes},
            measured={"province_zone_id": run.province.zone_id, "fixes": len(run.fixes)},
            pings=tuple(shown(fix) for fix in run.fixes) + (() if ended is None else (shown(ended),)),
        ),
    )  # fmt: skip
