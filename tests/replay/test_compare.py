"""What counts as the same record of events, and what does not."""

import msgspec

from models.event import Event
from streams.compare import differences, order_differences, version_faults
from tests.builders import ROAD_M, Scene, Track, a_clean_trip, judge

EVENTS = judge(Scene(Track().stand(15).go(8000).go(8000, 3000).go(10_000, 0).go(ROAD_M).stand(10).go(15_000).pings)).events
ALERT = next(event for event in reversed(EVENTS) if ".alert." in event.type)


def changed(event: Event, **data: object) -> list[Event]:
    return [one if one is not event else msgspec.structs.replace(one, data=one.data | data) for one in EVENTS]


def test_a_record_is_the_same_as_itself() -> None:
    assert (differences(EVENTS, EVENTS), order_differences(EVENTS, EVENTS), version_faults(EVENTS)) == ([], [], [])


def test_another_fact_is_another_record() -> None:
    assert any("severity" in line for line in differences(EVENTS, changed(ALERT, severity="warning")))
    assert any("verdict" in line for line in differences(EVENTS, changed(EVENTS[-1], verdict="verified")))


def test_when_and_how_often_it_was_told_is_history() -> None:
    assert differences(EVENTS, changed(ALERT, detected_at="2026-11-03T00:00:00.000Z", late=True, version=7)) == []


def test_what_was_taken_back_never_was() -> None:
    taken_back = changed(ALERT, close_reason="late_evidence")
    without = [event for event in EVENTS if ".alert." not in event.type]
    assert [line for line in differences(taken_back, without) if "alert_ids" not in line] == []
    assert any("only in the first" in line for line in differences(EVENTS, without))


def test_a_trip_too_many_is_a_difference() -> None:
    assert any("only in the second" in line for line in differences([], judge(Scene(a_clean_trip().pings)).events))


def test_order_is_each_units_own() -> None:
    assert order_differences(EVENTS, EVENTS[::-1])
    assert order_differences(EVENTS, [*EVENTS, EVENTS[0]]) == []


def test_holes_and_repeats_in_versions() -> None:
    trips = [event for event in EVENTS if ".trip." in event.type]
    assert version_faults([*trips, trips[0]]) == []
    assert version_faults([trips[0], trips[2]])
    assert version_faults([trips[1]])
    forged = msgspec.structs.replace(trips[1], data=trips[1].data | {"plate": "x"})
    assert any("two contents" in line for line in version_faults([*trips, forged]))
