"""Changes of accounts and tokens, each in one transaction with its row in the audit; by the API and by the commands."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from dashboard.people.credentials import TokenKind, digest, new_token
from dashboard.people.names import account_name, new_account_name, scope_of
from dashboard.problems import Problem, bad_parameter, not_found
from models.role import Role
from models.times import DAY_MS
from ops.passwords import hash_password, one_time_password
from storage import people, people_access
from storage.audit import audit
from storage.people import PersonRow
from storage.people_access import TokenRow
from storage.push_phones import forget_phones_of

ONE_TIME_MS: Final = 3 * DAY_MS
FIRST: Final = "admin"
"""The name of the administrator who is made at the first start."""

MAX_TOKEN_DAYS: Final = 3660
_LONGEST_TOKEN_NAME: Final = 64
_SYSTEM: Final = "system"


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time password, shown this once."""

    name: str
    password: str
    until_ms: int


class GivenToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token, shown this once."""

    token_id: str
    name: str
    token: str
    expires_ms: int


async def make_first(connection: Any, now_ms: int) -> Given | None:
    """Makes the first administrator where there is no account at all, else gives None."""
    if await people.has_people(connection):
        return None
    given, kept = await _one_time(FIRST, now_ms)
    async with connection.transaction():
        await people.take_turn_at_people(connection)
        if await people.has_people(connection):  # another dashboard was first
            return None
        await people.add_person(connection, FIRST, "administrator", (), kept, given.until_ms, now_ms)
        await audit(connection, _SYSTEM, "person added", FIRST, "administrator, at the first start")
    return given


async def add_person(
    connection: Any, by: str, name: str, role: Role, scope: Sequence[str], now_ms: int
) -> Given:
    """Makes an account; raises a 400 or 409 problem."""
    name, parties = new_account_name(name), scope_of(list(scope))
    _check_scope(role, parties)
    given, kept = await _one_time(name, now_ms)
    async with connection.transaction():
        await people.take_turn_at_people(connection)
        if not await people.add_person(connection, name, role, parties, kept, given.until_ms, now_ms):
            raise Problem(409, f"there is an account {name!r} already", f"มีบัญชีชื่อ {name!r} อยู่แล้ว")
        await audit(connection, by, "person added", name, _told(role, parties))
    return given


async def change_role(connection: Any, by: str, name: str, role: Role, scope: Sequence[str]) -> int:
    """Gives an account another role and scope and ends its sessions, which it counts; raises a problem."""
    parties = scope_of(list(scope))
    _check_scope(role, parties)
    async with connection.transaction():
        await people.take_turn_at_people(connection)
        person = await _known(connection, name)
        if role != "administrator":
            await _check_others(connection, person.name)
        await people.set_role(connection, person.name, role, parties)
        ended = await people_access.end_sessions_of(connection, person.name)
        was = _told(person.role, person.scope)
        await audit(connection, by, "role changed", person.name, f"{_told(role, parties)}; before: {was}")
    return ended


async def reset(connection: Any, by: str, name: str, now_ms: int) -> Given:
    """Gives an account a one-time password, takes its second factor away and ends its sessions; opens a closed one."""
    given, kept = await _one_time(account_name(name), now_ms)
    async with connection.transaction():
        person = await _known(connection, name)
        await people.set_one_time_password(connection, person.name, kept, given.until_ms)
        await people_access.end_sessions_of(connection, person.name)
        await audit(connection, by, "password reset", person.name)
    return given


async def close_person(connection: Any, by: str, name: str, now_ms: int) -> int:
    """Closes the account of somebody who has left and ends its sessions, which it counts; raises a problem."""
    async with connection.transaction():
        await people.take_turn_at_people(connection)
        person = await _known(connection, name)
        await _check_others(connection, person.name)
        await people.close_person(connection, person.name, now_ms)
        ended = await people_access.end_sessions_of(connection, person.name)
        await forget_phones_of(connection, person.name)
        await audit(connection, by, "account closed", person.name)
    return ended


async def end_sessions(connection: Any, by: str, name: str) -> int:
    """Signs an account out of every browser and counts them; raises a 404 problem."""
    async with connection.transaction():
        person = await _known(connection, name)
        ended = await people_access.end_sessions_of(connection, person.name)
        await audit(connection, by, "sessions ended", person.name, f"{ended}")
    return ended


async def make_token(
    connection: Any, by: str, *, kind: TokenKind, name: str, role: Role, scope: Sequence[str], days: int, now_ms: int
) -> GivenToken:
    """Makes a token; a wall screen's reads alone. Raises a 400 or 409 problem."""
    name, parties = name.strip(), scope_of(list(scope))
    if not name or len(name) > _LONGEST_TOKEN_NAME or not name.isprintable():
        raise bad_parameter("name", "say what the token is for, in one line", "ระบุว่าโทเคนนี้ใช้ทำอะไร ในหนึ่งบรรทัด")
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise bad_parameter("days", f"write 1 to {MAX_TOKEN_DAYS}", f"ต้องเป็น 1 ถึง {MAX_TOKEN_DAYS} วัน")
    if kind == "wall" and role != "viewer":
        raise bad_parameter("role", "a wall screen is a viewer", "จอแสดงผลมีสิทธิ์เป็นผู้ชมเท่านั้น")
    _check_scope(role, parties)
    token, token_id, expires_ms = new_token(kind), secrets.token_hex(4), now_ms + days * DAY_MS
    async with connection.transaction():
        await people.take_turn_at_people(connection)
        if not await people_access.add_token(
            connection, token_id, digest(token), kind=kind, name=name, role=role, scope=parties, made_by=by,
            now_ms=now_ms, expires_ms=expires_ms,
        ):  # fmt: skip
            raise Problem(
                409,
                f"there is or was a token {name!r} with another role or scope: choose another name",
                f"มีหรือเคยมีโทเคนชื่อ {name!r} ที่สิทธิ์หรือขอบเขตต่างกัน กรุณาใช้ชื่ออื่น",
            )
        await audit(connection, by, "token made", f"{token_id} {name}", f"{kind}, {_told(role, parties)}, {days} days")
    return GivenToken(token_id=token_id, name=name, token=token, expires_ms=expires_ms)


async def revoke_token(connection: Any, by: str, token_id: str, now_ms: int) -> TokenRow:
    """Ends a token and what it opened; raises a 404 problem."""
    async with connection.transaction():
        token = await people_access.revoke_token(connection, token_id, now_ms)
        if token is None:
            raise not_found("token in force", "โทเคนที่ใช้อยู่", token_id)
        await audit(connection, by, "token revoked", f"{token_id} {token.name}")
    return token


async def _one_time(name: str, now_ms: int) -> tuple[Given, str]:
    password = one_time_password()
    kept = await asyncio.to_thread(hash_password, password)
    return Given(name=name, password=password, until_ms=now_ms + ONE_TIME_MS), kept


async def _known(connection: Any, name: str) -> PersonRow:
    person = await people.read_person(connection, account_name(name), lock=True)
    if person is None:
        raise not_found("account", "บัญชี", name)
    return person


async def _check_others(connection: Any, name: str) -> None:
    """Raises a 409 problem where nobody would be left to administrate."""
    if await people.administrators(connection) == [name]:
        raise Problem(
            409,
            f"{name} is the last administrator: make another one first",
            f"{name} เป็นผู้ดูแลระบบคนสุดท้าย เพิ่มผู้ดูแลระบบคนอื่นก่อน",
        )


def _check_scope(role: str, parties: Sequence[str]) -> None:
    if role == "administrator" and parties:
        raise bad_parameter("scope", "an administrator sees everything", "ผู้ดูแลระบบเห็นข้อมูลทั้งหมด จำกัดไม่ได้")


def _told(role: str, parties: Sequence[str]) -> str:
    return f"{role}, {' '.join(parties)}" if parties else role
