"""Laws of the rules across units: whatever two trucks do and whatever their papers say, these hold."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from models.times import MINUTE_MS
from streams.compare import differences, version_faults
from tests.agreement.orders import in_any_order, received_ms, with_twins
from tests.builders import START_MS, Scene, judge
from tests.weighing.stories import two_trucks


def told_alike(scene: Scene, seed: int) -> list[str]:
    """What differs in the final state when a scene's pings come in another order."""
    until = (max(map(received_ms, scene.pings)) - START_MS) / MINUTE_MS + 900
    other = copy.copy(scene)
    other.pings = in_any_order(scene.pings, seed)
    ours, theirs = judge(scene, until), judge(other, until)
    assert version_faults(ours.events) == []
    assert version_faults(theirs.events) == []
    return differences(ours.events, theirs.events)


@settings(max_examples=60)
@given(two_trucks, st.integers(0, 999))
def test_any_order_of_arrival_gives_the_same_verdict(scene: Scene, seed: int) -> None:
    assert told_alike(scene, seed) == []


@settings(max_examples=20)
@given(two_trucks, st.integers(0, 999))
def test_so_do_records_that_contradict_one_another(scene: Scene, seed: int) -> None:
    scene.pings = with_twins(scene.pings, seed)
    assert told_alike(scene, seed) == []
