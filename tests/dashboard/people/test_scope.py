"""Three parties at one dashboard: no answer that one of them gets holds an id of another."""

import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.people.names import scope_of
from dashboard.people.reach import reach_of
from dashboard.people.rights import RIGHTS
from models.reach import Parties, Reach, UnitSpan, sees, visible
from models.times import DAY_MS, from_iso, to_iso
from storage.partitions import ensure_days
from storage.reference import load_all
from tests.dashboard.people.bench import signed_in, with_token
from tests.dashboard.seed import (
    BASE_MS,
    alert_data,
    put_alert,
    put_event,
    put_reference,
    put_trip,
    put_unit,
    trip_data,
    unit_body,
)
from tests.dashboard.stream import Listener
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until

PARTIES = ("A", "B", "C")
AFTER_MS = BASE_MS + DAY_MS


def square(zone_id: str, kind: str, west: float, size: float, factory_no: str | None = None) -> dict[str, Any]:
    ring = [[west, 12], [west + size, 12], [west + size, 12 + size], [west, 12 + size], [west, 12]]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": zone_id, "name_en": zone_id, "factory_no": factory_no},
    }  # fmt: skip


def permit_of(one: str) -> dict[str, Any]:
    return {
        "permit_no": f"P-{one}", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": f"7{one}1", "name_th": f"gen {one}", "name_en": "", "zone_id": f"GEN-{one}"},
        "items": [{"item_no": 1, "waste_code": "110302HA", "waste_name_th": "กาก", "management_code": "072", "quantity_t": 1.0, "monthly_t": [],
                   "processor": {"factory_no": f"9{one}1", "name_th": f"proc {one}", "name_en": "", "zone_id": f"PROC-{one}"}, "consent": "accepted"}],
        "routes": [], "vehicles": [{"plate": f"70-{one}", "province": "ระยอง"}], "allowed_stop_zone_ids": [], "time_windows": [],
    }  # fmt: skip


async def put_parties(rows: Any) -> None:
    """Each party has an estate with a generator in it, a processor, a permit, a truck, a trip, an alert, a track and events."""
    await ensure_days(rows, [BASE_MS])
    await put_reference(rows, "zones", "FUEL", square("FUEL", "fuel", 99, 0.1))
    for number, one in enumerate(PARTIES):
        west = 100.0 + number
        for zone_id, kind, at, size, factory in (
            (f"EST-{one}", "estate", west, 0.5, None), (f"GEN-{one}", "generator", west + 0.1, 0.1, f"7{one}1"),
            (f"PROC-{one}", "processor", west + 0.7, 0.1, f"9{one}1"),
        ):  # fmt: skip
            await put_reference(rows, "zones", zone_id, square(zone_id, kind, at, size, factory))
        await put_reference(rows, "permits", f"P{one}", permit_of(one))
        vehicle = {"unit_id": f"U-{one}", "plate": f"70-{one}", "province": "ระยอง", "carrier": f"ขนส่ง {one}", "valid_from": "2026-01-01", "valid_to": None}
        await put_reference(rows, "vehicles", f"U-{one}|2026-01-01", vehicle)
        whose = {"unit_id": f"U-{one}", "plate": f"70-{one}", "permit_no": f"P-{one}"}
        trip = trip_data(f"T-{one}", number, **whose, generator_factory_no=f"7{one}1", origin_zone_id=f"GEN-{one}")
        alert = alert_data(f"A-{one}", number + 5, **whose, trip_id=f"T-{one}")
        await put_trip(rows, trip, plate_key=f"70{one}|TH-21")
        await put_alert(rows, alert)
        await put_event(rows, "wastetrack.trip.started", trip)
        await put_event(rows, "wastetrack.alert.opened", alert)
        await put_unit(rows, unit_body(f"U-{one}", 10, plate=f"70-{one}", carrier=f"ขนส่ง {one}", trip_id=f"T-{one}", permit_no=f"P-{one}"))
        at_ms = BASE_MS + 9 * 60_000
        await rows.execute(
            "INSERT INTO pings VALUES ($1, $2, $2, $2, 12.6, $3, 40, 90, 1, 1, 9, true, true, 0, 0, 'gps.pings', 0, $4)",
            f"U-{one}", at_ms, west, number,
        )  # fmt: skip
    both = alert_data("V-1", 9, rule="vendor-outage", trip_id=None, unit_id=None, permit_no=None, vendor="043", trip_ids=["T-A", "T-B"])
    await put_alert(rows, both)
    await put_event(rows, "wastetrack.alert.opened", both)
    twins = alert_data("V-2", 9, rule="impossible-move", trip_id=None, unit_id="U-A", permit_no="P-A", plate="70-A")
    twins["evidence"]["measured"] = {"other_unit_id": "U-B"}
    await put_alert(rows, twins)


SCOPES = (
    ("an estate", "estate:EST-{}"),
    ("a generator", "generator:7{}1"),
    ("a processor", "processor:9{}1"),
    ("a carrier", "carrier:ขนส่ง{}"),
)
IDS = re.compile(r"\b(?:U|T|A|P|GEN|PROC|EST|70)-[ABC]\b|\b[79][ABC]1\b|V-[12]")


def ids_in(text: str) -> set[str]:
    return set(IDS.findall(text))


def filled(path: str, keys: dict[str, str], otherwise: str) -> str:
    """A route's path with the names of its parts in it."""
    return re.sub(r"{(\w+)}", lambda part: keys.get(part[1], otherwise), path)


def own(one: str) -> set[str]:
    return {f"{kind}-{one}" for kind in ("U", "T", "A", "P", "GEN", "PROC", "EST", "70")} | {f"7{one}1", f"9{one}1"}


SEEN = {
    "/api/v1/alerts": "A", "/api/v1/alerts/{alert_id}": "A", "/api/v1/trips": "T", "/api/v1/trips/{trip_id}": "T", "/api/v1/units": "U",
    "/api/v1/units/{unit_id}/track": "U", "/api/v1/permits/{permit_no}": "P", "/api/v1/events": "T",
}  # fmt: skip
"""Where one's own must be found, so that an answer of nothing is not taken for a good one."""


@pytest.mark.parametrize("scope", [pytest.param(case[1], id=case[0]) for case in SCOPES])
async def test_no_answer_holds_a_foreign_id(guarded: httpx.AsyncClient, rows: Any, scope: str) -> None:
    await put_parties(rows)
    for one in PARTIES:
        asker = await with_token(rows, f"token-{one}", "viewer", (scope.format(one),))
        for method, path in sorted(RIGHTS):
            if method != "GET" or not path.startswith("/api/v1/") or path in {"/api/v1/live", "/api/v1/sign-in"}:
                continue
            for whose in PARTIES:
                keys = {"alert_id": f"A-{whose}", "trip_id": f"T-{whose}", "unit_id": f"U-{whose}", "permit_no": f"P-{whose}"}
                answer = await guarded.get(filled(path, keys, whose), headers=asker)
                if not RIGHTS[method, path].keeps_to_scope:
                    check_problem(answer, 403)
                    continue
                found = ids_in(answer.text)
                if answer.status_code == 404:
                    assert whose != one, (path, one)
                    assert found <= own(whose), "it says no more than what was asked for"
                    continue
                assert answer.status_code == 200, (path, answer.text)
                assert found <= own(one), (path, one, found - own(one))
                if path in SEEN and (whose == one or "{" not in path):
                    assert f"{SEEN[path]}-{one}" in found, (path, one)
                assert "{" not in path or whose == one, (path, one, whose)


@pytest.mark.parametrize("scope", [pytest.param(case[1], id=case[0]) for case in SCOPES])
async def test_the_live_stream_holds_no_foreign_id(guarded: httpx.AsyncClient, rows: Any, scope: str) -> None:
    await put_parties(rows)
    browser = await signed_in(rows, "somchai", "viewer", (scope.format("B"),))
    guarded.headers.update(browser)
    listener = Listener(guarded, last_id="0-0.0")

    async def heard() -> bool:
        return {message.name for message in listener.heard} >= {"unit", "trip", "alert", "clock"}

    await until(heard, "what happened before is told")
    for one in PARTIES:
        await put_unit(rows, unit_body(f"U-{one}", 12, trip_id=f"T-{one}", permit_no=f"P-{one}"))
        await put_event(rows, "wastetrack.alert.opened", alert_data(f"A-{one}", 6, version=2, unit_id=f"U-{one}", plate=f"70-{one}", permit_no=f"P-{one}", trip_id=f"T-{one}"))

    async def told_of_both() -> bool:
        units = [unit for message in listener.named("unit") for unit in message.data if unit["utc_ts"] == to_iso(BASE_MS + 12 * 60_000)]
        return bool(units) and len(listener.named("alert")) >= 2

    await until(told_of_both, "what happens now is told")
    await listener.cut()
    said = json.dumps([message.data for message in listener.heard], ensure_ascii=False)
    assert ids_in(said) <= own("B")
    assert {"U-B", "T-B", "A-B"} <= ids_in(said)


async def test_whoever_has_no_scope_sees_all(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    asker = await with_token(rows, "all", "viewer")
    for path, prefix in SEEN.items():
        if "{" not in path:
            assert {f"{prefix}-{one}" for one in PARTIES} <= ids_in((await guarded.get(path, headers=asker)).text), path
    assert (await guarded.get("/api/v1/summary", headers=asker)).json()["units"] == 3


async def test_counts_are_those_of_the_scope(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    asker = await with_token(rows, "one", "viewer", ("generator:7A1",))
    assert (await guarded.get("/api/v1/summary", headers=asker)).json() == {
        "units": 1, "moving": 1, "trips_open": 1, "alerts_open": 1, "alerts_immediate": 1, "data_at": to_iso(BASE_MS + 600_000),
    }  # fmt: skip


async def test_a_generator_sees_a_truck_while_it_drives_for_it_and_no_longer(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    asker = await with_token(rows, "one", "viewer", ("generator:7A1",))
    track = "/api/v1/units/U-A/track"
    assert len((await guarded.get(track, headers=asker)).json()["fixes"]) == 1
    await rows.execute("UPDATE trips SET ended_ms = $1 WHERE trip_id = 'T-A'", BASE_MS + 8 * 60_000)
    check_problem(await guarded.get(track, headers=asker), 404)
    await put_unit(rows, unit_body("U-A", 20, trip_id=None, permit_no=None))
    assert (await guarded.get("/api/v1/units", headers=asker)).json()["items"] == []


async def test_a_carrier_sees_of_a_permit_its_own_trucks(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    shared = permit_of("A") | {"vehicles": [{"plate": "70-A", "province": "ระยอง"}, {"plate": "70-B", "province": "ระยอง"}]}
    await put_reference(rows, "permits", "PA", shared, received_ms=1)
    asker = await with_token(rows, "b", "viewer", ("carrier:ขนส่งB",))
    answer = (await guarded.get("/api/v1/permits/P-A", headers=asker)).json()
    assert answer["vehicles"] == [{"plate": "70-B", "province": "ระยอง"}]
    check_problem(await guarded.get("/api/v1/trips/T-A", headers=asker), 404)


async def test_a_truck_that_was_sold_is_seen_by_each_carrier_in_its_own_time(rows: Any) -> None:
    for carrier, begins, ends in (("old", "2026-01-01", "2026-10-31"), ("new", "2026-11-01", None)):
        vehicle = {"unit_id": "U1", "plate": "70-1", "province": "ระยอง", "carrier": carrier, "valid_from": begins, "valid_to": ends}
        await put_reference(rows, "vehicles", f"U1|{begins}", vehicle)
    versions, zone = await load_all(rows), ZoneInfo("Asia/Bangkok")
    old, new = (reach_of(scope_of([f"carrier:{one}"]), versions, AFTER_MS, zone) for one in ("old", "new"))
    sold_ms = from_iso("2026-11-01T00:00:00+07:00")
    assert [(reach.has_unit("U1", sold_ms - 1), reach.has_unit("U1", sold_ms)) for reach in (old, new)] == [(True, False), (False, True)]


REACH = Reach(
    permits=frozenset({"P-A"}), papers=frozenset({"PA"}), origins=frozenset({"GEN-A"}), zones=frozenset({"GEN-A"}),
    spans=(UnitSpan(unit_id="U-A", from_ms=10, to_ms=20),), plates=frozenset({"70A|TH-21"}),
)  # fmt: skip
ROWS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("under one's own permit", {"permit_no": "P-A"}, True),
    ("from one's own gate", {"origin_zone_id": "GEN-A"}, True),
    ("of one's own truck", {"unit_id": "U-A", "at_ms": 10}, True),
    ("of a truck before it was one's own", {"unit_id": "U-A", "at_ms": 9}, False),
    ("of a truck that is no longer", {"unit_id": "U-A", "at_ms": 20}, False),
    ("of another", {"permit_no": "P-B", "origin_zone_id": "GEN-B", "unit_id": "U-B"}, False),
    ("of nobody", {}, False),
)
NOBODY = {"permit_no": None, "origin_zone_id": None, "unit_id": None, "at_ms": 15}


@pytest.mark.parametrize(("row", "seen"), [pytest.param(*case[1:], id=case[0]) for case in ROWS])
def test_what_is_visible(row: dict[str, Any], seen: bool) -> None:
    parties = Parties(**(NOBODY | row))
    assert visible(REACH, parties) == seen
    assert visible(None, parties), "without a scope everything is"


@given(st.none() | st.sampled_from(["P-A", "P-B"]), st.none() | st.sampled_from(["U-A", "U-B"]), st.integers(0, 30))
def test_a_reach_of_nothing_sees_nothing(permit_no: str | None, unit_id: str | None, at_ms: int) -> None:
    nothing = Reach(permits=frozenset(), papers=frozenset(), origins=frozenset(), zones=frozenset(), spans=(), plates=frozenset())
    assert not visible(nothing, Parties(permit_no=permit_no, origin_zone_id=None, unit_id=unit_id, at_ms=at_ms))


def test_an_alert_that_names_others_is_not_seen_though_it_is_of_one_s_own() -> None:
    mine = alert_data("A1", permit_no="P-A")
    assert sees(REACH, mine)
    assert not sees(REACH, mine | {"trip_ids": ["T-A", "T-B"]})
    assert not sees(REACH, mine | {"evidence": {"measured": {"other_unit_id": "U-B"}}})
    assert sees(None, mine | {"trip_ids": []})
