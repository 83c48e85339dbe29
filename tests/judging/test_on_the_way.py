"""What a truck may not do on its way with a load: leave its route, stand, or stop at the wrong place."""

from typing import Any

import pytest

from tests.builders import CORRIDOR_M, ROAD_M, Scene, Track, a_permit, a_ping, a_route, a_zone, an_item, at, judge

# On the road at minute 25, 10 km east.
ON_THE_ROAD = Track().stand(15).go(10_000).pings
OPENS_M = CORRIDOR_M + 200


def off_the_road(*norths: float, **fields: Any) -> list[dict[str, Any]]:
    """Fixes a minute and a kilometre apart, so far beside the road."""
    return [*ON_THE_ROAD, *(a_ping(26 + i, 11_000 + 1000 * i, north, **fields) for i, north in enumerate(norths))]


@pytest.mark.parametrize(
    ("says", "norths", "life"),
    (
        ("one glitch is none, however far", [9000, 0, 0], []),
        ("two in a row beyond 500 m are", [OPENS_M + 2, OPENS_M + 2], ["opened high"]),
        ("on either side", [-OPENS_M - 2, -OPENS_M - 2], ["opened high"]),
        ("at 498 m they are not", [OPENS_M - 2] * 4, []),
        ("one of them at 498 m begins the count again", [600, OPENS_M - 2, 600], []),
        ("back at 302 m it goes on", [600, 600, CORRIDOR_M + 2], ["opened high"]),
        ("back at 298 m it ends", [600, 600, CORRIDOR_M - 2], ["opened high", "closed high returned_to_route"]),
        ("a second run is a second alert", [600, 600, 0, 600, 600],
         ["opened high", "closed high returned_to_route", "opened high"]),
    ),
)  # fmt: skip
def test_route_deviation(says: str, norths: list[float], life: list[str]) -> None:
    assert judge(Scene(off_the_road(*norths))).life("route-deviation") == life, says


def test_a_deviation_says_when_it_began_and_what_was_measured() -> None:
    (alert,) = judge(Scene(off_the_road(600, 900, 0))).newest("route-deviation")
    assert (alert["started_at"], alert["detected_at"], alert["ended_at"]) == (at(26), at(27), at(28))
    assert (alert["urgency"], alert["certainty"], alert["late"]) == ("immediate", "observed", False)
    assert alert["evidence"]["thresholds"] == {"corridor_m": 300.0, "margin_m": 200.0, "fixes": 2}
    assert alert["evidence"]["measured"]["from_route_m"] == pytest.approx(900, abs=1)
    left_at = {key: alert["evidence"]["measured"][key] for key in ("along_km", "to_go_km")}
    assert left_at == {"along_km": 11.0, "to_go_km": 9.0}
    assert [ping["utc_ts"] for ping in alert["evidence"]["pings"]] == [at(26), at(27), at(28)]


@pytest.mark.parametrize(
    ("says", "scene", "alerts"),
    (
        ("a doubtful fix wants a third", Scene(off_the_road(600, 600, hdop=9.0)), 0),
        ("with a third that agrees it is", Scene(off_the_road(600, 600, 600, hdop=9.0)), 1),
        ("in a permitted zone it is none", Scene(off_the_road(600, 600), zones=[a_zone("Z", "fuel", 11_500, 600, 2000)]), 0),
        ("in a depot it is", Scene(off_the_road(600, 600), zones=[a_zone("Z", "depot", 11_500, 600, 2000)]), 1),
        ("in an allowed stop it is none", Scene(
            off_the_road(600, 600), zones=[a_zone("Z", "depot", 11_500, 600, 2000)],
            permits=[a_permit(allowed_stop_zone_ids=["Z"])]), 0),
        ("an item without a route: the route is not judged", Scene(
            off_the_road(9000, 9000), permits=[a_permit(items=[an_item(), an_item(2)])]), 0),
        ("of two permits the nearest route counts", Scene(
            off_the_road(900, 900), permits=[a_permit(), a_permit("B", routes=[a_route(corridor_m=800)])]), 0),
        ("of two routes too", Scene(
            off_the_road(900, 900), permits=[a_permit(routes=[a_route(), a_route("R2", corridor_m=800)])]), 0),
        ("a route of another item does not", Scene(
            off_the_road(900, 900),
            permits=[a_permit(items=[an_item()], routes=[a_route(), a_route("R2", item_nos=(2,), corridor_m=800)])]), 1),
        ("an empty truck may drive anywhere", Scene(off_the_road(900, 900)[16:]), 0),
    ),
)  # fmt: skip
def test_where_a_route_is_judged(says: str, scene: Scene, alerts: int) -> None:
    assert len(judge(scene).newest("route-deviation")) == alerts, says


def test_the_margin_can_be_set() -> None:
    scene = Scene(off_the_road(600, 600), rules="[route-deviation]\nmargin_m = 400\n")
    assert judge(scene).newest() == []


def test_an_estate_may_have_its_own_margin() -> None:
    rules = '[estate."Z-EST".route-deviation]\nmargin_m = 400\n'
    estate = a_zone("Z-EST", "estate", 0, radius_m=1000)
    assert judge(Scene(off_the_road(600, 600), zones=[estate], rules=rules)).newest() == []
    elsewhere = a_zone("Z-EST", "estate", 11_500, radius_m=3000)
    assert len(judge(Scene(off_the_road(600, 600), zones=[elsewhere], rules=rules)).newest()) == 1


def test_arrival_closes_a_deviation() -> None:
    track = Track().stand(15).go(18_000).go(18_000, 3000).go(20_000, 250, kmh=150)
    assert judge(Scene(track.pings)).life("route-deviation") == ["opened high", "closed high arrived"]


def test_after_arrival_a_route_is_not_judged() -> None:
    track = Track().stand(15).go(ROAD_M).stand(10).go(ROAD_M, 5000)
    assert judge(Scene(track.pings)).newest() == []


@pytest.mark.parametrize(
    ("says", "north_m", "minutes", "life"),
    (
        ("off the corridor 4 min are no stop", 350, 4, []),
        ("5 min are", 350, 5, ["opened high"]),
        ("on it 5 min are none", 0, 5, []),
        ("nor 19", 290, 19, []),
        ("20 are a warning", 0, 20, ["opened warning"]),
        ("59 still are", 0, 59, ["opened warning"]),
        ("60 are high", 0, 60, ["opened warning", "updated high"]),
    ),
)
def test_unauthorised_stop(says: str, north_m: float, minutes: float, life: list[str]) -> None:
    track = Track().stand(15).go(10_000).move(11_000, north_m).stand(minutes)
    told = judge(Scene(track.pings))
    assert told.life("unauthorised-stop") == life, says
    assert told.newest("route-deviation") == []


def test_driving_on_closes_it_with_its_length() -> None:
    told = judge(Scene(Track().stand(15).go(10_000).stand(25).go(12_000).pings))
    (alert,) = told.newest("unauthorised-stop")
    assert told.life("unauthorised-stop") == ["opened warning", "closed warning moved_on"]
    assert (alert["started_at"], alert["ended_at"], alert["close_reason"]) == (at(25), at(51), "moved_on")
    assert alert["evidence"]["measured"]["minutes"] == 26
    assert alert["detected_at"] == at(45)


def test_the_urgency_follows_the_severity() -> None:
    told = judge(Scene(Track().stand(15).go(10_000).stand(60).pings))
    urgencies = [event.data["urgency"] for event in told.events if event.data.get("rule") == "unauthorised-stop"]
    assert urgencies == ["today", "immediate"]


@pytest.mark.parametrize(
    ("says", "track", "stops"),
    (
        ("a fix 149 m away belongs to the stop", Track().stand(15).go(9_000).move(10_000, 1000).stand(2).move(10_149, 1000).stand(2), 1),
        ("one 160 m away does not", Track().stand(15).go(9_000).move(10_000, 1000).stand(2).move(10_160, 1000).stand(2), 0),
        ("a silence with the same place on both sides belongs to it",
         Track().stand(15).go(9_000).move(10_000, 1000).see().silent(8).see(), 1),
        ("creeping: the stop counts from the earliest fix that stays",
         Track().stand(15).go(9_000).move(10_000, 1000).see().move(10_140, 1000).see().move(10_225, 1000).stand(4), 1),
    ),
)  # fmt: skip
def test_what_a_stop_is(says: str, track: Track, stops: int) -> None:
    assert len(judge(Scene(track.pings)).newest("unauthorised-stop")) == stops, says


@pytest.mark.parametrize(
    ("says", "kind", "rules"),
    (
        ("a rest area is permitted", "rest_area", []),
        ("fuel is", "fuel", []),
        ("a weigh station is", "weigh_station", []),
        ("a depot is not, and the wrong destination", "depot", ["wrong-destination", "unauthorised-stop"]),
        ("another processor is", "processor", ["wrong-destination", "unauthorised-stop"]),
        ("another generator is", "generator", ["wrong-destination", "unauthorised-stop"]),
        ("an estate is not permitted for being one", "estate", ["unauthorised-stop"]),
        ("nor a province", "province", ["unauthorised-stop"]),
    ),
)
def test_where_a_truck_may_stand(says: str, kind: str, rules: list[str]) -> None:
    track = Track().stand(15).go(10_000).go(10_000, 1000).stand(6)
    told = judge(Scene(track.pings, zones=[a_zone("Z", kind, 10_000, 1000)]))
    away = ("route-deviation", "province-left")
    assert [alert["rule"] for alert in told.newest() if alert["rule"] not in away] == rules, says


def test_where_zones_overlap_one_permitted_zone_is_enough() -> None:
    zones = [a_zone("Z-1", "depot", 10_000, 1000), a_zone("Z-2", "fuel", 10_000, 1000)]
    track = Track().stand(15).go(10_000).move(10_000, 1000).stand(30)
    assert judge(Scene(track.pings, zones=zones)).newest() == []


@pytest.mark.parametrize(
    ("says", "minutes", "alerts"), (("4 min are no stop", 4, 0), ("5 are the wrong destination", 5, 1))
)
def test_wrong_destination(says: str, minutes: float, alerts: int) -> None:
    zones = [a_zone("Z-OTHER", "processor", 10_000, 1000)]
    track = Track().stand(15).go(10_000).move(10_000, 1000).stand(minutes)
    found = judge(Scene(track.pings, zones=zones)).newest("wrong-destination")
    assert len(found) == alerts, says
    for alert in found:
        assert (alert["severity"], alert["urgency"], alert["zone_id"]) == ("critical", "immediate", "Z-OTHER")
        assert alert["ended_at"] == alert["started_at"]
        assert alert["evidence"]["measured"]["permitted_zone_ids"] == ["Z-PROC"]


def test_each_stop_at_a_wrong_destination_is_one_alert_and_stays_open() -> None:
    zones = [a_zone("Z-1", "depot", 10_000, 1000), a_zone("Z-2", "depot", 13_000, 1000)]
    track = Track().stand(15).go(10_000).move(10_000, 1000).stand(6).move(13_000, 1000).stand(6).move(14_000).go(ROAD_M)
    told = judge(Scene(track.stand(10).go(15_000).pings, zones=zones))
    assert told.life("wrong-destination") == ["opened critical"] * 2
    assert [alert["zone_id"] for alert in told.newest("wrong-destination")] == ["Z-1", "Z-2"]


def test_a_generator_still_to_load_is_no_wrong_destination() -> None:
    further = a_zone("Z-GEN-2", "generator", 8000, factory_no="F-GEN-2")
    there = a_permit("B", generator={"factory_no": "F-GEN-2", "name_th": "x", "name_en": "x", "zone_id": "Z-GEN-2"})
    track = Track().stand(15).go(8000).stand(30)
    assert judge(Scene(track.pings, zones=[further], permits=[a_permit(), there])).newest() == []
    assert len(judge(Scene(track.pings, zones=[further])).newest("wrong-destination")) == 1


UNKNOWN = a_permit("B", items=[an_item(to="Z-NOWHERE")])


def test_while_a_permit_of_the_vehicle_has_an_unresolved_zone_these_rules_only_warn() -> None:
    zones = [a_zone("Z-OTHER", "processor", 10_000, 1000)]
    track = Track().stand(15).go(10_000).move(10_000, 1000).stand(6)
    elsewhere = a_permit("B", items=[an_item(to="Z-NOWHERE")], generator=dict(UNKNOWN["generator"], zone_id="Z-FAR"))
    for permit in (UNKNOWN, elsewhere):
        told = judge(Scene(track.pings, zones=zones, permits=[a_permit(), permit]))
        assert [(a["rule"], a["severity"], a["urgency"]) for a in told.newest() if a["rule"] != "route-deviation"] == [
            ("wrong-destination", "warning", "today"), ("unauthorised-stop", "warning", "today"),
        ]  # fmt: skip


def test_another_trucks_unresolved_permit_changes_nothing() -> None:
    other = a_permit("B", items=[an_item(to="Z-NOWHERE")], vehicles=[{"plate": "88-8888", "province": "ระยอง"}])
    track = Track().stand(15).go(10_000).move(10_000, 1000).stand(6)
    told = judge(Scene(track.pings, permits=[a_permit(), other]))
    assert [alert["severity"] for alert in told.newest("unauthorised-stop")] == ["high"]
