"""not-arrived: when a load is late, by what it is known how long it should take, and what refutes it.

The road is 20 km, half an hour at 40 km/h, and the truck leaves at minute 16: it is late at 106, critically at 286,
and given up a day after that.
"""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_manifest, a_permit, a_ping, a_route, a_zone, an_item, at, judge

LEFT, LATE, CRITICAL = 16, 106, 286
GIVEN_UP = CRITICAL + 24 * 60


def on_the_road() -> list[dict[str, Any]]:
    """Loaded, and last seen halfway at minute 25."""
    return Track().stand(15).go(10_000).pings


@pytest.mark.parametrize(
    ("until", "life"),
    (
        (LATE - 0.1, []),
        (LATE, ["opened high"]),
        (CRITICAL - 0.1, ["opened high"]),
        (CRITICAL, ["opened high", "updated critical"]),
        (GIVEN_UP - 0.1, ["opened high", "updated critical"]),
        (GIVEN_UP, ["opened high", "updated critical", "closed critical trip_ended"]),
    ),
)
def test_by_the_clock(until: float, life: list[str]) -> None:
    told = judge(Scene(on_the_road()), until)
    assert told.life("not-arrived") == life
    assert (told.life() == ["started", "ended not_arrived"]) == (until >= GIVEN_UP)


def test_what_it_says() -> None:
    (alert,) = judge(Scene(on_the_road()), LATE).newest("not-arrived")
    assert (alert["started_at"], alert["detected_at"], alert["urgency"], alert["certainty"]) == (at(LATE), at(LATE), "immediate", "possible")
    assert alert["evidence"]["measured"] == {"expected_min": 30.0, "expected_by": "route", "under_way_min": 90.0, "to_go_km": 9.7}
    assert alert["evidence"]["pings"][0]["utc_ts"] == at(25)


@pytest.mark.parametrize(
    ("says", "minute", "life"),
    (
        ("just in time", LATE - 1, []),
        ("late", LATE + 1, ["opened high", "closed high arrived"]),
        ("very late", CRITICAL + 1, ["opened high", "updated critical", "closed critical arrived"]),
    ),
)
def test_arriving_after_all_completes_the_trip(says: str, minute: float, life: list[str]) -> None:
    told = judge(Scene([*on_the_road(), *Track(minute, ROAD_M).stand(10).go(15_000).pings]))
    assert told.life("not-arrived") == life, says
    assert told.life() == ["started", "arrived", "completed"]


def test_what_comes_after_the_end_is_no_arrival() -> None:
    told = judge(Scene([*on_the_road(), *Track(GIVEN_UP + 1, ROAD_M).stand(10).go(15_000).pings]))
    assert told.life() == ["started", "ended not_arrived"]


@pytest.mark.parametrize(
    ("says", "reference", "late"),
    (
        ("as its manifest plans", {"manifests": [a_manifest(planned_arrive=at(15 + 45))]}, LEFT + 105),
        ("as the longest of its manifests plans", {"manifests": [a_manifest(), a_manifest("M-2", planned_arrive=at(15 + 200))]}, LEFT + 300),
        ("a manifest that plans no arrival leaves it to the route", {"manifests": [a_manifest(planned_arrive=None)]}, LATE),
        ("one and a half times a long journey", {"manifests": [a_manifest(planned_arrive=at(15 + 240))]}, LEFT + 360),
        ("by its longest route", {"permits": [a_permit(routes=[a_route(), a_route("R2", to_m=60_000)])]}, LEFT + 150),
        ("by the straight line times 1.4", {"permits": [a_permit(routes=[])]}, LEFT + 102),
    ),
)  # fmt: skip
def test_how_long_it_should_take(says: str, reference: dict[str, Any], late: float) -> None:
    scene = Scene(on_the_road(), **reference)
    assert judge(scene, late - 0.2).newest("not-arrived") == [], says
    assert len(judge(scene, late + 0.2).newest("not-arrived")) == 1, says


def test_while_a_zone_of_its_permit_is_unknown_it_only_warns() -> None:
    scene = Scene(on_the_road(), permits=[a_permit(allowed_stop_zone_ids=["Z-NOWHERE"])])
    assert judge(scene, GIVEN_UP).life("not-arrived")[:2] == ["opened warning", "updated warning"]


def test_only_the_last_one_needed_is_the_arrival() -> None:
    both = a_permit(items=[an_item(), an_item(2, "Z-PROC-2")], routes=[a_route(item_nos=(1, 2))])
    track = Track().stand(15).go(ROAD_M).stand(10)
    scene = Scene(
        track.pings, zones=[a_zone("Z-PROC-2", "processor", 10_000, 2000, factory_no="F-2")], permits=[both],
        manifests=[a_manifest(), a_manifest("M-2", item_no=2)],
    )  # fmt: skip
    (alert,) = judge(scene, LATE).newest("not-arrived")
    assert alert.get("close_reason") is None
    assert alert["evidence"]["measured"]["to_go_km"] == 9.9


def test_an_arrival_that_lapses_was_none() -> None:
    pings = [*on_the_road(), a_ping(LATE + 4, ROAD_M), a_ping(LATE + 6, ROAD_M - 2000)]
    told = judge(Scene(pings), LATE + 30)
    assert told.life("not-arrived") == ["opened high", "closed high arrived", "opened high"]
    assert told.newest("not-arrived")[0]["started_at"] == at(LATE)


def test_an_arrival_in_time_that_is_told_late_refutes_it() -> None:
    """Its network was away for a quarter of an hour: the next ping after the deadline shows that it was there before."""
    told = judge(Scene([*on_the_road(), a_ping(LATE - 2, ROAD_M, recv=LATE + 10)]))
    assert told.life("not-arrived") == ["opened high", "closed high late_evidence"]
    assert told.life() == ["started", "arrived"]


def test_an_arrival_in_time_that_comes_after_later_pings_refutes_it_too() -> None:
    pings = [*on_the_road(), a_ping(LATE + 1, ROAD_M - 1000), *(a_ping(LATE - minute, ROAD_M, recv=LATE + 20) for minute in (9, 2))]
    told = judge(Scene(pings))
    assert told.life("not-arrived") == ["opened high", "closed high late_evidence"]
    assert told.trips()[-1][0] == "completed"


def test_a_ping_on_the_road_that_was_sent_before_the_deadline_changes_nothing() -> None:
    told = judge(Scene([*on_the_road(), a_ping(LATE - 3, 12_000, recv=LATE + 1), a_ping(LATE + 2, 13_000)]))
    assert told.life("not-arrived")[0] == "opened high"
    (alert,) = told.standing("not-arrived")
    assert (alert["started_at"], alert["evidence"]["pings"][0]["utc_ts"]) == (at(LATE), at(LATE - 3))


def test_a_load_given_up_that_had_arrived_goes_on() -> None:
    """What it sent before the trip was given up comes after that, and shows it in its destination."""
    late = [a_ping(GIVEN_UP - 60 + minute, ROAD_M, recv=GIVEN_UP + 30 + minute) for minute in range(3)]
    told = judge(Scene([*on_the_road(), *late]))
    assert told.life() == ["started", "ended not_arrived", "arrived"]
    assert told.life("not-arrived")[-1] == "closed critical arrived"
