"""Which estate a place lies in: by a point inside each zone, as the zones in force at a time have it."""

from typing import Any

import pytest

from dashboard.estates import EstateMap, Estates
from models.zone import Zone, to_zone
from tests.dashboard.seed import BASE_MS, put_reference


def square(zone_id: str, kind: str, west: float, size: float = 0.2) -> dict[str, Any]:
    ring = [[west, 12], [west + size, 12], [west + size, 12 + size], [west, 12 + size], [west, 12]]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": f"นิคม {zone_id}", "name_en": zone_id},
    }  # fmt: skip


def gate(zone_id: str, lon: float) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 12.1]},
        "properties": {"zone_id": zone_id, "kind": "generator", "radius_m": 100},
    }  # fmt: skip


ZONES: tuple[Zone, ...] = tuple(
    to_zone(one)
    for one in (
        square("E-2", "estate", 101.1), square("E-1", "estate", 101.0), square("P", "province", 101.0, 0.4),
        gate("G-1", 101.05), gate("G-12", 101.15), gate("G-OUT", 101.5),
    )
)  # fmt: skip
MAP = EstateMap(ZONES)
LIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("a gate in one estate", "G-1", ("E-1",)),
    ("a gate where two overlap", "G-12", ("E-1", "E-2")),
    ("a gate in none", "G-OUT", ()),
    ("an estate, though another overlaps it", "E-2", ("E-2",)),
    ("a province, which is no place", "P", ()),
    ("a zone that nobody told of", "G-9", ()),
)


@pytest.mark.parametrize(("zone_id", "around"), [pytest.param(*case[1:], id=case[0]) for case in LIES])
def test_where_a_zone_lies(zone_id: str, around: tuple[str, ...]) -> None:
    assert MAP.around(zone_id) == around
    estate = MAP.of_zone(zone_id)
    assert (None if estate is None else estate.zone_id) == next(iter(around), None), "of several it is the first"


def test_where_a_place_lies_and_what_the_estates_are_called() -> None:
    assert [estate and estate.zone_id for estate in (MAP.at(12.1, 101.15), MAP.at(12.1, 101.25), MAP.at(13.0, 101.1))] == ["E-1", "E-2", None]
    assert [(one.zone_id, one.name_th) for one in MAP.estates.values()] == [("E-1", "นิคม E-1"), ("E-2", "นิคม E-2")]
    assert MAP.of_zone(None) is None


async def test_a_version_that_was_told_before_holds_from_its_time_on(rows: Any) -> None:
    later_ms = BASE_MS + 1000
    await put_reference(rows, "zones", "E-1", square("E-1", "estate", 101.0), version_from_ms=later_ms)
    estates = Estates()
    for at_ms, known in ((later_ms - 1, []), (later_ms, ["E-1"]), (later_ms + 1, ["E-1"]), (later_ms - 1, [])):
        assert list((await estates.in_force(rows, at_ms)).estates) == known
    await put_reference(rows, "zones", "E-2", square("E-2", "estate", 101.5))
    assert list((await estates.in_force(rows, later_ms)).estates) == ["E-1", "E-2"]
