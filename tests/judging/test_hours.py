"""A load is driven at the hours that its permit allows. The stories begin at 08:00 in Bangkok, on a Monday."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_manifest, a_permit, a_ping, a_zone, at, judge

MON, TUE, SUN = 1, 2, 7


def hours(from_: str, to: str, *days: int) -> dict[str, Any]:
    return {"days": list(days or (1, 2, 3, 4, 5, 6, 7)), "from": from_, "to": to}


def permit(*windows: dict[str, Any], permit_no: str = "A", **changes: Any) -> dict[str, Any]:
    return a_permit(permit_no, time_windows=list(windows), **changes)


def driven(*, minute: float = 0) -> Track:
    """On the road from 16 min after the story's begin to 35 min after it."""
    return Track(minute).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)


@pytest.mark.parametrize(
    ("says", "permits", "started"),
    (
        ("no windows, any hour", [permit()], None),
        ("within its hours", [permit(hours("08:00", "09:00"))], None),
        ("both ends are included", [permit(hours("08:16", "08:34"))], None),
        ("too early by a minute", [permit(hours("08:17", "12:00"))], 16),
        ("too late by a minute: from then on", [permit(hours("08:00", "08:33"))], 34),
        ("on another day", [permit(hours("06:00", "20:00", TUE))], 16),
        ("the hours of Sunday night last into Monday", [permit(hours("22:00", "09:00", SUN))], None),
        ("those of Monday night do not begin in its morning", [permit(hours("22:00", "09:00", MON))], 16),
        ("of two windows any", [permit(hours("06:00", "07:00"), hours("08:00", "09:00"))], None),
        ("of two permits any", [permit(hours("06:00", "07:00")), permit(hours("08:00", "09:00"), permit_no="B")], None),
        ("a second permit without hours", [permit(hours("06:00", "07:00")), permit(permit_no="B")], None),
        ("neither", [permit(hours("06:00", "07:00")), permit(hours("10:00", "11:00"), permit_no="B")], 16),
        ("a permit that does not name the truck helps nobody", [permit(hours("06:00", "07:00")), permit(permit_no="B", vehicles=[])], 16),
    ),
)  # fmt: skip
def test_outside_hours(says: str, permits: list[dict[str, Any]], started: float | None) -> None:
    found = judge(Scene(driven().pings, permits=permits)).newest("outside-hours")
    assert [alert["started_at"] for alert in found] == ([] if started is None else [at(started)]), says


def test_what_it_says() -> None:
    told = judge(Scene(driven().pings, permits=[permit(hours("06:00", "07:00", 1, 2, 3))]))
    (alert,), ((_, trip),) = told.newest("outside-hours"), told.trips()
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("warning", "today", "observed")
    assert alert["ended_at"] == alert["started_at"]
    assert "close_reason" not in alert
    assert alert["trip_id"] == trip["trip_id"]
    assert "Mon-Wed 06:00-07:00" in alert["reason_en"]
    assert alert["evidence"]["thresholds"]["time_windows"] == ["A: Mon-Wed 06:00-07:00"]
    assert trip["verdict"] == "verified"  # a warning


def test_it_is_said_once_a_trip_and_again_of_the_next() -> None:
    pings = [*driven().pings, *driven(minute=100).pings]
    told = judge(Scene(pings, permits=[permit(hours("06:00", "07:00"))]))
    assert told.life("outside-hours") == ["opened warning"] * 2
    assert len({alert["trip_id"] for alert in told.newest("outside-hours")}) == 2


@pytest.mark.parametrize(
    ("says", "scene", "alerts"),
    (
        ("standing by the road until the hours begin is lawful", Scene(
            Track().stand(15).go(400).stand(10).go(ROAD_M).pings, permits=[permit(hours("08:16", "08:16"), hours("08:28", "10:00"))]), 0),
        ("driving home after arrival is", Scene(driven().pings, permits=[permit(hours("08:00", "08:35"))]), 0),
        ("creeping at 5 km/h is not moving", Scene(
            [*Track().stand(15).pings, *(a_ping(16 + i, 600 + 80 * i, speed=5.0) for i in range(4))], permits=[permit(hours("06:00", "07:00"))]), 0),
        ("at 6 km/h it is", Scene(
            [*Track().stand(15).pings, *(a_ping(16 + i, 600 + 80 * i, speed=6.0) for i in range(4))], permits=[permit(hours("06:00", "07:00"))]), 1),
        ("without a speed 101 m in a minute are moving", Scene(
            [*Track().stand(15).pings, *(a_ping(16 + i, 600 + 101 * i, speed=None) for i in range(4))], permits=[permit(hours("06:00", "07:00"))]), 1),
        ("99 m are not", Scene(
            [*Track(0, 250).stand(15).pings, *(a_ping(16 + i, 310 + 99 * i, speed=None) for i in range(4))], permits=[permit(hours("06:00", "07:00"))]), 0),
        ("without a trip there are no hours", Scene(driven().pings[16:], permits=[permit(hours("06:00", "07:00"))]), 0),
        ("the yard of a rest area is part of the way", Scene(
            driven().pings, permits=[permit(hours("06:00", "07:00"))], zones=[a_zone("Z", "rest_area", 10_000, radius_m=15_000)]), 1),
    ),
)  # fmt: skip
def test_what_is_judged(says: str, scene: Scene, alerts: int) -> None:
    assert len(judge(scene).newest("outside-hours")) == alerts, says


def test_the_hours_in_force_at_the_time_of_the_fix_count() -> None:
    """The permit is changed while the truck drives: from then on it is too late."""
    permits = [permit(hours("06:00", "20:00")), permit(hours("06:00", "07:00"), version_from=at(25))]
    (alert,) = judge(Scene(driven().pings, permits=permits)).newest("outside-hours")
    assert alert["started_at"] == at(25)


def test_with_manifests_the_hours_of_their_permit_count() -> None:
    permits = [permit(hours("06:00", "07:00")), permit(permit_no="B")]
    manifests = [a_manifest(permit_no="A"), a_manifest("M-2", 900, permit_no="B")]
    told = judge(Scene(driven().pings, permits=permits, manifests=manifests))
    assert len(told.newest("outside-hours")) == 0  # B uses no manifest yet, and names the truck
    used = [a_manifest(permit_no="A"), a_manifest("M-2", -900, permit_no="B")]
    assert len(judge(Scene(driven().pings, permits=permits, manifests=used)).newest("outside-hours")) == 1


@pytest.mark.parametrize("late", (slice(16, 18), slice(14, 30), slice(0, 40, 3)))
def test_late_pings_move_it_to_the_first_fix_that_shows_it(late: slice) -> None:
    pings = driven().pings
    scene = Scene(
        [*(p for p in pings if p not in pings[late]), *(dict(p, recv_utc_ts=at(80)) for p in pings[late])],
        permits=[permit(hours("06:00", "07:00"))],
    )
    assert [alert["started_at"] for alert in judge(scene).standing("outside-hours")] == [at(16)]
