"""Halts too short for a stop, and too many of them, on the way with a load."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_zone, at, judge


def halting(*halts: tuple[float, float], every: float = 0.5, to_m: float = ROAD_M) -> Track:
    """Drives the road and halts at these places, metres east, for so many minutes from the first fix to the last."""
    track = Track(every=every).stand(15)
    for east_m, minutes in halts:
        track.go(east_m - 700).move(east_m).stand(minutes).move(east_m + 600).see()
    return track.go(to_m)


def opened(scene: Scene) -> int:
    return len(judge(scene).newest("repeated-short-stops"))


@pytest.mark.parametrize(
    ("says", "halts", "alerts"),
    (
        ("two are lawful", [(5000, 3), (9000, 3)], 0),
        ("the third is not", [(5000, 3), (9000, 3), (13_000, 3)], 1),
        ("one alert a trip, however many", [(5000, 3), (8000, 3), (11_000, 3), (14_000, 3), (17_000, 3)], 1),
        ("2 min are a halt", [(5000, 2), (9000, 2), (13_000, 2)], 1),
        ("a minute and a half is none", [(5000, 2), (9000, 1.5), (13_000, 2)], 0),
        ("10 min are one", [(5000, 10), (9000, 10), (13_000, 10)], 1),
        ("longer is another matter", [(5000, 3), (9000, 10.5), (13_000, 3)], 0),
    ),
)
def test_repeated_short_stops(says: str, halts: list[tuple[float, float]], alerts: int) -> None:
    assert opened(Scene(halting(*halts).pings)) == alerts, says


def test_what_it_says() -> None:
    track = halting((5000, 3), (9000, 4), (13_000, 2))
    told = judge(Scene(track.stand(10).go(15_000).pings))
    (alert,), ((_, trip),) = told.newest("repeated-short-stops"), told.trips()
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("high", "today", "observed")
    assert alert["ended_at"] == alert["started_at"] == alert["evidence"]["pings"][-1]["utc_ts"]
    assert "close_reason" not in alert
    assert alert["evidence"]["measured"] == {"halts": 3, "minutes_each": [3.0, 4.0, 2.0]}
    assert alert["reason_en"].startswith("3 short halts on the way, 9 min in all")
    assert len(alert["evidence"]["pings"]) == 3
    assert alert["trip_id"] == trip["trip_id"]
    assert trip["verdict"] == "verified_with_alerts"


def test_it_is_detected_when_the_third_has_ended() -> None:
    pings = halting((5000, 3), (9000, 3), (13_000, 3)).pings
    (alert,) = judge(Scene(pings)).newest("repeated-short-stops")
    still_there = [ping for ping in pings if ping["utc_ts"] < alert["detected_at"]]
    assert still_there[-1]["lon"] == alert["lon"]
    assert opened(Scene(still_there)) == 0


@pytest.mark.parametrize(
    ("says", "steps_m", "alerts"),
    (
        ("a queue that moves up by 300 m", 300, 0),
        ("by 499 m", 499, 0),
        ("from 501 m on each is a halt of its own", 501, 1),
    ),
)
def test_heavy_traffic_is_one_halt(says: str, steps_m: float, alerts: int) -> None:
    track = Track(every=0.5).stand(15).go(5000)
    for _ in range(8):
        track.move(track.east_m + steps_m).stand(3)
    assert opened(Scene(track.go(ROAD_M).pings)) == alerts, says


def test_a_queue_and_two_halts_are_three() -> None:
    track = Track(every=0.5).stand(15).go(5000)
    for _ in range(4):
        track.move(track.east_m + 300).stand(3)
    track.go(10_000).stand(3).go(14_000).stand(3).go(ROAD_M)
    assert opened(Scene(track.pings)) == 1


def test_creeping_is_no_halt() -> None:
    track = Track(every=0.5).stand(15).go(5000)
    for _ in range(200):
        track.move(track.east_m + 35).see(speed=4.2)
    assert opened(Scene(track.go(ROAD_M).pings)) == 0


@pytest.mark.parametrize(
    ("kind", "alerts"), (("rest_area", 0), ("fuel", 0), ("weigh_station", 0), ("depot", 1), ("estate", 1), ("province", 1))
)
def test_where_halts_count(kind: str, alerts: int) -> None:
    """One of the three lies in such a zone."""
    scene = Scene(halting((5000, 3), (9000, 3), (13_000, 3)).pings, zones=[a_zone("Z", kind, 9000)])
    assert opened(scene) == alerts


@pytest.mark.parametrize(
    ("says", "track", "alerts"),
    (
        ("halts after arrival are not on the way", Track(every=0.5).stand(15).go(5000).stand(3).go(9000).stand(3).go(ROAD_M).stand(6).go(15_000).stand(3).go(10_000), 0),
        ("halts without a trip are not", Track(0, 4000, every=0.5).go(5000).stand(3).go(9000).stand(3).go(13_000).stand(3).go(ROAD_M), 0),
        ("a trip that has ended takes its halts along",
         Track(every=0.5).stand(15).go(5000).stand(3).go(9000).stand(3).go(0).stand(15).go(13_000).stand(3).go(ROAD_M), 0),
        ("the last of them at the processor's gate", Track(every=0.5).stand(15).go(5000).stand(3).go(9000).stand(3).go(19_600).stand(3).move(19_900).see(), 1),
        ("one still going on has not ended", Track(every=0.5).stand(15).go(5000).stand(3).go(9000).stand(3).go(13_000).stand(3), 0),
        ("a silence with the same place on both sides belongs to a halt",
         Track(every=0.5).stand(15).go(5000).stand(3).go(9000).stand(3).go(13_000).silent(2).see().go(ROAD_M), 1),
        ("at one ping a minute", Track().stand(15).go(5000).stand(2).go(9000).stand(2).go(13_000).stand(2).go(ROAD_M), 1),
        ("a receiver's scatter of 40 m", Track().stand(15).go(5000).stand(1).move(5000, 40).stand(2).go(9000, 0).stand(3).go(13_000).stand(3).go(ROAD_M), 1),
    ),
)  # fmt: skip
def test_which_halts_count(says: str, track: Track, alerts: int) -> None:
    assert opened(Scene(track.pings)) == alerts, says


def test_the_figures_can_be_set() -> None:
    scene = Scene(halting((5000, 3), (9000, 3)).pings, rules="[repeated-short-stops]\nhalts = 2\n")
    assert opened(scene) == 1


@pytest.mark.parametrize("late", (slice(30, 45), slice(40, 60), slice(31, 90), slice(0, 90, 3)))
def test_late_pings_change_nothing_in_the_end(late: slice) -> None:
    pings: list[dict[str, Any]] = halting((5000, 3), (9000, 3), (13_000, 3)).pings
    rest = [ping for ping in pings if ping not in pings[late]]
    there = judge(Scene([*rest, *(dict(ping, recv_utc_ts=at(120)) for ping in pings[late])]))
    (in_time,), (told,) = judge(Scene(pings)).standing("repeated-short-stops"), there.standing("repeated-short-stops")
    assert (told["started_at"], told["evidence"]["measured"]) == (in_time["started_at"], in_time["evidence"]["measured"])


def test_a_late_ping_that_shows_it_moving_takes_it_back() -> None:
    """At one ping a minute a halt of three fixes, of which the middle one, half a kilometre on, comes late."""
    track = Track().stand(15).go(5000).stand(2).go(9000).stand(2).go(13_000).see().move(13_500)
    late = dict(track.see().pings[-1], recv_utc_ts=at(120))
    track.pings.pop()
    track.move(13_000).see().go(ROAD_M)
    told = judge(Scene([*track.pings, late]))
    assert told.life("repeated-short-stops") == ["opened high", "closed high late_evidence"]
