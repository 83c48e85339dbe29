"""Signing in and out over HTTP, the first sign-in, a change of one's password, and a wall screen's link."""

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from dashboard.given import (
    NO_STORE,
    GivenNow,
    GivenPageSettings,
    GivenPerson,
    GivenPool,
    GivenSignIn,
    GivenVisit,
    json_answer,
    problem_specs,
)
from dashboard.people.answers import (
    Done,
    EnrolmentForm,
    EnrolmentKey,
    Me,
    PasswordForm,
    SignInForm,
    SignInState,
    WallForm,
)
from dashboard.people.credentials import clear_cookie, set_cookie
from dashboard.people.guard import Visit
from dashboard.people.password import PasswordSignIn, only_by_password
from dashboard.people.person import Person
from dashboard.people.rights import closed_to, not_signed_in
from dashboard.people.sessions import Opened, open_for_person, open_for_wall
from dashboard.people.sign_in import Proof, SignIn
from storage.audit import audit
from storage.people_access import end_session, end_sessions_of, read_session

_LONGEST: Final = 1000
"""Of what is typed no more is looked at: the slow hash is not fed with megabytes."""


@get("/sign-in", response_headers=NO_STORE, responses=problem_specs(503))
async def show_sign_in(
    visit: GivenVisit, sign_in: GivenSignIn, page_settings: GivenPageSettings
) -> Response[SignInState]:
    """Whether one has to sign in here, how, who one is, and what is to be done first."""
    return json_answer(_state(visit, sign_in, visit.person, demo=page_settings.demo))


@post("/sign-in", status_code=200, response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 429, 503))
async def begin(
    pool: GivenPool, now: GivenNow, visit: GivenVisit, sign_in: GivenSignIn, page_settings: GivenPageSettings,
    data: JSONBody[SignInForm],
) -> Response[SignInState]:  # fmt: skip
    """Signs a browser in: the cookie of the answer stands for it from then on."""
    if sign_in is None:
        return json_answer(_state(visit, sign_in, visit.person, demo=page_settings.demo))
    offered = {field: str(text)[:_LONGEST] for field, text in msgspec.structs.asdict(data).items()}
    proof = await sign_in.prove(pool, offered, visit.caller.address, now())
    async with pool.acquire() as connection:
        if visit.session is not None:
            await end_session(connection, visit.session)
        opened = await open_for_person(connection, proof, visit.caller.address, now())
    return _signed_in(visit, sign_in, opened, demo=page_settings.demo)


@post("/sign-in/enrolment", status_code=200, response_headers=NO_STORE, responses=problem_specs(401, 403, 503))
async def show_key(
    pool: GivenPool, now: GivenNow, visit: GivenVisit, sign_in: GivenSignIn
) -> Response[EnrolmentKey]:
    """A new key for the application of one's phone, at the first sign-in; one that was shown before holds no longer."""
    way, session = _enrolling(visit, sign_in)
    async with pool.acquire() as connection:
        name = await _name_of(connection, session, now())
        key = await way.show_key(connection, name, session)
    return json_answer(EnrolmentKey(name=name, text=key.text, address=key.address, picture=key.picture))


@post("/sign-in/enrolment/confirm", status_code=200, response_headers=NO_STORE,
      responses=problem_specs(400, 401, 403, 503))  # fmt: skip
async def confirm(
    pool: GivenPool, now: GivenNow, visit: GivenVisit, sign_in: GivenSignIn, page_settings: GivenPageSettings,
    data: JSONBody[EnrolmentForm],
) -> Response[SignInState]:  # fmt: skip
    """Ends the first sign-in: one's own password, and the code that proves the key to be on the phone."""
    way, session = _enrolling(visit, sign_in)
    name = await _name_of(pool, session, now())
    new = await way.prepare_enrolment(pool, name, session, data.password[:_LONGEST], data.code[:_LONGEST], now())
    async with pool.acquire() as connection, connection.transaction():
        deed = await way.enrol(connection, new)
        await end_sessions_of(connection, name)
        opened = await open_for_person(connection, Proof(name=name), visit.caller.address, now(), deed)
    return _signed_in(visit, sign_in, opened, demo=page_settings.demo)


@post("/sign-in/password", status_code=200, response_headers=NO_STORE,
      responses=problem_specs(400, 401, 403, 429, 503))  # fmt: skip
async def change_password(
    pool: GivenPool, now: GivenNow, visit: GivenVisit, person: GivenPerson, sign_in: GivenSignIn,
    page_settings: GivenPageSettings, data: JSONBody[PasswordForm],
) -> Response[SignInState]:  # fmt: skip
    """Gives oneself another password; every other browser of one's own is signed out."""
    if not isinstance(sign_in, PasswordSignIn) or visit.session is None or visit.is_wall:
        raise only_by_password()
    offered = {"name": person.name, "password": data.old[:_LONGEST], "code": data.code[:_LONGEST]}
    proof = await sign_in.prove(pool, offered, visit.caller.address, now())
    new = await sign_in.prepare_password(pool, proof, data.password[:_LONGEST])
    async with pool.acquire() as connection, connection.transaction():
        deed = await sign_in.change_password(connection, new)
        await end_sessions_of(connection, person.name)
        changed = msgspec.structs.replace(proof, by_hash=new.password_hash)
        opened = await open_for_person(connection, changed, visit.caller.address, now(), deed)
    return _signed_in(visit, sign_in, opened, demo=page_settings.demo)


@post("/sign-in/wall", status_code=200, response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 503))
async def open_wall(
    pool: GivenPool, now: GivenNow, visit: GivenVisit, sign_in: GivenSignIn, page_settings: GivenPageSettings,
    data: JSONBody[WallForm],
) -> Response[SignInState]:  # fmt: skip
    """Signs a wall screen in by the token of its link, until the token expires or is revoked."""
    if sign_in is None:
        return json_answer(_state(visit, sign_in, visit.person, demo=page_settings.demo))
    async with pool.acquire() as connection:
        opened = await open_for_wall(connection, data.token[:_LONGEST], visit.caller.address, now())
    return _signed_in(visit, sign_in, opened, demo=page_settings.demo, is_wall=True)


@post("/sign-out", status_code=200, response_headers=NO_STORE, responses=problem_specs(403, 503))
async def sign_out(pool: GivenPool, visit: GivenVisit) -> Response[Done]:
    """Ends this browser's session and takes its cookie away."""
    ended = False
    if visit.session is not None:
        async with pool.acquire() as connection, connection.transaction():
            ended = await end_session(connection, visit.session)
            if ended and visit.person is not None:
                await audit(connection, visit.person.name, "sign-out", visit.caller.address)
    answer = json_answer(Done(name=visit.person.name if visit.person else "", sessions_ended=int(ended)))
    answer.headers["Set-Cookie"] = clear_cookie(is_https=visit.caller.is_https)
    return answer


def me_of(person: Person) -> Me:
    """Who asks, as the API shows it."""
    return Me(name=person.name, role=person.role, scope=list(person.scope))


def _state(
    visit: Visit, sign_in: SignIn | None, person: Person | None, *, demo: bool, is_wall: bool = False
) -> SignInState:
    waiting: Any = "enrol" if visit.is_enrolling else "sign_in"
    return SignInState(
        required=sign_in is not None,
        way=None if sign_in is None else sign_in.kind,
        demo=demo,
        person=None if person is None else me_of(person),
        next="none" if person is not None else waiting,
        is_wall=is_wall or visit.is_wall,
        closed=[] if person is None else closed_to(person),
    )


def _signed_in(
    visit: Visit, sign_in: SignIn | None, opened: Opened, *, demo: bool, is_wall: bool = False
) -> Response[Any]:
    begun = msgspec.structs.replace(visit, is_enrolling=opened.person is None, is_wall=is_wall)
    answer = json_answer(_state(begun, sign_in, opened.person, demo=demo))
    answer.headers["Set-Cookie"] = set_cookie(
        opened.secret, is_https=visit.caller.is_https, max_age_s=opened.max_age_s
    )
    return answer


def _enrolling(visit: Visit, sign_in: SignIn | None) -> tuple[PasswordSignIn, bytes]:
    if not isinstance(sign_in, PasswordSignIn):
        raise only_by_password()
    if not visit.is_enrolling or visit.session is None:
        raise not_signed_in()
    return sign_in, visit.session


async def _name_of(connection: Any, session: bytes, now_ms: int) -> str:
    access = await read_session(connection, session, now_ms)
    if access is None:
        raise not_signed_in()
    return access.name


ROUTES: Final = [show_sign_in, begin, show_key, confirm, change_password, open_wall, sign_out]
