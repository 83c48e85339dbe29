"""The plane that all geometry lies in: Mercator on the WGS84 ellipsoid, and its scale, so that distances are metres.

Mercator is conformal: near a place every direction is stretched by the same factor, so a distance in plane units
times `metres_per_unit` of the place's latitude is metres on the ground, whatever the direction. Over 10 km near
Thailand the error stays under 0.1 %. One plane serves points, corridors and zones alike.
Source: Snyder, Map Projections: A Working Manual (USGS 1395), equations 7-6 and 7-7; WGS84 constants.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

A_M: Final = 6_378_137.0
_F: Final = 1 / 298.257223563
_E2: Final = _F * (2 - _F)
_E: Final = math.sqrt(_E2)
_DEG: Final = math.pi / 180
_MAX_LAT: Final = 89.0

Floats = NDArray[np.float64]


def to_plane(lon: float, lat: float) -> tuple[float, float]:
    """Plane coordinates of a place in degrees WGS84; latitudes beyond 89° are taken as 89°."""
    phi = max(-_MAX_LAT, min(_MAX_LAT, lat)) * _DEG
    sine = math.sin(phi)
    return A_M * lon * _DEG, A_M * (math.atanh(sine) - _E * math.atanh(_E * sine))


def to_lat(y: float) -> float:
    """The latitude of a place of the plane, degrees, to within 1e-4: enough for the scale there."""
    isometric = y / A_M
    phi = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    for _ in range(2):  # equation 7-9 of the same manual converges by a factor of 150 a step
        sine = _E * math.sin(phi)
        phi = 2 * math.atan(math.exp(isometric) * ((1 + sine) / (1 - sine)) ** (_E / 2)) - math.pi / 2
    return phi / _DEG


def to_plane_many(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """`to_plane` over arrays of equal length."""
    sine = np.sin(np.clip(lat, -_MAX_LAT, _MAX_LAT) * _DEG)
    return A_M * lon * _DEG, A_M * (np.arctanh(sine) - _E * np.arctanh(_E * sine))


def metres_per_unit(lat: float) -> float:
    """Metres on the ground that one plane unit is at this latitude (the inverse of Mercator's scale factor)."""
    phi = max(-_MAX_LAT, min(_MAX_LAT, lat)) * _DEG
    sine = math.sin(phi)
    return math.cos(phi) / math.sqrt(1 - _E2 * sine * sine)


def metres_per_unit_many(lat: Floats) -> Floats:
    """`metres_per_unit` of many latitudes, to the bit: sine and cosine are not numpy's own."""
    phi = (np.clip(lat, -_MAX_LAT, _MAX_LAT) * _DEG).tolist()
    sine, cosine = np.array([*map(math.sin, phi)]), np.array([*map(math.cos, phi)])
    scale: Floats = cosine / np.sqrt(1 - _E2 * sine * sine)
    return scale


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Metres between two places in degrees WGS84: the great circle's, exact to 0.5 % at any distance."""
    phi_a, phi_b = lat_a * _DEG, lat_b * _DEG
    # Radii of curvature at the middle latitude (north-south and east-west) instead of a sphere's: 0.01 % up to 50 km.
    sine2 = math.sin((phi_a + phi_b) / 2) ** 2
    prime = A_M / math.sqrt(1 - _E2 * sine2)
    meridian = prime * (1 - _E2) / (1 - _E2 * sine2)
    north, east = (phi_b - phi_a) * meridian, math.cos((phi_a + phi_b) / 2) * (lon_b - lon_a) * _DEG * prime
    flat = math.hypot(north, east)
    if flat < 50_000:
        return flat
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin((lon_b - lon_a) * _DEG / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(half)))
