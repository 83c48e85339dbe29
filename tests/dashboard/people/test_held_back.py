"""No tipping off: an account of a carrier or a generator is shown no alert before that party was told of it."""

import json
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.held_back import Verdict, is_seen, trip_without_untold, verdict_of
from dashboard.people.names import scope_of
from dashboard.people.reach import reach_of
from models.reach import Reach
from models.times import DAY_MS
from ops.settings import Settings
from storage.incidents import load_members
from storage.lists_alerts import read_alerts
from storage.party_alerts import add_party_alerts, read_told_to
from storage.reference import load_all
from tests.dashboard.conftest import running
from tests.dashboard.parties.seed import release, settings_of
from tests.dashboard.people.bench import with_token
from tests.dashboard.people.parties import PARTIES, gathered, ids_in, put_parties, put_told, text_of, whose
from tests.dashboard.people.test_reach import REACH
from tests.dashboard.people.test_scope import DAY, addresses, heard, keys_of
from tests.dashboard.seed import BASE_MS, alert_data, put_event, put_unit, trip_data, unit_body
from tests.dashboard.stream import Listener
from tests.dashboard.wait import until

KEPT: Final = (("carrier", "carrier:ขนส่ง{}"), ("generator", "generator:7{}1"))
ADDRESSES: Final = "".join(
    f'[carrier."ขนส่ง {one}"]\nkind = "line"\nto = "U{one}"\n[generator."7{one}1"]\nkind = "line"\nto = "G{one}"\n' for one in PARTIES
)  # fmt: skip
OWN: Final = msgspec.structs.replace(REACH, told_of=frozenset({"carrier:A"}))
PLANT: Final = msgspec.structs.replace(REACH, permits=frozenset({"P-C"}), origins=frozenset(), spans=())
BOTH: Final = msgspec.structs.replace(OWN, permits=frozenset({"P-A", "P-C"}), freely=PLANT)

CASES: Final[tuple[tuple[str, Reach | None, dict[str, Any], tuple[str, ...], Verdict], ...]] = (
    ("without a scope nothing is held back", None, {}, (), "no_scope"),
    ("what is another's is not seen, told or not", OWN, {"permit_no": "P-B", "unit_id": "U-B"}, ("carrier:A",), "out_of_reach"),
    ("one that names others is not seen, told or not", OWN, {"trip_ids": ["T-A", "T-B"]}, ("carrier:A",), "out_of_reach"),
    ("an estate or a plant sees it as it comes", REACH, {}, (), "free"),
    ("a carrier waits", OWN, {}, (), "held_back"),
    ("until it was told", OWN, {}, ("carrier:A",), "told"),
    ("itself, and not another", OWN, {}, ("carrier:B", "generator:A"), "held_back"),
    ("an account that is a plant's too sees what the plant sees", BOTH, {"permit_no": "P-C"}, (), "free"),
    ("and waits for the rest", BOTH, {}, (), "held_back"),
)


@pytest.mark.parametrize(("reach", "changes", "parties", "verdict"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_whether_an_alert_is_shown_and_why(reach: Reach | None, changes: dict[str, Any], parties: tuple[str, ...], verdict: Verdict) -> None:
    alert = alert_data("A1", permit_no="P-A") | changes
    assert verdict_of(reach, alert, {"A1": parties}) == verdict
    assert is_seen(verdict) == (verdict in {"no_scope", "free", "told"})


@given(st.sets(st.sampled_from("ABC")), st.dictionaries(st.sampled_from("ABC"), st.sets(st.sampled_from(("carrier:A", "carrier:B")))))
def test_a_trip_names_the_alerts_that_were_told_and_never_says_how_it_was_judged(alert_ids: set[str], told_to: dict[str, set[str]]) -> None:
    trip = trip_data("T", permit_no="P-A", alert_ids=sorted(alert_ids), verdict="verified_with_alerts")
    shown = trip_without_untold(OWN, trip, told_to)
    assert shown["alert_ids"] == [one for one in sorted(alert_ids) if "carrier:A" in told_to.get(one, ())]
    assert {name for name in trip if name not in shown} == {"verdict"}
    assert trip_without_untold(REACH, trip, told_to) == trip_without_untold(None, trip, told_to) == trip


@pytest.mark.parametrize("scope", (
    "carrier:ขนส่งA", "generator:7A1", "processor:9A1", "estate:EST-A", "carrier:ขนส่งA,carrier:ขนส่งB", "carrier:ขนส่งA,processor:9A1",
    "generator:7B1,estate:EST-C", "carrier:ขนส่งA,generator:7B1,processor:9C1",
))  # fmt: skip
async def test_a_list_keeps_what_the_verdict_shows(rows: Any, scope: str) -> None:
    await put_parties(rows, are_told=False)
    for alert_id, party in (("A-A", "carrier:ขนส่งA"), ("A-B", "carrier:ขนส่งA"), ("A-B", "generator:7B1"), ("V-2", "carrier:ขนส่งA")):
        await add_party_alerts(rows, party, [alert_id], BASE_MS)
    reach = reach_of(scope_of(scope.split(",")), await load_all(rows), BASE_MS + DAY_MS, ZoneInfo("Asia/Bangkok"))
    alerts = [json.loads(one.body) for one in await read_alerts(rows, limit=50)]
    told_to = await read_told_to(rows, reach, [alert["alert_id"] for alert in alerts])
    listed = [one.alert_id for one in await read_alerts(rows, limit=50, reach=reach)]
    assert listed == [alert["alert_id"] for alert in alerts if is_seen(verdict_of(reach, alert, told_to))]


@pytest.fixture
def signing_in(database: str, tmp_path: Path) -> Settings:
    return settings_of(database, tmp_path, ADDRESSES, SIGN_IN="on", CLOCK="pings")


async def put_secrets(rows: Any) -> None:
    """Parties whose alerts nobody was told of, and all else that would tell of them: their trips and the colour of their trucks."""
    await put_parties(rows, are_told=False)
    for one in PARTIES:
        secret: dict[str, Any] = {"alert_ids": [f"A-{one}", f"L-{one}"], "verdict": "verified_with_alerts"}
        await rows.execute("UPDATE trips SET data = data || $2::text::jsonb WHERE trip_id = $1", f"T-{one}", json.dumps(secret))
        await put_event(rows, "wastetrack.trip.completed", trip_data(f"T-{one}", version=2, **whose(one), **secret))
        await put_told(rows, alert_data(f"L-{one}", 6, rule="not-arrived", severity="critical", **whose(one), trip_id=f"T-{one}"))
        await put_unit(rows, red(one, 11))


def red(one: str, minute: int) -> dict[str, Any]:
    return unit_body(
        f"U-{one}", minute, plate=f"70-{one}", carrier=f"ขนส่ง {one}", trip_id=f"T-{one}", permit_no=f"P-{one}", urgency="immediate",
        severity="critical",
    )  # fmt: skip


def tells(said: str) -> set[str]:
    """What of the parties' alerts stands in a body: their ids, rules, words and colours."""
    marks = ("route-deviation", "not-arrived", "620 m", '"critical"', '"urgency":"immediate"', '"urgency": "immediate"', "verified_with")
    return {name for name in ids_in(said) if name.startswith("A-")} | {f"L-{one}" for one in PARTIES if f"L-{one}" in said} | {
        mark for mark in marks if mark in said
    }


@pytest.mark.parametrize("scope", [pytest.param(case[1], id=case[0]) for case in KEPT])
async def test_no_get_tells_of_an_alert_before_its_release_and_each_does_after(guarded: httpx.AsyncClient, rows: Any, scope: str) -> None:
    await put_secrets(rows)
    keys, incidents = await keys_of(rows), await gathered(rows)
    everybody = await with_token(rows, "all", "officer")
    await heard(guarded, everybody)
    described = (await guarded.get("/openapi.json", headers=everybody)).json()
    askers = {one: await with_token(rows, f"token-{one}", "viewer", (scope.format(one),)) for one in PARTIES}

    async def asked(one: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for address in (*addresses(described, keys[one]), f"/api/v1/alerts/L-{one}", f"/api/v1/alerts/L-{one}/why"):
            answer = await guarded.get(address, headers=askers[one])
            assert answer.status_code in {200, 403, 404}, address
            # A name that was asked for is said again where there is nothing under it; the description tells of no truck.
            if answer.status_code == 200 and address != "/openapi.json":
                found[address] = text_of(answer)
        return found

    for one in PARTIES:
        found = await asked(one)
        assert {f"/api/v1/trips/T-{one}", f"/api/v1/trips/T-{one}/story", "/api/v1/units", "/api/v1/events", "/api/v1/numbers"} <= set(found)
        assert {address: tells(said) for address, said in found.items() if tells(said)} == {}, one
        assert f"/api/v1/incidents/{incidents[one]}" not in found
        (estate,) = json.loads(found[f"/api/v1/numbers?{DAY}"])["estates"]
        assert estate["late"] == 0, "that a trip is late is what its alert says"

    role = scope.partition(":")[0]
    guarded.headers.update(everybody)
    assert (await release(guarded, incidents["A"], role)).status_code == 200
    guarded.headers.pop("Authorization")
    found = await asked("A")
    for address in (f"/api/v1/incidents/{incidents['A']}", "/api/v1/incidents", "/api/v1/alerts", "/api/v1/alerts/A-A", "/api/v1/alerts/L-A/why",
                    "/api/v1/trips/T-A", "/api/v1/trips/T-A/story", "/api/v1/trips/T-A/why", "/api/v1/events", "/api/v1/playback"):  # fmt: skip
        said = next(text for name, text in found.items() if name.partition("?")[0] == address)
        assert {"A-A", "L-A"} & tells(said), address
    assert '"critical"' in tells(found["/api/v1/units"])
    assert "verified_with" not in "".join(found.values())
    for one in ("B", "C"):
        assert not any(tells(said) for said in (await asked(one)).values()), one
    other = next(name for name, _ in KEPT if name != role)
    besides = await with_token(rows, "besides", "viewer", (dict(KEPT)[other].format("A"),))
    assert tells((await guarded.get("/api/v1/alerts", headers=besides)).text) == set(), "each party waits for its own release"


async def test_an_estate_and_a_plant_are_shown_them_as_they_come(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_secrets(rows)
    await gathered(rows)
    for scope in ("estate:EST-A", "processor:9A1"):
        asker = await with_token(rows, scope, "viewer", (scope,))
        assert {"A-A", "L-A", "verified_with", '"critical"'} <= {
            mark for path in ("alerts", "incidents", "trips", "units") for mark in tells((await guarded.get(f"/api/v1/{path}", headers=asker)).text)
        }, scope


async def test_the_live_stream_holds_an_alert_back_until_it_is_released(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_secrets(rows)
    incidents = await gathered(rows)
    everybody, party = await with_token(rows, "all", "officer"), await with_token(rows, "mill", "viewer", ("generator:7A1",))
    guarded.headers.update(party)
    listener = Listener(guarded, last_id="0-0.0")
    await put_told(rows, alert_data("A-A", 6, version=2, **whose("A"), trip_id="T-A"))
    await put_unit(rows, red("A", 12))
    await put_event(rows, "wastetrack.trip.completed", trip_data("T-A", version=3, **whose("A"), alert_ids=["A-A"], verdict="verified_with_alerts"))
    await rows.execute("NOTIFY wastetrack_events")

    async def told() -> bool:
        moved = any(unit["utc_ts"].startswith("2026-11-02T00:12") for message in listener.named("unit") for unit in message.data)
        return moved and any(message.data["data"]["version"] == 3 for message in listener.named("trip"))

    await until(told, "what the party may hear is told")
    assert tells(json.dumps([message.data for message in listener.heard], ensure_ascii=False)) == set()
    assert listener.named("alert", "incident") == []
    guarded.headers.update(everybody)
    assert (await release(guarded, incidents["A"], "generator")).status_code == 200
    await put_unit(rows, red("A", 13))

    async def released() -> bool:
        red_now = any(unit["urgency"] == "immediate" for message in listener.named("unit") for unit in message.data)
        return red_now and bool(listener.named("incident"))

    await until(released, "the incident and the colour are told")
    await listener.cut()


async def test_what_is_told_at_once_is_seen_by_itself_and_what_is_immediate_waits(signing_in: Settings, rows: Any) -> None:
    at_once = ADDRESSES + '[told]\ndefault = "at_once"\n'
    async with running(msgspec.structs.replace(signing_in, parties=at_once), say=lambda _: None) as api:

        async def follows() -> bool:
            return bool(await rows.fetchval("SELECT count(*) FROM cursors WHERE name = 'parties'"))

        await until(follows, "the follower of parties has begun")
        await put_parties(rows, are_told=False)
        await put_told(rows, alert_data("A-D", 9, urgency="today", rule="outside-hours", **whose("B"), trip_id=None))
        asker = await with_token(rows, "mill", "viewer", ("generator:7B1",))

        async def seen() -> set[str]:
            return {one["alert_id"] for one in (await api.get("/api/v1/alerts", headers=asker)).json()["items"]}

        async def there() -> bool:
            return "A-D" in await seen()

        await until(there, "what is told at once is seen")
        assert await seen() == {"A-D"}
        incident_id = await rows.fetchval("SELECT incident_id FROM incident_alerts WHERE alert_id = 'A-D'")
        ((alert,),) = (await load_members(rows, [incident_id])).values()
        assert alert.alert_id == "A-D", "the immediate one is another incident"
