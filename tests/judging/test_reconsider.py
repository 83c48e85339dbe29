"""Reference data that come after their own time: what they make due is judged when they come, not at the next ping."""

import msgspec
import pytest

from models.decode import Accepted, decode_message
from models.ping import Ping, to_ping
from models.times import to_iso
from streams.judging.follow import follow, reconsider
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.state import Unit
from tests.builders import UNIT, Scene, a_clean_trip, a_manifest, ms


def arrived() -> tuple[Unit, list[Ping]]:
    """A truck inside the destination, its newest ping five minutes after its arrival."""
    pings = list[Ping]()
    unit, world = Unit(unit_id=UNIT), Scene([], manifests=[a_manifest()]).world()
    for value in a_clean_trip().pings:
        (record,) = decode_message(msgspec.json.encode(value)).records
        assert isinstance(record, Accepted)
        ping = to_ping(record.location, ms(0))
        ping = msgspec.structs.replace(ping, receipt_ms=ping.utc_ms)
        outcome = follow(unit, [Arrival(ping=ping)], world, Past(pings=tuple(pings)))
        assert isinstance(outcome, Outcome)
        unit = outcome.unit
        pings.append(ping)
        trip = unit.fold.trip
        if trip is not None and trip.state == "arrived" and ping.utc_ms >= trip.visits[-1].arrived_ms + 5 * 60_000:
            return unit, pings
    pytest.fail("the trip never arrives")


def test_a_receipt_told_after_its_time_completes_the_trip_without_another_ping() -> None:
    unit, pings = arrived()
    trip = unit.fold.trip
    assert trip is not None
    received_at = to_iso(trip.visits[-1].arrived_ms + 60_000)
    newer = Scene([], manifests=[a_manifest(status="received", received_at=received_at)]).world()
    now_ms = pings[-1].utc_ms + 30_000
    assert isinstance(reconsider(unit, newer, now_ms), NeedsPast)
    told = reconsider(unit, newer, now_ms, Past(pings=tuple(pings)))
    assert isinstance(told, Outcome)
    assert [event.type for event in told.events] == ["wastetrack.trip.completed"]
    assert told.events[0].data["completed_at"] == received_at


def test_nothing_new_says_nothing() -> None:
    unit, pings = arrived()
    world = Scene([], manifests=[a_manifest()]).world()
    told = reconsider(unit, world, pings[-1].utc_ms + 30_000, Past(pings=tuple(pings)))
    assert isinstance(told, Outcome)
    assert told.events == []
