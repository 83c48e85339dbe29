"""Accounts and tokens over the API: who may make them, what is shown once, and what ends what."""

from typing import Any

import httpx
import pytest

from dashboard.people.credentials import COOKIE
from dashboard.people.names import account_name, check_password, new_account_name, scope_of
from dashboard.problems import Problem
from models.times import DAY_MS, from_iso
from tests.dashboard.people.bench import PASSWORD, SAME_SITE, now_ms, put_person, sign_in, signed_in, told
from tests.dashboard.test_errors import check_problem

NAMES = (
    ("as it is", "somchai", "somchai"),
    ("in capitals", "  SomChai ", "somchai"),
    ("an address", "Somchai@ieat.go.th", "somchai@ieat.go.th"),
    ("in Thai", "สมชาย", "สมชาย"),
    ("one letter", "s", None),
    ("nothing", "", None),
    ("with a blank", "two words", None),
    ("like a token's", "program/x", None),
    ("one that stands for nobody", "System", None),
    ("with a sign that is not seen", "so\u200bchai", None),
    ("too long", "x" * 65, None),
)


@pytest.mark.parametrize(("text", "name"), [pytest.param(*case[1:], id=case[0]) for case in NAMES])
def test_names(text: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(Problem, match="'name'"):
            new_account_name(text)
    else:
        assert new_account_name(text) == account_name(text) == name


PASSWORDS = (
    ("twelve signs", "rain-on-road", True),
    ("a sentence in Thai", PASSWORD, True),
    ("eleven", "rain-on-roa", False),
    ("too many", "ab-cd-ef-gh " * 20, False),
    ("of few signs", "121212121212", False),
    ("with the name in it", "xSOMCHAIx-2569", False),
    ("with the system's name in it", "WasteTrack-2569", False),
)


@pytest.mark.parametrize(("password", "is_good"), [pytest.param(*case[1:], id=case[0]) for case in PASSWORDS])
def test_passwords(password: str, is_good: bool) -> None:
    if is_good:
        check_password(password, "somchai")
    else:
        with pytest.raises(Problem, match="'password'"):
            check_password(password, "somchai")


SCOPES = (
    (["generator:7219-0300 225401", "carrier:ขนส่ง ดี"], ("generator:72190300225401", "carrier:ขนส่งดี")),
    (["estate:Z-EST-1", "estate: Z-EST-1"], ("estate:Z-EST-1",)),
    (["province:21"], None),
    (["generator"], None),
    (["carrier: "], None),
)


@pytest.mark.parametrize(("texts", "scope"), SCOPES)
def test_scopes(texts: list[str], scope: tuple[str, ...] | None) -> None:
    if scope is None:
        with pytest.raises(Problem, match="'scope'"):
            scope_of(texts)
    else:
        assert scope_of(texts) == scope


async def test_an_account_is_made_with_a_password_that_is_shown_once(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    answer = await guarded.post("/api/v1/people", json={"name": "Somchai", "role": "officer"}, headers=boss)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    assert given["name"] == "somchai"
    assert from_iso(given["until"]) - now_ms() > 2 * DAY_MS
    listed = (await guarded.get("/api/v1/people", headers=boss)).json()["items"]
    assert [(one["name"], one["role"], one["state"], one["sessions"]) for one in listed] == [
        ("admin", "administrator", "new", 0), ("malee", "administrator", "open", 1), ("somchai", "officer", "new", 0),
    ]  # fmt: skip
    assert given["password"] not in str(listed)
    check_problem(await guarded.post("/api/v1/people", json={"name": "SOMCHAI", "role": "viewer"}, headers=boss), 409)
    assert (await sign_in(guarded, "somchai", given["password"], typed="")).json()["next"] == "enrol"
    assert ("malee", "person added", "somchai") in await told(rows)


async def test_a_one_time_password_that_is_too_old_is_none(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    given = (await guarded.post("/api/v1/people", json={"name": "somchai", "role": "officer"}, headers=boss)).json()
    await rows.execute("UPDATE people SET one_time_until_ms = $1 WHERE name = 'somchai'", now_ms())
    check_problem(await sign_in(guarded, "somchai", given["password"], typed=""), 401)


@pytest.mark.parametrize("act", ("reset", "close", "end-sessions", "role"))
async def test_each_change_of_an_account_ends_its_sessions_and_is_told(guarded: httpx.AsyncClient, rows: Any, act: str) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    theirs = await signed_in(rows, "somchai")
    form = {"role": "supervisor"} if act == "role" else None
    answer = await guarded.post(f"/api/v1/people/Somchai/{act}", json=form, headers=boss)
    assert answer.status_code == 200, answer.text
    check_problem(await guarded.get("/api/v1/trips", headers=theirs), 401)
    what = {"reset": "password reset", "close": "account closed", "end-sessions": "sessions ended", "role": "role changed"}[act]
    assert (await told(rows))[-1] == ("malee", what, "somchai")
    can_go_on = {"reset": 401, "close": 401, "end-sessions": 200, "role": 200}[act]
    assert (await sign_in(guarded, "somchai")).status_code == can_go_on
    check_problem(await guarded.post(f"/api/v1/people/nobody/{act}", json=form, headers=boss), 404)


async def test_the_last_administrator_stays_one(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    assert (await guarded.post("/api/v1/people/admin/close", headers=boss)).status_code == 200
    check_problem(await guarded.post("/api/v1/people/malee/close", headers=boss), 409)
    check_problem(await guarded.post("/api/v1/people/malee/role", json={"role": "officer"}, headers=boss), 409)
    check_problem(await guarded.post("/api/v1/people/malee/role", json={"role": "administrator", "scope": ["carrier:x"]}, headers=boss), 400)
    await put_person(rows, "somchai", "administrator")
    assert (await guarded.post("/api/v1/people/malee/role", json={"role": "officer"}, headers=boss)).status_code == 200


async def test_a_closed_account_is_opened_by_a_reset(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    await put_person(rows, "somchai")
    await guarded.post("/api/v1/people/somchai/close", headers=boss)
    listed = (await guarded.get("/api/v1/people", headers=boss)).json()["items"]
    assert (listed[-1]["name"], listed[-1]["state"]) == ("somchai", "closed")
    given = (await guarded.post("/api/v1/people/somchai/reset", headers=boss)).json()
    assert (await sign_in(guarded, "somchai", given["password"], typed="")).json()["next"] == "enrol"


async def make_token(api: httpx.AsyncClient, boss: dict[str, str], **form: Any) -> httpx.Response:
    return await api.post("/api/v1/tokens", json={"kind": "program", "name": "report", "days": 30} | form, headers=boss)


async def test_a_program_s_token_is_let_in_until_it_is_revoked(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    made = (await make_token(guarded, boss, role="officer")).json()
    program = {"Authorization": f"Bearer {made['token']}"}
    assert made["link"] is None
    assert (await guarded.get("/api/v1/sign-in", headers=program)).json()["person"] == {
        "name": "program/report", "role": "officer", "scope": [],
    }  # fmt: skip
    assert (await guarded.get("/api/v1/trips", headers=program)).status_code == 200
    check_problem(await guarded.get("/api/v1/people", headers=program), 403)
    (listed,) = (await guarded.get("/api/v1/tokens", headers=boss)).json()["items"]
    assert (listed["state"], listed["made_by"], listed["used_at"] is not None) == ("in_force", "malee", True)
    assert made["token"] not in str([tuple(row) for row in await rows.fetch("SELECT * FROM people_tokens")])
    assert (await guarded.post(f"/api/v1/tokens/{made['token_id']}/revoke", headers=boss)).status_code == 200
    check_problem(await guarded.get("/api/v1/trips", headers=program), 401)
    check_problem(await guarded.post(f"/api/v1/tokens/{made['token_id']}/revoke", headers=boss), 404)
    check_problem(await guarded.get("/api/v1/trips", headers=program | boss), 401)  # a bad token is not made good by a cookie


async def test_a_token_s_name_stands_for_one_role_and_scope(guarded: httpx.AsyncClient, rows: Any) -> None:
    """It may be renewed under its name, in force or not; another's saved views and rows of the audit it cannot take over."""
    boss = await signed_in(rows, "malee", "administrator")
    made = (await make_token(guarded, boss, scope=["carrier:A"])).json()
    assert (await make_token(guarded, boss, scope=["carrier:A"])).status_code == 201
    await guarded.post(f"/api/v1/tokens/{made['token_id']}/revoke", headers=boss)
    assert "'report'" in check_problem(await make_token(guarded, boss, scope=["carrier:B"]), 409)["detail"]
    check_problem(await make_token(guarded, boss, scope=["carrier:A"], role="officer"), 409)
    assert (await make_token(guarded, boss, kind="wall", scope=["carrier:B"])).status_code == 201


async def test_a_token_expires(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    made = (await make_token(guarded, boss)).json()
    await rows.execute("UPDATE people_tokens SET expires_ms = $1", now_ms())
    check_problem(await guarded.get("/api/v1/trips", headers={"Authorization": f"Bearer {made['token']}"}), 401)
    assert (await guarded.get("/api/v1/tokens", headers=boss)).json()["items"][0]["state"] == "expired"


WRONG = (
    ("without a name", {"name": " "}, "name"),
    ("for no day", {"days": 0}, "days"),
    ("for ever", {"days": 4000}, "days"),
    ("a wall screen that may change something", {"kind": "wall", "role": "officer"}, "role"),
    ("of no known role", {"role": "root"}, "role"),
)


@pytest.mark.parametrize(("form", "named"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
async def test_a_token_that_is_not_made(guarded: httpx.AsyncClient, rows: Any, form: dict[str, Any], named: str) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    assert named in check_problem(await make_token(guarded, boss, **form), 400)["detail"]


async def test_a_wall_screen_is_opened_by_its_link_and_outlives_the_shift(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    made = (await make_token(guarded, boss, kind="wall", name="north wall", days=300)).json()
    assert made["link"] == f"#wall={made['token']}"
    check_problem(await guarded.get("/api/v1/trips", headers={"Authorization": f"Bearer {made['token']}"}), 401)
    opened = await guarded.post("/api/v1/sign-in/wall", json={"token": made["token"]}, headers=SAME_SITE)
    assert opened.json()["is_wall"] is True
    assert opened.json()["person"] == {"name": "wall/north wall", "role": "viewer", "scope": []}
    assert f"Max-Age={300 * 86400 - 1}" in opened.headers["set-cookie"] or f"Max-Age={300 * 86400}" in opened.headers["set-cookie"]
    assert made["token"] not in opened.headers["set-cookie"]
    wall = {"Cookie": f"{COOKIE}={guarded.cookies[COOKIE]}"} | SAME_SITE
    assert (await guarded.get("/api/v1/trips", headers=wall)).status_code == 200
    assert (await guarded.get("/api/v1/sign-in", headers=wall)).json()["is_wall"] is True
    check_problem(await guarded.post("/api/v1/sign-in/password", json={"old": "", "code": "", "password": ""}, headers=wall), 403)
    check_problem(await guarded.get("/api/v1/people", headers=wall), 403)
    await guarded.post(f"/api/v1/tokens/{made['token_id']}/revoke", headers=boss)
    check_problem(await guarded.get("/api/v1/trips", headers=wall), 401)
    guarded.cookies.clear()
    check_problem(await guarded.post("/api/v1/sign-in/wall", json={"token": made["token"]}, headers=SAME_SITE), 401)


async def test_the_audit_is_read_by_administrators_page_by_page(guarded: httpx.AsyncClient, rows: Any) -> None:
    boss = await signed_in(rows, "malee", "administrator")
    for number in range(3):
        await guarded.post("/api/v1/people", json={"name": f"p{number}", "role": "viewer"}, headers=boss)
    first = (await guarded.get("/api/v1/audit", params={"limit": 2}, headers=boss)).json()
    assert [(entry["seq"], entry["person"], entry["about"]) for entry in first["items"]] == [(4, "malee", "p2"), (3, "malee", "p1")]
    rest = (await guarded.get("/api/v1/audit", params={"limit": 2, "cursor": first["next"]}, headers=boss)).json()
    assert ([entry["seq"] for entry in rest["items"]], rest["next"]) == ([2, 1], None)
