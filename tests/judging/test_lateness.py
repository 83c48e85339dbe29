"""Which alerts are late: those that would not have been opened without the pings that came late."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.ping import Location, Ping, to_ping
from tests.agreement.orders import received_ms
from tests.builders import ROAD_M, Scene, Track, a_ping, at, judge
from tests.judging.follower import Follower

ON_THE_ROAD = Track().stand(15).go(10_000).pings
"""At minute 25 it is 10 km down the road."""


def off(minute: float, *, recv: float | None = None) -> dict[str, Any]:
    """On its way a kilometre beside the road."""
    return a_ping(minute, 10_000 + 50 * (minute - 25), 1000, recv=recv)


def on(minute: float, *, recv: float | None = None) -> dict[str, Any]:
    return a_ping(minute, 10_000 + 50 * (minute - 25), recv=recv)


def stands(minute: float, *, recv: float | None = None) -> dict[str, Any]:
    """In a field beside the road; the deviation to it has been seen in time."""
    return a_ping(minute, 11_200, 1000, speed=0.0, recv=recv)


DEVIATES = [off(26), off(27)]


@pytest.mark.parametrize(
    ("says", "rule", "pings", "late", "urgency"),
    (
        ("nothing was late", "route-deviation", [off(26), off(27)], False, "immediate"),
        ("both were", "route-deviation", [on(50), off(26, recv=50), off(27, recv=50)], True, "immediate"),
        ("both by more than half an hour", "route-deviation", [on(60), off(26, recv=60), off(27, recv=60)], True, "today"),
        ("the first was, and one alone is none", "route-deviation", [off(26, recv=36), off(36.5)], True, "immediate"),
        ("the first was, by more than half an hour", "route-deviation", [on(25.5), off(26, recv=60), off(60.5)], True, "today"),
        ("two in time, and then a late one", "route-deviation", [off(27), off(28), off(26, recv=40)], False, "immediate"),
        ("a late one before it, on the road", "route-deviation", [on(25.5, recv=40), off(40.5), off(41)], False, "immediate"),
        ("one in time, and then a late one: it opened it", "route-deviation", [off(40), off(39, recv=45.5)], True, "immediate"),
        ("a stop seen in time", "unauthorised-stop", [*DEVIATES, *map(stands, range(28, 35))], False, "immediate"),
        ("a stop of which the end was seen in time", "unauthorised-stop",
         [*DEVIATES, stands(28, recv=35), stands(35.1), stands(38)], True, "immediate"),
        ("the same, and then five minutes more in time", "unauthorised-stop",
         [*DEVIATES, stands(28, recv=60), *map(stands, range(30, 36))], False, "immediate"),
    ),
)  # fmt: skip
def test_late(says: str, rule: str, pings: Sequence[dict[str, Any]], late: bool, urgency: str) -> None:
    scene = Scene(sorted([*ON_THE_ROAD, *pings], key=received_ms))
    first = judge(scene).newest(rule)[0]
    assert (first["late"], first["urgency"]) == (late, urgency), says


def received_at(minute: float, pings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [dict(ping, recv_utc_ts=at(minute)) for ping in pings]


AT_THE_GATE = Track(104, ROAD_M).stand(3).go(15_000).pings
"""It comes to the processor two minutes before it is late, and turns round at the gate two minutes after."""


@pytest.mark.parametrize(
    ("says", "pings", "late", "urgency"),
    (
        ("all of the trip came when it was late already", received_at(200, ON_THE_ROAD), True, "today"),
        ("all but the loading did", [*ON_THE_ROAD[:15], *received_at(200, ON_THE_ROAD[15:])], True, "today"),
        ("it came late, and a minute before the trip was", received_at(105, ON_THE_ROAD), False, "immediate"),
        ("some of the way came when it was late already", [*ON_THE_ROAD, on(60, recv=120)], False, "immediate"),
        ("it turned at the gate, all seen in time", [*ON_THE_ROAD, *AT_THE_GATE], False, "immediate"),
        ("so it did, and some of the way came late", [*ON_THE_ROAD, on(60, recv=107.5), *AT_THE_GATE], False, "immediate"),
        ("so it did, and its departure was not known until then",
         [*received_at(107.5, ON_THE_ROAD), *AT_THE_GATE], True, "today"),
    ),
)  # fmt: skip
def test_what_a_deadline_says_is_late_where_the_trip_was_not_known_by_then(
    says: str, pings: list[dict[str, Any]], late: bool, urgency: str
) -> None:
    """The truck leaves at minute 16 and is late at 106."""
    (alert,) = judge(Scene(sorted(pings, key=received_ms)), 250).newest("not-arrived")
    assert (alert["started_at"], alert["late"], alert["urgency"]) == (at(106), late, urgency), says


def test_a_hold_that_late_pings_show_is_late() -> None:
    """It stands on the road from minute 24 on; twelve hours after its departure that is a hold."""
    stands = Track().stand(15).go(9_000).stand(10).pings
    for received, late in ((16 + 12 * 60 - 5, False), (16 + 12 * 60 + 5, True)):
        (alert,) = judge(Scene(received_at(received, stands)), 16 + 12 * 60 + 10).newest("overnight-hold")
        assert (alert["started_at"], alert["late"]) == (at(16 + 12 * 60), late)


def test_in_one_batch_with_a_late_ping_the_deadline_of_a_trip_known_before_is_not_late() -> None:
    assert batch([*ON_THE_ROAD, on(97)], [on(96, recv=105.5), on(107)], "not-arrived") == [(False, "immediate")]


def test_a_trip_told_late_does_not_make_what_it_does_now_late() -> None:
    """Loading and the first minutes on the road come an hour late; then it is seen leaving the road in time."""
    began = [dict(ping, recv_utc_ts=on(85)["utc_ts"]) for ping in ON_THE_ROAD]
    (alert,) = judge(Scene(sorted([*began, on(84), off(86), off(87)], key=received_ms))).newest("route-deviation")
    assert (alert["late"], alert["urgency"]) == (False, "immediate")


def test_in_one_batch_with_late_pings_what_was_seen_in_time_is_not_late() -> None:
    """A tracker takes what one poll gives: late pings of the way so far, and two off the road just now."""
    told = batch([*ON_THE_ROAD, on(80)], [on(40, recv=82), on(50, recv=82), off(81), off(82)])
    assert told == [(False, "immediate")]


def test_in_one_batch_a_late_ping_that_was_not_needed_makes_nothing_late() -> None:
    assert batch([*ON_THE_ROAD, on(30)], [off(43), off(44), off(36, recv=44.5)]) == [(False, "immediate")]


def test_in_one_batch_a_late_ping_opens_what_it_opens_alone() -> None:
    """Though one in time comes with it that would have opened it a minute later."""
    assert batch([*ON_THE_ROAD, on(30)], [off(43), off(36, recv=43.5), off(44)]) == [(True, "immediate")]


def test_in_one_batch_with_pings_in_time_what_rests_on_late_ones_is_late() -> None:
    told = batch([*ON_THE_ROAD, on(80)], [off(40, recv=82), off(41, recv=82), on(81), on(82)])
    assert told == [(True, "today")]


def batch(
    before: list[dict[str, Any]], together: list[dict[str, Any]], rule: str = "route-deviation"
) -> list[tuple[bool, str]]:
    """The alerts opened by pings that are judged together, after others."""
    follower = Follower(Scene().world())
    for ping in before:
        follower.take([_ping(ping)])
    events = follower.take([_ping(ping) for ping in together])
    opened = [event.data for event in events if event.type.endswith("alert.opened")]
    return [(data["late"], data["urgency"]) for data in opened if data["rule"] == rule]


def _ping(fields: dict[str, Any]) -> Ping:
    return to_ping(Location(**fields), received_ms(fields))
