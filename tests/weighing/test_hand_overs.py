"""A load that goes to the permit's second truck on the way."""


from streams.compare import version_faults
from tests.builders import PLATE, ROAD_M, Scene, Track, a_manifest, judge
from tests.weighing.fleet import SECOND, SECOND_PLATE, two_trucks


def breakdown(*, second_to_m: float = ROAD_M, first_brings_it: bool = False, together: float = 12, apart_m: float = 40) -> Scene:
    """The first truck breaks down half-way; the second comes from the other side, stands beside it and drives on."""
    first = Track(0).stand(15).go(10_000).stand(21 + together)
    if first_brings_it:
        first.go(ROAD_M).stand(10)
    else:
        first.stand(15).go(2000).stand(5)
    second = Track(28, 14_000, unit_id=SECOND).stand(12).silent(2).go(10_000, apart_m)
    second.stand(together + (20 if first_brings_it else 0)).go(second_to_m, 0).stand(15).go(second_to_m - 4000)
    return two_trucks(first, second, manifests=[a_manifest(quantity_t=3.0)])


def ends(scene: Scene) -> dict[str, tuple[str, str]]:
    told = judge(scene, 700)
    assert version_faults(told.events) == []
    return {data["unit_id"]: (verb, data.get("reason", "")) for verb, data in told.trips() if data.get("reason") != "superseded"}


def test_the_first_ends_transferred_and_the_second_completes() -> None:
    told = judge(breakdown(), 700)
    trips = {data["unit_id"]: (verb, data) for verb, data in told.trips()}
    (gave, first), (took, second) = trips["unit-1"], trips[SECOND]
    assert (gave, first["reason"]) == ("ended", "transferred")
    assert (took, second["from_trip_id"], second["manifest_nos"]) == ("completed", first["trip_id"], ["M-1"])
    assert (second["plate"], second["origin_zone_id"]) == (SECOND_PLATE, first["origin_zone_id"])
    assert first["plate"] == PLATE
    assert second["started_at"] == first["ended_at"]
    assert told.standing("undeclared-trip") == []


def test_the_start_of_the_seconds_trip_is_told_before_its_arrival() -> None:
    told = [event for event in judge(breakdown(), 700).events if event.data["unit_id"] == SECOND and ".trip." in event.type]
    assert [event.type.rpartition(".")[2] for event in told] == ["started", "arrived", "completed"]
    assert all("from_trip_id" in event.data for event in told)


def test_it_is_judged_once_the_second_comes_to_the_processor_and_not_before() -> None:
    told = judge(breakdown(), 700)
    started = next(event for event in told.events if event.data["unit_id"] == SECOND and event.type.startswith("wastetrack.trip"))
    arrived = next(ping for ping in told.trips() if ping[1]["unit_id"] == SECOND)[1]["arrived_at"]
    assert started.data["started_at"] < arrived <= started.time


def test_near_misses() -> None:
    for says, scene in (
        ("the first brings the load itself", breakdown(first_brings_it=True)),
        ("they stand together for three minutes only", breakdown(together=3)),
        ("they stand 400 m from each other", breakdown(apart_m=400)),
        ("the second never comes to the processor", breakdown(second_to_m=16_000)),
    ):
        assert ends(scene).get("unit-1") != ("ended", "transferred"), says
