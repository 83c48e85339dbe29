"""What a completed trip says of how it was seen: gaps, path, verdict, and the digest of its evidence."""

import hashlib
from typing import Any

import pytest
import rfc8785
from pyproj import Geod

from tests.builders import ROAD_M, Scene, Track, a_clean_trip, a_ping, a_zone, at, judge, place

LOADED = Track().stand(15).pings
NEXT_TO_THE_ROAD = place(0, 100)[1]


def completed(scene: Scene, until: float | None = None) -> dict[str, Any]:
    kind, data = judge(scene, until).trips()[-1]
    assert kind == "completed"
    return data


def test_a_trip_seen_every_minute_is_verified() -> None:
    data = completed(Scene(a_clean_trip().pings))
    assert (data["verdict"], data["alert_ids"]) == ("verified", [])
    assert (data["max_gap_s"], data["unseen_s"], data["unseen_km"]) == (60, 0, 0)
    assert data["duration_s"] == 41 * 60
    assert (data["completed_at"], data["final_after"]) == (at(57), at(57 + 24 * 60))


def test_distance_is_the_path_over_the_fixes() -> None:
    pings = [p for p in a_clean_trip().pings if at(16) <= p["utc_ts"] <= at(57)]
    geod = Geod(ellps="WGS84")
    metres = geod.line_length([p["lon"] for p in pings], [p["lat"] for p in pings])
    assert completed(Scene(a_clean_trip().pings))["distance_km"] == pytest.approx(metres / 1000, abs=0.01)


def the_digest(pings: list[dict[str, Any]], first: str, last: str) -> str:
    lines = [
        rfc8785.dumps({"unit_id": p["unit_id"], "utc_ts": p["utc_ts"], "lat": p["lat"], "lon": p["lon"], "speed": p["speed"], "fix": p.get("fix")})
        for p in sorted(pings, key=lambda ping: ping["utc_ts"])
        if first <= p["utc_ts"] <= last
    ]
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()


def test_the_digest_can_be_made_again_from_the_pings() -> None:
    pings = a_clean_trip().pings
    pings.insert(20, a_ping(18.25, 3000, fix=0))
    data = completed(Scene(pings))
    assert data["evidence_sha256"] == the_digest(pings, data["started_at"], data["completed_at"])
    assert data["evidence_sha256"] != the_digest(pings[:-4], data["started_at"], data["completed_at"])


def test_a_repeated_ping_is_in_the_digest_once() -> None:
    pings = a_clean_trip().pings
    twice = [*pings[:25], pings[20], *pings[25:]]
    assert completed(Scene(twice))["evidence_sha256"] == completed(Scene(pings))["evidence_sha256"]


def with_a_gap(minutes: float, *, outside: tuple[float, float] = (10_000, 10_000), zone: str | None = None) -> Scene:
    """On the road until 10 km, unseen for so long, then on."""
    track = Track().stand(15).go(outside[0]).silent(minutes - 1).move(outside[1]).see().go(ROAD_M).stand(10).go(ROAD_M - 3000)
    zones = [] if zone is None else [a_zone("Z-REST", zone, outside[0])]
    return Scene(track.pings, zones=zones)


@pytest.mark.parametrize(
    ("says", "scene", "verdict", "max_gap_s", "unseen_s"),
    (
        ("5 min unseen are not counted", with_a_gap(5), "verified", 300, 0),
        ("6 min are", with_a_gap(6), "verified", 360, 360),
        ("10 min are the longest gap of a verified trip", with_a_gap(10), "verified", 600, 600),
        ("11 min leave it unverified", with_a_gap(11), "unverified", 660, 660),
        ("in one permitted zone a gap is excused", with_a_gap(60, zone="rest_area"), "verified", 3600, 0),
        ("from a permitted zone to the road it is not", with_a_gap(11, outside=(10_000, 11_000), zone="fuel"), "unverified", 660, 660),
        ("in a zone that is not permitted it is not", with_a_gap(11, zone="depot"), "unverified", 660, 660),
    ),
)  # fmt: skip
def test_gaps(says: str, scene: Scene, verdict: str, max_gap_s: float, unseen_s: float) -> None:
    data = completed(scene)
    # A gap of 10 min is a silence too, but only a warning: it does not count against the trip.
    assert (data["verdict"], data["max_gap_s"], data["unseen_s"]) == (verdict, max_gap_s, unseen_s), says


def test_unseen_km_is_how_far_it_went_unseen() -> None:
    data = completed(with_a_gap(8, outside=(10_000, 15_000)))
    assert (data["unseen_s"], data["unseen_km"]) == (480, pytest.approx(5, abs=0.01))


def test_a_ping_without_a_fix_ends_a_silence_but_shows_no_road() -> None:
    scene = with_a_gap(12)
    scene.pings.append(a_ping(31, 10_000, fix=0))
    scene.pings.sort(key=lambda ping: ping["utc_ts"])
    data = completed(scene)
    assert (data["verdict"], data["max_gap_s"], data["unseen_s"]) == ("unverified", 360, 720)


@pytest.mark.parametrize(
    ("says", "minute", "east_m", "verdict"),
    (
        ("unseen from the stop to 900 m from it counts for nothing", 40, 900, "verified"),
        ("to 1.1 km from it, it counts", 40, 1100, "unverified"),
    ),
)
def test_the_gap_before_the_first_fix_outside(says: str, minute: float, east_m: float, verdict: str) -> None:
    track = Track(minute, east_m).see().go(ROAD_M).stand(10).go(ROAD_M - 3000)
    assert completed(Scene([*LOADED, *track.pings]))["verdict"] == verdict, says


def test_the_gap_that_completion_ends_counts() -> None:
    """Inside, unseen for 40 minutes, then 5 km away: nobody saw it unload."""
    track = Track().stand(15).go(ROAD_M).silent(39).move(ROAD_M - 5000).see()
    data = completed(Scene(track.pings))
    assert (data["verdict"], data["unseen_s"], data["unseen_km"]) == ("unverified", 2400, pytest.approx(5, abs=0.01))


@pytest.mark.parametrize(
    ("says", "every", "verdict"),
    (("a fix in 5 min on average", 5, "verified"), ("a fix in 6 min", 6, "unverified")),
)
def test_the_average(says: str, every: float, verdict: str) -> None:
    track = Track(every=every).stand(30).go(ROAD_M, kmh=15).stand(30).go(ROAD_M - 3000, kmh=15)
    assert completed(Scene(track.pings))["verdict"] == verdict, says


def test_a_device_that_sleeps_while_unloading_is_no_worse_seen() -> None:
    """It arrives after 20 minutes on the road and is not heard again: the trip completes by the clock, well seen."""
    data = completed(Scene(Track().stand(15).go(ROAD_M).pings), until=300)
    assert (data["verdict"], data["duration_s"]) == ("verified", 19 * 60 + 7200)


def a_detour(to_north_m: float) -> Scene:
    track = Track().stand(15).go(8000).go(8000, to_north_m).go(10_000, to_north_m).go(10_000, 0).go(ROAD_M).stand(10)
    return Scene(track.go(ROAD_M - 3000).pings)


def test_an_alert_of_high_or_above_is_in_the_verdict() -> None:
    told = judge(a_detour(3000))
    (alert,) = told.standing("route-deviation")
    _, data = told.trips()[-1]
    assert (data["verdict"], data["alert_ids"]) == ("verified_with_alerts", [alert["alert_id"]])


def test_a_warning_is_named_but_does_not_change_the_verdict() -> None:
    scene = Scene(Track().stand(15).go(8000).stand(30).go(ROAD_M).stand(10).go(ROAD_M - 3000).pings)
    told = judge(scene)
    (alert,) = told.standing("unauthorised-stop")
    _, data = told.trips()[-1]
    assert (alert["severity"], data["verdict"], data["alert_ids"]) == ("warning", "verified", [alert["alert_id"]])


def test_an_alert_after_completion_is_told_in_the_trip_again() -> None:
    """A late batch shows a detour: the verdict changes, and so does the version."""
    pings = a_detour(3000).pings
    late = [dict(ping, recv_utc_ts=at(90)) for ping in pings if ping["lat"] > NEXT_TO_THE_ROAD]
    told = judge(Scene([p for p in pings if p["lat"] <= NEXT_TO_THE_ROAD] + late))
    verdicts = [(e.data["version"], e.data["verdict"]) for e in told.events if e.type.endswith("completed")]
    assert verdicts[0][1] == "verified"
    assert verdicts[-1][1] == "verified_with_alerts"
    (alert,) = told.standing("route-deviation")
    assert (alert["late"], alert["urgency"]) == (True, "today")
