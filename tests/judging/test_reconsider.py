"""Reference data that come after their own time: what they make due is judged when they come, not at the next ping."""

from typing import Any

import msgspec
import pytest

from models.decode import Accepted, decode_message
from models.ping import Ping, to_ping
from models.times import to_iso
from streams.judging.follow import follow, reconsider
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.state import Unit
from tests.builders import UNIT, Scene, Track, a_clean_trip, a_manifest, a_permit, a_route, a_zone, at, ms
from tests.judging.follower import Follower, arrivals


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


def told(before: Scene, pings: list[dict[str, Any]], after: Scene, minute: float, since: float) -> dict[str, dict[str, Any]]:
    """The newest version of each alert (by its rule) and of the trip, once at a minute another state of things is known."""
    follower = Follower(before.world())
    for ping in arrivals(pings, [0]):
        follower.take([ping])
    follower.again(after.world(), ms(minute), ms(since))
    return {event.data.get("rule", "trip"): event.data for event in follower.events}


ON_THE_ROAD = Track().stand(15).go(10_000).pings
NO_PAPER = Scene(permits=[a_permit(vehicles=[])])
PLANNED = Scene(permits=[a_permit()], manifests=[a_manifest()])


def test_a_manifest_told_after_the_departure_makes_it_a_declared_trip() -> None:
    """Its permit uses manifests, and there is none for this departure; an hour later it comes."""
    used = [a_manifest("M-0", -9 * 60, plate="99-9999")]
    known = told(Scene(manifests=used), ON_THE_ROAD, Scene(manifests=[*used, a_manifest()]), 76, 0)
    assert (known["undeclared-trip"]["close_reason"], known["undeclared-trip"]["late"]) == ("late_evidence", False)
    assert (known["trip"]["started_at"], known["trip"]["manifest_nos"]) == (at(16), ["M-1"])


def test_a_unit_without_a_trip_is_judged_again_too() -> None:
    known = told(NO_PAPER, ON_THE_ROAD, PLANNED, 27, 0)
    assert (known["undeclared-trip"]["close_reason"], known["trip"]["started_at"]) == ("late_evidence", at(16))


def test_what_is_known_from_then_on_changes_nothing_before() -> None:
    known = told(NO_PAPER, ON_THE_ROAD, PLANNED, 76, 40)
    assert known.keys() == {"undeclared-trip"}
    assert known["undeclared-trip"]["version"] == 1


def test_what_a_newer_corridor_refutes_closes_with_late_evidence() -> None:
    strays = Track().stand(15).go(8_000).go(8_000, 1_000).go(12_000, 1_000).pings
    known = told(Scene(), strays, Scene(permits=[a_permit(routes=[a_route(corridor_m=1_500)])]), 30, 17)
    assert known["route-deviation"]["close_reason"] == "late_evidence"


def test_what_a_newer_zone_shows_opens_without_being_late() -> None:
    alert = told(Scene(), ON_THE_ROAD, Scene(zones=[a_zone("Z-DUMP", "restricted", 6_000)]), 27, 17)["restricted-zone"]
    assert (alert["late"], alert["detected_at"]) == (False, at(27))


def test_no_more_than_a_day_is_judged_again() -> None:
    """The departure was over a day ago: nothing of it is judged by what is known now."""
    pings = [*ON_THE_ROAD, *Track(24 * 60, 11_000).stand(60).pings]
    assert told(NO_PAPER, pings, PLANNED, 25 * 60, -9 * 24 * 60)["undeclared-trip"]["version"] == 1
