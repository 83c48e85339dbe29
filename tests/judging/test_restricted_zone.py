"""A restricted zone is touched by the path, in a trip or not; a stop there is another matter."""

from typing import Any

import pytest

from tests.builders import Scene, Track, a_ping, a_zone, an_area, at, judge

# Beside no road that anyone need take: 500 m across, 30 km from the generator.
DUMP = a_zone("Z-DUMP", "restricted", 30_000, radius_m=250)


def seen(*fixes: tuple[float, float], zone: dict[str, Any] = DUMP) -> Scene:
    return Scene([a_ping(minute, east) for minute, east in fixes], zones=[zone])


@pytest.mark.parametrize(
    ("says", "fixes", "life"),
    (
        ("a fix inside", [(0, 30_000)], ["opened warning"]),
        ("a fix beside it", [(0, 29_700)], []),
        ("a path through it between two fixes", [(0, 29_000), (1, 31_000)], ["opened warning"]),
        ("a path across a gap of 5 min", [(0, 29_000), (5, 31_000)], ["opened warning"]),
        ("over a longer gap the straight path says nothing", [(0, 29_000), (5.02, 31_000)], []),
        ("9 min outside are the same visit", [(0, 30_000), (1, 31_000), (9, 31_000), (9.5, 30_000)], ["opened warning"]),
        ("10 min outside end it", [(0, 30_000), (1, 31_000), (10, 31_000)], ["opened warning", "closed warning moved_on"]),
        ("then a touch is another visit", [(0, 30_000), (10, 31_000), (11, 30_000)],
         ["opened warning", "closed warning moved_on", "opened warning"]),
        ("4 min there are no stop", [(0, 30_000), (4, 30_000)], ["opened warning"]),
        ("5 min are, and it is critical", [(0, 30_000), (5, 30_000)], ["opened warning", "updated critical"]),
        ("a stop beside it is none there", [(0, 29_700), (1, 29_760), (6, 29_700)], ["opened warning"]),
    ),
)  # fmt: skip
def test_restricted_zone(says: str, fixes: list[tuple[float, float]], life: list[str]) -> None:
    assert judge(seen(*fixes)).life("restricted-zone") == life, says


def test_what_a_visit_says() -> None:
    told = judge(seen((0, 29_000), (1, 31_000), (11, 31_000)))
    (alert,) = told.newest("restricted-zone")
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("warning", "today", "likely")
    assert (alert["zone_id"], alert["plate"]) == ("Z-DUMP", "70-1234")
    assert at(0) < alert["started_at"] < at(1)
    assert "trip_id" not in alert


def test_a_fix_inside_is_observed_and_a_stop_there_immediate() -> None:
    (alert,) = judge(seen((0, 30_000), (5, 30_000), (8, 31_500))).newest("restricted-zone")
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("critical", "immediate", "observed")
    assert alert["evidence"]["measured"]["stopped"] is True


def test_an_unregistered_vehicle_is_judged_too() -> None:
    scene = seen((0, 30_000))
    scene.reference["vehicles"] = []
    (alert,) = judge(scene).newest("restricted-zone")
    assert alert["unit_id"] == "unit-1"
    assert "plate" not in alert


def test_in_a_trip_it_is_the_trips() -> None:
    river = an_area("Z-RIVER", "restricted", 9_400, -2000, 9_600, 2000)
    told = judge(Scene(Track().stand(15).go(20_000).stand(10).go(15_000).pings, zones=[river]))
    (alert,) = told.newest("restricted-zone")
    ((_, trip),) = told.trips()
    assert alert["trip_id"] == trip["trip_id"]
    assert trip["alert_ids"] == [alert["alert_id"]]
    assert trip["verdict"] == "verified"  # a warning


def test_of_two_zones_each_is_a_visit() -> None:
    other = a_zone("Z-WOOD", "restricted", 30_400, radius_m=300)
    told = judge(Scene([a_ping(0, 29_000), a_ping(1, 31_000)], zones=[DUMP, other]))
    assert [alert["zone_id"] for alert in told.newest("restricted-zone")] == ["Z-DUMP", "Z-WOOD"]


def test_a_zone_not_yet_in_force_is_no_zone() -> None:
    later = a_zone("Z-DUMP", "restricted", 30_000, radius_m=250, version_from=at(10))
    assert judge(seen((0, 30_000), zone=later)).newest() == []
    assert len(judge(seen((10, 30_000), zone=later)).newest()) == 1


def test_outside_a_trip_the_estate_of_the_ping_has_its_say() -> None:
    estate = a_zone("Z-EST", "estate", 30_000, radius_m=5000)
    scene = seen((0, 30_000), (1, 31_000), (10, 31_000))
    scene.reference["zones"].append(estate)
    scene.rules = '[estate."Z-EST".restricted-zone]\nleave_min = 30\n'
    assert judge(scene).life("restricted-zone") == ["opened warning"]
