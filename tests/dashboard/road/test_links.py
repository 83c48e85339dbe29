"""The links to a case over HTTP: listed as they stand, and taken back one by one or together."""

from typing import Any

import httpx
import msgspec
import pytest

from dashboard.road.link_list import link_state
from models.telling import Telling
from models.times import HOUR_MS, from_iso, to_iso
from ops.case_link import LINK_LIFE_MS
from ops.settings import Settings
from storage.messages import NewMessage, add_message, mark_sent
from storage.now import database_now_ms
from storage.pool import connect
from storage.tellings import WaitingRow, add_tellings, put_in_message
from streams.notifier.telling.composing import trial_body
from tests.dashboard.conftest import running
from tests.dashboard.road.seed import SOMCHAI, by, token_for
from tests.dashboard.test_errors import check_problem

STATES = (
    ("in force", 10, None, 9, "open"),
    ("at its end", 10, None, 10, "expired"),
    ("taken back", 10, 5, 9, "revoked"),
    ("taken back, and its time is over since", 10, 5, 99, "revoked"),
    ("taken back when it was over already", 10, 10, 99, "expired"),
)


@pytest.mark.parametrize(("expires_ms", "back_ms", "now_ms", "expected"), [pytest.param(*one[1:], id=one[0]) for one in STATES])
def test_how_a_link_stands(expires_ms: int, back_ms: int | None, now_ms: int, expected: str) -> None:
    assert link_state(expires_ms, back_ms, now_ms) == expected


async def listed(api: httpx.AsyncClient, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"/api/v1/incidents/{case}/links")).json()["items"]
    return found


async def made(api: httpx.AsyncClient, case: str, person: str, **more: Any) -> str:
    """Makes a link and gives its token."""
    answer = await api.post(f"/api/v1/incidents/{case}/links", json={"person": person} | more)
    return str(answer.json()["link"]).removeprefix("o/")


async def test_links_are_listed_as_made_opened_and_over(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str) -> None:
    assert await listed(api, case) == []
    token = await made(api, case, "malee", hours=2)
    (link,) = await listed(api, case)
    assert (link["person"], link["made_by"], link["opened_at"], link["revoked_at"], link["state"]) == ("malee", "local", None, None, "open")
    assert from_iso(link["expires_at"]) - from_iso(link["made_at"]) == 2 * HOUR_MS
    assert (await api.get("/api/v1/road/case", headers=by(token))).status_code == 200
    assert (await listed(api, case))[0]["opened_at"] is None, "a preview is no look"
    assert (await api.post("/api/v1/road/opened", headers=by(token))).status_code == 204
    opened = (await listed(api, case))[0]["opened_at"]
    assert opened is not None
    await api.post("/api/v1/road/opened", headers=by(token))
    assert (await listed(api, case))[0]["opened_at"] == opened, "when it was opened first"
    other = await token_for(rows, settings, case)
    await api.post("/api/v1/road/opened", headers=by(other))
    assert [(one["person"], one["made_by"]) for one in await listed(api, case)] == [("malee", "local"), (SOMCHAI, None)]
    check_problem(await api.get("/api/v1/incidents/none/links"), 404)


async def test_one_link_is_taken_back_and_the_others_stay(api: httpx.AsyncClient, rows: Any, case: str) -> None:
    first, second, other = [await made(api, case, person) for person in ("malee", "malee", "boon")]
    path = f"/api/v1/incidents/{case}/links/revoke"
    at = (await listed(api, case))[0]["made_at"]
    said = {"person": "malee", "reason": "sent to somebody else", "made_at": at}
    check_problem(await api.post(path, json=said | {"all_cases": True}), 400)
    check_problem(await api.post(path, json=said | {"made_at": "yesterday"}), 400)
    check_problem(await api.post(path, json=said | {"made_at": to_iso(from_iso(at) - 1)}), 404)
    check_problem(await api.post(path, json=said | {"person": "somchai"}), 404)
    assert (await api.post(path, json=said)).status_code == 204
    assert [one["state"] for one in await listed(api, case)] == ["revoked", "open", "open"]
    codes = [(await api.get("/api/v1/road/case", headers=by(token))).status_code for token in (first, second, other)]
    assert codes == [410, 200, 200]
    told = await rows.fetchrow("SELECT person, about, why FROM audit WHERE what = 'link revoked'")
    assert tuple(told) == ("local", f"{case} malee {at}", "sent to somebody else")
    assert (await api.post(path, json={"person": "malee", "reason": "lost phone"})).status_code == 204
    assert [one["state"] for one in await listed(api, case)] == ["revoked", "revoked", "open"]


async def test_a_message_s_link_is_listed_where_messages_carry_any(settings: Settings, rows: Any, database: str, case: str) -> None:
    now_ms = await database_now_ms(rows)
    fields: dict[str, Any] = {"incident_id": case, "round": 1, "step": "opened", "person": SOMCHAI}
    db = await connect(database)
    try:
        for number, incidents in ((1, (case,)), (2, (case,)), (3, (case, "I2"))):
            message_id, channel = f"m{number}", f"way-{number}"
            body = msgspec.structs.replace(trial_body(SOMCHAI, "09:30"), incident_ids=incidents)
            await add_tellings(db, [Telling(**fields, channel=channel, is_immediate=True, due_ms=now_ms, why="estate shift")])
            message = NewMessage(message_id=message_id, person=SOMCHAI, channel=channel, is_immediate=True, body=msgspec.json.encode(body))
            await add_message(db, message, now_ms + (number == 3))
            await put_in_message(db, message_id, [WaitingRow(**fields, channel=channel, is_immediate=True)])
            if number != 2:
                await mark_sent(db, message_id, now_ms + 5, arrived=False)
    finally:
        await db.close()
    for address, expected in (("", []), ("https://wastetrack.example.org", [(SOMCHAI, None, to_iso(now_ms), to_iso(now_ms + LINK_LIFE_MS))])):
        async with running(msgspec.structs.replace(settings, public_address=address)) as api:
            links = await listed(api, case)
            assert [(one["person"], one["made_by"], one["made_at"], one["expires_at"]) for one in links] == expected, "neither unsent nor in a digest"


async def test_a_closed_account_s_links_are_listed_as_taken_back(api: httpx.AsyncClient, rows: Any, case: str) -> None:
    await made(api, case, "malee")
    await rows.execute("INSERT INTO people (name, role, password_hash, created_ms, closed_ms) VALUES ('malee', 'officer', 'x', 1, 2)")
    assert [(one["state"], one["revoked_at"]) for one in await listed(api, case)] == [("revoked", to_iso(2))]
