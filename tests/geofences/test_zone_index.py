"""Zones: the index says what asking each zone alone would say, and the edges are where metres put them."""

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geofences.projection import metres_per_unit, to_lat, to_plane, to_plane_many
from geofences.zone_index import Fence, ZoneIndex, build_fence
from tests.builders import a_zone, an_area, place

GEOD = Geod(ellps="WGS84")
KM = st.integers(-40, 40).map(lambda tenths: tenths * 500.0)


def fence(zone: dict[str, Any]) -> Fence:
    properties = zone["properties"]
    return build_fence(properties["zone_id"], properties["kind"], zone["geometry"], properties.get("radius_m"))


rounds = st.builds(lambda e, n, r: a_zone("Z", "depot", e, n, r), KM, KM, st.sampled_from((50.0, 300.0, 2_500.0, 30_000.0)))
areas = st.builds(
    lambda w, s, e, n: an_area("Z", "depot", w, s, w + e, s + n), KM, KM, st.sampled_from((120.0, 4_000.0, 60_000.0)), st.sampled_from((120.0, 9_000.0))
)
zones = st.lists(st.one_of(rounds, areas), max_size=8)
points = st.tuples(st.floats(-25_000, 25_000), st.floats(-25_000, 25_000))


@settings(max_examples=60)
@given(zones, st.lists(points, min_size=1, max_size=6))
def test_the_index_agrees_with_a_loop(given_zones: list[dict[str, Any]], asked: list[tuple[float, float]]) -> None:
    fences = [fence(zone) for zone in given_zones]
    index = ZoneIndex(fences)
    lon_lat = [place(*point) for point in asked]
    looped = []
    for lon, lat in lon_lat:
        x, y = to_plane(lon, lat)
        looped.append(tuple(i for i, one in enumerate(fences) if one.holds(x, y, lat)))
        assert index.holding(x, y, lat) == looped[-1]
    lats = np.array([lat for _, lat in lon_lat])
    assert index.holding_many(*to_plane_many(np.array([lon for lon, _ in lon_lat]), lats), lats) == looped


@settings(max_examples=60)
@given(zones, points, st.sampled_from((10.0, 70.0, 900.0)), st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3), st.booleans())
def test_all_places_so_near_lie_in_the_same_zones(
    given_zones: list[dict[str, Any]], middle: tuple[float, float], reach: float, shares: list[tuple[float, float]], is_known: bool
) -> None:
    index = ZoneIndex([fence(zone) for zone in given_zones])
    lon, lat = place(*middle)
    x, y = to_plane(lon, lat)
    if is_known:
        index.holding(x, y, lat)
    numbers = index.holding_near(x, y, lat, reach)
    if numbers is not None:
        assert {index.holding(x + east * reach, y + north * reach, lat) for east, north in shares} == {numbers}


@settings(max_examples=60)
@given(zones, points, points)
def test_a_path_touches_what_a_loop_says(given_zones: list[dict[str, Any]], start: tuple[float, float], end: tuple[float, float]) -> None:
    fences = [fence(zone) for zone in given_zones]
    a, b = to_plane(*place(*start)), to_plane(*place(*end))
    path = shapely.LineString([a, b])
    looped = tuple(i for i, one in enumerate(fences) if shapely.intersects(one.area, path) and one.meets(path))
    index = ZoneIndex(fences)
    assert index.touched(*a, *b) == looped
    for number in looped:
        assert 0 <= index.first_touch(number, *a, *b) <= 1


@settings(max_examples=60)
@given(st.sampled_from((100.0, 300.0, 5_000.0)), st.floats(0, 360), st.floats(0.9, 1.1))
def test_a_circle_is_a_circle_on_the_ground(radius_m: float, azimuth: float, share: float) -> None:
    lon, lat = place(0)
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, azimuth, radius_m * share)
    held = ZoneIndex([fence(a_zone("Z", "depot", 0, radius_m=radius_m))]).holding(*to_plane(to_lon, to_lat), to_lat)
    if abs(share - 1) > 0.002:
        assert bool(held) == (share < 1)


@settings(max_examples=200)
@given(
    st.floats(-86, 86), st.sampled_from((50.0, 300.0, 2_500.0, 30_000.0, 200_000.0)), st.floats(0, 360),
    st.one_of(st.floats(0, 2), st.floats(-1e-8, 1e-8).map(lambda off: 1 + off)), st.floats(-0.005, 0.005),
)  # fmt: skip
def test_at_its_edge_too_a_circle_is_told_as_it_is_measured(
    centre_lat: float, radius_m: float, azimuth: float, share: float, off: float
) -> None:
    """Wherever on the globe, also where the latitude that is given is that of a place nearby."""
    circle = build_fence("Z", "depot", {"type": "Point", "coordinates": [101.0, centre_lat]}, radius_m)
    away = share * radius_m / metres_per_unit(centre_lat)
    x = circle.centre_x + away * math.cos(math.radians(azimuth))
    y = circle.centre_y + away * math.sin(math.radians(azimuth))
    lat = to_lat(y) + off
    assert ZoneIndex([circle]).holding(x, y, lat) == ((0,) if circle.holds(x, y, lat) else ())


def test_a_hole_is_outside() -> None:
    ring = an_area("Z", "depot", -1000, -1000, 1000, 1000)
    ring["geometry"]["coordinates"].append(an_area("Z", "depot", -100, -100, 100, 100)["geometry"]["coordinates"][0])
    index = ZoneIndex([fence(ring)])
    for east, held in ((0, ()), (500, (0,)), (1500, ())):
        lon, lat = place(east)
        assert index.holding(*to_plane(lon, lat), lat) == held, east


def test_a_zone_of_several_parts_is_one() -> None:
    parts = [an_area("Z", "depot", west, 0, west + 100, 100)["geometry"]["coordinates"] for west in (0, 1000)]
    zone = a_zone("Z", "depot", 0) | {"geometry": {"type": "MultiPolygon", "coordinates": parts}}
    index = ZoneIndex([fence(zone)])
    for east, held in ((50, (0,)), (500, ()), (1050, (0,))):
        lon, lat = place(east, 50)
        assert index.holding(*to_plane(lon, lat), lat) == held, east


@pytest.mark.parametrize(("east", "metres"), ((0, 0), (299, 0), (500, 200), (1300, 1000)))
def test_how_far_outside(east: float, metres: float) -> None:
    lon, lat = place(east)
    found = fence(a_zone("Z", "depot", 0)).distance_m(*to_plane(lon, lat), lat)
    assert found == pytest.approx(metres, abs=0.5)


def test_a_path_through_the_corner_of_a_circles_box_misses_the_circle() -> None:
    index = ZoneIndex([fence(a_zone("Z", "restricted", 0, radius_m=1000))])
    for offset, touched in ((1390, (0,)), (1440, ())):
        a, b = to_plane(*place(offset, 0)), to_plane(*place(0, offset))
        assert index.touched(*a, *b) == touched


def test_without_zones_nothing_is_held() -> None:
    index = ZoneIndex([])
    assert index.holding(0, 0, 12.7) == ()
    assert index.touched(0, 0, 1000, 1000) == ()


@settings(max_examples=40)
@given(zones, points, st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=20, max_size=40))
def test_places_close_together_are_each_told_for_themselves(
    given_zones: list[dict[str, Any]], middle: tuple[float, float], apart: list[tuple[float, float]]
) -> None:
    corner = a_zone("C", "depot", *middle, 150.0)
    fences = [fence(zone) for zone in (*given_zones, corner, an_area("A", "depot", middle[0], middle[1] - 90, middle[0] + 100, middle[1] + 90))]
    index = ZoneIndex(fences)
    for east, north in apart:
        lon, lat = place(middle[0] + east, middle[1] + north)
        x, y = to_plane(lon, lat)
        assert index.holding(x, y, lat) == tuple(i for i, one in enumerate(fences) if one.holds(x, y, lat))
