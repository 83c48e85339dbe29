"""Which alerts are late: those that would not have been opened without the pings that came late."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.ping import Location, Ping, to_ping
from tests.agreement.orders import received_ms
from tests.builders import Scene, Track, a_ping, judge
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


def batch(before: list[dict[str, Any]], together: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    """The deviations opened by pings that are judged together, after others."""
    follower = Follower(Scene().world())
    for ping in before:
        follower.take([_ping(ping)])
    events = follower.take([_ping(ping) for ping in together])
    opened = [event.data for event in events if event.type.endswith("alert.opened")]
    return [(data["late"], data["urgency"]) for data in opened if data["rule"] == "route-deviation"]


def _ping(fields: dict[str, Any]) -> Ping:
    return to_ping(Location(**fields), received_ms(fields))
