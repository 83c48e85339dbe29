"""Sessions: what is opened once somebody has been proved, and for how long."""

from typing import Any, Final

import msgspec

from dashboard.people.credentials import digest, new_secret
from dashboard.people.guard import person_of
from dashboard.people.person import Person
from dashboard.people.sign_in import Proof, refused
from models.times import HOUR_MS, MINUTE_MS
from storage.audit import audit
from storage.people import mark_signed_in, read_person
from storage.people_access import open_session, read_session, read_token

SESSION_MS: Final = 14 * HOUR_MS
"""A shift of twelve hours and its hand-over: nobody is signed out in the midst of it."""

ENROL_MS: Final = 15 * MINUTE_MS


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session that has begun: the cookie's secret, who it is (None before the enrolment), and for how long."""

    secret: str
    person: Person | None
    max_age_s: int | None = None


class Deed(msgspec.Struct, frozen=True):
    """What a person has done to its own account just before a session is opened, for the audit."""

    what: str
    why: str = ""


async def open_for_person(
    connection: Any, proof: Proof, address: str, now_ms: int, deed: Deed | None = None
) -> Opened:
    """Begins the session of a person who was proved, in one transaction with its row in the audit.

    Raises a 401 problem where the password that proved it was changed since, or the account closed.
    """
    secret = new_secret()
    is_whole = proof.stage == "whole"
    async with connection.transaction():
        person = await read_person(connection, proof.name, lock=True)
        if person is None or proof.by_hash not in (None, person.password_hash):
            raise refused()
        if is_whole:
            await mark_signed_in(connection, proof.name, now_ms)
        await open_session(
            connection, digest(secret), name=proof.name, stage=proof.stage, now_ms=now_ms,
            expires_ms=now_ms + (SESSION_MS if is_whole else ENROL_MS),
        )  # fmt: skip
        access = await read_session(connection, digest(secret), now_ms)
        if access is None:
            raise refused()
        if deed is not None:
            await audit(connection, proof.name, deed.what, proof.name, deed.why)
        await audit(connection, proof.name, "sign-in" if is_whole else "first sign-in", address)
    return Opened(secret=secret, person=person_of(access) if is_whole else None)


async def open_for_wall(connection: Any, token: str, address: str, now_ms: int) -> Opened:
    """Begins the session of a wall screen, as long as its token is in force; raises a 401 problem."""
    found = await read_token(connection, digest(token), "wall", now_ms)
    if found is None:
        raise refused()
    row, access = found
    secret = new_secret()
    person = person_of(access)
    async with connection.transaction():
        await open_session(
            connection, digest(secret), token_id=row.token_id, stage="whole", now_ms=now_ms, expires_ms=row.expires_ms
        )
        await audit(connection, person.name, "sign-in", address, "a wall screen was opened")
    return Opened(secret=secret, person=person, max_age_s=(row.expires_ms - now_ms) // 1000)
