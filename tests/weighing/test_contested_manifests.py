"""Whose a manifest is, when more than one truck of a permit may carry it."""


from streams.compare import version_faults
from tests.builders import (
    PROVINCE,
    ROAD_M,
    Scene,
    Track,
    a_clean_trip,
    a_manifest,
    a_permit,
    a_vehicle,
    judge,
)
from tests.weighing.fleet import BOTH, SECOND, SECOND_PLATE, VEHICLES, two_trucks


def carried(scene: Scene, until: float = 400) -> dict[str, list[str]]:
    """The manifests of each truck's trips, in their final state."""
    told = judge(scene, until)
    assert version_faults(told.events) == []
    return {data["unit_id"]: data["manifest_nos"] for verb, data in told.trips() if data.get("reason") != "superseded"}


def test_the_second_truck_carries_it_when_the_first_never_came() -> None:
    scene = two_trucks(a_clean_trip(unit_id=SECOND), manifests=[a_manifest()])
    assert carried(scene) == {SECOND: ["M-1"]}
    assert judge(scene, 400).standing("undeclared-trip") == []


def test_it_is_the_first_trucks_when_that_stopped_there_though_it_left_later() -> None:
    """The second leaves first and seems to carry it; an hour later the manifest's own truck loads and leaves."""
    second = Track(0, unit_id=SECOND).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)
    own = Track(60).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)
    scene = two_trucks(second, own, manifests=[a_manifest()])
    assert carried(scene) == {SECOND: [], "unit-1": ["M-1"]}
    (alert,) = judge(scene, 400).standing("undeclared-trip")
    assert alert["unit_id"] == SECOND


def test_a_stop_long_after_the_planned_departure_leaves_it_to_the_second() -> None:
    """Own truck stops at the gate more than 6 h after the planned departure."""
    second = Track(0, unit_id=SECOND).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)
    own = Track(15 + 361).stand(15)
    assert carried(two_trucks(second, own, manifests=[a_manifest()]), 600)[SECOND] == ["M-1"]


def test_of_two_others_the_first_to_leave_has_it() -> None:
    third = {"plate": "72-3333", "province": PROVINCE}
    scene = two_trucks(
        Track(0, unit_id=SECOND).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000),
        Track(1, unit_id="unit-3").stand(16).go(ROAD_M).stand(10).go(ROAD_M - 3000),
        manifests=[a_manifest()],
        permits=[a_permit(vehicles=[*BOTH, third])],
        vehicles=[*VEHICLES, a_vehicle("unit-3", "72-3333")],
    )
    assert carried(scene) == {SECOND: ["M-1"], "unit-3": []}


def test_passing_by_the_gate_is_no_stop() -> None:
    own = Track(30, 3000).go(-3000).pings
    scene = two_trucks(a_clean_trip(unit_id=SECOND), own, manifests=[a_manifest()])
    assert carried(scene)[SECOND] == ["M-1"]


def test_a_receipt_completes_the_trip_of_the_truck_that_carries_it() -> None:
    scene = two_trucks(a_clean_trip(unit_id=SECOND), manifests=[a_manifest(received=40)])
    ((verb, data),) = judge(scene, 400).trips()
    assert (verb, data["unit_id"], data["plate"]) == ("completed", SECOND, SECOND_PLATE)
