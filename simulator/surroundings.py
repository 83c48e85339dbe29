"""What lies around a path: open stretches, services, alert zones, and which side is inland."""

from collections.abc import Collection
from typing import Final

from simulator.path import Path, Point, distance_m
from simulator.sites import Place, alert_places, all_places, service_places

PERMITTED_KINDS: Final = frozenset({"generator", "processor", "rest_area", "fuel", "weigh_station"})
EVERY_KIND: Final = PERMITTED_KINDS | {"estate", "restricted", "depot"}
_STEP_M: Final = 400.0

_INLAND: Final = tuple(
    Point(lon, lat)
    for lat, lon in (
        (13.45, 101.35), (13.05, 101.30), (12.95, 101.15), (14.30, 100.90), (13.85, 100.10), (13.80, 100.95),
        (18.45, 99.20), (16.70, 100.30), (6.85, 100.42), (13.90, 102.20),
    )
)  # fmt: skip


def inside(place: Place, point: Point) -> bool:
    """Whether a point lies in a zone."""
    if not place.outline:
        return distance_m(place.at, point) <= place.radius_m
    within = False
    before = place.outline[-1]
    for corner in place.outline:
        if (corner.lat > point.lat) != (before.lat > point.lat):
            share = (point.lat - corner.lat) / (before.lat - corner.lat)
            if point.lon < corner.lon + share * (before.lon - corner.lon):
                within = not within
        before = corner
    return within


def clear_of(points: Collection[Point], kinds: Collection[str], margin_m: float) -> bool:
    """Whether no point comes nearer than the margin to a zone of these kinds."""
    return not any(
        distance_m(place.at, point) < place.radius_m + margin_m
        for place in all_places()
        if place.kind in kinds
        for point in points
    )


def open_spots(path: Path, before_m: float, after_m: float, kinds: Collection[str], margin_m: float) -> list[float]:
    """Places along a path around which, so far back and ahead, no zone of these kinds is near."""
    count = int(path.length_m // _STEP_M) + 1
    points = [path.point(i * _STEP_M) for i in range(count)]
    middle = path.point(path.length_m / 2)
    near = [
        place
        for place in all_places()
        if place.kind in kinds and distance_m(place.at, middle) < path.length_m + place.radius_m + margin_m
    ]
    taken = [any(distance_m(place.at, point) < place.radius_m + margin_m for place in near) for point in points]
    back, ahead = int(before_m // _STEP_M) + 1, int(after_m // _STEP_M) + 1
    return [i * _STEP_M for i in range(back, count - ahead) if not any(taken[i - back : i + ahead + 1])]


def inland_side(path: Path, at_m: float) -> int:
    """1 where the land to the right of the path is further from the sea, else -1."""
    right, left = path.beside(at_m, 3000), path.beside(at_m, -3000)
    return 1 if _to_inland_m(right) <= _to_inland_m(left) else -1


def _to_inland_m(point: Point) -> float:
    return min(distance_m(point, anchor) for anchor in _INLAND)


def services_on(path: Path) -> list[tuple[Place, float]]:
    """Rest areas, fuel and weigh stations beside a path, with their places along it."""
    found = []
    for place in service_places():
        away_m, at_m = path.nearest(place.at)
        if away_m < 160 and 2500 < at_m < path.length_m - 2500:
            found.append((place, at_m))
    return found


def alert_zones_near(path: Path) -> list[tuple[Place, float, float]]:
    """Restricted zones within reach of a path: zone, place along the path, metres off it (left if negative)."""
    found = []
    for place in alert_places():
        away_m, at_m = path.nearest(place.at)
        if away_m < 2600 and 4000 < at_m < path.length_m - 4000:
            right, left = path.beside(at_m, away_m), path.beside(at_m, -away_m)
            is_right = distance_m(right, place.at) < distance_m(left, place.at)
            found.append((place, at_m, away_m if is_right else -away_m))
    return found
