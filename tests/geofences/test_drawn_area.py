"""A drawn area: what it refuses, what lies in it, which ways cross it, and the cells by which it is looked up."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geofences.cells import CELL_E7, cell_at, corner_of, to_e7
from geofences.drawn_area import MAX_CORNERS, BadArea, DrawnArea

SQUARE = [(101.0, 12.6), (101.2, 12.6), (101.2, 12.8), (101.0, 12.8)]


REFUSED: tuple[Any, ...] = (
    ("two corners", SQUARE[:2], "corners"),
    ("three corners of which two are the same", [SQUARE[0], SQUARE[1], SQUARE[0]], "corners"),
    ("more corners than anybody draws", [(100 + n / 1e4, 12 + n * n / 1e8) for n in range(MAX_CORNERS + 1)], "corners"),
    ("an hourglass", [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], "crossing"),
    ("latitude first", [(lat, lon) for lon, lat in SQUARE], "degrees"),
    ("no number", [(float("nan"), 12.0), *SQUARE], "degrees"),
    ("half a country", [(98.0, 12.0), (103.0, 12.0), (103.0, 18.0)], "large"),
)


@pytest.mark.parametrize(("ring", "fault"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_encloses_nothing_certain_is_refused(ring: list[tuple[float, float]], fault: str):
    with pytest.raises(BadArea) as caught:
        DrawnArea(ring)
    assert caught.value.fault == fault


def test_a_ring_may_be_closed_or_not():
    assert DrawnArea([*SQUARE, SQUARE[0]]).corners == DrawnArea(SQUARE).corners


PLACES: tuple[Any, ...] = (
    ("in the middle", 101.1, 12.7, True),
    ("on an edge", 101.0, 12.7, True),
    ("on a corner", 101.2, 12.8, True),
    ("a centimetre outside", 101.0 - 1e-7, 12.7, False),
    ("far away", 99.0, 12.7, False),
)


@pytest.mark.parametrize(("lon", "lat", "inside"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_what_lies_in_it(lon: float, lat: float, inside: bool):
    held = DrawnArea(SQUARE).holds(np.array([to_e7(lon)]), np.array([to_e7(lat)]))
    assert held.tolist() == [inside]


WAYS: tuple[Any, ...] = (
    ("right through", (100.9, 12.7), (101.3, 12.7), True),
    ("over a corner", (100.9, 12.7), (101.1, 12.9), True),
    ("past a corner, though the boxes touch", (100.9, 12.75), (101.05, 12.95), False),
    ("beside it", (100.9, 12.5), (101.3, 12.5), False),
)


@pytest.mark.parametrize(("begin", "end", "crosses"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_which_ways_cross_it(begin: tuple[float, float], end: tuple[float, float], crosses: bool):
    ends = [np.array([to_e7(value)]) for value in (*begin, *end)]
    assert DrawnArea(SQUARE).crossed(*ends).tolist() == [crosses]


LON, LAT = st.floats(97, 106), st.floats(5, 21)


@given(st.integers(-1_800_000_000, 1_799_999_999), st.integers(-900_000_000, 899_999_999))
def test_a_place_lies_in_its_cell(lon_e7: int, lat_e7: int):
    west, south = corner_of(cell_at(lon_e7, lat_e7))
    assert 0 <= lon_e7 - west < CELL_E7
    assert 0 <= lat_e7 - south < CELL_E7


@given(LON, LAT, st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=3, max_size=3), st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_in_an_area_lies_in_one_of_its_cells(
    lon: float, lat: float, corners: list[tuple[float, float]], one: float, other: float
):
    ring = [(lon + x, lat + y) for x, y in corners]
    try:
        area = DrawnArea(ring)
    except BadArea:
        return
    triangle = shapely.Polygon(area.corners)
    (x0, y0), (x1, y1), (x2, y2) = area.corners
    if one + other > 1:
        one, other = 1 - one, 1 - other
    x, y = round(x0 + one * (x1 - x0) + other * (x2 - x0)), round(y0 + one * (y1 - y0) + other * (y2 - y0))
    if triangle.intersects(shapely.Point(x, y)):
        assert cell_at(x, y) in area.cells


@given(LON, LAT, st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=3, max_size=6))
def test_a_box_that_is_sure_lies_inside(lon: float, lat: float, corners: list[tuple[float, float]]):
    try:
        area = DrawnArea([(lon + x, lat + y) for x, y in corners])
    except BadArea:
        return
    outline = shapely.Polygon(area.corners)
    for cell, (west, south, east, north) in zip(area.cells, area.sure_boxes, strict=True):
        if west > east:
            continue
        assert outline.covers(shapely.box(west, south, east, north))
        cell_west, cell_south = corner_of(cell)
        assert west <= cell_west
        assert south <= cell_south
        assert east >= cell_west + CELL_E7
        assert north >= cell_south + CELL_E7


def test_around_a_cell_in_the_middle_of_an_area_a_whole_cell_is_sure():
    area = DrawnArea(SQUARE)
    west, south = to_e7(101.05), to_e7(12.65)
    sure = dict(zip(area.cells, area.sure_boxes, strict=True))
    assert sure[cell_at(west, south)] == (west - CELL_E7, south - CELL_E7, west + 2 * CELL_E7, south + 2 * CELL_E7)


@given(LON, LAT, st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=3, max_size=6), st.integers(0, 2**32))
@settings(max_examples=30)
def test_of_many_places_at_once_each_is_told_as_by_itself(lon: float, lat: float, corners: list[tuple[float, float]], seed: int):
    try:
        area = DrawnArea([(lon + x, lat + y) for x, y in corners])
    except BadArea:
        return
    west, south, east, north = area.box
    chance, (xs, ys) = np.random.default_rng(seed), np.array(area.corners).T
    on_edges = chance.random(2_000)
    ends = chance.integers(0, len(xs), 2_000)
    # Anywhere in the box and around it, and where it is hard: on the edges and a step beside them.
    x = [chance.integers(west - 5, east + 6, 30_000), np.rint(xs[ends] + on_edges * (xs[ends - 1] - xs[ends])), [west, east, west, east]]
    y = [chance.integers(south - 5, north + 6, 30_000), np.rint(ys[ends] + on_edges * (ys[ends - 1] - ys[ends])), [south, north, north, south]]
    lons, lats = (np.concatenate(each).astype(np.int64) for each in (x, y))
    for step in (-1, 0, 1):
        expected = shapely.intersects_xy(shapely.Polygon(area.corners), lons + step, lats)
        assert np.array_equal(area.holds(lons + step, lats), expected)
