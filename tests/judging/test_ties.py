"""Two differing pings of one unit and one time: which of them is judged."""

import random
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.canonical import location_tie
from models.ping import Location, location_of, to_ping
from streams.judging.ping_order import in_order, mark_of
from tests.builders import START_MS, Scene, Track, at, judge
from tests.models.test_decode_laws import LOCATIONS

HERE: dict[str, Any] = {"unit_id": "unit-1", "utc_ts": at(0), "lat": 12.7, "lon": 101.1, "speed": 40.0}


@pytest.mark.parametrize(
    ("says", "first", "second"),
    (
        ("a valid fix before none, whatever else", {"fix": 1, "alt": 9.0}, {"fix": 0, "alt": 1.0}),
        ("the smaller JSON is not the smaller number", {"alt": 10.0, "speed": 60.0}, {"alt": 9.0, "speed": 40.0}),
        ("an altitude counts before the course", {"alt": 1.0, "course": 9.0}, {"alt": 2.0, "course": 1.0}),
        ("a field that is there before a later one", {"alt": 5.0, "lat": 12.8}, {"lat": 12.6}),
        ("the battery's volts before the place", {"ext_power": 12.1, "lat": 12.8}, {"ext_power": 12.4, "lat": 12.6}),
        ("the place before the number in sequence", {"lat": 12.6, "seq": 9}, {"lat": 12.8, "seq": 1}),
        ("the number in sequence before the speed", {"seq": 1, "speed": 60.0}, {"seq": 2, "speed": 40.0}),
        ("when the vendor had it does not count", {"recv_utc_ts": at(9), "lat": 12.6}, {"recv_utc_ts": at(1), "lat": 12.8}),
    ),
)
def test_which_comes_first(says: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    pings = [to_ping(Location(**(HERE | fields)), START_MS) for fields in (first, second)]
    assert in_order(pings[::-1]) == pings == in_order(list(pings)), says


@given(LOCATIONS)
def test_a_ping_holds_all_of_its_location(location: Location) -> None:
    assert location_of(to_ping(location, 0)) == location


@given(st.lists(LOCATIONS, min_size=2, max_size=5), st.sampled_from((None, 0, 1)))
def test_the_order_is_that_of_the_whole_locations(locations: list[Location], fix: int | None) -> None:
    """Of one time and the same fix, pings stand in the order of their canonical JSON."""
    given_ = [Location(**({name: getattr(one, name) for name in one.__struct_fields__} | {"utc_ts": at(0), "fix": fix})) for one in locations]
    ordered = [location_of(ping) for ping in in_order([to_ping(one, START_MS) for one in given_])]
    assert list(map(location_tie, ordered)) == sorted(map(location_tie, given_))


def test_the_same_one_is_judged_in_any_order() -> None:
    """Each place on a detour has a twin on the road, told apart by an altitude alone; which one counts is not chance."""
    pings = Track().stand(15).go(8000).go(8000, 3000).go(10_000, 3000).pings
    twins = [dict(ping, lat=12.7, alt=9.0) for ping in pings if ping["lat"] > 12.7]
    for altitude, found in ((1.0, 1), (90.0, 0), (900.0, 0)):
        for seed in range(4):
            coming = [*(ping | ({"alt": altitude} if ping["lat"] > 12.7 else {}) for ping in pings), *twins]
            random.Random(seed).shuffle(coming)
            late = [dict(ping, recv_utc_ts=at(60 + number / 60)) for number, ping in enumerate(coming)]
            assert len(judge(Scene(late), until=90).standing("route-deviation")) == found, altitude


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_of_three_pings_of_one_time_the_same_one_is_judged_in_any_order(order: tuple[int, ...]) -> None:
    """On either side of the one on the road stands a place on a detour, sent twice, the altitudes alone apart."""
    pings = Track().stand(15).go(8000).go(8000, 3000).go(10_000, 3000).pings
    off = [ping for ping in pings if ping["lat"] > 12.7]
    thrice = [ping | {"alt": 1.0} for ping in off], [ping | {"lat": 12.7, "alt": 5.0} for ping in off], [ping | {"alt": 9.0} for ping in off]
    coming = [*(ping for ping in pings if ping not in off), *(ping for number in order for ping in thrice[number])]
    late = [dict(ping, recv_utc_ts=at(60 + number / 60)) for number, ping in enumerate(coming)]
    assert len(judge(Scene(late), until=90).standing("route-deviation")) == 1


@given(LOCATIONS, LOCATIONS, st.sets(st.sampled_from(Location.__struct_fields__[4:])))
def test_only_a_ping_that_is_the_same_is_a_repeat(one: Location, other: Location, taken: set[str]) -> None:
    """A location sent again is known whatever its receipt, one that differs in any field is another ping."""
    mixed = Location(**{name: getattr(other if name in taken else one, name) for name in one.__struct_fields__})
    same = location_tie(mixed) == location_tie(one)
    assert (mark_of(to_ping(mixed, 1)) == mark_of(to_ping(one, 0))) is same


def test_no_two_altitudes_beside_the_sea_are_one() -> None:
    marks = {mark_of(to_ping(Location(**HERE, alt=alt), 0)) for alt in (None, -2.0, -1.0, 0.0, 1.0)}
    assert len(marks) == 5
