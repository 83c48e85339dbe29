"""A corridor's distance is metres on the ground."""

import pytest
import shapely
from pyproj import Geod

from geofences.corridor import build_corridor
from geofences.progress import build_way
from geofences.projection import to_plane
from tests.builders import ROAD_M, place

GEOD = Geod(ellps="WGS84")
ROAD = [list(place(0)), list(place(ROAD_M))]


@pytest.mark.parametrize(
    ("says", "azimuth", "from_m", "metres"),
    (
        ("beside the road", 0, 5000, 500),
        ("on its other side", 180, 5000, 500),
        ("beyond its end", 90, ROAD_M, 800),
        ("far away", 0, 5000, 30_000),
    ),
)
def test_how_far_from_the_route(says: str, azimuth: float, from_m: float, metres: float) -> None:
    lon, lat, _ = GEOD.fwd(*place(from_m), azimuth, metres)
    found = build_corridor("R", 300, ROAD).distance_m(shapely.Point(*to_plane(lon, lat)), lat)
    assert found == pytest.approx(metres, rel=0.003), says


def test_heights_in_a_route_are_left_out() -> None:
    with_heights = [[*pair, 12.5] for pair in ROAD]
    assert build_corridor("R", 300, with_heights).line.length == build_corridor("R", 300, ROAD).line.length


def test_the_length_of_a_route() -> None:
    assert build_way(ROAD).length_m == pytest.approx(ROAD_M, rel=0.0005)
    bent = [list(place(0)), list(place(3000)), list(place(3000, 4000))]
    assert build_way(bent).length_m == pytest.approx(7000, rel=0.001)
