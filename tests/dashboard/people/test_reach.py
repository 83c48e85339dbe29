"""What a scope reaches, without a database but for the reference data."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.people.names import scope_of
from dashboard.people.reach import reach_of
from models.manifest import to_manifest
from models.reach import Parties, Reach, UnitSpan, sees, sees_manifest, sees_zone, trimmed, visible
from models.times import DAY_MS, from_iso
from storage.reference import load_all
from tests.dashboard.people.parties import manifest_of, permit_of, vehicle_of
from tests.dashboard.seed import BASE_MS, alert_data, put_reference, trip_data

AFTER_MS = BASE_MS + DAY_MS


async def test_a_truck_that_was_sold_is_seen_by_each_carrier_in_its_own_time(rows: Any) -> None:
    for carrier, begins, ends in (("old", "2026-01-01", "2026-10-31"), ("new", "2026-11-01", None)):
        vehicle = {"unit_id": "U1", "plate": "70-1", "province": "ระยอง", "carrier": carrier, "valid_from": begins, "valid_to": ends}
        await put_reference(rows, "vehicles", f"U1|{begins}", vehicle)
    versions, zone = await load_all(rows), ZoneInfo("Asia/Bangkok")
    old, new = (reach_of(scope_of([f"carrier:{one}"]), versions, AFTER_MS, zone) for one in ("old", "new"))
    sold_ms = from_iso("2026-11-01T00:00:00+07:00")
    assert [(reach.has_unit("U1", sold_ms - 1), reach.has_unit("U1", sold_ms)) for reach in (old, new)] == [(True, False), (False, True)]
    assert [reach.has_truck("701|TH-21", sold_ms) for reach in (old, new)] == [False, True]


PERMITS_OF_A_SOLD_TRUCK: tuple[tuple[str, str, str, list[bool]], ...] = (
    ("over before the sale: the seller's", "2026-02-01", "2026-10-31", [True, False]),
    ("across the sale: both carriers'", "2026-02-01", "2026-12-31", [True, True]),
    ("begun after it: the buyer's", "2026-11-01", "2026-12-31", [False, True]),
)


@pytest.mark.parametrize(("begins", "ends", "read"), [pytest.param(*case[1:], id=case[0]) for case in PERMITS_OF_A_SOLD_TRUCK])
async def test_a_permit_is_read_by_whoever_had_the_truck_while_it_held(rows: Any, begins: str, ends: str, read: list[bool]) -> None:
    for carrier, first, last in (("old", "2026-01-01", "2026-10-31"), ("new", "2026-11-01", None)):
        vehicle = vehicle_of("A") | {"carrier": carrier, "valid_from": first, "valid_to": last}
        await put_reference(rows, "vehicles", f"{vehicle['unit_id']}|{first}", vehicle)
    permit = permit_of("A") | {"valid_from": begins, "valid_to": ends}
    await put_reference(rows, "permits", permit["permit_no"], permit)
    versions, zone = await load_all(rows), ZoneInfo("Asia/Bangkok")
    reaches = [reach_of(scope_of([f"carrier:{one}"]), versions, AFTER_MS, zone) for one in ("old", "new")]
    assert [bool(reach.papers) for reach in reaches] == read


REACH = Reach(
    permits=frozenset({"P-A"}), whole=frozenset({"PA"}), papers=frozenset({"PA"}), origins=frozenset({"GEN-A"}), zones=frozenset({"GEN-A"}),
    spans=(UnitSpan(unit_id="U-A", from_ms=10, to_ms=20, plate_key="70A|TH-21"),), plates=frozenset({"70A|TH-21"}), carriers=frozenset({"A"}),
)  # fmt: skip
ROWS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("under one's own permit", {"permit_no": "P-A"}, True),
    ("from one's own gate", {"origin_zone_id": "GEN-A"}, True),
    ("of one's own truck", {"unit_id": "U-A", "at_ms": 10}, True),
    ("of a truck before it was one's own", {"unit_id": "U-A", "at_ms": 9}, False),
    ("of a truck that is no longer", {"unit_id": "U-A", "at_ms": 20}, False),
    ("of another", {"permit_no": "P-B", "origin_zone_id": "GEN-B", "unit_id": "U-B"}, False),
    ("of nobody", {}, False),
)
NOBODY = {"permit_no": None, "origin_zone_id": None, "unit_id": None, "at_ms": 15}


@pytest.mark.parametrize(("row", "seen"), [pytest.param(*case[1:], id=case[0]) for case in ROWS])
def test_what_is_visible(row: dict[str, Any], seen: bool) -> None:
    parties = Parties(**(NOBODY | row))
    assert visible(REACH, parties) == seen
    assert visible(None, parties), "without a scope everything is"


@given(st.none() | st.sampled_from(["P-A", "P-B"]), st.none() | st.sampled_from(["U-A", "U-B"]), st.integers(0, 30))
def test_a_reach_of_nothing_sees_nothing(permit_no: str | None, unit_id: str | None, at_ms: int) -> None:
    none: frozenset[str] = frozenset()
    nothing = Reach(permits=none, whole=none, papers=none, origins=none, zones=none, spans=(), plates=none, carriers=none)
    assert not visible(nothing, Parties(permit_no=permit_no, origin_zone_id=None, unit_id=unit_id, at_ms=at_ms))


def test_an_alert_that_names_others_is_not_seen_though_it_is_of_one_s_own() -> None:
    mine = alert_data("A1", permit_no="P-A")
    assert sees(REACH, mine)
    assert not sees(REACH, mine | {"trip_ids": ["T-A", "T-B"]})
    assert not sees(REACH, mine | {"evidence": {"measured": {"other_unit_id": "U-B"}}})
    assert not sees(REACH, mine | {"evidence": {"measured": {"stops": [{"unit_id": "U-B"}]}}})
    assert sees(None, mine | {"trip_ids": []})


def test_a_load_that_came_from_another_s_truck_does_not_name_its_trip() -> None:
    trip = trip_data("T-A", permit_no="P-B", unit_id="U-A", from_trip_id="T-B")
    assert "from_trip_id" not in trimmed(REACH, trip)
    assert trimmed(REACH, trip | {"permit_no": "P-A"})["from_trip_id"] == "T-B", "under one's own permit that trip is seen too"
    assert trimmed(REACH, trip | {"origin_zone_id": "GEN-A"})["from_trip_id"] == "T-B"
    assert trimmed(None, trip) == trip


MANIFESTS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("of one's own permit, for whatever truck", {"plate": "70-B"}, True),
    ("of another's permit, for one's own truck", {"permit_no": "P-B", "planned_depart": "1970-01-01T00:00:00.015Z"}, True),
    ("of another's permit, for a truck that is no longer one's own", {"permit_no": "P-B"}, False),
    ("of another's permit, for one of the same number elsewhere", {"permit_no": "P-B", "province": "ชลบุรี", "planned_depart": "1970-01-01T00:00:00.015Z"}, False),
    ("of another", {"permit_no": "P-B", "plate": "70-B"}, False),
)


@pytest.mark.parametrize(("changes", "seen"), [pytest.param(*case[1:], id=case[0]) for case in MANIFESTS])
def test_which_manifests_are_seen(changes: dict[str, Any], seen: bool) -> None:
    manifest = to_manifest(manifest_of("A") | changes)
    assert sees_manifest(REACH, manifest) == seen
    assert sees_manifest(None, manifest)


def test_zones_that_are_nobody_s_are_shown_to_all() -> None:
    assert [sees_zone(REACH, zone_id, kind) for zone_id, kind in (("GEN-A", "generator"), ("GEN-B", "generator"), ("F", "fuel"), ("D", "depot"))] == [
        True, False, True, False,
    ]  # fmt: skip
    assert sees_zone(None, "GEN-B", "generator")
