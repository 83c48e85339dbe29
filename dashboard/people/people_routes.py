"""Accounts, tokens and the audit over HTTP, for administrators."""

from typing import Any, Final, cast

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from dashboard.answers import Page
from dashboard.given import NO_STORE, GivenNow, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.people import accounts
from dashboard.people.answers import (
    AuditEntry,
    Done,
    ListedPeople,
    ListedPerson,
    ListedToken,
    ListedTokens,
    NewPerson,
    NewToken,
    NewTokenForm,
    OneTimePassword,
    RoleForm,
)
from models.times import to_iso
from storage import people, people_access
from storage.audit import read_audit

_CHANGE: Final = problem_specs(400, 401, 403, 404, 409, 503)


@get("/people", response_headers=NO_STORE, responses=problem_specs(401, 403, 503))
async def list_people(pool: GivenPool, now: GivenNow) -> Response[ListedPeople]:
    """All accounts, those that are closed last."""
    rows = await people.list_people(pool, now())
    return json_answer(ListedPeople(items=[_person(row) for row in rows]))


@post("/people", response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 409, 503))
async def add_person(
    pool: GivenPool, now: GivenNow, person: GivenPerson, data: JSONBody[NewPerson]
) -> Response[OneTimePassword]:
    """Makes an account; its one-time password is shown in this answer alone."""
    async with pool.acquire() as connection:
        given = await accounts.add_person(connection, person.name, data.name, data.role, data.scope, now())
    return _shown_once(given)


@post("/people/{name:str}/role", status_code=200, response_headers=NO_STORE, responses=_CHANGE)
async def change_role(
    pool: GivenPool, person: GivenPerson, name: FromPath[str], data: JSONBody[RoleForm]
) -> Response[Done]:
    """Gives an account another role and scope, and signs it out everywhere."""
    async with pool.acquire() as connection:
        ended = await accounts.change_role(connection, person.name, name, data.role, data.scope)
    return json_answer(Done(name=name, sessions_ended=ended))


@post("/people/{name:str}/reset", status_code=200, response_headers=NO_STORE, responses=_CHANGE)
async def reset(pool: GivenPool, now: GivenNow, person: GivenPerson, name: FromPath[str]) -> Response[OneTimePassword]:
    """Gives an account a one-time password, shown in this answer alone, and takes its second factor away."""
    async with pool.acquire() as connection:
        given = await accounts.reset(connection, person.name, name, now())
    return _shown_once(given)


@post("/people/{name:str}/close", status_code=200, response_headers=NO_STORE, responses=_CHANGE)
async def close(pool: GivenPool, now: GivenNow, person: GivenPerson, name: FromPath[str]) -> Response[Done]:
    """Closes the account of somebody who has left; a reset opens it again."""
    async with pool.acquire() as connection:
        ended = await accounts.close_person(connection, person.name, name, now())
    return json_answer(Done(name=name, sessions_ended=ended))


@post("/people/{name:str}/end-sessions", status_code=200, response_headers=NO_STORE, responses=_CHANGE)
async def end_sessions(pool: GivenPool, person: GivenPerson, name: FromPath[str]) -> Response[Done]:
    """Signs an account out of every browser."""
    async with pool.acquire() as connection:
        ended = await accounts.end_sessions(connection, person.name, name)
    return json_answer(Done(name=name, sessions_ended=ended))


@get("/tokens", response_headers=NO_STORE, responses=problem_specs(401, 403, 503))
async def list_tokens(pool: GivenPool, now: GivenNow) -> Response[ListedTokens]:
    """All tokens of programs and wall screens, the newest first."""
    rows = await people_access.list_tokens(pool)
    return json_answer(ListedTokens(items=[_token(row, now()) for row in rows]))


@post("/tokens", response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 409, 503))
async def make_token(
    pool: GivenPool, now: GivenNow, person: GivenPerson, data: JSONBody[NewTokenForm]
) -> Response[NewToken]:
    """Makes a token, shown in this answer alone."""
    async with pool.acquire() as connection:
        given = await accounts.make_token(
            connection, person.name, kind=data.kind, name=data.name, role=data.role, scope=data.scope, days=data.days,
            now_ms=now(),
        )  # fmt: skip
    return json_answer(
        NewToken(
            token_id=given.token_id, name=given.name, token=given.token, expires_at=to_iso(given.expires_ms),
            link=wall_link(given.token) if data.kind == "wall" else None,
        )
    )  # fmt: skip


@post("/tokens/{token_id:str}/revoke", status_code=200, response_headers=NO_STORE, responses=_CHANGE)
async def revoke_token(pool: GivenPool, now: GivenNow, person: GivenPerson, token_id: FromPath[str]) -> Response[Done]:
    """Ends a token and the wall screens that it opened."""
    async with pool.acquire() as connection:
        token = await accounts.revoke_token(connection, person.name, token_id, now())
    return json_answer(Done(name=token.name))


@get("/audit", response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 503))
async def list_audit(
    pool: GivenPool, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Response[Page[AuditEntry]]:
    """Who did what about what, when and why, newest first."""
    after = read_cursor("audit", cursor)
    rows = await read_audit(pool, limit=limit + 1, before_seq=None if after is None else after[0])
    shown = rows[:limit]
    entries = [
        AuditEntry(seq=row.seq, at=to_iso(row.at_ms), person=row.person, what=row.what, about=row.about, why=row.why)
        for row in shown
    ]
    more = len(rows) > limit
    return json_answer({"items": entries, "next": write_cursor("audit", shown[-1].seq, "") if more else None})


def wall_link(token: str) -> str:
    """The end of a wall screen's link: behind the #, so that no server and no log of one sees it."""
    return f"#wall={token}"


def _shown_once(given: accounts.Given) -> Response[OneTimePassword]:
    return json_answer(OneTimePassword(name=given.name, password=given.password, until=to_iso(given.until_ms)))


def _person(row: people.ListedPerson) -> ListedPerson:
    is_open = "open" if row.has_own_password and row.has_code else "new"
    return ListedPerson(
        name=row.name, role=cast("Any", row.role), scope=list(row.scope),
        state=cast("Any", "closed" if row.closed_ms is not None else is_open), sessions=row.sessions,
        created_at=to_iso(row.created_ms),
        signed_in_at=None if row.signed_in_ms is None else to_iso(row.signed_in_ms),
    )  # fmt: skip


def _token(row: people_access.TokenRow, now_ms: int) -> ListedToken:
    state = "revoked" if row.revoked_ms is not None else "expired" if row.expires_ms <= now_ms else "in_force"
    return ListedToken(
        token_id=row.token_id, kind=cast("Any", row.kind), name=row.name, role=cast("Any", row.role),
        scope=list(row.scope), state=cast("Any", state), made_by=row.made_by, created_at=to_iso(row.created_ms),
        expires_at=to_iso(row.expires_ms), used_at=None if row.used_ms is None else to_iso(row.used_ms),
    )  # fmt: skip


ROUTES: Final = [
    list_people, add_person, change_role, reset, close, end_sessions, list_tokens, make_token, revoke_token, list_audit,
]  # fmt: skip
