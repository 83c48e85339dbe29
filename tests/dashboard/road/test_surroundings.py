"""What lies near a place: which registered place, how far, in which direction."""

import pytest

from dashboard.road.surroundings import Known, direction_of, nearest

ESTATE = Known(zone_id="Z-1", name_th="นิคมฯ", name_en="Estate", lat=12.7, lon=101.1)
PLANT = Known(zone_id="Z-2", name_th="โรงงาน", name_en="Plant", lat=12.9, lon=101.1)
KNOWN = {one.zone_id: one for one in (ESTATE, PLANT)}

NEAR = [
    ("south of the nearer one", 12.6, 101.1, ("Z-1", 11.1, "s")),
    ("north-east of it", 12.75, 101.15, ("Z-1", 7.8, "ne")),
    ("at it: no direction", 12.7005, 101.1005, ("Z-1", 0.1, None)),
    ("nearer to the other", 12.85, 101.1, ("Z-2", 5.5, "s")),
]


@pytest.mark.parametrize(("line", "lat", "lon", "expected"), NEAR, ids=[case[0] for case in NEAR])
def test_what_is_near(line, lat, lon, expected):
    found = nearest(KNOWN, lat, lon)
    assert found is not None, line
    assert (found.known.zone_id, found.km, found.direction) == expected, line


def test_nothing_is_near_where_nothing_is_known():
    assert nearest({}, 12.7, 101.1) is None


@pytest.mark.parametrize(("lat", "lon", "expected"), ((1, 0, "n"), (1, 1, "ne"), (0, 1, "e"), (-1, 1, "se"), (-1, 0, "s"), (-1, -1, "sw"), (0, -1, "w"), (1, -1, "nw")))
def test_directions(lat, lon, expected):
    assert direction_of(0, 0, lat, lon) == expected
