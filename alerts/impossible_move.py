"""impossible-move: a unit is seen where no truck can be, coming from where it was seen before."""

from typing import Final, Literal

import msgspec

from alerts.wording import length_en, length_th
from models.alert import Bearer, Evidence, Finding
from models.fix import Fix, shown
from models.thresholds import ImpossibleMove

RULE = "impossible-move"
# A fix is confirmed by another; a run with a doubtful one takes one more, and a longer one no more than that.
CONFIRMED_FIXES: Final = 2
Side = Literal["own", "rival", "neither"]


class Rival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Fixes that the truck cannot have come to from `origin`, its own last one, and that agree with each other.

    `held` are those after the truck's own newest one, not judged yet; `confirming` and `bearer` stand once the alert is
    open.
    """

    origin: Fix
    away_m: float
    first: Fix
    last: Fix
    fixes: int = 1
    doubtful: bool = False
    held: tuple[Fix, ...] = ()
    confirming: Fix | None = None
    bearer: Bearer | None = None


class Way(msgspec.Struct, frozen=True, gc=False):
    """How far apart two fixes lie, in metres and in ms."""

    metres: float
    ms: int


def is_reachable(way: Way, limits: ImpossibleMove) -> bool:
    """Whether a truck may have gone such a way."""
    return way.metres <= furthest_m(way.ms, limits)


def furthest_m(ms: int, limits: ImpossibleMove, errors: int = 1) -> float:
    """How far a truck may be seen from where it was so long before, with so many errors of a fix on the way."""
    return _driven_m(ms, limits) + errors * limits.margin_m * _share_of_error(ms, limits)


def always_reached_m(limits: ImpossibleMove) -> float:
    """How far a truck may be seen from where it was, however long before that was."""
    # As time goes by the way grows and the error's share shrinks, both in proportion: the least is at an end of it.
    return min(furthest_m(0, limits), furthest_m(int(limits.error_s * 1000), limits))


def confirms(way: Way, limits: ImpossibleMove) -> bool:
    """Whether two fixes so far apart confirm each other."""
    return way.ms <= limits.confirm_min * 60_000 and way.metres <= _driven_m(way.ms, limits) + limits.margin_m


def _driven_m(ms: int, limits: ImpossibleMove) -> float:
    return limits.kmh / 3.6 * _apart_s(ms, limits)


def _share_of_error(ms: int, limits: ImpossibleMove) -> float:
    """How much of a fix's error counts: the longer the way takes, the less it does to the speed."""
    return max(0.0, 1 - _apart_s(ms, limits) / limits.error_s) if limits.error_s > 0 else 0.0


def _apart_s(ms: int, limits: ImpossibleMove) -> float:
    return max(ms / 1000, limits.least_s)


def _is_slower(one: Way, other: Way, limits: ImpossibleMove) -> bool:
    """Whether a truck goes the one way at a lower speed than the other."""
    return one.metres * _apart_s(other.ms, limits) < other.metres * _apart_s(one.ms, limits)


def is_confirmed(fixes: int, doubtful: bool) -> bool:
    """Whether so many fixes that agree are confirmed; `doubtful`: one of them is doubtful."""
    return fixes >= CONFIRMED_FIXES + doubtful


def side_of(from_own: Way, from_rival: Way, apart: Way, *, confirmed: bool, limits: ImpossibleMove) -> Side:
    """Which run a fix goes on: the truck's own or the rival's, by the ways from the last fix of each.

    Where it may be either, a confirmed rival has it when it is nearer. One that is not confirmed has it when the way
    from there is the slower one, and the rival lies further `apart` from the truck's own than two errors explain: else
    the scatter of fixes a few seconds apart would be confirmed by the truck that passes.
    """
    own, rival = is_reachable(from_own, limits), confirms(from_rival, limits)
    if not own:
        return "rival" if rival else "neither"
    if not rival:
        return "own"
    if confirmed:
        return "rival" if from_rival.metres < from_own.metres else "own"
    beyond = apart.metres > furthest_m(apart.ms, limits, errors=2)
    return "rival" if beyond and _is_slower(from_rival, from_own, limits) else "own"


def finding(rival: Rival, bearer: Bearer, limits: ImpossibleMove, *, ended_ms: int | None) -> Finding:
    """What is to be said of a unit in two places, and of the end of it."""
    minutes = (rival.first.utc_ms - rival.origin.utc_ms) / 60_000
    kmh = rival.away_m / 1000 / minutes * 60
    pings = (rival.origin, rival.first, rival.confirming or rival.first)
    return Finding(
        rule=RULE, episode=str(rival.first.utc_ms), severity="high", urgency="today", certainty="observed",
        started_ms=rival.first.utc_ms, ended_ms=ended_ms, close_reason=None if ended_ms is None else "cleared",
        lat=rival.first.lat, lon=rival.first.lon,
        trip_id=bearer.trip_id, plate=bearer.plate, province=bearer.province, permit_no=bearer.permit_no,
        reason_en=(
            f"Seen {length_en(rival.away_m)} away within {minutes:.1f} min, which takes {kmh:.0f} km/h: "
            "the position is false, or two devices send under one number."
        ),
        reason_th=(
            f"พบพิกัดห่างจากจุดเดิม {length_th(rival.away_m)} ภายใน {minutes:.1f} นาที เท่ากับความเร็ว {kmh:.0f} กม./ชม. "
            "พิกัดอาจไม่จริง หรือมีอุปกรณ์สองเครื่องใช้หมายเลขเดียวกัน"
        ),
        evidence=Evidence(
            thresholds={
                "kmh": limits.kmh, "margin_m": limits.margin_m, "confirm_min": limits.confirm_min,
                "least_s": limits.least_s, "error_s": limits.error_s,
            },
            measured={"metres": round(rival.away_m), "minutes": round(minutes, 1), "kmh": round(kmh)},
            pings=tuple(shown(fix) for fix in pings),
        ),
    )  # fmt: skip
