"""A load that stood where it may not, and a truck that is back for the next without having been at its destination."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_manifest, a_permit, a_ping, a_zone, at, judge

FURTHER = a_zone("Z-GEN-2", "generator", 4000, 2000, factory_no="F-GEN-2")
OTHERS = {"factory_no": "F-GEN-2", "name_th": "x", "name_en": "x", "zone_id": "Z-GEN-2"}
ONWARD = a_permit("B-2", generator=OTHERS)


def dumped(minutes: float = 8) -> Track:
    """Leaves with a load, and stands for a while in a field, three kilometres off its road."""
    return Track().stand(10).go(9000).go(9000, 3000).stand(minutes).go(9000, 0)


def back(track: Track) -> list[dict[str, Any]]:
    return track.go(0).stand(8).pings


CASES = (
    ("a stop in a field, and back at the factory", Scene(back(dumped())), 1),
    ("back after a stop of 4 min in the field", Scene(back(dumped(3))), 0),
    ("back without a stop on the way", Scene(back(Track().stand(10).go(9000))), 0),
    ("back after 15 min at the roadside", Scene(back(Track().stand(10).go(9000).stand(15))), 0),
    ("back after 25 min at the roadside, a stop that is raised", Scene(back(Track().stand(10).go(9000).stand(25))), 1),
    ("a stop in a field, then on to the destination and back", Scene(back(dumped().go(ROAD_M).stand(10))), 0),
    ("a stop in a field, and past the factory", Scene(dumped().go(0).go(-5000).pings), 0),
    ("a stop in a rest area is none off its site",
     Scene(back(dumped()), zones=[a_zone("Z-REST", "rest_area", 9000, 3000)]), 0),
    ("it may be another factory at which it stops", Scene(dumped().go(4000).go(4000, 2000).stand(8).pings, zones=[FURTHER]), 1),
    ("not one where a manifest sends it on to load",
     Scene(dumped().go(4000).go(4000, 2000).stand(8).pings, zones=[FURTHER], permits=[a_permit(), ONWARD],
           manifests=[a_manifest(depart=10), a_manifest("M-2", 60, permit_no="B-2")]), 0),
    ("a manifest for its next round does not excuse it at the factory where it loaded",
     Scene(back(dumped()), manifests=[a_manifest(depart=10), a_manifest("M-2", 90)]), 1),
)  # fmt: skip


@pytest.mark.parametrize(("says", "scene", "alerts"), CASES, ids=[case[0] for case in CASES])
def test_unloaded_elsewhere(says: str, scene: Scene, alerts: int) -> None:
    assert len(judge(scene).newest("unloaded-elsewhere")) == alerts, says


def test_what_it_says_and_that_it_is_said_before_the_trip_ends() -> None:
    told = judge(Scene(back(dumped())))
    ((kind, trip),) = told.trips()
    (alert,) = told.newest("unloaded-elsewhere")
    (stop,) = told.newest("unauthorised-stop")
    assert (kind, trip["reason"]) == ("ended", "returned")
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("critical", "today", "likely")
    assert alert["started_at"] == alert["ended_at"] == at(43)
    assert (alert["zone_id"], alert["trip_id"]) == ("Z-GEN", trip["trip_id"])
    measured = alert["evidence"]["measured"]
    assert (measured["off_site_from"], measured["off_site_to"]) == (stop["started_at"], stop["ended_at"])
    assert (measured["off_site_lat"], measured["off_site_lon"]) == (stop["lat"], stop["lon"])
    kinds = [event.data.get("rule", event.type.rpartition(".")[2]) for event in told.events]
    assert kinds.index("unloaded-elsewhere") < kinds.index("ended")


def test_of_several_stops_the_longest_is_shown() -> None:
    track = Track().stand(10).go(9000).go(9000, 3000).stand(15).go(7000, 3000).stand(8).go(7000, 0)
    told = judge(Scene(back(track)))
    (alert,) = told.newest("unloaded-elsewhere")
    assert alert["evidence"]["measured"]["off_site_from"] == told.newest("unauthorised-stop")[0]["started_at"]
    assert len(told.newest("unauthorised-stop")) == 2


def test_it_is_said_once_a_trip() -> None:
    track = dumped().go(4000).go(4000, 2000).stand(8).go(4000, 0)
    told = judge(Scene(back(track), zones=[FURTHER]))
    (alert,) = told.newest("unloaded-elsewhere")
    assert alert["zone_id"] == "Z-GEN-2"
    assert told.life("unloaded-elsewhere") == ["opened critical"]


def test_an_unresolved_zone_of_a_permit_that_names_it_only_warns() -> None:
    elsewhere = a_permit("B-3", generator=dict(OTHERS, zone_id="Z-NOWHERE"))
    (alert,) = judge(Scene(back(dumped()), permits=[a_permit(), elsewhere])).newest("unloaded-elsewhere")
    assert (alert["severity"], alert["urgency"]) == ("warning", "today")


def test_a_visit_to_the_destination_that_is_told_late_refutes_it() -> None:
    """Ten minutes at the processor come two hours later, when the truck has long been back."""
    track = dumped()
    seen, unseen = len(track.pings), track.go(ROAD_M).stand(6).go(9000).pings
    gone = len(unseen)
    pings = back(track)
    late = [dict(ping, recv_utc_ts=at(200)) for ping in pings[seen:gone]]
    told = judge(Scene([*pings[:seen], *pings[gone:], *late]))
    assert told.life("unloaded-elsewhere") == ["opened critical", "closed critical late_evidence"]
    assert [kind for kind, _ in told.trips()] == ["completed"]


def test_a_single_fix_at_the_factory_is_no_stop() -> None:
    track = dumped().go(0)
    pings = [*track.pings, a_ping(track.minute, 2500)]
    assert judge(Scene(pings)).newest("unloaded-elsewhere") == []
