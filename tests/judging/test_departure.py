"""When a load has left its generator, under what, and when it only seemed so."""

from typing import Any

import pytest

from tests.builders import (
    PERMIT,
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

# The generator is a circle of 300 m: a fix at 500 m east is 200 m outside.
LOADED = Track().stand(15).pings  # the last fix inside is at minute 15


@pytest.mark.parametrize(
    ("says", "outside", "started"),
    (
        ("nothing outside", [], None),
        ("one fix 199 m outside is no departure", [(16, 499)], None),
        ("one fix 201 m outside is", [(16, 502)], 16),
        ("two in a row outside are", [(16, 460), (17, 470)], 16),
        ("the first of them starts the trip, also when the second is far out", [(16, 460), (17, 2400)], 16),
        ("a fix inside between them begins the count again", [(16, 460), (17, 200), (18, 470)], None),
        ("and the trip starts after it", [(16, 460), (17, 200), (18, 470), (19, 490)], 18),
        ("far out after hours of silence too", [(300, 5000)], 300),
    ),
)  # fmt: skip
def test_what_a_departure_is(says: str, outside: list[tuple[float, float]], started: float | None) -> None:
    told = judge(Scene([*LOADED, *(a_ping(minute, east) for minute, east in outside)]))
    trips = [data["started_at"] for kind, data in told.trips() if kind == "started"]
    assert trips == ([] if started is None else [at(started)]), says


@pytest.mark.parametrize(
    ("says", "outside", "started"),
    (
        ("a doubtful fix far out is not enough", [(16, 900, {"hdop": 6.0})], None),
        ("with one more that agrees it is", [(16, 900, {"hdop": 6.0}), (17, 950, {})], 16),
        ("two near the zone, one of them doubtful, are not enough", [(16, 450, {"num_sats": 3}), (17, 460, {})], None),
        ("three are", [(16, 450, {"num_sats": 3}), (17, 460, {}), (18, 470, {})], 16),
        ("an hdop of 5 is not doubtful", [(16, 900, {"hdop": 5.0})], 16),
        ("nor are four satellites", [(16, 900, {"num_sats": 4})], 16),
        ("no satellites mean unknown", [(16, 900, {"num_sats": 0})], 16),
        ("a ping without a fix is no fix outside", [(16, 900, {"fix": 0}), (17, 950, {"fix": 0})], None),
    ),
)
def test_doubtful_fixes_want_one_more(says: str, outside: list[tuple[float, float, dict[str, float]]], started: float | None) -> None:
    told = judge(Scene([*LOADED, *(a_ping(minute, east, **fields) for minute, east, fields in outside)]))
    assert [data["started_at"] for _, data in told.trips()] == ([] if started is None else [at(started)]), says


@pytest.mark.parametrize(
    ("says", "track", "trips"),
    (
        ("five minutes are a stop", Track().stand(5).go(3000), 1),
        ("four are none: it passed through", Track().stand(4).go(3000), 0),
        ("first seen already on the road is no start", Track(0, 2000).go(9000), 0),
        ("driving through the generator's zone is no start", Track(0, -5000).go(5000), 0),
        ("a stop outside the zone is no stop there", Track(0, -600).stand(20).go(3000), 0),
    ),
)
def test_only_who_stopped_there_departs(says: str, track: Track, trips: int) -> None:
    assert len(judge(Scene(track.pings)).trips()) == trips, says


@pytest.mark.parametrize(
    ("says", "scene", "trips", "permits"),
    (
        ("a permit there names it", Scene(), 1, [PERMIT]),
        ("an unregistered vehicle starts no trip", Scene(vehicles=[]), 0, []),
        ("nor one whose unit rides on it only from tomorrow", Scene(vehicles=[a_vehicle(valid_from="2026-11-03")]), 0, []),
        ("on the last day of its period it is registered", Scene(vehicles=[a_vehicle(valid_to="2026-11-02")]), 1, [PERMIT]),
        ("nor one that neither permit nor manifest names", Scene(permits=[a_permit(vehicles=[])]), 0, []),
        ("an open manifest alone names it", Scene(permits=[a_permit(vehicles=[])], manifests=[a_manifest()]), 1, [PERMIT]),
        ("plates join in their normal form", Scene(vehicles=[a_vehicle(plate="๗๐ ๑๒๓๔", province="จังหวัดระยอง")]), 1, [PERMIT]),
        ("of two permits that fit the smallest is named until arrival", Scene(permits=[a_permit("B"), a_permit("A")]), 1, ["A"]),
        ("of them the smallest valid one", Scene(permits=[a_permit("B"), a_permit("A", status="suspended")]), 1, ["B"]),
    ),
)  # fmt: skip
def test_who_starts_a_trip(says: str, scene: Scene, trips: int, permits: list[str]) -> None:
    scene.pings = Track().stand(15).go(3000).pings
    told = judge(scene)
    assert len(told.trips()) == trips, says
    assert [data["permit_no"] for _, data in told.trips()] == permits, says


def test_a_trip_says_what_it_is() -> None:
    scene = Scene(Track().stand(15).go(3000).pings, manifests=[a_manifest(depart=15)])
    ((kind, data),) = judge(scene).trips()
    assert kind == "started"
    shown = {key: value for key, value in data.items() if key != "trip_id"}
    assert shown == {
        "version": 1, "unit_id": "unit-1", "plate": "70-1234", "province": "ระยอง", "permit_no": PERMIT, "item_nos": [1],
        "manifest_nos": ["M-1"], "generator_factory_no": "F-GEN", "origin_zone_id": "Z-GEN", "started_at": at(16),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("says", "pings", "lives"),
    (
        ("back at once it is undone", [(16, 700), (17, 0)], ["started", "ended superseded"]),
        ("back within 150 m of its stop", [(16, 700), (17, 149)], ["started", "ended superseded"]),
        ("back in the zone, but 152 m from its stop, it is not", [(16, 700), (17, 152)], ["started"]),
        ("having been 499 m from the zone it is", [(16, 798), (17, 0)], ["started", "ended superseded"]),
        ("having been 502 m from the zone it is not", [(16, 803), (17, 0)], ["started"]),
        ("back after 10 minutes it is", [(16, 700), (26, 0)], ["started", "ended superseded"]),
        ("back after 11 it is not", [(16, 700), (27, 0)], ["started"]),
        ("and it may leave again", [(16, 700), (17, 0), (18, 800)], ["started", "ended superseded", "started"]),
    ),
)  # fmt: skip
def test_a_turn_at_the_gate_undoes_the_departure(says: str, pings: list[tuple[float, float]], lives: list[str]) -> None:
    told = judge(Scene([*LOADED, *(a_ping(minute, east) for minute, east in pings)]))
    assert told.life() == lives, says


@pytest.mark.parametrize(
    ("says", "outside", "started"),
    (
        ("outside, but beside its stop, it stands there still", [(11 + i, 120) for i in range(12)], None),
        ("two beside it, then away: the first outside starts the trip", [(11, 120), (12, 120), (13, 2400)], 11),
        ("the third beside it is back, and the next departure begins there", [(11, 120), (12, 120), (13, 120), (14, 2400)], 13),
        ("heard there again over 10 min later it was gone", [(11, 120), (12, 120), (30, 120)], 11),
    ),
)
def test_a_small_zone_with_its_truck_beside_the_fence(says: str, outside: list[tuple[float, float]], started: float | None) -> None:
    """Loaded in a zone of 100 m, standing 20 m outside it: 120 m from where it stopped."""
    scene = Scene([*Track().stand(10).pings, *(a_ping(minute, east) for minute, east in outside)])
    scene.reference["zones"][0] = a_zone("Z-GEN", "generator", 0, radius_m=100, factory_no="F-GEN")
    told = judge(scene)
    assert told.life() == ([] if started is None else ["started"]), says
    assert [data["started_at"] for _, data in told.trips()] == ([] if started is None else [at(started)]), says


def test_after_a_turn_the_stop_runs_on() -> None:
    """Seven minutes of loading, a turn, and three more are ten: leaving undeclared after that is told, and only once."""
    track = Track().stand(7).move(700).see().move(0).see().see()
    told = judge(Scene(track.move(2400).see().pings, permits=[a_permit(vehicles=[])]))
    assert [data["started_at"] for data in told.standing("undeclared-trip")] == [at(11)]


def test_a_turn_takes_back_the_trip_and_its_alerts_and_frees_its_manifests() -> None:
    pings = [*LOADED, *(a_ping(minute, east) for minute, east in ((16, 700), (17, 0), (18, 0), (19, 2400)))]
    told = judge(Scene(pings, permits=[a_permit(status="suspended")], manifests=[a_manifest()]))
    assert told.life() == ["started", "ended superseded", "started"]
    assert told.life("permit-invalid") == ["opened critical", "closed critical late_evidence", "opened critical"]
    assert [data["manifest_nos"] for kind, data in told.trips() if kind == "started"] == [["M-1"]]


def test_a_turn_takes_back_undeclared_trip_too() -> None:
    pings = [*LOADED, *(a_ping(minute, east) for minute, east in ((16, 700), (17, 0)))]
    told = judge(Scene(pings, permits=[]))
    assert told.life("undeclared-trip") == ["opened critical", "closed critical late_evidence"]


def test_a_turn_keeps_what_was_seen_in_a_restricted_zone() -> None:
    """The truck was there all the same, on a trip or not."""
    zone = a_zone("Z-DUMP", "restricted", 700, radius_m=100)
    pings = [*LOADED, *(a_ping(minute, east) for minute, east in ((16, 700), (17, 0)))]
    told = judge(Scene(pings, zones=[zone]))
    (alert,) = told.standing("restricted-zone")
    assert "trip_id" not in alert
    assert "close_reason" not in alert


MANIFESTS: tuple[tuple[str, list[dict[str, Any]], list[str]], ...] = (
    ("6 h before its planned departure", [a_manifest(depart=16 + 360)], ["M-1"]),
    ("a minute earlier it does not fit", [a_manifest(depart=16 + 361)], []),
    ("6 h after", [a_manifest(depart=16 - 360)], ["M-1"]),
    ("a minute later it does not", [a_manifest(depart=16 - 361)], []),
    ("a cancelled one does not", [a_manifest(status="cancelled")], []),
    ("one received before it leaves does not", [a_manifest(received=10)], []),
    ("one received after it left does", [a_manifest(received=30)], ["M-1"]),
    ("several wastes go together", [a_manifest("M-1"), a_manifest("M-2", item_no=2)], ["M-1", "M-2"]),
    ("of two rounds the one planned nearest", [a_manifest("M-1", 15), a_manifest("M-2", 120)], ["M-1"]),
    ("a round is what is planned within 30 min of the nearest", [a_manifest("M-1", 15), a_manifest("M-2", 45)], ["M-1", "M-2"]),
    ("31 min are another round", [a_manifest("M-1", 15), a_manifest("M-2", 46)], ["M-1"]),
    ("another vehicle's, of a permit that names this one", [a_manifest(plate="88-8888")], ["M-1"]),
    ("its own come first", [a_manifest("M-1", plate="88-8888"), a_manifest("M-2")], ["M-2"]),
    ("one of a permit from another generator does not", [a_manifest(permit_no="X")], []),
)  # fmt: skip


@pytest.mark.parametrize(("says", "manifests", "carried"), MANIFESTS, ids=[case[0] for case in MANIFESTS])
def test_the_manifests_of_a_trip(says: str, manifests: list[dict[str, Any]], carried: list[str]) -> None:
    items = [an_item(), an_item(2)]
    elsewhere = a_permit("X", generator={"factory_no": "F", "name_th": "x", "name_en": "x", "zone_id": "Z-PROC"})
    scene = Scene([*LOADED, a_ping(16, 2400)], permits=[a_permit(items=items), elsewhere], manifests=manifests)
    ((_, data),) = judge(scene).trips()
    assert data["manifest_nos"] == carried, says
    of_its_manifests = sorted({manifest["item_no"] for manifest in manifests if manifest["manifest_no"] in carried})
    assert data["item_nos"] == (of_its_manifests or [1, 2]), says


def test_a_manifest_is_carried_once() -> None:
    """The second load of the morning leaves without one."""
    track = Track().stand(15).go(20_000).stand(10).go(0).stand(15).go(3000)
    told = judge(Scene(track.pings, manifests=[a_manifest(depart=15)]))
    assert [data["manifest_nos"] for _, data in told.trips()] == [["M-1"], []]
    assert len(told.standing("undeclared-trip")) == 1


FURTHER = a_zone("Z-GEN-2", "generator", 8000, factory_no="F-GEN-2")


def further_permit(**changes: object) -> dict[str, object]:
    return a_permit(
        "กอ.1-2569-9", generator={"factory_no": "F-GEN-2", "name_th": "x", "name_en": "x", "zone_id": "Z-GEN-2"},
        routes=[a_route(to_m=20_000)], **changes,
    )  # fmt: skip


def test_leaving_a_further_generator_adds_its_manifests_and_permits() -> None:
    manifests = [a_manifest("M-1", 15), a_manifest("M-2", 40, permit_no="กอ.1-2569-9")]
    track = Track().stand(15).go(8000).stand(10).go(20_000).stand(10).go(15_000)
    told = judge(Scene(track.pings, zones=[FURTHER], permits=[a_permit(), further_permit()], manifests=manifests))
    ((kind, data),) = told.trips()
    assert (kind, data["manifest_nos"], data["origin_zone_id"]) == ("completed", ["M-1", "M-2"], "Z-GEN")
    assert told.newest() == []


def test_a_turn_at_a_further_generators_gate_takes_back_only_what_it_added() -> None:
    manifests = [a_manifest("M-1", 15), a_manifest("M-2", 40, permit_no="กอ.1-2569-9")]
    track = Track().stand(15).go(8000).stand(10).move(8700).see().move(8000).see()
    told = judge(Scene(track.pings, zones=[FURTHER], permits=[a_permit(), further_permit()], manifests=manifests))
    assert [data["manifest_nos"] for _, data in told.trips()] == [["M-1"]]
    assert told.life() == ["started", "started", "started"]


def test_leaving_empty_starts_no_trip() -> None:
    """A plant that is both: who has just completed there leaves empty, unless a manifest or a permit says otherwise."""
    both = a_zone("Z-BOTH", "generator", 20_000, factory_no="F-BOTH")
    outward = a_permit("OUT", generator={"factory_no": "F-BOTH", "name_th": "x", "name_en": "x", "zone_id": "Z-BOTH"})
    track = Track().stand(15).go(20_000).stand(20).go(26_000)
    cases: tuple[tuple[str, list[dict[str, Any]], int], ...] = (
        ("its permit uses manifests, and none is open", [a_manifest("M-9", -600, permit_no="OUT")], 1),
        ("an open manifest there names it", [a_manifest("M-9", 55, permit_no="OUT")], 2),
        ("a permit there names it and uses none", [], 2),
    )
    for says, manifests, trips in cases:
        told = judge(Scene(track.pings, zones=[both], permits=[a_permit(), outward], manifests=manifests))
        assert len(told.trips()) == trips, says
        assert told.standing("undeclared-trip") == [], says
