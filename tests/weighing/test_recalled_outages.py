"""A vendor's outages under a release that cannot read what the one before remembered: told on, or brought to an end."""

from collections.abc import Iterable

import msgspec
import pytest

from models.event import Event
from models.observation import Fact
from streams.judging.told import Told, recalled
from streams.weighing.docket import Docket, decode_entry, encode_entry, vendor_key
from streams.weighing.recalled_outages import CLAIM_MS, recall_outage
from streams.weighing.weigh import next_due, weigh
from tests.weighing.test_outages import NOTHING, SILENT, UNDER_WAY, UNITS, at_minute, excused, life, measured, out

UPGRADED = 20
CLAIMED_BY = UPGRADED + CLAIM_MS / 60_000
BACK = [out(unit, 0, 10, 40, told=40) for unit in UNITS[:5]]


def told_again(*facts: Fact, at: float) -> list[Fact]:
    """What units tell, at one minute."""
    return [msgspec.structs.replace(fact, receipt_ms=at_minute(at)) for fact in facts]


def upgraded(events: Iterable[Event], at: float = UPGRADED) -> Docket:
    """A docket of which nothing could be read, with what had gone out."""
    docket = Docket()
    docket.reached_ms = at_minute(at)
    for event in events:
        known = recalled(Told(type=event.type, data=event.data, at_ms=at_minute(at)))
        assert recall_outage(docket, event.data["vendor"], known, event.data["trip_ids"], at_minute(at)) == "vendor:043"
    return docket


def opened() -> Event:
    """The one event of an outage that goes on since minute 10."""
    (event,) = weigh(Docket(), [*UNDER_WAY, *SILENT], at_minute(15), NOTHING).events
    return event


@pytest.mark.parametrize("seen", (0, 5), ids=("the units say nothing", "the units say that they are heard again"))
def test_one_that_nobody_claims_ends(seen: int) -> None:
    docket = upgraded([opened()])
    assert next_due(docket) == at_minute(CLAIMED_BY)
    heard = told_again(*(out(unit, 25, told=25) for unit in UNITS[:seen]), at=25)
    assert weigh(docket, heard, at_minute(CLAIMED_BY - 1), NOTHING).events == []
    found = weigh(docket, [], at_minute(CLAIMED_BY), NOTHING)
    assert life(found) == ["closed signal_restored"]
    assert (found.events[0].data["alert_id"], found.events[0].data["version"]) == (opened().data["alert_id"], 2)
    assert next_due(docket) is None


def test_one_that_goes_on_is_told_on_and_ends() -> None:
    """What its units tell again is what went out: no event, until they are heard."""
    docket = upgraded([opened()])
    assert weigh(docket, told_again(*UNDER_WAY, *SILENT, at=21), at_minute(22), NOTHING).events == []
    found = weigh(docket, BACK, at_minute(60), NOTHING)
    assert life(found) == ["closed signal_restored"]
    assert (found.events[0].data["alert_id"], found.events[0].data["version"]) == (opened().data["alert_id"], 2)
    assert measured(found) == {"silent": 5, "under_way": 10}
    assert {(ruling.unit_id, ruling.until_ms) for ruling in excused(found)} == {(unit, at_minute(40)) for unit in UNITS[:5]}


def test_one_that_had_ended_stays_as_it_was_told() -> None:
    events = weigh(Docket(), [*UNDER_WAY, *SILENT, *BACK], at_minute(60), NOTHING).events
    docket = upgraded(events[-1:], at=70)
    found = weigh(docket, told_again(*UNDER_WAY, *BACK, at=71), at_minute(200), NOTHING)
    assert found.events == []


def test_one_that_began_otherwise_keeps_its_id() -> None:
    """By all pings that are judged anew a sixth unit fell silent a minute before the others."""
    docket = upgraded([opened()])
    sixth = out("u5", 0, 9, told=21)
    found = weigh(docket, told_again(*UNDER_WAY, *SILENT, sixth, at=21), at_minute(22), NOTHING)
    assert {event.data["alert_id"] for event in found.events} == {opened().data["alert_id"]}
    assert (life(found)[-1], measured(found)) == ("updated", {"silent": 6, "under_way": 10})


def test_it_waits_on_over_a_restart() -> None:
    docket = upgraded([opened()])
    weigh(docket, [], at_minute(21), NOTHING)
    again = Docket({key: decode_entry(encode_entry(entry)) for key, entry in docket.entries.items()})
    assert life(weigh(again, [], at_minute(CLAIMED_BY), NOTHING)) == ["closed signal_restored"]


def test_what_is_known_still_is_not_recalled() -> None:
    docket = Docket()
    (event,) = weigh(docket, [*UNDER_WAY, *SILENT], at_minute(15), NOTHING).events
    known = recalled(Told(type=event.type, data=event.data, at_ms=at_minute(15)))
    assert recall_outage(docket, "043", known, (), at_minute(20)) is None
    assert len(docket.vendor(vendor_key("043")).outages) == 1
