"""Signing in at the real dashboard over the real database, from the first start to the last sign-out."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from dashboard.people import ended_streams
from dashboard.people.credentials import COOKIE, digest
from dashboard.people.totp import code_of, step_at
from ops.settings import Settings, load
from storage.pool import open_pool
from tests.dashboard.conftest import running
from tests.dashboard.people.bench import (
    KEY,
    PASSWORD,
    SAME_SITE,
    TOTP,
    code,
    now_ms,
    put_person,
    sign_in,
    signed_in,
    told,
)
from tests.dashboard.stream import Listener
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until

OTHER_PASSWORD = "another four words of it"


def cookie_of(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"]


async def state(api: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/api/v1/sign-in")).json()
    return found


def key_of(enrolment: dict[str, Any]) -> bytes:
    import base64

    return base64.b32decode(enrolment["text"].replace(" ", ""))


async def test_the_first_start_makes_one_administrator_who_gives_itself_a_password_and_a_code(
    guarded: httpx.AsyncClient, said: list[str], rows: Any
) -> None:
    assert len(said) == 1
    password = re.search(r"once: (\S+)$", said[0])
    assert password is not None
    assert "'admin'" in said[0]
    assert await state(guarded) == {
        "required": True, "way": "password", "demo": False, "person": None, "next": "sign_in", "is_wall": False,
        "closed": [],
    }  # fmt: skip
    first = await sign_in(guarded, "Admin", password[1], typed="")
    assert (first.status_code, first.json()["next"], first.json()["person"]) == (200, "enrol", None)
    check_problem(await guarded.get("/api/v1/alerts"), 401)  # nothing is open before the enrolment is done
    enrolment = (await guarded.post("/api/v1/sign-in/enrolment", headers=SAME_SITE)).json()
    assert enrolment["name"] == "admin"
    assert enrolment["address"].startswith("otpauth://totp/wastetrack:admin?")
    shown = code_of(key_of(enrolment), step_at(now_ms()))
    confirm = "/api/v1/sign-in/enrolment/confirm"
    for form, named in (
        ({"password": "too short", "code": shown}, "password"),
        ({"password": "admin and some more", "code": shown}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa", "code": shown}, "password"),
        ({"password": password[1], "code": shown}, "password"),
        ({"password": PASSWORD, "code": "000000" if shown != "000000" else "111111"}, "code"),
    ):
        assert f"'{named}'" in check_problem(await guarded.post(confirm, json=form, headers=SAME_SITE), 400)["detail"]
    done = await guarded.post(confirm, json={"password": PASSWORD, "code": shown}, headers=SAME_SITE)
    assert done.json()["person"] == {"name": "admin", "role": "administrator", "scope": []}
    assert (await guarded.get("/api/v1/alerts")).status_code == 200
    check_problem(await sign_in(guarded, "admin", password[1], typed=""), 401)  # the one-time password has had its time
    assert [what for _, what, _ in await told(rows)] == ["person added", "first sign-in", "enrolled", "sign-in", "sign-in refused"]


async def test_a_second_start_makes_no_other(signing_in: Settings, guarded: httpx.AsyncClient, rows: Any) -> None:
    again: list[str] = []
    async with running(signing_in, say=again.append) as other:

        async def ready() -> bool:
            return (await other.get("/readyz")).status_code == 200

        await until(ready, "the other dashboard is ready")
        check_problem(await other.get("/api/v1/alerts"), 401)
    assert again == []
    assert await rows.fetchval("SELECT count(*) FROM people") == 1


async def test_whoever_signs_in_is_known_until_it_signs_out(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai", "officer")
    answer = await sign_in(guarded, " Somchai ")
    assert answer.json()["person"] == {"name": "somchai", "role": "officer", "scope": []}
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict", cookie_of(answer))
    assert (await guarded.get("/api/v1/trips")).status_code == 200
    assert (await state(guarded))["person"]["name"] == "somchai"
    kept = guarded.cookies[COOKIE]
    out = await guarded.post("/api/v1/sign-out", headers=SAME_SITE)
    assert (out.json(), cookie_of(out)) == (
        {"name": "somchai", "sessions_ended": 1}, f"{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
    )  # fmt: skip
    check_problem(await guarded.get("/api/v1/trips", headers={"Cookie": f"{COOKIE}={kept}"}), 401)
    assert (await told(rows))[1:] == [("somchai", "sign-in", "127.0.0.1"), ("somchai", "sign-out", "127.0.0.1")]


async def test_of_cookie_and_second_factor_the_database_holds_nothing_that_could_be_used(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai")
    await sign_in(guarded, "somchai")
    secret = guarded.cookies[COOKIE]
    assert [row["digest"] for row in await rows.fetch("SELECT digest FROM people_sessions")] == [digest(secret)]
    everything = str([tuple(row) for table in ("people", "people_sessions", "audit") for row in await rows.fetch(f"SELECT * FROM {table}")])
    for word in (secret, PASSWORD, repr(TOTP)[2:-1]):
        assert word not in everything


async def test_whatever_is_wrong_the_answer_is_the_same(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai")
    await put_person(rows, "malee")
    await rows.execute("UPDATE people SET closed_ms = 1 WHERE name = 'malee'")
    wrong = [
        await sign_in(guarded, "somchai", OTHER_PASSWORD),
        await sign_in(guarded, "somchai", typed=""),
        await sign_in(guarded, "somchai", typed=code(3)),
        await sign_in(guarded, "malee"),
        await sign_in(guarded, PASSWORD, "typed into the wrong field"),
        await sign_in(guarded, "", ""),
    ]
    assert {(answer.status_code, answer.text) for answer in wrong} == {(401, wrong[0].text)}
    assert not any("set-cookie" in answer.headers for answer in wrong)
    check_problem(wrong[0], 401)
    told_of = await rows.fetch("SELECT person, why FROM audit WHERE what = 'sign-in refused' ORDER BY seq")
    assert [tuple(row) for row in told_of] == [
        ("somchai", "wrong password"), ("somchai", "wrong code, or one taken before"),
        ("somchai", "wrong code, or one taken before"), ("malee", "the account is closed"), ("unknown", "no such account"),
        ("unknown", "no such account"),
    ]  # fmt: skip


async def test_a_code_is_taken_once_also_by_two_at_the_same_time(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai")
    shown = code()
    answers = await asyncio.gather(*(sign_in(guarded, "somchai", typed=shown) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_who_is_wrong_too_often_waits_known_or_not(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai")
    for name in ("somchai", "nobody"):
        for _ in range(5):
            assert (await sign_in(guarded, name, OTHER_PASSWORD)).status_code == 401
        refused = await sign_in(guarded, name)
        problem = check_problem(refused, 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 30
        assert re.search(r"in \d+ s$", problem["detail"])
    assert "somchai" not in str([tuple(row) for row in await rows.fetch("SELECT key FROM people_tries")])


async def test_the_wait_ends_by_the_clock_and_a_right_try_begins_anew(database: str, signing_in: Settings, rows: Any) -> None:
    from dashboard.people.password import PasswordSignIn
    from dashboard.problems import Problem
    from tests.dashboard.people.bench import SEALER

    await put_person(rows, "somchai")
    pool = await open_pool(database)
    way, at_ms = PasswordSignIn(SEALER), now_ms()

    async def tried(password: str, ms: int, address: str = "10.0.0.1") -> int:
        offered = {"name": "somchai", "password": password, "code": code_of(TOTP, step_at(ms))}
        try:
            await way.prove(pool, offered, address, ms)
        except Problem as problem:
            return problem.status
        return 200

    assert [await tried(OTHER_PASSWORD, at_ms) for _ in range(6)] == [401] * 5 + [429]
    assert await tried(PASSWORD, at_ms + 29_000) == 429
    assert await tried(PASSWORD, at_ms + 29_000, "10.0.0.2") == 429, "the account waits, whatever the address"
    assert await tried(PASSWORD, at_ms + 30_000) == 200
    assert [await tried(OTHER_PASSWORD, at_ms + 60_000) for _ in range(5)] == [401] * 5
    names = [f"guess-{number}" for number in range(40)]
    seen = []
    for name in names:
        try:
            await way.prove(pool, {"name": name, "password": "x"}, "10.0.0.9", at_ms)
        except Problem as problem:
            seen.append(problem.status)
    assert seen == [401] * 20 + [429] * 20, "an address that guesses names waits too"
    await pool.close()


async def test_many_tries_at_once_are_no_more_tries(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_person(rows, "somchai")
    answers = await asyncio.gather(*(sign_in(guarded, "somchai", OTHER_PASSWORD) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


async def test_a_new_password_takes_the_old_one_and_a_code_and_ends_the_other_browsers(guarded: httpx.AsyncClient, rows: Any) -> None:
    other = await signed_in(rows, "somchai")
    await sign_in(guarded, "somchai")
    change = "/api/v1/sign-in/password"
    check_problem(await guarded.post(change, json={"old": OTHER_PASSWORD, "code": code(1), "password": PASSWORD}, headers=SAME_SITE), 401)
    done = await guarded.post(change, json={"old": PASSWORD, "code": code(1), "password": OTHER_PASSWORD}, headers=SAME_SITE)
    assert done.status_code == 200, done.text
    assert (await guarded.get("/api/v1/trips")).status_code == 200
    check_problem(await guarded.get("/api/v1/trips", headers=other), 401)
    await rows.execute("UPDATE people SET totp_step = 0")
    assert (await sign_in(guarded, "somchai", PASSWORD)).status_code == 401
    assert (await sign_in(guarded, "somchai", OTHER_PASSWORD)).status_code == 200


async def test_a_session_ends_by_itself(guarded: httpx.AsyncClient, rows: Any) -> None:
    headers = await signed_in(rows, "somchai")
    assert (await guarded.get("/api/v1/trips", headers=headers)).status_code == 200
    await rows.execute("UPDATE people_sessions SET expires_ms = $1", now_ms())
    check_problem(await guarded.get("/api/v1/trips", headers=headers), 401)


FOREIGN = (
    ("a stranger's page", {"Sec-Fetch-Site": "cross-site"}),
    ("a page of the same domain", {"Sec-Fetch-Site": "same-site"}),
    ("a stranger's page in an older browser", {"Origin": "https://evil.example"}),
)


@pytest.mark.parametrize("headers", [pytest.param(case[1], id=case[0]) for case in FOREIGN])
async def test_another_site_s_page_changes_nothing(guarded: httpx.AsyncClient, rows: Any, headers: dict[str, str]) -> None:
    mine = await signed_in(rows, "malee", "administrator") | headers
    if "Origin" in headers:
        del mine["Sec-Fetch-Site"]
    check_problem(await guarded.post("/api/v1/people", json={"name": "mallory", "role": "administrator"}, headers=mine), 403)
    check_problem(await guarded.post("/api/v1/sign-out", headers=mine), 403)
    assert await rows.fetchval("SELECT count(*) FROM people WHERE name = 'mallory'") == 0
    assert (await guarded.get("/api/v1/people", headers=mine)).status_code == 200, "what changes nothing may be asked"


async def test_with_a_cookie_a_change_must_say_whence_it_comes_and_with_a_token_not(guarded: httpx.AsyncClient, rows: Any) -> None:
    from tests.dashboard.people.bench import with_token

    mine = await signed_in(rows, "malee", "administrator")
    del mine["Sec-Fetch-Site"]
    check_problem(await guarded.post("/api/v1/people", json={"name": "x1", "role": "viewer"}, headers=mine), 403)
    program = await with_token(rows, "robot", "administrator")
    assert (await guarded.post("/api/v1/people", json={"name": "x2", "role": "viewer"}, headers=program)).status_code == 201


async def test_without_sign_in_a_stranger_s_page_changes_nothing_either(api: httpx.AsyncClient) -> None:
    form = {"name": "x1", "role": "viewer"}
    check_problem(await api.post("/api/v1/people", json=form, headers={"Sec-Fetch-Site": "cross-site"}), 403)
    assert (await api.post("/api/v1/people", json=form)).status_code == 201


async def test_under_tls_of_a_proxy_the_cookie_is_secure_and_the_address_the_caller_s(database: str, rows: Any) -> None:
    settings = load(None, {
        "WASTETRACK_DATABASE": database, "WASTETRACK_SIGN_IN": "on", "WASTETRACK_PROXY": "nginx", "WASTETRACK_PERSONAL_KEY": KEY,
    })  # fmt: skip
    said: list[str] = []
    async with running(settings, say=said.append) as api:

        async def ready() -> bool:
            return bool(said)

        await until(ready, "it has an administrator")
        await put_person(rows, "somchai")
        over_tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4, 10.9.8.7"}
        answer = await sign_in(api, "somchai", **over_tls)
        assert re.fullmatch(r"__Host-wastetrack=[\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure", cookie_of(answer))
        cookie = cookie_of(answer).partition(";")[0]
        assert (await api.get("/api/v1/trips", headers=over_tls | {"Cookie": cookie})).status_code == 200
        check_problem(await api.get("/api/v1/trips", headers={"Cookie": cookie}), 401)
    assert ("somchai", "sign-in", "10.9.8.7") in await told(rows)


async def test_the_live_stream_of_somebody_who_is_signed_out_ends(
    guarded: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ended_streams, "CHECK_S", 0.05)
    await put_person(rows, "somchai")
    await sign_in(guarded, "somchai")
    listener = Listener(guarded)
    await listener.connected.wait()
    await rows.execute("DELETE FROM people_sessions")
    async with asyncio.timeout(20):
        await listener.task  # ends as a stream that is whole, not as one that broke off


async def test_the_page_is_served_to_nobody_in_particular_and_so_is_health(guarded: httpx.AsyncClient) -> None:
    for path in ("/", "/healthz", "/readyz", "/metrics"):
        assert (await guarded.get(path)).status_code in {200, 503}, path
