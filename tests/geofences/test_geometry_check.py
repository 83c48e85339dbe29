"""What an outline can have wrong."""

import pytest

from geofences.geometry_check import geometry_problem
from models.permit_decode import to_permit
from models.zone import to_zone
from tests.builders import a_permit, a_zone, an_area


def bow_tie() -> dict[str, object]:
    zone = an_area("Z-BOW", "depot", 0, 0, 100, 100)
    ring = zone["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    return zone


def hole_outside() -> dict[str, object]:
    zone = an_area("Z-HOLE", "depot", 0, 0, 100, 100)
    zone["geometry"]["coordinates"] += an_area("x", "depot", 500, 500, 600, 600)["geometry"]["coordinates"]
    return zone


@pytest.mark.parametrize(
    ("says", "zone", "wanted"),
    (
        ("a plain area", an_area("Z", "depot", 0, 0, 100, 100), None),
        ("a circle", a_zone("Z", "depot", 0), None),
        ("an outline that crosses itself", bow_tie(), "its outline crosses itself"),
        ("a hole outside", hole_outside(), "a hole lies outside its outline"),
    ),
)
def test_what_an_outline_can_have_wrong(says: str, zone: dict[str, object], wanted: str | None) -> None:
    found = geometry_problem(to_zone(zone))
    if wanted is None:
        assert found is None, says
    else:
        assert found is not None, says
        assert wanted in found, says
        assert "lon 101." in found, says


def test_only_zones_have_an_outline() -> None:
    assert geometry_problem(to_permit(a_permit())) is None
