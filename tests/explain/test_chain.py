"""The chain says what was seen, what held, and what was decided from it, step by step."""

from typing import Any

import pytest

from models.event import ALERT_TYPES
from streams.compare import is_across_units, newest_versions
from streams.explain.build import why
from streams.explain.case import NotTold
from streams.explain.chain import Decision, Why
from streams.judging.desk import Desk
from streams.judging.fold import fold_ping
from streams.judging.state import Fold
from streams.judging.trace import Trace
from tests.builders import ROAD_M, Scene, Told, Track, a_manifest, a_permit, a_vehicle, an_area, at, judge
from tests.explain.chains import chain_of, recorded
from tests.golden.scenarios import GOLDEN


def detour() -> Scene:
    """Leaves the route at minute 24, is back on it at minute 30, and delivers."""
    return Scene(Track().stand(15).go(8000).go(8000, 3000).go(12_000, 3000).go(12_000, 0).go(ROAD_M).stand(10).go(15_000).pings)


def only(told: Told, rule: str) -> dict[str, Any]:
    (alert,) = told.newest(rule)
    return alert


def story(decisions: list[Decision], *, of_this: bool = True) -> list[str]:
    return [f"{one.said} {one.severity} {one.by}" for one in decisions if one.of_this is of_this]


@pytest.fixture(scope="module")
def chain() -> Why:
    return chain_of(detour(), only(judge(detour()), "route-deviation")["alert_id"])


def test_the_decisions_tell_how_the_alert_opened_and_closed(chain: Why):
    assert story(chain.decisions) == ["opened high fix", "closed high fix"]
    assert chain.decisions[-1].close_reason == "returned_to_route"
    assert all(one.reason_th and one.reason_en for one in chain.decisions)


def test_the_times_are_those_of_fix_receipt_and_verdict(chain: Why):
    assert chain.times is not None
    assert chain.alert is not None
    opened = next(one for one in chain.decisions if one.of_this)
    assert (chain.times.began_at, chain.times.detected_at) == (chain.alert["started_at"], chain.alert["detected_at"])
    assert (chain.times.fix_at, chain.times.received_at) == (opened.at, opened.received_at)


def test_the_steps_begin_with_the_departure(chain: Why):
    assert [(one.state, one.sighting, one.next_state, one.by) for one in chain.steps] == [
        (None, "departed", "on_the_way", "fix"),
        ("on_the_way", "inside_last", "arrived", "fix"),
        ("arrived", "stayed_and_left", "completed", "fix"),
    ]


def test_every_fix_stands_with_its_distance_from_the_route(chain: Why):
    shown = {ping.utc_ts: ping for ping in chain.pings}
    off = [ping for ping in chain.pings if ping.route is not None and ping.route.beyond_corridor_m > 200]
    assert min(ping.utc_ts for ping in off) == chain.times.began_at  # type: ignore[union-attr]
    furthest = max(off, key=lambda ping: ping.lat)
    assert furthest.route is not None
    assert furthest.route.distance_m == pytest.approx(3000, abs=5)
    assert furthest.route.beyond_corridor_m == pytest.approx(2700, abs=5)
    evidence = [ping["utc_ts"] for ping in chain.alert["evidence"]["pings"]]  # type: ignore[index]
    assert [name for name in evidence if not shown[name].in_evidence] == []
    assert sum(ping.in_evidence for ping in chain.pings) == len(evidence)


def test_zones_stand_with_what_they_were_to_the_trip(chain: Why):
    held = {(zone.zone_id, zone.kind, zone.permitted, ping.trip_state) for ping in chain.pings for zone in ping.zones}
    assert ("Z-PROC", "processor", True, "arrived") in held
    assert ("Z-GEN", "generator", False, None) in held


def test_figures_and_papers_in_force_are_named(chain: Why):
    figures = {f"{one.section}.{one.key}": one.value for one in chain.thresholds}
    assert figures["route-deviation.margin_m"] == 200
    assert {(one.kind, one.key) for one in chain.references} == {
        ("vehicles", "unit-1|2025-01-01"), ("zones", "Z-GEN"), ("zones", "Z-PROC"), ("permits", "กอ12569000417"),
    }  # fmt: skip
    permit = next(one for one in chain.references if one.kind == "permits")
    assert (permit.says["status"], permit.received_at, permit.in_force_from) == ("approved", None, None)


def test_each_version_in_force_in_the_period_is_named():
    scene = detour()
    scene.reference["permits"] = [a_permit(), a_permit(version_from=at(28), routes=[])]
    told = judge(scene)
    chain = chain_of(scene, told.newest("route-deviation")[0]["alert_id"])
    permits = [one for one in chain.references if one.kind == "permits"]
    assert [(one.in_force_from, one.in_force_to, one.version_from) for one in permits] == [(None, at(28), None), (at(28), None, at(28))]
    assert {ping.route is None for ping in chain.pings if ping.trip_state == "on_the_way" and ping.utc_ts >= at(28)} == {True}


def test_an_estate_s_own_figures_are_shown():
    rules = '[estate."Z-EST".route-deviation]\nmargin_m = 100'
    scene = Scene(detour().pings, zones=[an_area("Z-EST", "estate", -500, -500, 500, 500)], rules=rules)
    chain = chain_of(scene, only(judge(scene), "route-deviation")["alert_id"])
    assert chain.estate_zone_id == "Z-EST"
    assert next(one.value for one in chain.thresholds if one.key == "margin_m") == 100


def test_manifests_stand_with_when_they_were_received():
    scene = Scene(detour().pings, manifests=[a_manifest(received=60)])
    trip = judge(scene).trips()[0][1]
    chain = chain_of(scene, trip["trip_id"], until=200)
    (manifest,) = [one for one in chain.references if one.kind == "manifests"]
    assert (manifest.says["manifest_no"], manifest.says["received_at"]) == ("M-1", at(60))
    assert (chain.alert, chain.times) == (None, None)
    assert {one.section for one in chain.thresholds} == {"departure", "arrival", "verdict", "fixes", "stop"}


def test_what_the_clock_decided_is_by_a_deadline():
    scene = Scene(Track().stand(15).go(6000).silent(20).go(8000).go(ROAD_M).stand(10).go(15_000).pings)
    chain = chain_of(scene, only(judge(scene), "signal-lost")["alert_id"])
    assert story(chain.decisions) == ["opened warning deadline", "changed high deadline", "closed high fix"]


def test_a_silence_that_late_pings_refute_is_taken_back():
    pings = Track().stand(15).go(ROAD_M).stand(10).go(15_000).pings
    kept = [ping for ping in pings if not at(20) < ping["utc_ts"] < at(28)]
    late = [ping | {"recv_utc_ts": at(90)} for ping in pings if at(20) < ping["utc_ts"] < at(28)]
    scene = Scene([*kept, *late])
    chain = chain_of(scene, only(judge(scene), "signal-lost")["alert_id"])
    assert story(chain.decisions) == ["opened warning deadline", "retracted warning fix"]
    assert (chain.versions[-1].close_reason, [ping.delay_s > 300 for ping in chain.pings].count(True)) == ("late_evidence", len(late))


def test_pings_that_no_rule_used_are_marked():
    track = Track().stand(15).go(8000)
    track.see(fix=0).see(hdop=9)
    scene = Scene(track.go(8000, 3000).go(ROAD_M).stand(10).go(15_000).pings)
    chain = chain_of(scene, judge(scene).newest("route-deviation")[0]["alert_id"])
    assert [(ping.fix, ping.doubtful) for ping in chain.pings if not ping.judged] == [(0, False)]
    assert [ping.judged for ping in chain.pings if ping.doubtful] == [True]


def test_an_alert_outside_a_trip_is_shown_with_the_hour_before_it():
    scene = Scene(Track(every=1).stand(90).go(6000).pings, permits=[], vehicles=[a_vehicle()])
    chain = chain_of(scene, only(judge(scene), "undeclared-trip")["alert_id"])
    assert (chain.trip, chain.steps) == (None, [])
    assert story(chain.decisions) == ["opened critical fix"]
    assert {ping.route for ping in chain.pings} == {None}
    assert 60 <= len(chain.pings) < 80


def test_an_unknown_id_is_told():
    with pytest.raises(NotTold):
        chain_of(detour(), "nothing")


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_every_alert_of_a_golden_story_is_explained_as_it_ended(name: str):
    """The second judging comes to what was told: the last decision is the alert's last version."""
    golden = GOLDEN[name]
    recorder = recorded(golden.scene, golden.until)
    told = judge(golden.scene, golden.until)
    for entity_id, event in newest_versions(told.events).items():
        chain = why(recorder.case(entity_id))
        assert [one.version for one in chain.versions] == list(range(1, event.data["version"] + 1))
        if event.type not in ALERT_TYPES or is_across_units(event.data):
            continue
        last = [one for one in chain.decisions if one.of_this][-1]
        assert (last.severity, last.close_reason) == (event.data["severity"], event.data.get("close_reason")), entity_id


def test_a_trace_changes_nothing():
    scene = detour()
    pings = recorded(scene).case(only(judge(scene), "route-deviation")["alert_id"]).past.pings  # type: ignore[union-attr]
    desks = []
    for trace in (None, Trace()):
        desk, fold = Desk("unit-1", scene.world(), ()), Fold()
        desk.trace = trace
        for ping in pings:
            fold_ping(fold, ping, desk)
        desks.append(desk)
    assert desks[0].said == desks[1].said
    assert desks[1].trace is not None
    assert len(desks[1].trace.entries) > len(pings)
