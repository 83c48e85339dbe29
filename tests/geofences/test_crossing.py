"""Which areas a trip may lie in: what its corridors touch, to the metre, and where it loads and unloads."""

from typing import Any

import pytest

from geofences.corridor import build_corridor
from geofences.crossing import crossed
from geofences.zone_index import Fence, build_fence
from tests.builders import ROAD_M, a_zone, an_area, place


def fence(feature: dict[str, Any]) -> Fence:
    told = feature["properties"]
    return build_fence(told["zone_id"], told["kind"], feature["geometry"], told.get("radius_m"))


ROAD = build_corridor("R", 300, [list(place(0)), list(place(ROAD_M))])
SOUTH = fence(an_area("SOUTH", "province", -50_000, -9_000, 50_000, 100))


@pytest.mark.parametrize(
    ("says", "area", "margin_m", "touched"),
    (
        ("the road leads through it", an_area("A", "province", 5_000, -100, 6_000, 100), 0, True),
        ("the road lies in it", an_area("A", "province", -50_000, -50_000, 50_000, 50_000), 0, True),
        ("it begins at the corridor's edge", an_area("A", "province", 0, 298, 9_000, 9_000), 0, True),
        ("just beyond", an_area("A", "province", 0, 302, 9_000, 9_000), 0, False),
        ("within the margin", an_area("A", "province", 0, 498, 9_000, 9_000), 200, True),
        ("just beyond it", an_area("A", "province", 0, 502, 9_000, 9_000), 200, False),
        ("past the end of the road", an_area("A", "province", ROAD_M + 302, -9_000, 90_000, 9_000), 0, False),
        ("a round one", a_zone("A", "province", 5_000, 1_300, radius_m=1_005), 0, True),
        ("too far", a_zone("A", "province", 5_000, 1_300, radius_m=990), 0, False),
    ),
)
def test_what_a_corridor_touches(says: str, area: dict[str, Any], margin_m: float, touched: bool) -> None:
    assert crossed([fence(area)], [ROAD], [], margin_m) == ({"A"} if touched else set()), says


@pytest.mark.parametrize(("north_m", "touched"), ((0, True), (390, True), (410, False)))
def test_what_a_factory_stands_in(north_m: float, touched: bool) -> None:
    plant = fence(a_zone("Z", "processor", 0, north_m, radius_m=300))
    assert crossed([SOUTH], [], [plant], 0) == ({"SOUTH"} if touched else set())


def test_of_several_routes_any_will_do() -> None:
    other = build_corridor("R2", 300, [list(place(0, 9_000)), list(place(ROAD_M, 9_000))])
    areas = [fence(an_area(name, "province", 0, south, 9_000, south + 500)) for name, south in (("A", -250), ("B", 3_000), ("C", 8_800))]
    assert crossed(areas, [ROAD, other], [], 0) == {"A", "C"}
