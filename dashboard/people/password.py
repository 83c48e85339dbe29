"""Sign-in by password and a code of RFC 6238, and the first one, at which a person gives itself both."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import structlog

from dashboard.people.names import account_name, check_password
from dashboard.people.sessions import Deed
from dashboard.people.sign_in import Proof, refused
from dashboard.people.totp import key_address, key_text, new_key, picture_of, step_of
from dashboard.people.tries import Tries
from dashboard.problems import Problem, bad_parameter
from ops.passwords import NOBODY, fits, hash_password
from ops.personal import CannotOpen, Sealer
from storage.audit import audit
from storage.people import (
    PersonRow,
    read_person,
    set_own_password,
    set_totp,
    take_step,
)
from storage.people_access import put_pending_key, read_pending_key

_UNKNOWN: Final = "unknown"
_BEFORE_ALL_STEPS: Final = -1
_log = structlog.get_logger("dashboard")


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """The key of a second factor as it is shown once: as text, as an address, and the address as a picture."""

    text: str
    address: str
    picture: str


class NewPassword(msgspec.Struct, frozen=True, kw_only=True):
    """The hash of a new password and the one that it was compared with; at an enrolment the proved key and its step."""

    name: str
    replaces: str
    password_hash: str
    session: bytes = b""
    totp_key: bytes | None = None
    totp_step: int = 0


class PasswordSignIn:
    """Passwords kept as hashes, keys of second factors sealed; each code is taken once."""

    kind = "password"

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._one_at_a_time = asyncio.Semaphore(1)  # a flood of wrong passwords may cost one core, not all

    async def prove(self, pool: Any, offered: Mapping[str, str], address: str, now_ms: int) -> Proof:
        """The person whose `name`, `password` and `code` these are; raises a 401 or 429 problem."""
        name = account_name(offered.get("name", ""))
        tries = Tries(name, address)
        async with pool.acquire() as connection:
            await tries.count_one(connection, now_ms)
            found = await read_person(connection, name)
        kept = NOBODY if found is None else found.password_hash
        is_right = await self._fits(offered.get("password", ""), kept)
        async with pool.acquire() as connection, connection.transaction():
            # Read again: it may have been reset or closed while the slow hash was made.
            person = await read_person(connection, name, lock=True)
            is_right = is_right and person is not None and person.password_hash == kept
            why = await self._why_not(connection, person, offered.get("code", ""), now_ms, is_right=is_right)
            if why is None:
                await tries.take_back(connection, now_ms)
            else:
                await audit(connection, _UNKNOWN if person is None else person.name, "sign-in refused", address, why)
        if person is None or why is not None:
            raise refused()
        is_new = person.one_time_until_ms is not None or person.totp_key is None
        return Proof(name=person.name, stage="enrol" if is_new else "whole", by_hash=kept)

    async def show_key(self, connection: Any, name: str, session: bytes) -> Key:
        """A new key for a person who enrols; the one shown before holds no longer."""
        key = new_key()
        await put_pending_key(connection, session, self._sealer.seal(key))
        address = key_address(key, name)
        return Key(text=key_text(key), address=address, picture=picture_of(address))

    async def prepare_enrolment(
        self, pool: Any, name: str, session: bytes, password: str, code: str, now_ms: int
    ) -> NewPassword:
        """What `enrol` writes, with the hash made, outside of any transaction; raises a 400 or 401 problem."""
        check_password(password, name)
        pending = await read_pending_key(pool, session)
        step = None if pending is None else step_of(self._sealer.open(pending), code, now_ms, _BEFORE_ALL_STEPS)
        if pending is None or step is None:
            raise bad_parameter(
                "code",
                "not the one that the phone shows now: is its time right?",
                "ไม่ตรงกับที่แสดงในโทรศัพท์ ตรวจสอบว่าเวลาในโทรศัพท์ถูกต้อง",
            )
        new = await self.prepare_password(pool, Proof(name=name), password)
        return msgspec.structs.replace(new, session=session, totp_key=pending, totp_step=step)

    async def prepare_password(self, pool: Any, proof: Proof, password: str) -> NewPassword:
        """What `change_password` writes, its hash made, outside of any transaction; raises a 400 or 401 problem."""
        check_password(password, proof.name)
        person = await read_person(pool, proof.name)
        if person is None or proof.by_hash not in (None, person.password_hash):
            raise refused()
        if await self._fits(password, person.password_hash):
            raise bad_parameter("password", "this is the one you had: choose another", "เป็นรหัสผ่านเดิม กรุณาตั้งรหัสผ่านใหม่")
        async with self._one_at_a_time:
            kept = await asyncio.to_thread(hash_password, password)
        return NewPassword(name=proof.name, replaces=person.password_hash, password_hash=kept)

    async def enrol(self, connection: Any, new: NewPassword) -> Deed:
        """Gives a person its own password and the key that is on its phone; raises a 401 problem if overtaken."""
        await self._replace(connection, new)
        # Another key may have been shown meanwhile, and an enrolment elsewhere may have ended this one.
        if new.totp_key is None or await read_pending_key(connection, new.session) != new.totp_key:
            raise refused()
        await set_totp(connection, new.name, new.totp_key)
        await take_step(connection, new.name, new.totp_step)
        return Deed("enrolled", "own password and second factor")

    async def change_password(self, connection: Any, new: NewPassword) -> Deed:
        """Gives a person another password in the place of the one that proved it; raises a 401 problem if overtaken."""
        await self._replace(connection, new)
        return Deed("password changed")

    async def _replace(self, connection: Any, new: NewPassword) -> None:
        person = await read_person(connection, new.name, lock=True)
        if person is None or person.closed_ms is not None or person.password_hash != new.replaces:
            raise refused()
        await set_own_password(connection, new.name, new.password_hash)

    async def _fits(self, password: str, kept: str) -> bool:
        async with self._one_at_a_time:
            return await asyncio.to_thread(fits, password, kept)

    async def _why_not(
        self, connection: Any, person: PersonRow | None, code: str, now_ms: int, *, is_right: bool
    ) -> str | None:
        """Why somebody is not let in, in words for the audit; None where all is right, and the code is taken then."""
        if person is None:
            return "no such account"
        if not is_right:
            return "wrong password"
        if person.closed_ms is not None:
            return "the account is closed"
        if person.one_time_until_ms is not None:
            return "the one-time password is too old" if now_ms >= person.one_time_until_ms else None
        if person.totp_key is None:
            return None
        try:
            step = step_of(self._sealer.open(person.totp_key), code, now_ms, person.totp_step)
        except CannotOpen as error:
            _log.error("a second factor cannot be checked", name=person.name, error=str(error))
            return "the key of the second factor cannot be opened"
        if step is None or not await take_step(connection, person.name, step):
            return "wrong code, or one taken before"
        return None


def only_by_password() -> Problem:
    """The 403 of a route that has a meaning for accounts with a password alone."""
    return Problem(403, "this takes an account that signs in by password", "ใช้ได้เฉพาะบัญชีที่เข้าสู่ระบบด้วยรหัสผ่าน")
