"""overnight-hold: standing at no permitted place twelve hours after departure, that is from minute 736 on.

The clock opens it as possible; the first fix after that which is still in the stop makes it observed.
"""

from typing import Any

import pytest

from streams.compare import version_faults
from tests.builders import ROAD_M, Scene, Track, a_manifest, a_ping, a_zone, at, judge

DUE = 16 + 12 * 60


def held(minutes: float, *, from_minute: float = 25) -> Track:
    """Loaded, halfway at minute 25, and from a minute on (by default at once) standing there so long."""
    track = Track().stand(15).go(10_000)
    track.minute, track.every = from_minute + 5, 5
    return track.stand(minutes)


@pytest.mark.parametrize(
    ("says", "scene", "life"),
    (
        ("it stands there in time", Scene(held(740).pings), ["opened warning", "updated warning"]),
        ("not yet", Scene(held(700).pings), []),
        ("it drives on just before", Scene([*held(700).pings, a_ping(DUE - 1, 12_000)]), []),
        ("it drives on", Scene([*held(740).pings, a_ping(775, 12_000)]), ["opened warning", "updated warning", "closed warning moved_on"]),
        ("it arrives", Scene([*held(740).pings, a_ping(775, ROAD_M)]), ["opened warning", "updated warning", "closed warning arrived"]),
        ("it comes home", Scene([*held(740).pings, *Track(775, 0, every=5).stand(10).pings]), ["opened warning", "updated warning", "closed warning moved_on"]),
        ("in a rest area", Scene(held(740).pings, zones=[a_zone("Z-REST", "rest_area", 10_000)]), []),
        ("it has arrived", Scene(Track(every=5).stand(15).go(ROAD_M).stand(60).pings), []),
        ("it is not loaded", Scene(Track(0, 10_000, every=5).stand(800).pings), []),
    ),
)  # fmt: skip
def test_what_is_a_hold(says: str, scene: Scene, life: list[str]) -> None:
    assert judge(scene).life("overnight-hold") == life, says


def test_what_it_says() -> None:
    (alert,) = judge(Scene([*held(740).pings, a_ping(775, 12_000)])).newest("overnight-hold")
    assert (alert["started_at"], alert["ended_at"]) == (at(DUE), at(770))
    assert (alert["urgency"], alert["certainty"], alert["evidence"]["measured"]) == ("today", "observed", {"loaded_h": 12.0})


def test_a_stop_that_begins_later_counts_from_when_it_is_one() -> None:
    pings = [*held(700).pings, *Track(800, 14_000, every=1).stand(10).pings]
    (alert,) = judge(Scene(pings)).newest("overnight-hold")
    assert alert["started_at"] == at(805)


def test_a_second_hold_of_a_trip_opens_the_same_alert_again() -> None:
    told = judge(Scene([*held(740).pings, *Track(775, 14_000, every=5).stand(30).pings]))
    assert told.life("overnight-hold") == ["opened warning", "updated warning", "closed warning moved_on", "opened warning"]
    (alert,) = told.newest("overnight-hold")
    assert (alert["version"], alert["started_at"]) == (4, at(DUE))


def silent() -> list[dict[str, Any]]:
    """Last heard at minute 330, in its stop."""
    return held(300).pings


@pytest.mark.parametrize(
    ("says", "pings", "life"),
    (
        ("nothing more", [], ["opened warning"]),
        ("it was there all the time", [a_ping(800, 10_000)], ["opened warning", "updated warning"]),
        ("it had gone", [a_ping(800, 14_000)], ["opened warning", "closed warning late_evidence"]),
        ("a ping without a fix says nothing of it", [a_ping(800, 14_000, fix=0)], ["opened warning"]),
    ),
)
def test_by_the_clock_it_is_possible_until_a_fix_shows_it(says: str, pings: list[dict[str, Any]], life: list[str]) -> None:
    told = judge(Scene([*silent(), *pings]), 810)
    assert told.life("overnight-hold") == life, says
    (alert,) = told.newest("overnight-hold")
    assert alert["started_at"] == at(DUE)
    assert alert["certainty"] == ("observed" if "there" in says else "possible"), says


def test_it_ends_with_a_trip_that_is_given_up() -> None:
    assert judge(Scene(silent()), 3000).life("overnight-hold") == ["opened warning", "closed warning trip_ended"]


def test_a_second_hold_that_was_none_leaves_the_first() -> None:
    """A fix that comes late shows that it was two halts of three minutes; the first hold ends when it ended."""
    moved = [a_ping(775, 12_000), a_ping(785, 13_000)]
    halts = [*Track(790, 14_000).stand(3).pings, *Track(795, 14_000).stand(3).pings, a_ping(816, 18_000)]
    told = judge(Scene([*held(740).pings, *moved, *halts, a_ping(793.5, 15_000, recv=820)]))
    (alert,) = told.newest("overnight-hold")
    assert (alert["started_at"], alert["ended_at"], alert["close_reason"]) == (at(DUE), at(770), "moved_on")


def test_an_alert_lasts_as_long_as_its_trip() -> None:
    """Over a day after the first hold was over a second one opens the same alert again, and the verdict knows it."""
    pings = [*held(740).pings, *Track(775, 14_000, every=30).stand(60).go(15_000, kmh=2).pings]
    on = Track(2_500, 15_500, every=30).stand(120).go(ROAD_M, kmh=30).stand(30).go(15_000).pings
    told = judge(Scene([*pings, *on], manifests=[a_manifest(planned_arrive=at(15 + 20 * 60))]))
    assert len(told.newest("overnight-hold")) == 1
    assert version_faults(told.events) == []
    (kind, trip) = told.trips()[-1]
    assert kind == "completed"
    assert {alert["alert_id"] for alert in told.standing()} <= set(trip["alert_ids"])
