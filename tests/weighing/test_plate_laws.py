"""Laws of two devices on one plate: whatever both do and whatever the papers say, these hold."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.compare import final_states
from tests.builders import Scene, a_vehicle, judge
from tests.weighing.fleet import SECOND
from tests.weighing.stories import two_trucks
from tests.weighing.test_laws import told_alike


def on_one_plate(scene: Scene) -> Scene:
    """The same story, with both devices registered on the first truck."""
    scene.reference["vehicles"] = [a_vehicle(), a_vehicle(SECOND)]
    return scene


one_plate = two_trucks.map(on_one_plate)


@settings(max_examples=40)
@given(one_plate, st.integers(0, 999))
def test_any_order_of_arrival_gives_the_same_verdict(scene: Scene, seed: int) -> None:
    assert told_alike(scene, seed) == []


@settings(max_examples=30)
@given(one_plate)
def test_a_plate_is_in_one_trip_at_a_time(scene: Scene) -> None:
    trips = [data for kind, data in final_states(judge(scene, 900).events).values() if kind.startswith("wastetrack.trip")]
    spans = sorted((data["started_at"], data.get("completed_at") or data.get("ended_at") or "9") for data in trips)
    assert all(ended <= started for (_, ended), (started, _) in pairwise(spans))
