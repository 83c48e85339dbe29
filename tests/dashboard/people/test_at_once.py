"""Many who sign in, change their passwords, are reset and closed at the same time: none waits for another in a circle."""

import asyncio
import base64
import importlib
import random
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import httpx
import psycopg
import pytest

from dashboard.people import accounts
from dashboard.people.lock_out import Limit
from dashboard.people.password import PasswordSignIn
from dashboard.people.sessions import open_for_person
from dashboard.people.sign_in import Proof
from dashboard.people.totp import code_of, step_at
from dashboard.problems import Problem
from models.times import MINUTE_MS
from storage.audit import walk_audit
from storage.pool import open_pool
from tests.dashboard.people.bench import PASSWORD, SAME_SITE, SEALER, code, now_ms, put_person, sign_in, signed_in

OTHER_PASSWORD: Final = "another four words of it"
NAMES: Final = tuple(f"person-{number}" for number in range(4))
WORKERS: Final = 10
ACTS: Final = 14
NEVER: Final = Limit(free=1_000_000, first_ms=MINUTE_MS, longest_ms=MINUTE_MS)
ANSWERS: Final = {200, 201, 400, 401, 404, 409}
"""What somebody may be told whom another has overtaken; all else is a failure of ours."""


class Browser:
    """One browser, and an administrator's beside it, doing what comes by chance."""

    def __init__(self, client: httpx.AsyncClient, rows: Any, boss: dict[str, str], seed: int) -> None:
        self._client = client
        self._rows = rows
        self._boss = boss
        self._chance = random.Random(seed)
        self.statuses: list[int] = []

    async def act(self) -> None:
        act = self._chance.choice((self.come, self.come, self.go, self.change, self.begin_anew, self.administrate, self.administrate))
        await act(self._chance.choice(NAMES))

    async def come(self, name: str) -> None:
        await self._rows.execute("UPDATE people SET totp_step = 0 WHERE name = $1", name)
        self._note(await sign_in(self._client, name, self._chance.choice((PASSWORD, OTHER_PASSWORD))))

    async def go(self, _: str) -> None:
        self._note(await self._post("/sign-out"))

    async def change(self, name: str) -> None:
        await self.come(name)
        old, new = self._chance.sample((PASSWORD, OTHER_PASSWORD), 2)
        await self._rows.execute("UPDATE people SET totp_step = 0 WHERE name = $1", name)
        self._note(await self._post("/sign-in/password", {"old": old, "code": code(1), "password": new}))

    async def begin_anew(self, name: str) -> None:
        given = self._note(await self._administer(f"/people/{name}/reset"))
        if given.status_code != 200:
            return
        self._note(await sign_in(self._client, name, given.json()["password"], typed=""))
        shown = self._note(await self._post("/sign-in/enrolment"))
        if shown.status_code != 200:
            return
        key = base64.b32decode(shown.json()["text"].replace(" ", ""))
        form = {"password": self._chance.choice((PASSWORD, OTHER_PASSWORD)), "code": code_of(key, step_at(now_ms()))}
        self._note(await self._post("/sign-in/enrolment/confirm", form))

    async def administrate(self, name: str) -> None:
        number = self._chance.randrange(6)
        path, form = (
            (f"/people/{name}/close", None),
            (f"/people/{name}/role", {"role": self._chance.choice(("officer", "supervisor"))}),
            (f"/people/{name}/end-sessions", None),
            ("/people", {"name": f"new-{self._chance.randrange(10**9)}", "role": "viewer"}),
            ("/tokens", {"kind": "wall", "name": f"wall {name}", "days": 3}),
            (f"/people/{name}/reset", None),
        )[number]
        self._note(await self._administer(path, form))

    async def _post(self, path: str, form: Any = None) -> httpx.Response:
        return await self._client.post(f"/api/v1{path}", json=form, headers=SAME_SITE)

    async def _administer(self, path: str, form: Any = None) -> httpx.Response:
        return await self._client.post(f"/api/v1{path}", json=form, headers=self._boss)

    def _note(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code in ANSWERS, answer.text
        self.statuses.append(answer.status_code)
        return answer


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_waits_in_a_circle_and_the_audit_stays_whole(
    guarded: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("dashboard.people.tries.ACCOUNT", NEVER)
    monkeypatch.setattr("dashboard.people.tries.ADDRESS", NEVER)
    boss = await signed_in(rows, "malee", "administrator")
    for name in NAMES:
        await put_person(rows, name)
    # Sessions that are over are swept by whoever signs in: many of them, of everybody.
    await rows.execute(
        "INSERT INTO people_sessions (digest, name, stage, created_ms, expires_ms)"
        " SELECT sha256(convert_to(n::text, 'UTF8')), ($1::text[])[1 + n % 4], 'whole', 0, $2 FROM generate_series(1, 200) AS n",
        list(NAMES),
        now_ms() + 500,
    )
    clients = [httpx.AsyncClient(base_url=guarded.base_url, timeout=30) for _ in range(WORKERS)]
    shared = Rows(rows)
    browsers = [Browser(client, shared, boss, seed * 100 + number) for number, client in enumerate(clients)]

    async def work(browser: Browser) -> None:
        for _ in range(ACTS):
            await browser.act()

    await asyncio.gather(*(work(browser) for browser in browsers))
    for client in clients:
        await client.aclose()
    done = [status for browser in browsers for status in browser.statuses]
    assert done.count(200) > len(done) / 3
    walk, seq, _ = await walk_audit(rows)
    assert walk.faults == []
    assert seq == walk.rows > WORKERS


class Rows:
    """A connection of which many ask, one at a time."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    async def execute(self, *asked: Any) -> None:
        async with self._turn:
            await self._connection.execute(*asked)


async def test_no_transaction_waits_for_a_slow_hash(
    guarded: httpx.AsyncClient, database: str, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_person(rows, "somchai")
    boss = await signed_in(rows, "malee", "administrator")
    seen: list[int] = []

    def watched(slow: Callable[..., Any]) -> Callable[..., Any]:
        def hashing(*words: str) -> Any:
            with psycopg.connect(database) as beside:
                begun = beside.execute(
                    "SELECT count(*) FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    " AND relation IN ('people'::regclass, 'people_tries'::regclass, 'people_sessions'::regclass, 'audit_head'::regclass)"
                ).fetchone()
            assert begun is not None
            seen.append(begun[0])
            return slow(*words)

        return hashing

    for place in ("dashboard.people.password.fits", "dashboard.people.password.hash_password", "dashboard.people.accounts.hash_password"):
        module, _, name = place.rpartition(".")
        monkeypatch.setattr(place, watched(getattr(importlib.import_module(module), name)))
    assert (await sign_in(guarded, "somchai")).status_code == 200
    change = {"old": PASSWORD, "code": code(1), "password": OTHER_PASSWORD}
    assert (await guarded.post("/api/v1/sign-in/password", json=change, headers=SAME_SITE)).status_code == 200
    given = (await guarded.post("/api/v1/people/somchai/reset", headers=boss)).json()
    assert (await sign_in(guarded, "somchai", given["password"], typed="")).json()["next"] == "enrol"
    shown = (await guarded.post("/api/v1/sign-in/enrolment", headers=SAME_SITE)).json()
    key = base64.b32decode(shown["text"].replace(" ", ""))
    form = {"password": PASSWORD, "code": code_of(key, step_at(now_ms()))}
    assert (await guarded.post("/api/v1/sign-in/enrolment/confirm", json=form, headers=SAME_SITE)).status_code == 200
    assert seen == [0] * 8


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Any]:
    opened = await open_pool(database)
    yield opened
    await opened.close()


async def test_what_was_changed_since_it_was_proved_proves_nothing(pool: Any, rows: Any) -> None:
    """Neither a session is opened nor a password written where another has taken its place, or the account was closed."""
    await put_person(rows, "somchai")
    await put_person(rows, "malee")
    way, at_ms = PasswordSignIn(SEALER), now_ms()

    async def proved(name: str, step: int) -> Proof:
        await rows.execute("UPDATE people SET totp_step = 0 WHERE name = $1", name)
        return await way.prove(pool, {"name": name, "password": PASSWORD, "code": code(step)}, "10.0.0.1", at_ms)

    first, second = await proved("somchai", 0), await proved("somchai", 0)
    new, late = await way.prepare_password(pool, first, OTHER_PASSWORD), await way.prepare_password(pool, second, "a third one of words")
    async with pool.acquire() as connection:
        assert (await way.change_password(connection, new)).what == "password changed"
        for refused_now in (
            way.change_password(connection, late), open_for_person(connection, second, "10.0.0.1", at_ms),
            way.prepare_password(pool, second, "a third one of words"),
        ):  # fmt: skip
            with pytest.raises(Problem, match="do not belong together"):
                await refused_now
        theirs = await proved("malee", 0)
        later = await way.prepare_password(pool, theirs, OTHER_PASSWORD)
        await accounts.close_person(connection, "boss", "malee", at_ms)
        for refused_now in (way.change_password(connection, later), open_for_person(connection, theirs, "10.0.0.1", at_ms)):
            with pytest.raises(Problem, match="do not belong together"):
                await refused_now
