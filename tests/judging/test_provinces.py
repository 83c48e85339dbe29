"""A load that is driven in a province through which no permitted route leads."""

from typing import Any

import pytest

from models.names import normal_number
from tests.builders import (
    PERMIT,
    ROAD_M,
    Scene,
    Track,
    a_manifest,
    a_permit,
    a_ping,
    a_route,
    a_zone,
    an_area,
    an_item,
    at,
    judge,
    place,
)  # fmt: skip

# The road runs through WEST and EAST. NORTH begins 700 m from it, beyond corridor (300 m) and margin (200 m).
WEST = an_area("P-WEST", "province", -50_000, -9_000, 10_000, 700)
EAST = an_area("P-EAST", "province", 10_000, -9_000, 50_000, 700)
NORTH = an_area("P-NORTH", "province", -50_000, 700, 50_000, 9_000)
FAR_NORTH = an_area("P-FAR", "province", -50_000, 9_000, 50_000, 20_000)
PROVINCES = [WEST, EAST, NORTH, FAR_NORTH]

# On the road at minute 25, 10 km east.
ON_THE_ROAD = Track().stand(15).go(10_000).pings


def strayed(*norths: float, **fields: Any) -> list[dict[str, Any]]:
    return [*ON_THE_ROAD, *(a_ping(26 + i, 11_000 + 1000 * i, north, **fields) for i, north in enumerate(norths))]


def life(scene: Scene) -> list[str]:
    return judge(scene).life("province-left")


@pytest.mark.parametrize(
    ("says", "norths", "expected"),
    (
        ("on the road through two provinces", [0, 0], []),
        ("beside it, still in them", [600, 600], []),
        ("one fix over the border", [800], ["opened warning"]),
        ("and back", [800, 600], ["opened warning", "closed warning returned_to_route"]),
        ("on into the next province it goes on", [800, 10_000, 800], ["opened warning"]),
        ("where no province is, it goes on", [800, 30_000], ["opened warning"]),
        ("and does not begin", [30_000, -30_000], []),
        ("a second run is a second alert", [800, 0, 800], ["opened warning", "closed warning returned_to_route", "opened warning"]),
    ),
)
def test_province_left(says: str, norths: list[float], expected: list[str]) -> None:
    assert life(Scene(strayed(*norths), zones=PROVINCES)) == expected, says


def test_what_it_says() -> None:
    told = judge(Scene(strayed(800, 10_000, 0), zones=PROVINCES))
    (alert,) = told.newest("province-left")
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("warning", "today", "observed")
    assert (alert["started_at"], alert["ended_at"], alert["close_reason"]) == (at(26), at(28), "returned_to_route")
    assert alert["zone_id"] == "P-NORTH"
    assert "Place P-NORTH" in alert["reason_en"]
    assert alert["trip_id"] == told.trips()[0][1]["trip_id"]


def border(north_m: float) -> list[dict[str, Any]]:
    return [
        an_area("P-SOUTH", "province", -50_000, -9_000, 50_000, north_m),
        an_area("P-NORTH", "province", -50_000, north_m, 50_000, 9_000),
    ]


NORTHERN_DEPOT = a_permit(allowed_stop_zone_ids=["Z-DEPOT"])
BENT = {"type": "LineString", "coordinates": [list(place(0)), list(place(10_000, 800)), list(place(ROAD_M))]}


@pytest.mark.parametrize(
    ("says", "scene", "alerts"),
    (
        ("a border within corridor and margin is on the way", Scene(strayed(800), zones=border(490)), 0),
        ("one beyond them is not", Scene(strayed(800), zones=border(510)), 1),
        ("a wider margin allows for more", Scene(strayed(800), zones=border(510), rules="[route-deviation]\nmargin_m = 250\n"), 0),
        ("so does a wider corridor of any route", Scene(
            strayed(800), zones=border(510), permits=[a_permit(), a_permit("B", routes=[a_route(corridor_m=400)])]), 0),
        ("a route that goes there", Scene(strayed(800), zones=border(700), permits=[a_permit(routes=[a_route(line=BENT)])]), 0),
        ("a route of another item that goes there does not help", Scene(
            strayed(800), zones=border(700), permits=[a_permit(routes=[a_route(), a_route("R2", (2,), line=BENT)])]), 1),
        ("the processor's province is the trip's, wherever the route ends", Scene(
            strayed(800), zones=[*border(510), a_zone("Z-FAR", "processor", 5000, 3000)],
            permits=[a_permit(items=[an_item(), an_item(2, "Z-FAR")], routes=[a_route(item_nos=(1, 2))])]), 0),
        ("a stop allowed there is no reason to be in the whole province", Scene(
            strayed(800), zones=[*border(510), a_zone("Z-DEPOT", "depot", 5000, 3000)], permits=[NORTHERN_DEPOT]), 1),
        ("a route that is not judged crosses all", Scene(
            strayed(800), zones=border(510), permits=[a_permit(items=[an_item(), an_item(2)])]), 0),
        ("no provinces, no judgment", Scene(strayed(800, 9000, 20_000)), 0),
        ("where provinces overlap one of the trip's is enough", Scene(strayed(600), zones=[WEST, EAST, an_area("P-0", "province", -50_000, 590, 50_000, 9000)]), 0),
        ("a doubtful fix wants one more", Scene(strayed(800, 0, hdop=9.0), zones=PROVINCES), 0),
        ("that agrees", Scene(strayed(800, 800, hdop=9.0), zones=PROVINCES), 1),
        ("an empty truck may go anywhere", Scene(strayed(800, 800)[16:], zones=PROVINCES), 0),
        ("a province not yet in force is none", Scene(strayed(800), zones=[WEST, EAST, dict(NORTH, properties={**NORTH["properties"], "version_from": at(30)})]), 0),
    ),
)  # fmt: skip
def test_where_it_is_judged(says: str, scene: Scene, alerts: int) -> None:
    assert len(judge(scene).newest("province-left")) == alerts, says


@pytest.mark.parametrize(
    ("says", "track", "end"),
    (
        ("arrival", Track().stand(15).go(18_000).go(18_000, 3000).go(20_000, 250, kmh=150), "closed warning arrived"),
        ("the return of the load", Track().stand(15).go(3000).go(3000, 3000).go(0, 250, kmh=150).stand(6), "closed warning returned_to_route"),
    ),
)
def test_what_ends_it(says: str, track: Track, end: str) -> None:
    assert life(Scene(track.pings, zones=PROVINCES)) == ["opened warning", end], says


def test_after_arrival_it_is_not_judged() -> None:
    assert life(Scene(Track().stand(15).go(ROAD_M).stand(10).go(ROAD_M, 5000).pings, zones=PROVINCES)) == []


@pytest.mark.parametrize("late", (slice(26, 27), slice(27, 28), slice(20, 28), slice(0, 30, 3)))
def test_late_pings_change_nothing_in_the_end(late: slice) -> None:
    pings = strayed(800, 900, 0, 0)
    scene = Scene([*(p for p in pings if p not in pings[late]), *(dict(p, recv_utc_ts=at(90)) for p in pings[late])], zones=PROVINCES)
    (alert,) = judge(scene).standing("province-left")
    assert (alert["started_at"], alert["ended_at"]) == (at(26), at(28))


def test_a_trip_that_is_cancelled_there_ends_it() -> None:
    manifests = [a_manifest(), a_manifest(status="cancelled", version_from=at(28))]
    scene = Scene(strayed(800, 900, 900), zones=PROVINCES, manifests=manifests)
    assert judge(scene, until=40).life("province-left") == ["opened warning", "closed warning trip_ended"]


def test_the_route_s_provinces_are_found_once() -> None:
    world = Scene(zones=PROVINCES).world()
    plan = world.plan((normal_number(PERMIT),), (), 0)
    found = world.crossed_provinces(plan, ("Z-GEN",), 200.0)
    assert found == frozenset(("P-WEST", "P-EAST"))
    assert world.crossed_provinces(plan, ("Z-GEN",), 200.0) is found
    assert world.crossed_provinces(plan, ("Z-GEN",), 500.0) == frozenset(("P-WEST", "P-EAST", "P-NORTH"))
