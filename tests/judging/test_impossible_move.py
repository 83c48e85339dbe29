"""A fix to which no truck can have come is held; what is then judged, dropped, and told."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from alerts.impossible_move import always_reached_m, furthest_m
from models.thresholds import ImpossibleMove
from streams.judging.follow import follow
from streams.judging.interface import Arrival, NeedsPast
from streams.judging.state import Unit, encode_fold
from tests.builders import ROAD_M, Scene, Track, a_ping, a_zone, at, judge
from tests.golden.scenarios import GOLDEN
from tests.judging.follower import arrivals

FAR = 60_000.0
Seen = tuple[float, float]


def seen(fixes: Iterable[Seen], **fields: Any) -> list[dict[str, Any]]:
    return [a_ping(minute, east_m, **fields) for minute, east_m in fixes]


def here(*minutes: float) -> list[Seen]:
    return [(minute, 0.0) for minute in minutes]


def there(*minutes: float) -> list[Seen]:
    return [(minute, FAR) for minute in minutes]


def mixed(*fixes: list[Seen]) -> list[dict[str, Any]]:
    return seen(sorted(fix for some in fixes for fix in some))


OPENED, CLEARED = "opened high", "closed high cleared"

CASES: tuple[tuple[str, list[dict[str, Any]], list[str]], ...] = (
    ("a single fix far away is dropped", mixed(here(0, 1, 3, 4), there(2)), []),
    ("so is one at the end of what is known", mixed(here(0, 1), there(2)), []),
    ("two that confirm each other open", mixed(here(0, 1), there(2, 3)), [OPENED]),
    ("not when the second comes over 10 min later", mixed(here(0, 1), there(2, 12.1)), []),
    ("nor when the truck's own last fix was not confirmed", mixed(here(0), there(1, 2, 3)), []),
    ("nor when it had been silent for over 10 min before", mixed(here(0, 10.1), there(11, 12)), []),
    ("two far away that cannot reach each other confirm nothing", seen([(0, 0), (1, 0), (2, FAR), (3, -FAR), (4, 0)]), []),
    ("the new run goes on for 10 min: it is the truck's", mixed(here(0, 1), there(*range(2, 13))), [OPENED, CLEARED]),
    ("9 min are not enough", mixed(here(0, 1), there(*range(2, 11))), [OPENED]),
    ("the old one goes on, and the new one does not", mixed(here(0, 1, *range(4, 15)), there(2, 3)), [OPENED, CLEARED]),
    ("both go on: it stays open", mixed(here(*range(60)), there(*(minute + 0.5 for minute in range(5, 60)))), [OPENED]),
    ("at 149 km/h it may have come", seen([(0, 0), (1, 0), (11, 24_833), (12, 24_833)]), []),
    ("at 151 km/h it may not", seen([(0, 0), (1, 0), (11, 25_200), (12, 25_200)]), [OPENED, CLEARED]),
    ("at 149 km/h in a minute it may have come", seen([(0, 0), (1, 0), (2, 2480), (3, 2480), (4, 2480)]), []),
    ("at 152 km/h it may not: no error counts in a minute", seen([(0, 0), (1, 0), (2, 2530), (3, 2530)]), [OPENED]),
    ("at 161 km/h, and it drives on", seen([(0, 0), (1, 0), (2, 2690), (3, 3690), (4, 4690)]), [OPENED]),
    ("half of the error counts in half a minute: 1,345 m", seen([(0, 0), (1, 0), (1.5, 1345), (2, 1345)]), []),
    ("with two errors, 1,445 m, it is not believed", seen([(0, 0), (1, 0), (1.5, 1445), (2, 1445)]), []),
    ("1,455 m are no error", seen([(0, 0), (1, 0), (1.5, 1455), (2, 1455)]), [OPENED]),
    ("nor is a single one beside the road that it drives",
     sorted([*seen([(0, 0), (1, 1000), (3, 3000), (4, 4000)]), a_ping(2, 2000, 2400)], key=lambda ping: ping["utc_ts"]), []),
    ("60 km after an hour of silence are no jump", seen([(0, 0), (1, 0), (61, FAR), (62, FAR)]), []),
    ("with a doubtful fix two there are not enough",
     [*mixed(here(0, 1)), *seen(there(2), hdop=9.0), *seen(there(3))], []),
    ("three are", [*mixed(here(0, 1)), *seen(there(2), hdop=9.0), *seen(there(3, 4))], [OPENED]),
    ("with a doubtful one here, two here are not enough", [*seen(here(0), num_sats=2), *mixed(here(1), there(2, 3))], []),
    ("pings without a fix are no fixes", [*mixed(here(0, 1)), *seen(there(2, 3), fix=0)], []),
)  # fmt: skip


@pytest.mark.parametrize(("says", "pings", "life"), CASES, ids=[case[0] for case in CASES])
def test_impossible_move(says: str, pings: list[dict[str, Any]], life: list[str]) -> None:
    assert judge(Scene(pings)).life("impossible-move") == life, says


def test_what_it_says() -> None:
    (alert,) = judge(Scene(mixed(here(0, 1), there(*range(2, 13))))).newest("impossible-move")
    assert (alert["urgency"], alert["certainty"], alert["plate"]) == ("today", "observed", "70-1234")
    assert (alert["started_at"], alert["ended_at"]) == (at(2), at(12))
    assert alert["evidence"]["measured"] == {"metres": pytest.approx(FAR, rel=0.01), "minutes": 1.0, "kmh": pytest.approx(3600, rel=0.01)}
    assert [ping["utc_ts"] for ping in alert["evidence"]["pings"]] == [at(1), at(2), at(3)]
    assert "trip_id" not in alert


def scattered(every_s: float, kmh: float, off_m: int) -> list[dict[str, Any]]:
    """A truck whose fixes lie ahead of it and behind it by turns."""
    fixes = []
    for number in range(120):
        east_m = kmh / 3.6 * number * every_s + (off_m if number % 2 else -off_m)
        fixes.append(a_ping(number * every_s / 60, east_m))
    return fixes


@pytest.mark.parametrize("changed", ({}, {"kmh": 5}, {"error_s": 0}, {"least_s": 90}, {"margin_m": 5, "least_s": 1}, {"kmh": 0}))
def test_what_is_always_reached_is_so_at_any_time(changed: dict[str, float]) -> None:
    limits = ImpossibleMove(**changed)
    assert always_reached_m(limits) == min(furthest_m(ms, limits) for ms in range(0, 200_000, 250))


@pytest.mark.parametrize("every_s", (1, 2, 5, 10, 20, 60))
@pytest.mark.parametrize("kmh", (0, 60, 90))
def test_fixes_that_scatter_by_200_m_are_no_jump(every_s: float, kmh: float) -> None:
    assert judge(Scene(scattered(every_s, kmh, 200))).newest("impossible-move") == []


def on_the_road() -> Track:
    return Track().stand(15).go(8000)


def glitch(track: Track) -> Track:
    """One fix far to the north, and on as if nothing had been."""
    where = track.east_m
    track.move(where, 30_000).see()
    return track.move(where)


def test_a_single_glitch_changes_nothing_of_a_trip() -> None:
    told = judge(Scene(glitch(on_the_road()).go(ROAD_M).stand(10).go(ROAD_M - 5000).pings))
    ((kind, trip),) = told.trips()
    assert (kind, trip["verdict"], told.newest()) == ("completed", "verified", [])
    assert trip["distance_km"] < 30


def test_no_path_leads_over_a_jump() -> None:
    """A restricted zone lies between the two places, and the trip's distance is what it drove."""
    dump = a_zone("Z-DUMP", "restricted", 12_000)
    told = judge(Scene(on_the_road().move(16_000).stand(14).go(ROAD_M).stand(10).go(ROAD_M - 5000).pings, zones=[dump]))
    ((kind, trip),) = told.trips()
    (alert,) = told.newest("impossible-move")
    assert told.newest("restricted-zone") == []
    assert (kind, trip["verdict"], alert["trip_id"]) == ("completed", "verified_with_alerts", trip["trip_id"])
    assert trip["distance_km"] == pytest.approx(8 + 4, abs=0.5)


def test_what_was_held_is_judged_at_its_own_time() -> None:
    """It stood in a field for 12 minutes, as the held fixes show; the stop began with the first of them."""
    told = judge(Scene(on_the_road().move(13_000, 3000).stand(12).pings))
    (stop,) = told.newest("unauthorised-stop")
    assert stop["started_at"] == at(24)


def test_pings_that_are_held_end_a_silence() -> None:
    told = judge(Scene(on_the_road().silent(10).move(60_000).stand(3).pings))
    assert told.life("signal-lost")[-1] == "closed warning signal_restored"


def test_the_last_own_fix_was_not_confirmed_and_the_new_run_is_the_trucks() -> None:
    """A glitch far out after a night of silence: the truck has been in the yard all the time."""
    told = judge(Scene([*Track().stand(15).pings, a_ping(600, 60_000), *Track(601).stand(15).go(3000).pings]))
    assert told.newest("impossible-move") == []
    assert told.trips()[-1][1]["started_at"] == at(617)


def test_a_late_fix_that_shows_the_way_refutes_it() -> None:
    """Half a minute earlier it was half-way: each of the two ways is within what a truck and an error can do."""
    jump = seen([(0, 0), (1, 0), (2, 2650), (3, 5100)])
    assert judge(Scene(jump)).life("impossible-move") == [OPENED]
    told = judge(Scene([*jump, a_ping(1.5, 1325, recv=10)]))
    assert told.life("impossible-move") == [OPENED, "closed high late_evidence"]


def test_dropped_fixes_are_counted() -> None:
    pings = arrivals(mixed(here(0, 1, 3, 4), there(2)), [0])
    unit, world, dropped = Unit(unit_id="unit-1"), Scene().world(), 0
    for ping in pings:
        outcome = follow(unit, [Arrival(ping=ping)], world)
        assert not isinstance(outcome, NeedsPast)
        unit, dropped = outcome.unit, dropped + outcome.dropped
    assert dropped == 1


def test_what_is_held_stays_small_whatever_a_device_sends() -> None:
    """A fix a second far away, for an hour; and two runs, a fix a second, by turns."""
    alone = [a_ping(2 + second / 60, FAR) for second in range(3600)]
    by_turns = [a_ping(2 + second / 60, FAR if second % 2 else 0) for second in range(1200)]
    for strange in (alone, by_turns):
        unit, world, largest = Unit(unit_id="unit-1"), Scene().world(), 0
        for ping in arrivals([*mixed(here(0, 1)), *strange], [0]):
            outcome = follow(unit, [Arrival(ping=ping)], world)
            assert not isinstance(outcome, NeedsPast)
            unit = outcome.unit
            largest = max(largest, len(encode_fold(unit.fold)))
        assert largest < 20_000


def test_its_figures_may_be_changed() -> None:
    jump = mixed(here(0, 1), there(21, 22))
    assert judge(Scene(jump)).life("impossible-move") == [OPENED, CLEARED]
    assert judge(Scene(jump, rules="[impossible-move]\nkmh = 200\n")).newest() == []


@pytest.mark.parametrize("name", ("jump", "two-places", "cloned-plate"))
def test_every_figure_by_which_it_is_judged_stands_in_the_evidence(name: str) -> None:
    golden = GOLDEN[name]
    found = judge(golden.scene, golden.until).newest("impossible-move")
    assert found
    for alert in found:
        assert alert["evidence"]["thresholds"].items() >= msgspec.structs.asdict(ImpossibleMove()).items()
