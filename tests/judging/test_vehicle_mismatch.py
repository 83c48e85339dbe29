"""The truck that drove has a manifest, and the manifest's permit does not list the truck."""

from typing import Any

import pytest

from tests.builders import PERMIT, PLATE, PROVINCE, Scene, Track, a_manifest, a_permit, a_ping, at, judge

OTHER = [{"plate": "88-8888", "province": PROVINCE}]
BOTH = [*OTHER, {"plate": PLATE, "province": PROVINCE}]


def leaving() -> list[dict[str, Any]]:
    return Track().stand(15).go(3000).pings


CASES = (
    ("a manifest names it, its permit lists another", Scene(permits=[a_permit(vehicles=OTHER)], manifests=[a_manifest()]), 1),
    ("its permit lists it too", Scene(permits=[a_permit(vehicles=BOTH)], manifests=[a_manifest()]), 0),
    ("the plate may be written another way",
     Scene(permits=[a_permit(vehicles=[{"plate": "๗๐ ๑๒๓๔", "province": "จังหวัดระยอง"}])], manifests=[a_manifest()]), 0),
    ("the permit's truck carries another truck's manifest", Scene(manifests=[a_manifest(plate="88-8888")]), 0),
    ("no manifest names it", Scene(permits=[a_permit(vehicles=OTHER)]), 0),
    ("its manifest is cancelled", Scene(permits=[a_permit(vehicles=OTHER)], manifests=[a_manifest(depart=0, status="cancelled")]), 0),
    ("its manifest is for tomorrow", Scene(permits=[a_permit(vehicles=OTHER)], manifests=[a_manifest(depart=1440)]), 0),
    ("the plate is of another province",
     Scene(permits=[a_permit(vehicles=[{"plate": PLATE, "province": "ชลบุรี"}])], manifests=[a_manifest()]), 1),
    ("the permit lists it from tomorrow",
     Scene(permits=[a_permit(vehicles=OTHER), a_permit(version_from=at(1440))], manifests=[a_manifest()]), 1),
    ("the permit lists it since yesterday",
     Scene(permits=[a_permit(vehicles=OTHER), a_permit(version_from=at(-1440))], manifests=[a_manifest()]), 0),
    ("another permit there lists it: the manifest's does not",
     Scene(permits=[a_permit(vehicles=OTHER), a_permit("B-2")], manifests=[a_manifest()]), 1),
)  # fmt: skip


@pytest.mark.parametrize(("says", "scene", "alerts"), CASES, ids=[case[0] for case in CASES])
def test_vehicle_mismatch(says: str, scene: Scene, alerts: int) -> None:
    scene.pings = leaving()
    assert len(judge(scene).newest("vehicle-mismatch")) == alerts, says


def test_what_it_says_and_that_the_trip_is_not_undeclared_too() -> None:
    manifests = [a_manifest("M-2"), a_manifest("M-1")]
    told = judge(Scene(leaving(), permits=[a_permit(vehicles=OTHER)], manifests=manifests))
    ((_, trip),) = told.trips()
    (alert,) = told.newest()
    assert alert["rule"] == "vehicle-mismatch"
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("high", "today", "likely")
    assert (alert["permit_no"], alert["manifest_no"], alert["plate"]) == (PERMIT, "M-1", PLATE)
    assert alert["started_at"] == alert["ended_at"] == trip["started_at"] == at(16)
    assert alert["trip_id"] == trip["trip_id"]
    assert alert["evidence"]["measured"] == {"plate": PLATE, "manifest_nos": ["M-1", "M-2"], "vehicles_on_permit": 1}


def test_a_turn_at_the_gate_takes_it_back() -> None:
    turn = [*Track().stand(15).pings, a_ping(16, 520), a_ping(17, 700), *Track(18).stand(3).pings]
    told = judge(Scene(turn, permits=[a_permit(vehicles=OTHER)], manifests=[a_manifest()]))
    assert told.life("vehicle-mismatch") == ["opened high", "closed high late_evidence"]
    assert [data["reason"] for _, data in told.trips()] == ["superseded"]
