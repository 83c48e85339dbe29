"""Limits: what of the thresholds a lull holds its pings against, worked out once for all units."""

import math
from typing import Final, NamedTuple

import msgspec

from geofences.projection import A_M
from models.kept import keep
from models.thresholds import Rulebook, Thresholds
from models.times import MINUTE_MS, SECOND_MS

SLACK: Final = 1.02
"""The plane's scale changes by less than this on the way that a lull lasts."""

_DEGREE_M: Final = A_M * math.pi / 180
"""A degree on the equator."""


class Span(NamedTuple):
    """Of runs of one radius: it, in metres and a little more, and how long none may last."""

    radius_m: float
    longest_ms: int


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Distances in metres, a little on the safe side; times in ms.

    Two fixes no further apart than `still_m` may be told to lie at one place; fixes further apart than `hop_m` lie in
    no run together. `fastest` is metres a ms. `stop` and `halt` are the runs that steps ask for.
    """

    rules: Rulebook
    still_m: float
    hop_m: float
    fastest: float
    margin_m: float
    moving_kmh: float
    most_hdop: float
    most_sats: int
    late_ms: int
    ahead_ms: int
    stop: tuple[Span, ...]
    stop_and_halt: tuple[Span, ...]


_KNOWN: Final[dict[tuple[int, int], tuple[Thresholds, Limits]]] = {}


def limits_of(thresholds: Thresholds, rules: Rulebook) -> Limits:
    """Those of a unit that these rules of the thresholds concern."""
    known = _KNOWN.get((id(thresholds), id(rules)))
    if known is not None and known[0] is thresholds and known[1].rules is rules:
        return known[1]
    return keep(_KNOWN, (id(thresholds), id(rules)), (thresholds, _limits(thresholds, rules)))[1]


def _limits(thresholds: Thresholds, rules: Rulebook) -> Limits:
    arrivals, halts = thresholds.common.arrivals, rules.repeated_short_stops
    # A run lasts in whole seconds.
    stop = Span(rules.stop.radius_m * SLACK, int((rules.stop.min_s - 1) * SECOND_MS))
    halt = Span(halts.radius_m * SLACK, int(halts.min_min * MINUTE_MS - SECOND_MS))
    return Limits(
        rules=rules, still_m=_DEGREE_M * math.sqrt(2) * SLACK / 10**rules.frozen_position.decimals,
        hop_m=max(rules.stop.radius_m, halts.radius_m) * 2 * SLACK,
        fastest=rules.impossible_move.kmh / 3600 / SLACK, margin_m=rules.route_deviation.margin_m,
        moving_kmh=rules.fixes.moving_kmh, most_hdop=rules.fixes.doubtful_hdop, most_sats=rules.fixes.doubtful_sats,
        late_ms=int(min(arrivals.late_s, arrivals.ahead_s) * SECOND_MS), ahead_ms=int(arrivals.ahead_s * SECOND_MS),
        stop=(stop,), stop_and_halt=(stop, halt),
    )  # fmt: skip
