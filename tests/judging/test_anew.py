"""A unit of which only its events and its pings are left is what it was, and says nothing twice."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.event import decode_event, encode_event, entity_of
from models.times import from_iso
from streams.compare import newest_versions
from streams.judging.event_data import alert_data, trip_data
from streams.judging.follow import begin_anew
from streams.judging.interface import Outcome, Past
from streams.judging.published import archive_of
from streams.judging.state import Unit
from streams.judging.told import Told, recalled
from tests.builders import judge
from tests.golden.scenarios import GOLDEN
from tests.judging.follower import Follower, arrivals
from tests.judging.stories import stories
from tests.judging.test_laws import FEW, WORLDS


def all_told(events: list[Any]) -> list[Told]:
    newest = newest_versions(decode_event(encode_event(event)) for event in events)
    return [Told(type=event.type, data=event.data, at_ms=from_iso(event.time)) for event in newest.values()]


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), st.lists(st.sampled_from((0, 0, 0, 2, 30)), min_size=1, max_size=5), st.integers(0, 100))
def test_judged_anew_it_says_nothing_new(name: str, pings: list[dict[str, Any]], delays: list[float], cut: int) -> None:
    world = WORLDS[name].world()
    coming = arrivals(pings, delays)
    cut = 1 + cut % len(coming)
    follower = Follower(world)
    events: list[Any] = []
    for ping in coming[:cut]:
        events += follower.take([ping])
    was = follower.unit
    now_ms = max(ping.receipt_ms for ping in coming[:cut])
    unit = Unit(
        unit_id=was.unit_id, vendor=was.vendor, clock=was.clock, excuses=was.excuses, rulings=was.rulings,
        observed=was.observed, published=archive_of(map(recalled, all_told(events))),
    )  # fmt: skip
    outcome = begin_anew(unit, world, now_ms, 0, Past(pings=tuple(follower.stored)))
    assert isinstance(outcome, Outcome)
    assert [(event.type, event.data) for event in outcome.events] == []


def test_what_an_event_says_can_be_read_back() -> None:
    """Every newest event of the golden scenarios, written again from what was read of it."""
    for name, golden in GOLDEN.items():
        for event in newest_versions(decode_event(encode_event(e)) for e in judge(golden.scene, golden.until).events).values():
            entry = recalled(Told(type=event.type, data=event.data, at_ms=0))
            data = alert_data(entry) if entry.alert is not None else trip_data(entry, event.data.get("verdict"))
            told = {key: value for key, value in event.data.items() if key not in ("vendor", "trip_ids")}
            assert msgspec.json.decode(msgspec.json.encode(data)) == told, f"{name}: {entity_of(event)}"
