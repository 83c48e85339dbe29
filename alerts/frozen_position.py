"""frozen-position: a device says that its truck is driving, and never another place."""

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import Bearer, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import FrozenPosition, Rulebook

RULE = "frozen-position"


class FrozenRun(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Moving fixes at one position so far; once it is raised, by which fix, the how many-th, and of whom."""

    first: Fix
    last: Fix
    fixes: int
    doubtful: bool
    raised_by: Fix | None = None
    raised_fixes: int = 0
    bearer: Bearer | None = None


def advance(run: FrozenRun | None, before: Fix | None, fix: Fix, moving_kmh: float, decimals: int) -> FrozenRun | None:
    """The run with one more fix; None where the fix differs from the one before, or either is not moving."""
    if before is None or not _moves(fix, moving_kmh) or not _is_same_place(before, fix, decimals):
        return None
    if run is not None:
        return msgspec.structs.replace(run, last=fix, fixes=run.fixes + 1, doubtful=run.doubtful or fix.doubtful)
    if not _moves(before, moving_kmh):
        return None
    return FrozenRun(first=before, last=fix, fixes=2, doubtful=before.doubtful or fix.doubtful)


def is_frozen(run: FrozenRun, limits: FrozenPosition) -> bool:
    """Whether the run is long enough; one with a doubtful fix needs one more."""
    return run.fixes >= limits.fixes + run.doubtful


def raised(run: FrozenRun, bearer: Bearer) -> FrozenRun:
    """The run, raised by its newest fix."""
    return msgspec.structs.replace(run, raised_by=run.last, raised_fixes=run.fixes, bearer=bearer)


def as_raised(run: FrozenRun) -> FrozenRun:
    """A run as it stood when it was raised."""
    return msgspec.structs.replace(run, last=run.raised_by or run.last, fixes=run.raised_fixes)


def finding(run: FrozenRun, bearer: Bearer, rules: Rulebook, *, ended_ms: int | None) -> Finding:
    """What is to be said of such a run, and of its end."""
    limits = rules.frozen_position
    seconds = (run.last.utc_ms - run.first.utc_ms) / 1000
    return Finding(
        rule=RULE, episode=str(run.first.utc_ms), severity="high", urgency="today", certainty="observed",
        started_ms=run.first.utc_ms, ended_ms=ended_ms, close_reason=None if ended_ms is None else "cleared",
        lat=run.first.lat, lon=run.first.lon,
        trip_id=bearer.trip_id, plate=bearer.plate, province=bearer.province, permit_no=bearer.permit_no,
        reason_en=(
            f"{run.fixes} fixes in a row over {duration_en(seconds)} at the very same position, each with a speed: "
            "the device does not tell where the truck is."
        ),
        reason_th=(
            f"พิกัดซ้ำตำแหน่งเดิม {run.fixes} ครั้งติดต่อกันในช่วง {duration_th(seconds)} ทั้งที่รายงานว่ารถกำลังวิ่ง "
            "อุปกรณ์ไม่ได้แสดงตำแหน่งจริงของรถ"
        ),
        evidence=Evidence(
            thresholds={
                "fixes": limits.fixes, "decimals": limits.decimals, "moving_kmh": rules.fixes.moving_kmh,
            },
            measured={"fixes": run.fixes, "minutes": round(seconds / 60, 1)},
            pings=(shown(run.first), shown(run.last)),
        ),
    )  # fmt: skip


def _moves(fix: Fix, moving_kmh: float) -> bool:
    return fix.speed_kmh is not None and fix.speed_kmh > moving_kmh


def _is_same_place(one: Fix, other: Fix, decimals: int) -> bool:
    if abs(one.lat - other.lat) > 2 * 10.0**-decimals:  # further apart than any two that round to the same
        return False
    return round(one.lat, decimals) == round(other.lat, decimals) and round(one.lon, decimals) == round(
        other.lon, decimals
    )
