"""Units that are silent for days: what was over is not told again, whatever makes them be looked at again."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.observation import Load
from models.ruling import Bridged, Denied
from models.times import DAY_MS, MINUTE_MS
from streams.compare import differences, version_faults
from streams.judging.resume import resume
from streams.judging.state import decode_unit, encode_unit
from tests.builders import ROAD_M, START_MS, UNIT, Scene, Track, judge, ms
from tests.judging.follower import Follower, arrivals
from tests.judging.stories import Story, moves
from tests.judging.test_laws import FEW, WORLDS

DAY = 24 * 60
DEVICE_DUE = 7 * DAY

ON_THE_ROAD = Track().stand(15).go(8_000).pings
DEVIATING = Track().stand(15).go(8_000).go(8_000, 1_500).stand(8).pings
AT_THE_PLANT = Track().stand(15).go(ROAD_M).stand(3).pings
STANDING = Track().stand(15).go(12_000).stand(25).pings


@pytest.mark.parametrize("pings", (ON_THE_ROAD, DEVIATING, AT_THE_PLANT, STANDING), ids=("road", "field", "plant", "stop"))
@pytest.mark.parametrize("days", (1.5, 3, 6.9, 7.5, 30))
def test_what_the_clock_ended_is_not_told_again(pings: list[dict[str, Any]], days: float) -> None:
    """A truck falls silent in a trip, and is heard days later where it was."""
    back = Track(days * DAY, 8_000).stand(12).pings
    told = judge(Scene([*pings, *back]), (days + 20) * DAY)
    assert version_faults(told.events) == []
    assert len(told.trips()) == 1


@pytest.mark.parametrize("pings", (ON_THE_ROAD, DEVIATING, AT_THE_PLANT, STANDING), ids=("road", "field", "plant", "stop"))
def test_a_unit_that_is_looked_at_again_and_again_says_nothing_new(pings: list[dict[str, Any]]) -> None:
    """Each week another tracker reads its state, reference data are told, and rulings of the day on which it left."""
    world = WORLDS["one permit"].world()
    follower = Follower(world)
    follower.take(arrivals(pings, [0]))
    follower.look(ms(DEVICE_DUE + DAY))
    told = len(follower.events)
    for week in range(2, 9):
        follower.unit = decode_unit(encode_unit(follower.unit))
        follower.again(world, ms(week * DEVICE_DUE), None)
        follower.again(world, ms(week * DEVICE_DUE), ms(week * DEVICE_DUE) - DAY_MS)
        follower.hear(Bridged(unit_id=UNIT, name=str(week), heard=((ms(45 + week), ms(45 + week)),)), ms(week * DEVICE_DUE))
        follower.hear(Denied(unit_id=UNIT, zone_id="Z-GEN", left_ms=ms(16), manifests=(str(week),)), ms(week * DEVICE_DUE))
        follower.look(ms(week * DEVICE_DUE) + MINUTE_MS)
    assert follower.events[told:] == []


@pytest.mark.parametrize("pings", (ON_THE_ROAD, DEVIATING, AT_THE_PLANT, STANDING), ids=("road", "field", "plant", "stop"))
def test_rules_across_units_hear_of_an_old_trip_no_more(pings: list[dict[str, Any]]) -> None:
    """Neither when the truck is heard again nor when a late ping makes it be judged from before its silence on."""
    follower = Follower(WORLDS["one permit"].world())
    for ping in arrivals(pings, [0]):
        follower.take([ping])
    follower.look(ms(8 * DAY))
    told = len(follower.facts)
    first, *others = arrivals(Track(9 * DAY, 8_000, every=2).stand(30).pings, [0])
    for ping in (*others, msgspec.structs.replace(first, receipt_ms=others[-1].receipt_ms)):
        follower.take([ping])
    for fact in follower.facts[told:]:
        assert not isinstance(fact.observation or fact.was, Load)


@pytest.mark.parametrize("receipt_after_min", (0, 30, 23 * 60))
@pytest.mark.parametrize("pings", (ON_THE_ROAD, DEVIATING, AT_THE_PLANT, STANDING), ids=("road", "field", "plant", "stop"))
def test_a_late_ping_after_a_long_silence_goes_back_beyond_it(pings: list[dict[str, Any]], receipt_after_min: float) -> None:
    """The checkpoint before it is of the time when the trip was under way."""
    back = Track(9 * DAY, 8_000, every=2).stand(30).pings
    _, *others = arrivals(back, [0])
    world = WORLDS["one permit"].world()
    follower = Follower(world)
    for ping in arrivals(pings, [0]):
        follower.take([ping])
    for ping in others:
        follower.take([ping])
    late = arrivals(back[:1], [max(61.0, receipt_after_min)])
    follower.take(late)
    assert version_faults(follower.events) == []


def test_the_clock_does_not_go_back_with_a_late_ping() -> None:
    """A check was due, and a ping of long before comes with a receipt of just before."""
    world = WORLDS["one permit"].world()
    follower = Follower(world)
    back = Track(0, 5_000).stand(30).pings
    for ping in arrivals([*back[:20], *back[21:]], [0]):
        follower.take([ping])
    follower.look(ms(30 + DEVICE_DUE))
    told = len(follower.events)
    assert told == 1
    follower.take(arrivals(back[20:21], [DAY - 60]))
    assert follower.events[told:] == []


gaps = st.tuples(st.just("silent"), st.sampled_from((26 * 60, 3 * DAY, 8 * DAY, 40 * DAY)))
long_stories = st.lists(st.one_of(moves, moves, gaps), min_size=3, max_size=9).map(lambda told: Story([("stand", 12), *told]))
delays = st.lists(st.sampled_from((0, 0, 0, 0, 0, 2, 45, 23 * 60)), min_size=3, max_size=13)
visits = st.lists(
    st.tuples(st.integers(0, 100), st.sampled_from(("restart", "resume", "look", "reconsider", "reference", "since", "ruling")), st.floats(0, 1)),
    max_size=8,
)


@FEW
@given(st.sampled_from(sorted(WORLDS)), st.sampled_from(sorted(WORLDS)), long_stories, delays, visits)
def test_versions_go_on_whatever_comes(
    name: str, other: str, pings: list[dict[str, Any]], late: list[float], visited: list[tuple[int, str, float]]
) -> None:
    """Silences of days, late pings, restarts, looks of the clock, rulings and other reference data, in any order."""
    coming = arrivals(pings, late)
    worlds = [WORLDS[name].world(), WORLDS[other].world()]
    follower = Follower(worlds[0])
    for number, ping in enumerate(coming):
        follower.take([ping])
        until_ms = coming[number + 1].receipt_ms if number + 1 < len(coming) else ping.receipt_ms + 20 * DAY_MS
        for at, what, part in visited:
            if at % len(coming) == number:
                _visit(follower, what, ping.receipt_ms + round((until_ms - ping.receipt_ms) * part), worlds)
    assert version_faults(follower.events) == []


def _visit(follower: Follower, what: str, now_ms: int, worlds: list[Any]) -> None:
    match what:
        case "restart":
            follower.unit = decode_unit(encode_unit(follower.unit))
        case "resume":
            saved = decode_unit(follower.saved)
            follower.unit = resume(saved, [p for p in follower.stored if p.utc_ms > saved.fold.at_ms], follower.world)
        case "look":
            follower.look(now_ms)
        case "reference":
            worlds.reverse()
            follower.look(now_ms)
            follower.again(worlds[0], now_ms, now_ms - DAY_MS)
        case "since":
            follower.again(follower.world, now_ms, 0)
        case "ruling":
            at_ms = START_MS + (now_ms - START_MS) // 3
            follower.hear(Bridged(unit_id=UNIT, name=str(at_ms), heard=((at_ms, at_ms),)), now_ms)
        case _:
            follower.look(now_ms)
            follower.again(follower.world, now_ms, None)


@FEW
@given(st.sampled_from(sorted(WORLDS)), long_stories, delays, visits)
def test_silences_of_days_and_late_pings_change_no_verdict(
    name: str, pings: list[dict[str, Any]], late: list[float], visited: list[tuple[int, str, float]]
) -> None:
    world = WORLDS[name].world()
    in_time, disturbed = Follower(world), Follower(world)
    for ping in arrivals(pings, [0]):
        in_time.take([ping])
    coming = arrivals(pings, late)
    for number, ping in enumerate(coming):
        disturbed.take([ping])
        for at, what, _ in visited:
            if at % len(coming) == number and what in ("restart", "resume"):
                _visit(disturbed, what, ping.receipt_ms, [world])
    end_ms = coming[-1].receipt_ms + 20 * DAY_MS
    for follower in (in_time, disturbed):
        follower.look(end_ms)
    assert differences(in_time.events, disturbed.events) == []
    assert version_faults(disturbed.events) == []
