"""A device that loses the vehicle's power on the road with a load."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_permit, a_ping, a_route, a_zone, at, judge, place

ON, OFF, NONE = 1, 0, None


def powered(statuses: dict[float, int | None], track: Track | None = None) -> list[dict[str, Any]]:
    """The pings of a trip, with a status from each of these minutes on; None: the pings do not say."""
    pings = (track or Track().stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)).pings
    told = []
    for minute, ping in enumerate(pings):
        since = [start for start in statuses if start <= minute]
        status = statuses[max(since)] if since else None
        told.append(ping if status is None else dict(ping, ext_power_status=status))
    return told


@pytest.mark.parametrize(
    ("says", "statuses", "cuts"),
    (
        ("on all the way", {0: ON}, []),
        ("cut on the road", {0: ON, 25: OFF}, [25]),
        ("never told", {0: NONE}, []),
        ("off from the start", {0: OFF}, []),
        ("first told on the road, and off", {25: OFF}, []),
        ("records that do not say are no news", {0: ON, 20: NONE, 25: OFF}, [25]),
        ("nor do they bring the power back", {0: ON, 20: OFF, 22: NONE, 25: OFF}, [20]),
        ("one a cut", {0: ON, 20: OFF, 22: ON, 25: OFF}, [20, 25]),
        ("cut at the factory", {0: ON, 10: OFF}, []),
        ("the first fix outside is the trip's", {0: ON, 16: OFF}, [16]),
        ("cut at the processor", {0: ON, 40: OFF}, []),
        ("cut on the way home", {0: ON, 49: OFF}, []),
    ),
)
def test_power_cut(says: str, statuses: dict[float, int | None], cuts: list[float]) -> None:
    found = judge(Scene(powered(statuses))).newest("power-cut")
    assert [alert["started_at"] for alert in found] == [at(minute) for minute in cuts], says


def test_what_it_says() -> None:
    told = judge(Scene(powered({0: ON, 25: OFF})))
    (alert,), ((_, trip),) = told.newest("power-cut"), told.trips()
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("high", "immediate", "observed")
    assert alert["ended_at"] == alert["started_at"]
    assert "close_reason" not in alert
    assert [ping["utc_ts"] for ping in alert["evidence"]["pings"]] == [at(24), at(25)]
    assert alert["evidence"]["measured"] == {"ext_power_status_before": 1, "ext_power_status": 0, "along_km": 10.0, "to_go_km": 10.0}
    assert alert["trip_id"] == trip["trip_id"]
    assert trip["verdict"] == "verified_with_alerts"


@pytest.mark.parametrize(("kind", "cuts"), (("rest_area", 0), ("fuel", 0), ("depot", 1), ("estate", 1)))
def test_in_a_permitted_zone_it_is_none(kind: str, cuts: int) -> None:
    scene = Scene(powered({0: ON, 25: OFF}), zones=[a_zone("Z", kind, 10_000, radius_m=1500)])
    assert len(judge(scene).newest("power-cut")) == cuts


def test_what_was_cut_in_a_rest_area_is_none_outside_it() -> None:
    scene = Scene(powered({0: ON, 25: OFF}), zones=[a_zone("Z", "rest_area", 10_000)])
    assert judge(scene).newest("power-cut") == []


def test_a_ping_without_a_valid_fix_tells_nothing() -> None:
    pings = powered({0: ON})
    blind = [a_ping(25.5, 10_500, fix=0, ext_power_status=0)]
    assert judge(Scene(sorted([*pings, *blind], key=lambda ping: ping["utc_ts"]))).newest("power-cut") == []


@pytest.mark.parametrize(("every", "minute", "along_km"), ((1, 20, 5.0), (1, 28, 13.0), (1, 36, 21.0), (0.25, 28, 13.0)))
def test_on_a_road_that_the_route_takes_twice_it_says_on_which_way(every: float, minute: float, along_km: float) -> None:
    """The route leads 14 km east, 4 km back, and on from there: 10 to 14 km east it is passed twice."""
    line = {"type": "LineString", "coordinates": [list(place(east)) for east in (0, 14_000, 10_000)] + [list(place(10_000, 8_000))]}
    track = Track(every=every).stand(15).go(14_000).go(10_000).go(10_000, 8_000)
    pings = [dict(ping, ext_power_status=int(ping["utc_ts"] < at(minute))) for ping in track.pings]
    there = a_zone("Z-PROC", "processor", 10_000, 8_000, factory_no="F-Z-PROC")
    scene = Scene(pings, permits=[a_permit(routes=[a_route(line=line)])])
    scene.reference["zones"] = [scene.reference["zones"][0], there]
    (alert,) = judge(scene).newest("power-cut")
    measured = alert["evidence"]["measured"]
    assert measured["along_km"] == pytest.approx(along_km, abs=0.2)
    assert measured["along_km"] + measured["to_go_km"] == pytest.approx(26, abs=0.11)


def test_where_the_route_is_not_judged_nobody_knows_how_far_it_has_come() -> None:
    told = judge(Scene(powered({0: ON, 25: OFF}), permits=[a_permit(routes=[])]))
    (alert,) = told.newest("power-cut")
    assert "along_km" not in alert["evidence"]["measured"]


def test_outside_a_trip_it_is_none() -> None:
    assert judge(Scene(powered({0: ON, 5: OFF}, Track(0, 5000).go(ROAD_M)))).newest("power-cut") == []


def test_a_departure_that_is_undone_takes_it_back() -> None:
    """Out by 400 m, where the power goes, and back beside the stop within ten minutes."""
    track = Track().stand(15).go(700).go(0).stand(5)
    told = judge(Scene(powered({0: ON, 16: OFF}, track)))
    assert told.life("power-cut") == ["opened high", "closed high late_evidence"]
    assert [kind for kind, _ in told.trips()] == ["ended"]


@pytest.mark.parametrize(
    ("says", "chosen", "cuts"),
    (
        ("the cut's own ping comes late", slice(25, 26), [25]),
        ("all of it comes late", slice(16, 30), [25]),
        ("what came back in between comes late", slice(24, 25), [25]),
    ),
)
def test_late_pings_move_it_to_where_it_was(says: str, chosen: slice, cuts: list[float]) -> None:
    pings = powered({0: ON, 25: OFF})
    late = [dict(ping, recv_utc_ts=at(80)) for ping in pings[chosen]]
    told = judge(Scene([*(ping for ping in pings if ping not in pings[chosen]), *late]))
    assert [alert["started_at"] for alert in told.standing("power-cut")] == [at(minute) for minute in cuts], says


def test_a_late_ping_that_shows_power_makes_two_cuts_of_one() -> None:
    pings = powered({0: ON, 20: OFF})
    back = dict(pings[23], ext_power_status=1, recv_utc_ts=at(80))
    told = judge(Scene([*(ping for ping in pings if ping is not pings[23]), back]))
    assert [alert["started_at"] for alert in told.standing("power-cut")] == [at(20), at(24)]
