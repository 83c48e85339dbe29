"""Laws of the made-up roads: vertices as far apart as on a road, bends as a truck can take, trucks that keep to them."""

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.country import pairs
from simulator.driving import Pause, Stretch, drive
from simulator.estates import ESTATES
from simulator.fleet import build_units
from simulator.path import Path, Point, course_deg, distance_m, joined, moved, path_of
from simulator.pings import unit_pings
from simulator.roads import bent, thai_roads
from simulator.sites import alert_places, all_places
from simulator.surroundings import inside
from simulator.unit import FleetPlan, Unit, rounds_of
from simulator.ways import route_between
from tests.simulator.conftest import PLAN

ANYWHERE = pairs(tuple(estate.code for estate in ESTATES), 150.0)
points = st.builds(Point, st.floats(98.5, 102.5), st.floats(6.5, 18.5))
ways = st.sampled_from(ANYWHERE).map(lambda pair: route_between(*pair))


@given(points, st.floats(-80_000, 80_000), st.floats(-80_000, 80_000), st.text(max_size=5))
def test_a_road_has_a_vertex_at_least_every_1100_m_and_bends_gently(a: Point, east_m: float, north_m: float, name: str):
    b = moved(a, east_m, north_m)
    road = bent(a, b, 60, name)
    if distance_m(a, b) < 1:
        return
    assert road.points[0] == a
    assert distance_m(road.points[-1], b) < 0.1
    steps = [distance_m(p, q) for p, q in pairwise(road.points)]
    assert max(steps) <= 1101
    turns = [
        abs((course_deg(q, r) - course_deg(p, q) + 180) % 360 - 180)
        for p, q, r in zip(road.points, road.points[1:], road.points[2:], strict=False)
    ]
    assert max(turns, default=0) < 60


def test_most_vertices_stand_200_to_800_m_apart():
    steps = sorted(distance_m(p, q) for _, _, road in thai_roads().roads for p, q in pairwise(road.points))
    assert steps[len(steps) // 20] > 180
    assert steps[len(steps) * 19 // 20] < 800


@given(ways, st.floats(0, 1), st.floats(0, 1))
def test_a_cut_is_as_long_as_it_says_and_lies_on_the_path(way: Path, a: float, b: float):
    low, high = sorted((a * way.length_m, b * way.length_m))
    if high - low < 1:
        return
    part = way.cut(low, high)
    assert math.isclose(part.length_m, high - low, rel_tol=1e-3, abs_tol=0.5)
    assert way.nearest(part.point(part.length_m / 2))[0] < 0.5


@given(ways)
def test_there_and_back_is_twice_as_long(way: Path):
    both = joined((way, way.reversed()))
    assert math.isclose(both.length_m, 2 * way.length_m, rel_tol=1e-6)
    assert distance_m(both.points[0], both.points[-1]) < 0.1


@given(ways, st.integers(0, 2**32), st.floats(0.2, 0.8), st.floats(60, 1800))
def test_a_drive_only_goes_forward_and_pauses_where_it_should(way: Path, seed: int, share: float, for_s: float):
    pause = Pause(way.length_m * share, for_s)
    driven = drive(way, Random(seed), (pause,), (Stretch(way.length_m * 0.05, way.length_m * 0.1),))
    assert driven.at_m[0] == 0.0
    assert math.isclose(driven.at_m[-1], way.length_m, abs_tol=0.6)
    for (t, at), (t2, at2) in pairwise(zip(driven.t_s, driven.at_m, strict=True)):
        assert t2 > t
        assert 0 <= at2 - at <= 25.5 * (t2 - t)
    stood_s = driven.reaches_s(pause.at_m)
    at_m, speed_kmh = driven.along(stood_s + for_s / 2)
    assert at_m == pytest.approx(pause.at_m, abs=0.6)
    assert speed_kmh == 0.0


def test_no_road_comes_near_an_alert_zone():
    for _, _, road in thai_roads().roads:
        for zone in alert_places():
            assert road.nearest(zone.at)[0] > zone.radius_m + 300


def test_generators_and_plants_do_not_touch_each_other():
    solid = [place for place in all_places() if place.kind in {"generator", "processor", "depot"}]
    for i, a in enumerate(solid):
        for b in solid[i + 1 :]:
            assert distance_m(a.at, b.at) > a.radius_m + b.radius_m + 100, (a.zone_id, b.zone_id)


def test_a_zone_holds_its_middle_and_not_what_is_far():
    for place in all_places():
        assert inside(place, place.at)
        assert not inside(place, moved(place.at, place.radius_m * 1.6, 0))


def test_each_estate_has_work():
    assert {factory.zone_id.split("-")[2] for factory, _ in ANYWHERE} == {estate.code for estate in ESTATES}


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from((1.0, 5.0, 20.0, 60.0)))
def test_without_incident_every_point_lies_within_30_m_of_the_roads_it_takes(seed: int, period_s: float):
    plan = FleetPlan(
        units=1, seed=seed, start_ms=PLAN.start_ms, minutes=10, period_s=period_s, share=0.0, rounds=1, longest_km=30
    )
    (unit,) = build_units(plan)
    lines = roads_of(unit, plan)
    pings = [a.location for a in unit_pings(unit, plan)][:: max(1, round(60 / period_s))]
    assert len(pings) > 20
    for ping in pings:
        if ping["fix"] == 0 or ping["num_sats"] < 4:
            continue
        at = Point(ping["lon"], ping["lat"])
        assert min(line.nearest(at)[0] for line in lines) < 30


def roads_of(unit: Unit, plan: FleetPlan) -> list[Path]:
    return [
        leg.drive.path for timed in rounds_of(unit, plan) for leg in timed.round.legs if leg.drive.path.length_m > 1
    ]


def test_a_path_of_one_place_is_still_a_path():
    still = path_of([Point(100, 13), Point(100, 13)], 30)
    assert still.length_m == pytest.approx(1.0, abs=0.01)
