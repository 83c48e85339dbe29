"""Lulls: pings that are only kept and folded later leave the unit, and all that is said of it, as if each were judged."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.event import Event
from models.ping import Location, Ping, to_ping
from models.times import FOR_EVER_MS, from_iso, to_iso
from streams.judging import fleet, sitting
from streams.judging.catch_up import caught_up
from streams.judging.fleet import Fleet
from streams.judging.follow import follow
from streams.judging.interface import Arrival, Outcome
from streams.judging.lull import FOLDED, Lull
from streams.judging.resume import resume
from streams.judging.state import Unit, encode_unit
from streams.replay import BadLine, Line, Replay
from tests.builders import ROAD_M, UNIT, Scene, Track, a_zone, at, ms
from tests.judging.stories import scenes


class Judged:
    """A scene judged: its events, and what is remembered of each unit when all is over."""

    def __init__(self, scene: Scene, pings: Sequence[dict[str, Any]], *, lulls: bool) -> None:
        self.events: list[Event] = []
        self.bad: list[BadLine] = []
        replay = Replay(scene.world(), self.events.append, self.bad.append, lulls=lulls)
        for number, ping in enumerate(pings, 1):
            replay.feed(Line(file="pings", number=number, body=msgspec.json.encode(ping)))
        replay.finish(max((from_iso(ping["utc_ts"]) for ping in pings), default=0) + 400_000)
        self.units = [replay.unit(name) for name in sorted({ping["unit_id"] for ping in pings})]

    def told(self) -> tuple[Any, ...]:
        """All of it, but when the judging was last noted to begin again from: that is no part of what is judged."""
        for unit in self.units:
            if unit is not None:
                unit.checkpoint_ms, unit.due_ms, unit.due_serial = 0, None, -1
        remembered = [encode_unit(unit) for unit in self.units if unit is not None]
        return [msgspec.json.encode(event) for event in self.events], self.bad, remembered


def scattered(pings: Sequence[dict[str, Any]], random: Random, between: int) -> list[dict[str, Any]]:
    """The pings with a receiver's scatter, and some more between each two, as from a device that sends more often."""
    found: list[dict[str, Any]] = []
    for ping in pings:
        if found and between:
            before = found[-1]
            from_ms, to_ms = from_iso(before["utc_ts"]), from_iso(ping["utc_ts"])
            for step in range(1, between + 1):
                share = step / (between + 1)
                at_ms = from_ms + round(share * (to_ms - from_ms))
                place = {name: before[name] + share * (ping[name] - before[name]) for name in ("lat", "lon")}
                found.append({**ping, **place, "utc_ts": to_iso(at_ms), "recv_utc_ts": to_iso(at_ms + 900)})
        noise = {name: ping[name] + random.gauss(0, 0.00006) for name in ("lat", "lon")}
        found.append({**ping, **noise})
    return found


@settings(max_examples=120)
@given(scenes, st.sampled_from((0, 0, 1, 4)), st.randoms(use_true_random=False))
def test_a_lull_changes_nothing(scene: Scene, between: int, random: Random) -> None:
    """Stories of every kind, also scattered and with pings every 12 or 30 seconds."""
    pings = scattered(scene.pings, random, between)
    assert Judged(scene, pings, lulls=True).told() == Judged(scene, pings, lulls=False).told()


@settings(max_examples=40)
@given(scenes, st.lists(st.sampled_from((0, 0, 0, 0, 0, 0, 1, 4, 20, 90)), min_size=3, max_size=29))
def test_late_pings_end_a_lull(scene: Scene, delays: list[float]) -> None:
    """What comes late is judged with all that was kept meanwhile.

    From the beginning: what goes on at a checkpoint is told to the rules across units as it stood there.
    """
    rows = sorted(
        (from_iso(ping["utc_ts"]) + round(delay * 60_000), number)
        for number, (ping, delay) in enumerate(zip(scene.pings, delays * 99, strict=False))
    )
    pings = [dict(scene.pings[number], recv_utc_ts=to_iso(at_ms)) for at_ms, number in rows]
    with patch.object(sitting, "CHECKPOINT_MS", FOR_EVER_MS):
        assert Judged(scene, pings, lulls=True).told() == Judged(scene, pings, lulls=False).told()


REST = a_zone("Z-REST", "rest_area", 6_000, 0)
CALM = {
    "on the road, loaded": (Track().stand(8).go(ROAD_M, 0), 10),
    "at rest on the way": (Track().stand(8).go(6_000, 0).stand(40).go(9_000, 0), 30),
    "unloading": (Track().stand(8).go(ROAD_M, 0).stand(25), 25),
    "parked without a trip": (Track(0, -9_000, 900).stand(60), 40),
    "driving empty": (Track(0, -9_000, 900).go(-30_000, 900), 10),
    "driving empty, a ping a second": (Track(0, -9_000, 900, every=1 / 60).go(-12_000, 900), 140),
    "on the road, a ping every ten seconds": (Track(every=1 / 6).stand(8).go(ROAD_M, 0), 100),
}


@pytest.mark.parametrize("name", CALM)
def test_a_calm_truck_is_judged_seldom(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a truck to which nothing happens most pings are kept: that is what lulls are for."""
    track, least = CALM[name]
    kept: list[bool] = []
    keeps = Fleet.keeps

    def counted(self: Fleet, *asked: Any) -> bool:
        answer = keeps(self, *asked)
        kept.append(answer)
        return answer

    monkeypatch.setattr(Fleet, "keeps", counted)
    Judged(Scene(zones=[REST]), track.pings, lulls=True)
    assert sum(kept) >= least


@pytest.mark.parametrize("name", CALM)
def test_a_unit_taken_up_again_may_have_a_lull_at_once(name: str) -> None:
    """A tracker that takes a unit over, or gets newer reference data, has asked nothing of its World yet."""
    scene = Scene(zones=[REST])
    pings = CALM[name][0].pings
    replay = Replay(scene.world(), lambda _: None, lambda _: None, lulls=False)
    for ping in pings[:-8]:
        replay.feed(Line(file="pings", number=0, body=msgspec.json.encode(ping)))
    unit = replay.unit(UNIT)
    later = [to_ping(msgspec.convert(ping, Location), from_iso(ping["utc_ts"])) for ping in pings[-8:]]
    assert unit is not None
    assert resume(unit, later, scene.world()).fold.at_ms == later[-1].utc_ms


def test_a_lull_keeps_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that sends each second for twenty minutes has its unit folded now and then, and its lull goes on."""
    kept: list[int] = []
    takes = Lull.takes

    def counted(self: Lull, ping: Ping) -> bool:
        taken = takes(self, ping)
        kept.append(self.waiting)
        return taken

    monkeypatch.setattr(Lull, "takes", counted)
    pings = Track(0, -9_000, 900, every=1 / 60).stand(20).pings
    assert Judged(Scene(), pings, lulls=True).told() == Judged(Scene(), pings, lulls=False).told()
    assert set(kept[-FOLDED:]) == set(range(1, FOLDED + 1)), "eight at a time, once it has begun"
    assert max(kept) <= FOLDED * 3 // 2


def test_units_that_were_met_together_are_not_folded_and_judged_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracker that begins meets all its units at once: what is due of each comes at a time of its own."""
    world, units = Scene().world(), 400
    folded, judged, minute = Counter[int](), Counter[int](), 0
    monkeypatch.setattr(fleet, "caught_up", lambda unit, lull: (folded.update([minute]), caught_up(unit, lull))[1])
    parked = Fleet({name: Unit(unit_id=name) for name in (f"{UNIT}-{number}" for number in range(units))})
    for minute, told in enumerate(Track(0, -9_000, 900).stand(80).pings):
        ping = to_ping(msgspec.convert(told, Location), from_iso(told["utc_ts"]))
        for name in parked:
            one = msgspec.structs.replace(ping, unit_id=name)
            if not parked.keeps(one, world):
                outcome = follow(parked[name], [Arrival(ping=one)], world)
                assert isinstance(outcome, Outcome)
                parked[name] = outcome.unit
                judged[minute] += 1
    begun = 15
    assert max(number for minute, number in folded.items() if minute > begun) < units / 3
    assert max(number for minute, number in judged.items() if minute > begun) < units / 3


def test_the_clock_ends_a_lull() -> None:
    """A truck that falls silent in a lull is missed as soon as one that was judged at each ping."""
    pings = Track().stand(8).go(9_000, 0).pings
    until_ms = ms(90)
    told = []
    for lulls in (True, False):
        events: list[Event] = []
        replay = Replay(Scene().world(), events.append, lambda _: None, lulls=lulls)
        for ping in pings:
            replay.feed(Line(file="pings", number=0, body=msgspec.json.encode(ping)))
        replay.finish(until_ms)
        told.append([msgspec.json.encode(event) for event in events])
    assert told[0] == told[1]
    assert any(b"signal-lost" in body for body in told[0]), (UNIT, at(90))
