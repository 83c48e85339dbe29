"""Three parties at one dashboard: no answer that one of them gets holds an id of another."""

import json
from typing import Any, Final

import httpx
import pytest

from dashboard.numbers.tables import TABLES, TREND
from dashboard.people.rights import RIGHTS
from models.times import HOUR_MS, MINUTE_MS, to_iso
from ops.settings import Settings, load
from storage.party_alerts import add_party_alerts
from tests.dashboard.asking import NEEDED, by_route, questions
from tests.dashboard.people.bench import KEY, signed_in, with_token
from tests.dashboard.people.parties import (
    CROSSING,
    PARTIES,
    SCOPES,
    gathered,
    ids_in,
    own,
    permit_of,
    put_parties,
    put_told,
    text_of,
    whose,
)
from tests.dashboard.people.test_rights import routes
from tests.dashboard.pings import judged_to
from tests.dashboard.seed import BASE_MS, alert_data, put_reference, put_unit, unit_body
from tests.dashboard.stream import Listener
from tests.dashboard.test_errors import check_problem
from tests.dashboard.test_lookup_area import fill_up_to
from tests.dashboard.wait import until

DAY: Final = "day=2026-11-02"
PERIOD: Final = {"from": to_iso(BASE_MS), "to": to_iso(BASE_MS + 60 * MINUTE_MS)}

SEEN: Final = {
    "/openapi.json": "", "/api/v1/alerts": "A", "/api/v1/alerts/{alert_id}": "A", "/api/v1/alerts/{alert_id}/why": "A",
    "/api/v1/trips": "T", "/api/v1/trips/{trip_id}": "T", "/api/v1/trips/{trip_id}/why": "T", "/api/v1/trips/{trip_id}/story": "M",
    "/api/v1/trips/{trip_id}/track.csv": "U", "/api/v1/trips/{trip_id}/track.geojson": "T", "/api/v1/trips/{trip_id}/track.gpx": "T",
    "/api/v1/trips/{trip_id}/track.kml": "T", "/api/v1/units": "U", "/api/v1/units/{unit_id}/track": "U", "/api/v1/zones": "GEN",
    "/api/v1/permits/{permit_no}": "P", "/api/v1/unresolved": "P", "/api/v1/events": "T", "/api/v1/live": "", "/api/v1/summary": "",
    "/api/v1/health": "", "/api/v1/settings": "", "/api/v1/playback": "U", "/api/v1/incidents": "A",
    "/api/v1/incidents/{incident_id}": "A", "/api/v1/incidents/{incident_id}/told": "", "/api/v1/people/names": "", "/api/v1/lookups": "U", "/api/v1/views": "",
    "/api/v1/numbers": "EST", "/api/v1/numbers/trend": "", "/api/v1/numbers/{file}": "EST", "/api/v1/sign-in": "",
}  # fmt: skip
"""What of one's own each route must tell, so that an answer of nothing is not taken for a good one."""

MORE: Final = (
    "/api/v1/incidents?state=all&shelved=all", "/api/v1/incidents?alert_id={alert_id}&state=all", "/api/v1/incidents?unit_id={unit_id}",
    "/api/v1/alerts?trip_id={trip_id}", "/api/v1/trips?plate=70-{party}", f"/api/v1/numbers?{DAY}", f"/api/v1/numbers/trend?days=3&{DAY}",
    *(f"/api/v1/lookups?q={text}" for text in ("U-{party}", "T-{party}", "P-{party}", "M-{party}", "7{party}1", "9{party}1", "ขนส่ง", "gen", "proc")),
    *(f"/api/v1/numbers/{name}.csv?{DAY}" for name in (*TABLES, TREND)), f"/api/v1/numbers/top-units.xlsx?{DAY}",
)  # fmt: skip
"""Other ways to ask the same routes."""


@pytest.fixture
def signing_in(database: str) -> Settings:
    """On the pings' clock, so that today is the day of the parties."""
    return load(None, {
        "WASTETRACK_DATABASE": database, "WASTETRACK_SIGN_IN": "on", "WASTETRACK_PERSONAL_KEY": KEY, "WASTETRACK_CLOCK": "pings",
    })  # fmt: skip


async def keys_of(rows: Any) -> dict[str, dict[str, str]]:
    """What stands in the addresses that ask of each party."""
    return {
        one: {
            "party": one, "alert_id": f"A-{one}", "trip_id": f"T-{one}", "unit_id": f"U-{one}", "permit_no": f"P-{one}",
            "incident_id": incident_id, "desk_id": "centre", "file": "estates.csv",
        }
        for one, incident_id in sorted((await gathered(rows)).items())
    }  # fmt: skip


def addresses(described: Any, keys: dict[str, str]) -> dict[str, str]:
    """The addresses of all questions of the description, and of the other ways to ask, each with its route."""
    found = {address: path for path, address in by_route(described, keys)}
    assert set(found.values()) >= set(SEEN) - {"/api/v1/live"}
    for more in MORE:
        path = more.partition("?")[0]
        found[more.format(**keys)] = "/api/v1/numbers/{file}" if "." in path else path
    return found


async def heard(api: httpx.AsyncClient, asker: dict[str, str]) -> None:
    """Waits until the dashboard's clock is that of the units."""

    async def are_heard() -> bool:
        return bool((await api.get("/api/v1/health", headers=asker)).json()["units_heard"] == len(PARTIES))

    await until(are_heard, "the units are heard")


def test_every_route_that_answers_within_a_scope_is_walked_below():
    kept = {path for (method, path), right in RIGHTS.items() if method == "GET" and right.keeps_to_scope} | {"/api/v1/sign-in"}
    assert kept == set(SEEN)
    assert {path for method, path in routes() if method == "GET"} == {path for method, path in RIGHTS if method == "GET"}


@pytest.mark.parametrize("scope", [pytest.param(case[1], id=case[0]) for case in SCOPES])
async def test_no_answer_holds_a_foreign_id(guarded: httpx.AsyncClient, rows: Any, scope: str) -> None:
    await put_parties(rows)
    keys, incidents = await keys_of(rows), await gathered(rows)
    everybody = await with_token(rows, "all")
    await heard(guarded, everybody)
    described = (await guarded.get("/openapi.json", headers=everybody)).json()
    for one in PARTIES:
        asker = await with_token(rows, f"token-{one}", "viewer", (scope.format(one),))
        others = [incident_id for party, incident_id in incidents.items() if party != one]
        plain = set(questions(described, keys[one]))
        asked = {address: (path, other) for other in (*PARTIES, one) for address, path in addresses(described, keys[other]).items()}
        for address, (path, other) in asked.items():
            answer = await guarded.get(address, headers=asker)
            if path not in SEEN:
                check_problem(answer, 403)
                continue
            if answer.status_code == 404:
                assert other != one, (address, one)
                assert ids_in(answer.text) <= own(other), "it says no more than what was asked for"
                continue
            assert answer.status_code == 200, (address, answer.text)
            said = text_of(answer)
            if path == "/api/v1/lookups":
                said = json.dumps(answer.json() | {"normal": "what was asked for"}, ensure_ascii=False)
            assert ids_in(said) <= own(one), (address, one, ids_in(said) - own(one))
            assert not any(incident_id in said for incident_id in others), (address, one)
            if other == one and address in plain and SEEN[path] and (path, scope[:7]) != ("/api/v1/unresolved", "carrier"):
                assert f"{SEEN[path]}-{one}" in ids_in(said), (address, one)
    for path in ("/", "/healthz", "/readyz", "/metrics"):
        assert ids_in((await guarded.get(path)).text) == set(), path


AREA: Final = {
    "polygon": {"type": "Polygon", "coordinates": [[[CROSSING[0] + x, CROSSING[1] + y] for x, y in ((-0.1, -0.1), (0.1, -0.1), (0.1, 0.1), (-0.1, 0.1), (-0.1, -0.1))]]},
    **PERIOD,
}  # fmt: skip


@pytest.mark.parametrize("scope", [pytest.param(case[1], id=case[0]) for case in SCOPES])
async def test_of_a_drawn_area_in_which_all_were_each_is_told_its_own(guarded: httpx.AsyncClient, rows: Any, scope: str) -> None:
    await put_parties(rows)
    for one in PARTIES:
        asker = await with_token(rows, f"token-{one}", "viewer", (scope.format(one),))
        answer = await guarded.post("/api/v1/lookups/area", headers=asker, json=AREA)
        assert answer.status_code == 200, answer.text
        assert ids_in(answer.text) == {f"U-{one}", f"T-{one}", f"70-{one}"}
        assert (answer.json()["inside_count"], answer.json()["inside"][0]["fixes"]) == (1, 2)


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
        await put_told(rows, alert_data(f"A-{one}", 6, version=2, severity="critical", **whose(one), trip_id=f"T-{one}"))

    async def told_of_all() -> bool:
        units = [unit for message in listener.named("unit") for unit in message.data if unit["utc_ts"] == to_iso(BASE_MS + 12 * 60_000)]
        grave = [message for message in listener.named("incident") if message.data["severity"] == "critical"]
        return bool(units) and bool(grave) and len(listener.named("alert")) >= 2

    await until(told_of_all, "what happens now is told, and what becomes of it")
    await listener.cut()
    said = json.dumps([message.data for message in listener.heard], ensure_ascii=False)
    assert ids_in(said) <= own("B")
    assert {"U-B", "T-B", "A-B"} <= ids_in(said)
    assert {message.data["incident_id"] for message in listener.named("incident")} == {(await gathered(rows))["B"]}


async def test_an_open_stream_follows_what_the_scope_reaches(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    await add_party_alerts(rows, "generator:7A1", ["A-B"], BASE_MS)
    guarded.headers.update(await signed_in(rows, "somchai", "viewer", ("generator:7A1",)))
    listener = Listener(guarded)
    await listener.connected.wait()
    await put_reference(rows, "permits", "PB", permit_of("B") | {"generator": permit_of("A")["generator"]}, received_ms=1)
    version = 1

    async def told_of_b() -> bool:
        nonlocal version
        version += 1
        await put_told(rows, alert_data("A-B", 6, version=version, **whose("B"), trip_id="T-B"))
        return "A-B" in {message.data["data"]["alert_id"] for message in listener.named("alert")}

    await until(told_of_b, "the other permit is its own now")
    await listener.cut()


async def test_whoever_has_no_scope_sees_all(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    await gathered(rows)
    asker = await with_token(rows, "all", "viewer")
    for path, prefix in SEEN.items():
        if prefix and "{" not in path and path not in NEEDED:
            address = f"{path}?{DAY}" if "numbers" in path else path
            assert {f"{prefix}-{one}" for one in PARTIES} <= ids_in((await guarded.get(address, headers=asker)).text), path
    assert (await guarded.get("/api/v1/summary", headers=asker)).json()["units"] == 3
    area = await guarded.post("/api/v1/lookups/area", headers=asker, json=AREA)
    assert area.json()["inside_count"] == 3


async def test_counts_are_those_of_the_scope(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    asker = await with_token(rows, "one", "viewer", ("generator:7A1",))
    assert (await guarded.get("/api/v1/summary", headers=asker)).json() == {
        "units": 1, "moving": 1, "trips_open": 1, "alerts_open": 1, "alerts_immediate": 1, "data_at": to_iso(BASE_MS + 600_000),
    }  # fmt: skip
    await heard(guarded, asker)
    found = (await guarded.get("/api/v1/numbers", headers=asker)).json()
    assert (found["trips"]["started"], [rule["alerts"] for rule in found["rules"]]) == (1, [1])
    assert [(one["zone_id"], one["started"]) for one in found["estates"]] == [("EST-A", 1)]
    assert (found["blindness"]["fleet"]["heard"], found["vendors"][0]["units"]) == (1, 1)
    assert (found["load"]["desks"], [one["unit_id"] for one in found["load"]["top_units"]]) == ([], ["U-A"])
    trend = (await guarded.get("/api/v1/numbers/trend?days=2", headers=asker)).json()
    assert [(day["trips"], day["immediate"]) for day in trend["days"]] == [(0, 0), (1, 1)]
    assert await rows.fetchval("SELECT count(*) FROM numbers_days") == 0, "what one party's day was is kept for nobody"


async def test_a_generator_sees_a_truck_while_it_drives_for_it_and_no_longer(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    asker = await with_token(rows, "one", "viewer", ("generator:7A1",))
    track = "/api/v1/units/U-A/track"
    played = f"/api/v1/playback?unit_id=U-A&unit_id=U-B&from={PERIOD['from']}&to={PERIOD['to']}"
    assert len((await guarded.get(track, headers=asker)).json()["fixes"]) == 2
    assert [(unit["unit_id"], len(unit["t"])) for unit in (await guarded.get(played, headers=asker)).json()["units"]] == [("U-A", 2)]
    await rows.execute("UPDATE trips SET ended_ms = $1 WHERE trip_id = 'T-A'", BASE_MS + 8 * MINUTE_MS)
    assert len((await guarded.get(track, headers=asker)).json()["fixes"]) == 1, "the moment of its end is the trip's"
    assert [len(unit["t"]) for unit in (await guarded.get(played, headers=asker)).json()["units"]] == [1]
    for hours in (0, 2):  # nothing is indexed yet; all is
        await judged_to(rows, BASE_MS + (hours + 1) * HOUR_MS)
        await fill_up_to(rows, BASE_MS + hours * HOUR_MS)
        inside = (await guarded.post("/api/v1/lookups/area", headers=asker, json=AREA)).json()["inside"]
        assert [(one["unit_id"], one["fixes"]) for one in inside] == [("U-A", 1)], hours
    await rows.execute("UPDATE trips SET ended_ms = $1 WHERE trip_id = 'T-A'", BASE_MS + 7 * MINUTE_MS)
    check_problem(await guarded.get(track, headers=asker), 404)
    assert (await guarded.post("/api/v1/lookups/area", headers=asker, json=AREA)).json()["inside"] == []
    await put_unit(rows, unit_body("U-A", 20, trip_id=None, permit_no=None))
    assert (await guarded.get("/api/v1/units", headers=asker)).json()["items"] == []
    (truck,) = (await guarded.get("/api/v1/lookups?q=70", headers=asker)).json()["trucks"]
    assert (truck["unit_id"], truck["seen_at"]) == ("U-A", None), "it drove for it; when it was heard last is not told"


async def test_a_carrier_sees_of_a_permit_its_own_trucks(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    shared = permit_of("A") | {"vehicles": [{"plate": "70-A", "province": "ระยอง"}, {"plate": "70-B", "province": "ระยอง"}]}
    await put_reference(rows, "permits", "PA", shared, received_ms=1)
    asker = await with_token(rows, "b", "viewer", ("carrier:ขนส่งB",))
    answer = (await guarded.get("/api/v1/permits/P-A", headers=asker)).json()
    assert answer["vehicles"] == [{"plate": "70-B", "province": "ระยอง"}]
    check_problem(await guarded.get("/api/v1/trips/T-A", headers=asker), 404)
    found = (await guarded.get("/api/v1/lookups?q=P-A", headers=asker)).json()
    assert ([one["permit_no"] for one in found["permits"]], found["trips"], found["manifests"]) == (["P-A"], [], [])
