"""Rosters over HTTP: written by supervisors over the version they saw, with the audit's word for it."""

from typing import Any

import httpx
import msgspec
import pytest

from dashboard.duty import answers
from dashboard.people.accounts import add_person
from ops.settings import Settings
from storage.rosters import ChannelRow, tell_channels
from storage.tellings import add_tellings
from tests.dashboard.conftest import running
from tests.dashboard.desks.conftest import put_zone
from tests.dashboard.incidents.seed import person
from tests.dashboard.seed import put_reference
from tests.dashboard.test_errors import check_problem
from tests.telling.made import NOW_MS, incident


@pytest.fixture
async def channels(database: str, rows: Any) -> Any:
    """The notifier has told of its channels, and there is an estate."""
    prepared = await _prepared(database)
    named = [ChannelRow(name=name, kind=kind, state="closed", quota=quota, used=7 if quota else None, told_ms=NOW_MS) for name, kind, quota in (("a-line", "line", 300), ("a-mail", "email", None))]
    await tell_channels(prepared, named)
    await put_zone(rows, "Z-EST-1")
    yield prepared
    await prepared.close()


async def _prepared(database: str) -> Any:
    from storage.pool import connect as connect_prepared

    return await connect_prepared(database)


def said(version: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "version": version, "name_th": "มาบตาพุด", "name_en": "Map Ta Phut", "zone_ids": ["Z-EST-1"],
        "members": [
            {"person": "anong", "role": "officer", "channels": ["a-line", "a-mail"], "shifts": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "00:00"}]},
            {"person": "suda", "role": "supervisor", "channels": ["a-mail"]},
        ],
        "changes": [{"person": "anong", "from": "2026-11-02T00:00:00Z", "to": "2026-11-03T00:00:00Z", "on_duty": False, "note": "ลา"}],
        "rules": [{"urgency": "today", "least_severity": "high", "rules": ["signal-lost"], "people": 2}],
        "quiet": {"from": "21:00", "to": "06:00"},
    } | changes  # fmt: skip


async def test_a_roster_is_written_listed_and_taken_away(api: httpx.AsyncClient, channels: Any, rows: Any) -> None:
    written = await api.put("/api/v1/rosters/mtp", json=said())
    assert written.status_code == 200, written.text
    assert written.json()["version"] == 1
    listed = msgspec.json.decode((await api.get("/api/v1/rosters")).content, type=answers.RosterList)
    assert [(one.person, one.why) for one in listed.items[0].now] == [("anong", "shift"), ("suda", "always")]
    assert [(one.name, one.kind, one.quota, one.used) for one in listed.channels] == [("a-line", "line", 300, 7), ("a-mail", "email", None, None)]
    body = (await api.get("/api/v1/rosters")).json()["items"][0]
    assert body["members"][0]["shifts"] == [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "00:00", "holidays": "as_usual"}]
    assert body["quiet"] == {"from": "21:00", "to": "06:00"}
    kept = {name: value for name, value in body.items() if name not in {"roster_id", "now"}}
    assert (await api.put("/api/v1/rosters/mtp", json=kept)).json()["version"] == 2  # what is shown may be sent back
    assert (await api.delete("/api/v1/rosters/mtp?version=2")).status_code == 204
    assert (await api.get("/api/v1/rosters")).json()["items"] == []
    told = await rows.fetch("SELECT person, what, about, why FROM audit ORDER BY seq")
    assert [tuple(row) for row in told] == [
        ("local", "roster written", "mtp", "version 1"), ("local", "roster written", "mtp", "version 2"), ("local", "roster removed", "mtp", "version 2"),
    ]  # fmt: skip


async def test_who_comes_second_is_told_how_it_stands(api: httpx.AsyncClient, channels: Any) -> None:
    await api.put("/api/v1/rosters/mtp", json=said())
    await api.put("/api/v1/rosters/mtp", json=said(1, name_en="First"))
    problem = check_problem(await api.put("/api/v1/rosters/mtp", json=said(1, name_en="Second")), 409)
    assert (problem["current"]["name_en"], problem["current"]["version"]) == ("First", 2)
    check_problem(await api.put("/api/v1/rosters/mtp", json=said(0)), 409)  # a new one of a name that is taken
    check_problem(await api.delete("/api/v1/rosters/mtp?version=1"), 409)
    check_problem(await api.delete("/api/v1/rosters/none?version=1"), 404)
    assert check_problem(await api.put("/api/v1/rosters/none", json=said(3)), 409)["current"] is None


@pytest.mark.parametrize(
    "changes",
    (
        {"zone_ids": ["Z-NOT"]},  # no estate
        {"provinces": ["Rayongg"]},  # no province
        {"provinces": ["ชลบุรี"]},  # a province of which no zone is known: no incident would ever lie in it
        {"members": [{"person": "a", "role": "officer", "channels": ["a-fax"]}]},  # no channel of the notifier
        {"members": [{"person": "a", "role": "officer", "channels": []}]},
        {"members": [{"person": "a", "role": "officer", "channels": ["a-line"]}] * 2},  # twice
        {"members": [{"person": "a", "role": "boss", "channels": ["a-line"]}]},
        {"members": [{"person": "a", "role": "officer", "channels": ["a-line"], "shifts": [{"days": [8], "from": "00:00", "to": "01:00"}]}]},
        {"members": [{"person": "a", "role": "officer", "channels": ["a-line"], "shifts": [{"days": [1], "from": "24:00", "to": "01:00"}]}]},
        {"changes": [{"person": "nobody", "from": "2026-11-02T00:00:00Z", "to": "2026-11-03T00:00:00Z", "on_duty": True}]},
        {"changes": [{"person": "anong", "from": "today", "to": "2026-11-03T00:00:00Z", "on_duty": True}]},
        {"rules": [{"rules": ["no-such-rule"]}]},
        {"ring": [[101, 12], [102, 12]]},  # two corners
        {"ring": [[101, 12], [101.1, 12.1], [101.1, 12], [101, 12.1]]},  # crosses itself
        {"name_th": " "},
    ),
)
async def test_what_cannot_be_is_refused(api: httpx.AsyncClient, channels: Any, changes: dict[str, Any]) -> None:
    check_problem(await api.put("/api/v1/rosters/mtp", json=said(**changes)), 400)
    check_problem(await api.put("/api/v1/rosters/Map%20Ta%20Phut", json=said()), 400)


async def test_one_roster_has_the_rest(api: httpx.AsyncClient, channels: Any) -> None:
    assert (await api.put("/api/v1/rosters/a", json=said(for_the_rest=True))).status_code == 200
    check_problem(await api.put("/api/v1/rosters/b", json=said(for_the_rest=True)), 400)
    assert (await api.put("/api/v1/rosters/a", json=said(1, for_the_rest=True))).status_code == 200


async def test_an_officer_may_look_and_not_write(settings: Settings, channels: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.app.LOCAL", person("malee", "officer"))
    async with running(settings) as api:
        assert (await api.get("/api/v1/rosters")).status_code == 200
        check_problem(await api.put("/api/v1/rosters/mtp", json=said()), 403)
        check_problem(await api.delete("/api/v1/rosters/mtp?version=1"), 403)
        check_problem(await api.post("/api/v1/channel-trials", json={"person": "anong", "channel": "a-line"}), 403)


async def test_what_was_told_is_shown_and_opened_by_its_person_alone(api: httpx.AsyncClient, channels: Any, rows: Any) -> None:
    from alerts.plans import planned
    from models.telling import Thread
    from storage.incidents import save_incidents
    from storage.messages import NewMessage, add_message, mark_sent
    from storage.tellings import WaitingRow, put_in_message
    from tests.telling.made import PEOPLE, around, called

    one = incident()
    plan = planned(Thread(incident_id="I1"), one, [], False, around(one, people=(called("local", "officer", "a-line", "a-mail"), *PEOPLE)))
    await save_incidents(channels, [one], told=True)
    await add_tellings(channels, plan.tellings)
    telling = plan.tellings[0]
    await add_message(channels, NewMessage(message_id="m1", person="local", channel="a-line", is_immediate=True, body=b"{}"), NOW_MS)
    waiting = WaitingRow(incident_id="I1", round=1, step="opened", person="local", channel=telling.channel, is_immediate=True)
    await put_in_message(channels, "m1", [waiting])
    await mark_sent(channels, "m1", NOW_MS, arrived=True)
    told = (await api.get("/api/v1/incidents/I1/told")).json()["items"]
    assert [(row["person"], row["channel"], row["kind"], row["state"], row["why"]) for row in told] == [
        ("local", "a-line", "line", "sent", "estate shift"), ("local", "a-mail", "email", "waiting", "estate shift"),
    ]  # fmt: skip
    check_problem(await api.get("/api/v1/incidents/I2/told"), 404)
    assert told[0]["sent_at"] == told[0]["delivered_at"] == "2026-11-02T02:30:00.000Z"
    assert told[0]["opened_at"] is None
    assert (await api.get("/api/v1/incidents/I1/told")).json()["items"][0]["opened_at"] is None  # looking changes nothing
    assert (await api.post("/api/v1/incidents/I1/opened")).json() == {"messages": 1}
    assert (await api.post("/api/v1/incidents/I1/opened")).json() == {"messages": 0}
    assert (await api.get("/api/v1/incidents/I1/told")).json()["items"][0]["opened_at"] is not None


async def test_a_channel_is_tried(api: httpx.AsyncClient, channels: Any, rows: Any) -> None:
    await api.put("/api/v1/rosters/mtp", json=said())
    check_problem(await api.post("/api/v1/channel-trials", json={"person": "suda", "channel": "a-line"}), 400)
    trial = await api.post("/api/v1/channel-trials", json={"person": "suda", "channel": "a-mail"})
    assert (trial.status_code, trial.json()["state"]) == (202, "due")
    shown = await api.get(f"/api/v1/channel-trials/{trial.json()['message_id']}")
    assert shown.json() == trial.json()
    check_problem(await api.get("/api/v1/channel-trials/none"), 404)
    assert await rows.fetchval("SELECT why FROM audit WHERE what = 'channel tried' AND about = 'suda'") == "a-mail"


async def test_the_inbox_is_there_only_where_nothing_leaves(settings: Settings, api: httpx.AsyncClient, channels: Any) -> None:
    from storage.inbox import put_in_inbox
    from streams.notifier.telling.composing import trial_body

    check_problem(await api.get("/api/v1/inbox"), 404)
    for number in range(3):
        await put_in_inbox(channels, f"m{number}", NOW_MS + number, "anong", "a-line", "line", msgspec.json.encode(trial_body("anong", "09:30")))
    async with running(msgspec.structs.replace(settings, inbox="on")) as trying:
        page = (await trying.get("/api/v1/inbox?limit=2")).json()
        assert [one["message_id"] for one in page["items"]] == ["m2", "m1"]
        assert page["items"][0]["link"] is None
        assert "ทดสอบ" in page["items"][0]["message_th"]
        rest = (await trying.get(f"/api/v1/inbox?cursor={page['next']}")).json()
        assert ([one["message_id"] for one in rest["items"]], rest["next"]) == (["m0"], None)
        assert (await trying.get("/api/v1/settings")).json()["inbox"] is True
    assert (await api.get("/api/v1/settings")).json()["inbox"] is False


async def test_a_province_is_named_as_people_do_and_kept_by_its_zone(api: httpx.AsyncClient, channels: Any, rows: Any) -> None:
    """An incident is found in a province by its zone: under another name nobody would ever be told of one."""
    named = {"zone_id": "P-21", "kind": "province", "name_th": "จังหวัดระยอง", "name_en": "Rayong", "radius_m": 900}
    place = {"type": "Point", "coordinates": [101.2, 12.7]}
    await put_reference(rows, "zones", "P-21", {"type": "Feature", "geometry": place, "properties": named})
    for version, name in enumerate(("P-21", "ระยอง", "Rayong", "TH-21")):
        written = await api.put("/api/v1/rosters/mtp", json=said(version, provinces=[name]))
        assert written.status_code == 200, written.text
        assert written.json()["provinces"] == ["P-21"]


async def test_whoever_has_no_account_is_named(api: httpx.AsyncClient, channels: Any, rows: Any) -> None:
    """A mistyped name in a roster is a person whom nobody reaches; where nobody has an account all names are free."""
    await api.put("/api/v1/rosters/mtp", json=said())
    assert (await api.get("/api/v1/rosters")).json()["strangers"] == []
    await add_person(rows, "test", "anong", "officer", (), 0)
    assert (await api.get("/api/v1/rosters")).json()["strangers"] == ["suda"]
    centre = {"person": "room", "role": "centre", "channels": ["a-mail"]}
    await api.put("/api/v1/rosters/mtp", json=said(1, members=[*said()["members"], centre]))
    assert (await api.get("/api/v1/rosters")).json()["strangers"] == ["suda"]
