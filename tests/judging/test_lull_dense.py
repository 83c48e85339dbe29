"""Lulls of trucks that send every few seconds: how long a run lasts is bounded there, and worked out later."""

import math
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.fix import Fix, Run, follow_run
from streams.judging.lull import Drift
from tests.builders import Scene, Track, an_area
from tests.judging.test_lull import Judged

WAYS_S = (1, 2, 5, 10, 15)
"""Pings so many seconds apart."""

_ESTATES = [
    an_area(f"Z-E{number}", "estate", east_m, -9_000, east_m + 700, 9_000)
    for number, east_m in enumerate(range(-12_000, 12_000, 1_400))
]
SCENES = {
    "one radius everywhere": Scene(),
    "other radii in estates": Scene(
        zones=_ESTATES, rules="".join(f'[estate."Z-E{number}".stop]\nradius_m = 450\n' for number in range(len(_ESTATES)))
    ),
}
"""Where a truck wanders."""


def wandering(random: Random, every_s: int, *, loaded: bool) -> list[dict[str, Any]]:
    """A truck that never says that it stands: it drives on, creeps, circles in a yard, and waits for a while."""
    every = every_s / 60
    track = Track(every=1).stand(8) if loaded else Track(0, -9_000, 900).stand(2)
    track.every = every
    heading = 0.0
    for _ in range(random.randint(3, 7)):
        kmh = random.choice((5.5, 7.0, 12.0, 20.0, 45.0, 70.0))
        turning = random.choice((0.0, 0.0, 0.0, 0.01, 0.05, 0.3, 2.0))
        for _ in range(int(random.choice((30, 60, 90, 130, 310, 400)) / every_s)):
            heading = heading + turning * every_s if turning else heading * 0.99
            step_m = kmh / 3.6 * every_s
            track.move(track.east_m + step_m * math.cos(heading), track.north_m + step_m * math.sin(heading))
            track.see(speed=kmh)
        if random.random() < 0.2:
            for _ in range(int(random.choice((20, 70, 130)) / every_s)):
                track.see(speed=random.choice((0.0, 6.0)))
    return track.pings


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(WAYS_S), st.booleans(), st.sampled_from(sorted(SCENES)))
def test_a_lull_changes_nothing_of_a_truck_that_wanders(
    random: Random, every_s: int, loaded: bool, name: str
) -> None:
    """On its way or empty, what becomes a stop or a halt is seen as soon, and counts from the same fix."""
    pings, scene = wandering(random, every_s, loaded=loaded), SCENES[name]
    assert Judged(scene, pings, lulls=True).told() == Judged(scene, pings, lulls=False).told()


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.floats(-120, 120), st.floats(-120, 120), st.integers(1, 40)), min_size=1, max_size=80),
    st.sampled_from((50.0, 150.0)),
    st.integers(0, 40),
)
def test_no_run_reaches_back_further_than_its_drift_says(
    steps: list[tuple[float, float, int]], radius_m: float, begins: int
) -> None:
    """Whatever way a truck takes, and wherever a lull begins; a run goes on from the earliest fix from which it can."""
    run: Run | None = None
    young: tuple[Fix, ...] = ()
    drift: Drift | None = None
    x = y = at_s = 0.0
    for number, (east, north, later_s) in enumerate(steps):
        x, y, at_s = x + east, y + north, at_s + later_s
        fix = Fix(utc_ms=int(at_s * 1000), receipt_ms=0, lat=13.0, lon=100.0, x=x, y=y)
        run, _, young = follow_run(run, young, fix, radius_m, 1.0, 10**9)
        if drift is not None:
            drift = drift.after(x, y, fix.utc_ms, radius_m)
        elif number >= begins:
            drift = Drift(run.first_ms, run.fixes, fix.utc_ms, x, y, 1)
        assert drift is None or run.first_ms >= drift.since_ms
