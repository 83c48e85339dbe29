"""What is wrong with a departure: undeclared, or under a permit that is not in force."""

from typing import Any

import pytest

from tests.builders import (
    PERMIT,
    ROAD_M,
    Scene,
    Track,
    a_manifest,
    a_permit,
    a_ping,
    a_route,
    a_vehicle,
    a_zone,
    an_item,
    at,
    judge,
)  # fmt: skip

OTHER = [{"plate": "88-8888", "province": "ระยอง"}]


def leaving(minutes: float = 15) -> list[dict[str, Any]]:
    return Track().stand(minutes).move(2400).see().pings


UNDECLARED = (
    ("no permit and no manifest names it", Scene(permits=[a_permit(vehicles=OTHER)]), "no_permit"),
    ("there is no permit at all", Scene(permits=[]), "no_permit"),
    ("a permit there uses no manifests and names it", Scene(), None),
    ("a permit there uses manifests, and one is open", Scene(manifests=[a_manifest()]), None),
    ("a permit there uses manifests, and none is open", Scene(manifests=[a_manifest(depart=-600)]), "no_manifest"),
    ("its only manifest is cancelled", Scene(manifests=[a_manifest(depart=0, status="cancelled")]), "no_manifest"),
    ("its only manifest is received already", Scene(manifests=[a_manifest(depart=0, received=10)]), "no_manifest"),
    ("before the permit's first manifest its vehicle list counts", Scene(manifests=[a_manifest(depart=1000)]), None),
    ("of two permits one that uses none is enough",
     Scene(permits=[a_permit(), a_permit("B")], manifests=[a_manifest(depart=-600)]), None),
    ("an open manifest names it though its permit does not", Scene(permits=[a_permit(vehicles=OTHER)], manifests=[a_manifest()]), None),
    ("an unregistered vehicle is not judged", Scene(permits=[], vehicles=[]), None),
    ("a unit that rode on it last year is not", Scene(permits=[], vehicles=[a_vehicle(valid_to="2025-12-31")]), None),
)  # fmt: skip


@pytest.mark.parametrize(("says", "scene", "reason"), UNDECLARED, ids=[case[0] for case in UNDECLARED])
def test_undeclared_trip(says: str, scene: Scene, reason: str | None) -> None:
    scene.pings = leaving()
    found = judge(scene).newest("undeclared-trip")
    assert [alert["evidence"]["measured"]["reason"] for alert in found] == ([] if reason is None else [reason]), says


@pytest.mark.parametrize(
    ("says", "minutes", "alerts"),
    (("a stop of 9 min loads nothing", 9, 0), ("one of 10 does", 10, 1)),
)
def test_undeclared_trip_asks_for_a_stop_of_ten_minutes(says: str, minutes: float, alerts: int) -> None:
    assert len(judge(Scene(leaving(minutes), permits=[])).newest("undeclared-trip")) == alerts, says


def test_an_undeclared_trip_is_critical_and_stays_open() -> None:
    told = judge(Scene(Track().stand(15).go(ROAD_M).stand(30).go(10_000).pings, permits=[]))
    (alert,) = told.newest("undeclared-trip")
    assert told.life() == []
    assert told.life("undeclared-trip") == ["opened critical"]
    assert (alert["urgency"], alert["certainty"]) == ("immediate", "likely")
    assert alert["started_at"] == alert["ended_at"] == at(16)
    assert (alert["zone_id"], alert["plate"], alert["province"]) == ("Z-GEN", "70-1234", "ระยอง")
    assert "trip_id" not in alert


def test_without_a_manifest_the_trip_is_judged_under_its_permit_and_told_undeclared() -> None:
    told = judge(Scene(leaving(), manifests=[a_manifest(depart=-600)]))
    ((_, trip),) = told.trips()
    (alert,) = told.newest("undeclared-trip")
    assert (trip["permit_no"], trip["manifest_nos"]) == (PERMIT, [])
    assert alert["trip_id"] == trip["trip_id"]


def test_an_unresolved_zone_of_a_permit_that_names_it_only_warns() -> None:
    elsewhere = a_permit(generator={"factory_no": "F", "name_th": "x", "name_en": "x", "zone_id": "Z-NOWHERE"})
    (alert,) = judge(Scene(leaving(), permits=[elsewhere])).newest("undeclared-trip")
    assert (alert["severity"], alert["urgency"]) == ("warning", "today")


def test_an_estate_may_ask_for_a_longer_stop() -> None:
    estate = a_zone("Z-EST", "estate", 0, radius_m=5000)
    rules = '[estate."Z-EST".undeclared-trip]\nstop_min = 20\n'
    assert judge(Scene(leaving(), permits=[], zones=[estate], rules=rules)).newest() == []
    assert len(judge(Scene(leaving(20), permits=[], zones=[estate], rules=rules)).newest()) == 1


def test_of_overlapping_generators_the_one_whose_permit_names_it_counts() -> None:
    neighbour = a_zone("A-GEN", "generator", 100, factory_no="F-A")
    told = judge(Scene(leaving(), zones=[neighbour]))
    assert [data["origin_zone_id"] for _, data in told.trips()] == ["Z-GEN"]
    assert told.newest() == []


def test_a_truck_that_has_just_completed_there_is_not_undeclared() -> None:
    both = a_zone("Z-BOTH", "generator", ROAD_M, factory_no="F-BOTH")
    track = Track().stand(15).go(ROAD_M).stand(20).go(26_000)
    told = judge(Scene(track.pings, zones=[both]))
    assert [kind for kind, _ in told.trips()] == ["completed"]
    assert told.newest("undeclared-trip") == []


def test_after_a_stop_elsewhere_it_is_no_longer_empty() -> None:
    both = a_zone("Z-BOTH", "generator", ROAD_M, factory_no="F-BOTH")
    track = Track().stand(15).go(ROAD_M).stand(20).go(26_000).stand(10).go(ROAD_M).stand(15).go(26_000)
    assert len(judge(Scene(track.pings, zones=[both])).newest("undeclared-trip")) == 1


def there(permit_no: str = PERMIT, **changes: Any) -> dict[str, Any]:
    return a_permit(permit_no, **changes)


INVALID = (
    ("approved and in force", [there()], None),
    ("submitted", [there(status="submitted")], "submitted"),
    ("suspended", [there(status="suspended")], "suspended"),
    ("revoked", [there(status="revoked")], "revoked"),
    ("expired yesterday", [there(valid_to="2026-11-01")], "expired"),
    ("its last day, in Bangkok, is today", [there(valid_to="2026-11-02")], None),
    ("valid from tomorrow", [there(valid_from="2026-11-03")], "not_yet_valid"),
    ("its first day is today", [there(valid_from="2026-11-02")], None),
    ("the processor has declined the item", [there(items=[an_item(consent="declined")])], "item_declined"),
    ("the processor has not accepted it yet", [there(items=[an_item(consent="pending")])], "item_pending"),
    ("another valid permit there names the truck", [there(status="revoked"), there("B")], None),
    ("another permit there is no better: the smallest is named", [there(status="revoked"), there("B", status="suspended")], "suspended"),
    ("another valid permit there names another truck", [there(status="revoked"), there("B", vehicles=OTHER)], "revoked"),
    ("suspended only from tomorrow", [there(status="suspended", status_since=at(24 * 60))], None),
    ("suspended since yesterday", [there(status="suspended", status_since=at(-24 * 60))], "suspended"),
    ("approved only from tomorrow", [there(status_since=at(24 * 60))], "submitted"),
)  # fmt: skip


@pytest.mark.parametrize(("says", "permits", "fault"), INVALID, ids=[case[0] for case in INVALID])
def test_permit_invalid(says: str, permits: list[dict[str, Any]], fault: str | None) -> None:
    told = judge(Scene(leaving(), permits=permits))
    found = told.newest("permit-invalid")
    assert [alert["evidence"]["measured"]["fault"] for alert in found] == ([] if fault is None else [fault]), says
    assert len(told.trips()) == 1
    for alert in found:
        assert (alert["severity"], alert["urgency"], alert["started_at"]) == ("critical", "today", at(16))
        assert alert["ended_at"] == alert["started_at"]


def test_midnight_is_bangkoks() -> None:
    """At 23:50 in Bangkok the last day still holds, 20 minutes later it does not."""
    for minute, faults in ((15 * 60 + 49, 0), (16 * 60 + 9, 1)):
        pings = [*Track(minute - 15).stand(15).pings, a_ping(minute + 1, 2400)]
        assert len(judge(Scene(pings, permits=[a_permit(valid_to="2026-11-02")])).newest("permit-invalid")) == faults


def test_with_manifests_their_items_count() -> None:
    items = [an_item(), an_item(2, consent="declined")]
    manifest = a_manifest(item_no=2)
    assert judge(Scene(leaving(), permits=[a_permit(items=items)], manifests=[a_manifest()])).newest("permit-invalid") == []
    assert len(judge(Scene(leaving(), permits=[a_permit(items=items)], manifests=[manifest])).newest("permit-invalid")) == 1


def test_at_a_further_generator_the_permits_there_count() -> None:
    """The first permit is in order; that of the further generator is suspended."""
    further = a_zone("Z-GEN-2", "generator", 8000, factory_no="F-GEN-2")
    second = there("B", status="suspended", generator={"factory_no": "F-GEN-2", "name_th": "x", "name_en": "x", "zone_id": "Z-GEN-2"})
    told = judge(Scene(Track().stand(15).go(8000).stand(10).go(12_000).pings, zones=[further], permits=[a_permit(), second]))
    (alert,) = told.newest("permit-invalid")
    assert (alert["permit_no"], alert["started_at"]) == ("B", at(35))


def test_versions_of_a_permit_are_judged_by_the_time_of_the_ping() -> None:
    """In a file a version holds from its `version_from`: the departure before it is lawful, the one after it is not."""
    versions = [a_permit(), a_permit(status="revoked", version_from=at(60))]
    early, late = leaving(), [*Track(60).stand(15).pings, a_ping(76, 2400)]
    assert judge(Scene(early, permits=versions)).newest("permit-invalid") == []
    assert len(judge(Scene(late, permits=versions)).newest("permit-invalid")) == 1


def test_a_later_version_of_a_zone_moves_it() -> None:
    moved = a_zone("Z-GEN", "generator", 5000, factory_no="F-GEN", version_from=at(60))
    told = judge(Scene([*Track(60).stand(15).pings, a_ping(76, 2400)], zones=[moved]))
    assert told.trips() == []
    told = judge(Scene([*Track(60, 5000).stand(15).pings, a_ping(76, 7400)], zones=[moved]))
    assert len(told.trips()) == 1


def test_a_plant_of_its_own_trip_that_is_a_generator_too_is_left_with_what_it_brought_on() -> None:
    """Half of the load is for a plant half-way that sends waste of its own: leaving it declares nothing new."""
    permit = a_permit(items=[an_item(1, "Z-MID"), an_item(2)], routes=[a_route(item_nos=(1, 2))])
    manifests = [a_manifest("M-1", item_no=1), a_manifest("M-2", item_no=2)]
    zones = [a_zone("Z-MID", "processor", 10_000), a_zone("Z-MID-GEN", "generator", 10_000)]
    pings = Track().stand(15).go(10_000).stand(14).go(ROAD_M).stand(10).go(ROAD_M - 5000).pings
    told = judge(Scene(pings, permits=[permit], manifests=manifests, zones=zones), 300)
    assert told.standing("undeclared-trip") == []
    assert [verb for verb, _ in told.trips()] == ["completed"]
