"""The load on people: immediate alerts a desk gets on a day of many trips, drawn from trips that were judged.

A day is drawn, not replayed: each of its trips takes the immediate alerts of a judged trip of its sort, at a departure
of its own. So the day is as dense as asked for, and rules across units do not see that density.
"""

from collections.abc import Sequence
from random import Random
from typing import Final

import msgspec

from benchmarks.quality.reading import Reading

TRIPS_A_DAY: Final = 20_000
BAD_SHARE: Final = 0.01
CLEAN_SHARE: Final = 0.8
"""Of the lawful trips so many are ordinary; the others are of the odd kinds, each as likely."""
DESKS: Final = 2
DAYS: Final = 40
HOUR_WEIGHTS: Final = (1,) * 5 + (3, 6, 8, 8, 8, 7, 6, 6, 7, 7, 7, 6, 5, 4, 3, 2, 2, 1, 1)
"""How many trips set out in each hour of a day, relative to one another: most between 6 and 18 h."""
_SLOT_S: Final = 600


class DeskLoad(msgspec.Struct, frozen=True, kw_only=True):
    """Per desk: mean over the day's hours, over its busiest hour, and in the fullest ten minutes of a day.

    `alerts`: each immediate alert; `cases`: the first one of each truck. `false`: the share of cases on lawful trips.
    """

    trips_a_day: int
    bad_share: float
    clean_share: float
    desks: int
    days: int
    alerts_per_desk_hour: float
    cases_per_desk_hour: float
    cases_in_busiest_hour_per_desk: float
    most_in_10_min: float
    worst_in_10_min: int
    most_alerts_in_10_min: float
    false: float


def load(readings: Sequence[Reading], seed: int) -> DeskLoad:
    """Draws days from judged trips and counts what sounds."""
    rng = Random(f"{seed} desks")
    bad = [one for one in readings if not one.benign]
    clean = [one for one in readings if one.kind == "clean"] or [one for one in readings if one.benign]
    odd = _evenly([one for one in readings if one.benign and one.kind != "clean"]) or [clean]
    alerts = cases = false = 0
    by_hour = [0] * 72
    most_cases: list[int] = []
    most_alerts: list[int] = []
    for _ in range(DAYS):
        slots = [0] * (72 * 6)
        alert_slots = [0] * (72 * 6)
        for _ in range(TRIPS_A_DAY):
            is_bad = rng.random() < BAD_SHARE
            pool = bad if is_bad else clean if rng.random() < CLEAN_SHARE else rng.choice(odd)
            one = rng.choice(pool)
            if not one.sounded_s:
                continue
            hour = rng.choices(range(24), HOUR_WEIGHTS)[0]
            sets_out_s = (hour + rng.random()) * 3600
            alerts += len(one.sounded_s)
            cases += 1
            false += not is_bad
            for i, after_s in enumerate(one.sounded_s):
                slot = min(int((sets_out_s + max(after_s, 0.0)) // _SLOT_S), len(slots) - 1)
                alert_slots[slot] += 1
                if i == 0:
                    slots[slot] += 1
                    by_hour[slot // 6] += 1
        most_cases.append(max(slots))
        most_alerts.append(max(alert_slots))
    desk_hours = DAYS * 24 * DESKS
    return DeskLoad(
        trips_a_day=TRIPS_A_DAY,
        bad_share=BAD_SHARE,
        clean_share=CLEAN_SHARE,
        desks=DESKS,
        days=DAYS,
        alerts_per_desk_hour=round(alerts / desk_hours, 2),
        cases_per_desk_hour=round(cases / desk_hours, 2),
        cases_in_busiest_hour_per_desk=round(max(by_hour) / DAYS / DESKS, 2),
        most_in_10_min=round(sum(most_cases) / DAYS / DESKS, 2),
        worst_in_10_min=-(-max(most_cases) // DESKS),
        most_alerts_in_10_min=round(sum(most_alerts) / DAYS / DESKS, 2),
        false=round(false / cases, 4) if cases else 0.0,
    )


def _evenly(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Readings by kind, so that each kind is as likely."""
    kinds = sorted({one.kind for one in readings})
    return [[one for one in readings if one.kind == kind] for kind in kinds]
