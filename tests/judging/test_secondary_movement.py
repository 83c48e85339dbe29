"""What a truck takes away from a processor outside a trip, and stops with where nobody is registered."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_manifest, a_permit, a_vehicle, a_zone, at, judge

FIELD = (ROAD_M - 6000, 4000.0)


def fetched(minutes: float = 12) -> Track:
    """Comes to the processor from afar, without a trip, and stands there."""
    return Track(0, ROAD_M - 5000).go(ROAD_M).stand(minutes)


def to_field(track: Track, minutes: float = 8) -> list[dict[str, Any]]:
    return track.go(*FIELD).stand(minutes).pings


def zone_there(kind: str) -> dict[str, Any]:
    return a_zone("Z-THERE", kind, *FIELD)


ANOTHER = a_zone("Z-PROC-2", "processor", ROAD_M, 3000)
BOTH = a_zone("Z-BOTH", "generator", ROAD_M, factory_no="F-BOTH")
ONWARD = a_permit("B-2", generator={"factory_no": "F-BOTH", "name_th": "x", "name_en": "x", "zone_id": "Z-BOTH"})

CASES = (
    ("stood 12 min, then stops in a field", Scene(to_field(fetched())), 1),
    ("stood 9 min", Scene(to_field(fetched(8))), 0),
    ("stops 4 min in the field", Scene(to_field(fetched(), 3)), 0),
    ("drives on without a stop", Scene(fetched().go(*FIELD).go(0, 4000).pings), 0),
    ("first seen inside, it has not been seen to come", Scene(to_field(Track(0, ROAD_M).stand(30))), 0),
    ("not a registered vehicle", Scene(to_field(fetched()), vehicles=[]), 0),
    ("no longer a registered vehicle", Scene(to_field(fetched()), vehicles=[a_vehicle(valid_to="2025-12-31")]), 0),
    ("it stops at another processor", Scene(to_field(fetched()), zones=[zone_there("processor")]), 0),
    ("it stops in a depot", Scene(to_field(fetched()), zones=[zone_there("depot")]), 0),
    ("it stops for fuel", Scene(to_field(fetched()), zones=[zone_there("fuel")]), 0),
    ("a province registers nothing", Scene(to_field(fetched()), zones=[zone_there("province")]), 1),
    ("a restricted zone is no excuse", Scene(to_field(fetched()), zones=[zone_there("restricted")]), 1),
    ("after a stop for fuel the field is not the next",
     Scene(to_field(fetched().go(ROAD_M, 3000).stand(8)), zones=[a_zone("Z-FUEL", "fuel", ROAD_M, 3000)]), 0),
    ("from the second processor it goes to the field", Scene(to_field(fetched().go(ROAD_M, 3000).stand(12)), zones=[ANOTHER]), 1),
    ("it drives through the second processor's zone", Scene(to_field(fetched().go(ROAD_M, 3000)), zones=[ANOTHER]), 1),
    ("it came in a trip, and leaves empty", Scene(to_field(Track().stand(15).go(ROAD_M).stand(20))), 0),
    ("its trip was completed by receipt while it stood there",
     Scene(to_field(Track().stand(15).go(ROAD_M).stand(30)), manifests=[a_manifest(received=45)]), 0),
    ("back inside after its trip without having stopped elsewhere, it is empty still",
     Scene(to_field(Track().stand(15).go(ROAD_M).stand(8).go(ROAD_M + 2000).go(ROAD_M).stand(12))), 0),
    ("after a stop elsewhere it is not",
     Scene(to_field(Track().stand(15).go(ROAD_M).stand(8).go(ROAD_M + 4000).stand(8).go(ROAD_M).stand(12))), 1),
    ("it leaves with a load of the plant's own",
     Scene(to_field(fetched()), zones=[BOTH], permits=[ONWARD]), 0),
)  # fmt: skip


@pytest.mark.parametrize(("says", "scene", "alerts"), CASES, ids=[case[0] for case in CASES])
def test_secondary_movement(says: str, scene: Scene, alerts: int) -> None:
    assert len(judge(scene).newest("secondary-movement")) == alerts, says


def test_what_it_says() -> None:
    track = fetched()
    left, pings = track.minute, to_field(track)
    told = judge(Scene(pings))
    (alert,) = told.newest()
    assert (alert["rule"], alert["severity"], alert["urgency"]) == ("secondary-movement", "critical", "today")
    assert (alert["certainty"], alert["plate"], alert["zone_id"]) == ("likely", "70-1234", "Z-PROC")
    assert alert["started_at"] == alert["ended_at"] == pings[-10]["utc_ts"]
    assert (round(alert["lat"], 6), round(alert["lon"], 6)) == (round(pings[-1]["lat"], 6), round(pings[-1]["lon"], 6))
    measured = alert["evidence"]["measured"]
    assert (measured["left_at"], measured["stood_min"], measured["processor_zone_id"]) == (at(left), 13.0, "Z-PROC")
    assert "trip_id" not in alert


def test_fixes_that_scatter_over_the_fence_are_no_departure() -> None:
    """A stop at the gate whose fixes lie now inside, now outside, is the same stay; then it drives to the field."""
    track = fetched()
    for number in range(9):
        track.move(ROAD_M + 290 + 20 * (number % 2)).see(speed=0.0)
    left = track.minute
    (alert,) = judge(Scene(to_field(track))).newest("secondary-movement")
    assert alert["evidence"]["measured"]["left_at"] == at(left)


def test_each_departure_has_its_own() -> None:
    track = fetched()
    to_field(track)
    told = judge(Scene(to_field(track.go(ROAD_M, 0).stand(12))))
    assert told.life("secondary-movement") == ["opened critical", "opened critical"]


def test_a_stop_that_is_told_late_refutes_it() -> None:
    """The eight minutes at a petrol station before the field come when it has long stood there."""
    track = fetched()
    seen = len(track.pings)
    gone = len(track.go(ROAD_M, 3000).stand(8).pings)
    pings = to_field(track)
    late = [dict(ping, recv_utc_ts=at(200)) for ping in pings[seen:gone]]
    told = judge(Scene([*pings[:seen], *pings[gone:], *late], zones=[a_zone("Z-FUEL", "fuel", ROAD_M, 3000)]))
    assert told.life("secondary-movement")[-1] == "closed critical late_evidence"
