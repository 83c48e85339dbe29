"""The plane against the authorities: EPSG:3395 and the geodesic."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geofences.projection import distance_m, metres_per_unit, metres_per_unit_many, to_plane, to_plane_many

MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3395", always_xy=True)
GEOD = Geod(ellps="WGS84")

lons, lats = st.floats(-180, 180), st.floats(-85, 85)
# Thailand, and the distances within which thresholds lie.
lons_here, lats_here = st.floats(97, 106), st.floats(5.5, 20.5)
near = st.floats(-0.08, 0.08)


@given(lons, lats)
def test_the_plane_is_epsg_3395(lon: float, lat: float) -> None:
    assert to_plane(lon, lat) == pytest.approx(MERCATOR.transform(lon, lat), abs=0.001)


@given(st.lists(st.tuples(lons, lats), min_size=1, max_size=9))
def test_many_places_are_projected_as_one(places: list[tuple[float, float]]) -> None:
    x, y = to_plane_many(np.array([lon for lon, _ in places]), np.array([lat for _, lat in places]))
    for i, (lon, lat) in enumerate(places):
        assert (x[i], y[i]) == pytest.approx(to_plane(lon, lat), abs=1e-6)


@given(st.lists(st.floats(-90, 90), min_size=1, max_size=9))
def test_many_scales_are_told_as_one_to_the_bit(latitudes: list[float]) -> None:
    assert metres_per_unit_many(np.array(latitudes)).tolist() == [metres_per_unit(lat) for lat in latitudes]


@given(lons_here, lats_here, near, near)
def test_a_short_distance_in_the_plane_is_metres_on_the_ground(lon: float, lat: float, d_lon: float, d_lat: float) -> None:
    (ax, ay), (bx, by) = to_plane(lon, lat), to_plane(lon + d_lon, lat + d_lat)
    in_plane = math.hypot(bx - ax, by - ay) * metres_per_unit(lat + d_lat / 2)
    _, _, metres = GEOD.inv(lon, lat, lon + d_lon, lat + d_lat)
    assert in_plane == pytest.approx(metres, rel=0.001, abs=0.01)


@given(lons_here, lats_here, near, near)
def test_a_distance_is_the_geodesics(lon: float, lat: float, d_lon: float, d_lat: float) -> None:
    _, _, metres = GEOD.inv(lon, lat, lon + d_lon, lat + d_lat)
    assert distance_m(lon, lat, lon + d_lon, lat + d_lat) == pytest.approx(metres, rel=0.0002, abs=0.01)


@given(lons, st.floats(-50, 50), st.floats(-60, 60), st.floats(-20, 20))
def test_a_long_distance_is_within_half_a_per_cent(lon: float, lat: float, d_lon: float, d_lat: float) -> None:
    _, _, metres = GEOD.inv(lon, lat, lon + d_lon, lat + d_lat)
    assert distance_m(lon, lat, lon + d_lon, lat + d_lat) == pytest.approx(metres, rel=0.006, abs=1)


def test_the_poles_do_not_reach_infinity() -> None:
    assert all(math.isfinite(value) for lat in (-90, 90) for value in to_plane(100, lat))
    assert metres_per_unit(90) > 0
