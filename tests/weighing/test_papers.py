"""What papers say against what was seen: quota, paper trips, receipts out of time, weights, late confirmation."""

from typing import Any

import msgspec
import pytest

from models.observation import Fact
from models.ping import Location, to_ping
from models.times import DAY_MS, from_iso, to_iso
from streams.compare import version_faults
from streams.judging.follow import follow
from streams.judging.interface import Arrival, Outcome, Past
from streams.judging.state import Unit
from streams.weighing.docket import Docket
from streams.weighing.weigh import weigh
from tests.builders import (
    ROAD_M,
    Scene,
    Track,
    a_clean_trip,
    a_manifest,
    a_permit,
    a_vehicle,
    a_zone,
    an_item,
    at,
    judge,
    ms,
)
from tests.weighing.fleet import SECOND, merged, two_trucks

DAY = 24 * 60.0
ARRIVES, LEAVES = 35, 58
"""Minutes at which the clean trip comes to the processor, about, and by which it has left."""


def alerts(scene: Scene, rule: str, until: float = 400) -> list[tuple[str, ...]]:
    """Severity, the manifest, and how it was closed, of each alert of a rule that stands."""
    told = judge(scene, until)
    assert version_faults(told.events) == []
    return [
        (data["severity"], data.get("manifest_no", ""), data.get("close_reason", "")) for data in told.standing(rule)
    ]


def one(received: float | None = 45, **changes: Any) -> Scene:
    """A clean trip with one manifest."""
    return Scene(a_clean_trip().pings, manifests=[a_manifest(received=received, **changes)])


@pytest.mark.parametrize(
    ("says", "scene", "until", "expected"),
    (
        ("received while the truck is there", one(), 400, []),
        ("received, and nobody ever came", Scene(Track(0, -8000).go(-20_000).pings, manifests=[a_manifest(received=60)]), 400, [("critical", "M-1", "")]),
        ("not received yet", Scene(Track(0, -8000).go(-20_000).pings, manifests=[a_manifest(received=60)]), 59, []),
        ("received at 20, the truck comes at 36: later", one(received=20), 400, [("critical", "M-1", "arrived_later")]),
        ("received six minutes before it comes", one(received=ARRIVES - 6), 400, []),
        ("a truck of the permit was at both ends, though it is not the manifest's", two_trucks(a_clean_trip(unit_id=SECOND), manifests=[a_manifest(received=45)]), 400, []),
        ("loaded, driven elsewhere, received", Scene(Track().stand(15).go(9000).go(9000, 9000).stand(60).pings, manifests=[a_manifest(received=60)]), 400, [("critical", "M-1", "")]),
    ),
)  # fmt: skip
def test_paper_trip(says: str, scene: Scene, until: float, expected: list[tuple[str, ...]]) -> None:
    assert alerts(scene, "paper-trip", until) == expected, says


@pytest.mark.parametrize(
    ("says", "scene", "expected"),
    (
        ("received while the truck is there", one(), []),
        ("received 16 minutes before it came", one(received=20), [("critical", "M-1", "")]),
        ("received three minutes before it came", one(received=ARRIVES - 3), []),
        ("received, and it was gone after three minutes", Scene(Track().stand(15).go(ROAD_M).stand(2).go(ROAD_M - 9000).pings, manifests=[a_manifest(received=37)]), [("critical", "M-1", "")]),
    ),
)  # fmt: skip
def test_implausible_completion(says: str, scene: Scene, expected: list[tuple[str, ...]]) -> None:
    assert alerts(scene, "implausible-completion") == expected, says


@pytest.mark.parametrize(
    ("says", "weights", "expected"),
    (
        ("as weighed", (6.0, 6.0), []),
        ("5 % less is no mismatch", (6.0, 5.7), []),
        ("8 % less", (6.0, 5.5), [("high", "M-1", "")]),
        ("a third is missing", (6.0, 4.0), [("critical", "M-1", "")]),
        ("not weighed in yet", (6.0, None), []),
    ),
)
def test_weight_mismatch(says: str, weights: tuple[float, float | None], expected: list[tuple[str, ...]]) -> None:
    assert alerts(one(weigh_out_t=weights[0], weigh_in_t=weights[1]), "weight-mismatch") == expected, says


def test_weights_may_be_told_long_after_the_receipt() -> None:
    received = a_manifest(received=45, weigh_out_t=6.0)
    weighed = {**received, "weigh_in_t": 4.0, "version_from": at(8 * DAY)}
    docket, facts = Docket(), facts_of(one(weigh_out_t=6.0))
    assert weigh(docket, facts, ms(7 * DAY), Scene(manifests=[received]).world()).events == []
    (opened, *_) = weigh(docket, [], ms(8 * DAY), Scene(manifests=[received, weighed]).world()).events
    assert (opened.type, opened.data["rule"], opened.data["severity"]) == ("wastetrack.alert.opened", "weight-mismatch", "critical")


def test_what_was_said_stands_when_the_visits_that_it_rests_on_are_forgotten() -> None:
    scene = one(received=20)
    scene.pings += Track(80 * DAY).stand(15).go(5000).pings
    assert alerts(scene, "paper-trip", 81 * DAY) == [("critical", "M-1", "arrived_later")]
    assert alerts(scene, "implausible-completion", 81 * DAY) == [("critical", "M-1", "")]


def test_weights_count_in_the_verdict_of_the_truck_that_has_the_load_in_the_end_and_of_no_other() -> None:
    """The manifest's own truck is heard after the second one, which seemed to carry it."""
    own = [dict(ping, recv_utc_ts=at(300 + number)) for number, ping in enumerate(a_clean_trip().pings)]
    scene = two_trucks(a_clean_trip(unit_id=SECOND), own, manifests=[a_manifest(received=50, weigh_out_t=6.0, weigh_in_t=4.0)])
    told = judge(scene, 900)
    assert {data["unit_id"]: data["verdict"] for _, data in told.trips()} == {"unit-1": "verified_with_alerts", SECOND: "verified_with_alerts"}
    of_trips = {data["unit_id"]: [told_rule(told.newest(), each) for each in data["alert_ids"]] for _, data in told.trips()}
    assert of_trips == {"unit-1": ["weight-mismatch"], SECOND: ["undeclared-trip"]}
    assert [data["close_reason"] for data in told.newest("weight-mismatch") if data["unit_id"] == SECOND] == ["late_evidence"]


def facts_of(scene: Scene) -> list[Fact]:
    """What a scene's trucks tell the rules across units."""
    facts: list[Fact] = []
    units: dict[str, Unit] = {}
    world = scene.world()
    for ping in scene.pings:
        found = to_ping(msgspec.convert(ping, Location), from_iso(ping["utc_ts"]))
        outcome = follow(units.get(found.unit_id) or Unit(unit_id=found.unit_id), [Arrival(ping=found)], world, Past())
        assert isinstance(outcome, Outcome)
        units[found.unit_id] = outcome.unit
        facts += outcome.facts
    return facts


def told_rule(found: list[dict[str, Any]], alert_id: str) -> str:
    return next(str(data["rule"]) for data in found if data["alert_id"] == alert_id)


def test_weights_of_a_trip_count_in_its_verdict() -> None:
    told = judge(one(weigh_out_t=6.0, weigh_in_t=4.0), 400)
    ((verb, data),) = told.trips()
    (alert,) = told.standing("weight-mismatch")
    assert (verb, data["verdict"], data["alert_ids"]) == ("completed", "verified_with_alerts", [alert["alert_id"]])
    assert (alert["trip_id"], alert["unit_id"], alert["urgency"]) == (data["trip_id"], data["unit_id"], "record")


@pytest.mark.parametrize(
    ("says", "received", "until_days", "expected"),
    (
        ("Monday's load, asked for on Wednesday night", None, 2.6, []),
        ("and on Thursday", None, 2.7, [("warning", "M-1", "")]),
        ("after 45 days", None, 45.1, [("high", "M-1", "")]),
        ("after 60 days", None, 60.1, [("critical", "M-1", "")]),
        ("received a week late", 7 * DAY, 8, [("warning", "M-1", "received")]),
        ("received the next day", DAY, 8, []),
    ),
)
def test_late_confirmation(says: str, received: float | None, until_days: float, expected: list[tuple[str, ...]]) -> None:
    assert alerts(one(received=received), "late-confirmation", until_days * DAY) == expected, says


@pytest.mark.parametrize(
    ("says", "received_day", "closed"),
    (
        ("four days ago, too late", 6, "received"),
        ("nine days ago, which was in time", 1, "late_evidence"),
    ),
)
def test_a_receipt_told_long_after_it_was_made_closes_what_was_open(says: str, received_day: int, closed: str) -> None:
    docket, facts = Docket(), facts_of(one(None))
    opened = weigh(docket, facts, ms(9 * DAY), one(None).world()).events
    assert [event.data["rule"] for event in opened] == ["late-confirmation"]
    told = a_manifest(received=received_day * DAY, version_from=at(10 * DAY))
    (event,) = weigh(docket, [], ms(10 * DAY), Scene(manifests=[a_manifest(), told]).world()).events
    assert (event.type, event.data["close_reason"]) == ("wastetrack.alert.closed", closed), says


def loads(*tonnes: float, monthly: float = 10.0, **changes: Any) -> Scene:
    """So many loads one after the other, each of so many tonnes, against a month's quota."""
    tracks = [a_clean_trip(120.0 * number) for number in range(len(tonnes))]
    for number, track in enumerate(tracks[1:]):
        track.pings = Track(120.0 * number + 70, ROAD_M - 3000).go(0).pings + track.pings
    manifests = [
        a_manifest(f"M-{number}", 120.0 * number + 15, quantity_t=t, received=120.0 * number + 45, **changes)
        for number, t in enumerate(tonnes)
    ]
    permit = a_permit(items=[an_item(monthly_t=[monthly] * 12)])
    return Scene(merged(*tracks), permits=[permit], manifests=manifests)


@pytest.mark.parametrize(
    ("says", "tonnes", "expected"),
    (
        ("under 90 %", (4.0, 4.9), []),
        ("90 % with the second", (4.0, 5.0), ["warning"]),
        ("100 % is not over it", (4.0, 6.0), ["warning"]),
        ("over it with the second", (5.0, 5.1), ["high"]),
        ("from the trip that passes the level on", (5.0, 4.0, 2.0), ["warning", "high"]),
    ),
)
def test_quota_exceeded(says: str, tonnes: tuple[float, ...], expected: list[str]) -> None:
    assert [severity for severity, *_ in alerts(loads(*tonnes), "quota-exceeded", 900)] == expected, says


def visits_to_a_field(*units: int) -> Scene:
    """Trucks that, one after the other, stand in the same field for twelve minutes, outside any trip."""
    vehicles = [a_vehicle(f"unit-{number}", f"80-{number:04d}") for number in range(1, 5)]
    tracks = [
        Track(100.0 * i, -6000, 2000, unit_id=f"unit-{unit}").go(-9000, 5000 + 30 * i).stand(12).go(-6000, 2000)
        for i, unit in enumerate(units)
    ]
    return Scene(merged(*tracks), vehicles=vehicles)


@pytest.mark.parametrize(
    ("says", "units", "expected"),
    (
        ("two trucks, three stops", (1, 2, 1), ["unit-1"]),
        ("one truck, three stops", (1, 1, 1), []),
        ("two trucks, two stops", (1, 2), []),
        ("a fourth stop makes no second site", (1, 2, 1, 3), ["unit-1"]),
    ),
)
def test_emerging_site(says: str, units: tuple[int, ...], expected: list[str]) -> None:
    told = judge(visits_to_a_field(*units), 900)
    assert [data["unit_id"] for data in told.standing("emerging-site")] == expected, says


def test_a_site_in_use_for_months_is_told_once() -> None:
    scene = visits_to_a_field(1, 2)
    first, second = scene.pings[: len(scene.pings) // 2], scene.pings[len(scene.pings) // 2 :]
    days = (0, 10, 20, 35, 45, 55, 110, 120, 130)
    scene.pings = [
        dict(ping, utc_ts=to_iso(from_iso(ping["utc_ts"]) + round(day * DAY_MS)))
        for number, day in enumerate(days)
        for ping in (second if number % 2 else first)
    ]
    told = judge(scene, 140 * DAY)
    assert [data["started_at"][:10] for data in told.newest("emerging-site")] == ["2026-11-22"]


@pytest.mark.parametrize(("kind", "sites"), (("depot", 0), ("restricted", 0), ("province", 1)))
def test_a_registered_place_is_no_site_and_a_province_is_no_such_place(kind: str, sites: int) -> None:
    scene = visits_to_a_field(1, 2, 1)
    scene.reference["zones"].append(a_zone("Z-HERE", kind, -9000, 5000))
    assert len(judge(scene, 900).standing("emerging-site")) == sites
