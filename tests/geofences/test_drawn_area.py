"""A drawn area: what it refuses, what lies in it, which ways cross it, and the cells by which it is looked up."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geofences.cells import CELL_E7, cell_at, corner_of, to_e7
from geofences.drawn_area import MAX_CORNERS, OUTSIDE_UNIT, SQUARES, BadArea, DrawnArea

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


def told(area: DrawnArea, west: int, south: int, east: int, north: int) -> tuple[int, int, int]:
    """Of a box within the area's: how many squares it touches, and how many of these lie inside and outside."""
    west0, south0, east0, north0 = area.box

    def step(place: int, begin: int, end: int) -> int:
        return (place - begin) * SQUARES // (end - begin + 1)

    columns = step(west, west0, east0), step(east, west0, east0) + 1
    rows = step(south, south0, north0), step(north, south0, north0) + 1
    at = {(row, column): area.square_sums[row * (SQUARES + 1) + column] for row in rows for column in columns}
    total = at[rows[1], columns[1]] - at[rows[0], columns[1]] - at[rows[1], columns[0]] + at[rows[0], columns[0]]
    return (rows[1] - rows[0]) * (columns[1] - columns[0]), total % OUTSIDE_UNIT, total // OUTSIDE_UNIT


@given(
    LON, LAT, st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=3, max_size=6),
    st.lists(st.tuples(*[st.floats(0, 1)] * 4), min_size=1, max_size=20),
)  # fmt: skip
@settings(max_examples=50)
def test_what_squares_tell_of_a_box_is_so(
    lon: float, lat: float, corners: list[tuple[float, float]], boxes: list[tuple[float, float, float, float]]
):
    """A box all of whose squares lie inside lies inside, and one all of whose squares lie outside is not touched."""
    try:
        area = DrawnArea([(lon + x, lat + y) for x, y in corners])
    except BadArea:
        return
    outline = shapely.Polygon(area.corners)
    west0, south0, east0, north0 = area.box
    for x0, x1, y0, y1 in boxes:
        west, east = sorted(round(west0 + x * (east0 - west0)) for x in (x0, x1))
        south, north = sorted(round(south0 + y * (north0 - south0)) for y in (y0, y1))
        touched, inside, outside = told(area, west, south, east, north)
        box = shapely.box(west, south, east, north)
        assert inside + outside <= touched
        assert inside < touched or outline.covers(box)
        assert outside < touched or not outline.intersects(box)


def test_of_an_area_nearly_all_squares_tell():
    """What lies in the midst of an area is told by its squares alone, and so is what lies in a dent."""
    area = DrawnArea([(101.0, 12.6), (101.2, 12.6), (101.1, 12.7), (101.2, 12.8), (101.0, 12.8)])
    west, south, east, north = area.box
    whole = told(area, *area.box)
    assert whole[1] + whole[2] > 0.9 * whole[0] == 0.9 * SQUARES**2
    middle = (south + north) // 2
    assert told(area, west + 1_000, middle, west + 500_000, middle)[1] > 0
    touched, _, outside = told(area, east - 200_000, middle, east, middle)
    assert outside == touched


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
