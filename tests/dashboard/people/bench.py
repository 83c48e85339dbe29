"""People, browsers and tokens as the tests of sign-in need them."""

import base64
import time
from typing import Any, Final

import httpx

from dashboard.people.credentials import COOKIE, digest, new_secret, new_token
from dashboard.people.totp import code_of, step_at
from models.role import Role
from models.times import DAY_MS
from ops.passwords import hash_password
from ops.personal import Sealer
from storage.people_access import add_token, open_session

KEY: Final = base64.b64encode(b"k" * 32).decode()
SEALER: Final = Sealer(b"k" * 32)
PASSWORD: Final = "ฝนตกที่ระยอง 2569 ครั้ง"
TOTP: Final = b"12345678901234567890"
SAME_SITE: Final = {"Sec-Fetch-Site": "same-origin"}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def code(step: int = 0) -> str:
    """The code that a phone shows now, or so many steps later."""
    return code_of(TOTP, step_at(now_ms()) + step)


async def put_person(connection: Any, name: str, role: Role = "officer", scope: tuple[str, ...] = ()) -> None:
    """Somebody who has enrolled: with PASSWORD, and TOTP on a phone."""
    await connection.execute(
        "INSERT INTO people (name, role, scope, password_hash, totp_key, created_ms) VALUES ($1, $2, $3, $4, $5, 0)",
        name, role, list(scope), hash_password(PASSWORD), SEALER.seal(TOTP),
    )  # fmt: skip


async def signed_in(connection: Any, name: str, role: Role = "officer", scope: tuple[str, ...] = ()) -> dict[str, str]:
    """The headers of a browser in which such a person is signed in."""
    await put_person(connection, name, role, scope)
    secret = new_secret()
    await open_session(connection, digest(secret), name=name, stage="whole", now_ms=now_ms(), expires_ms=now_ms() + DAY_MS)
    return {"Cookie": f"{COOKIE}={secret}"} | SAME_SITE


async def with_token(connection: Any, name: str, role: Role = "viewer", scope: tuple[str, ...] = (), *, days: int = 1) -> dict[str, str]:
    """The headers of a program that has a token."""
    token = new_token("program")
    await add_token(
        connection, name, digest(token), kind="program", name=name, role=role, scope=scope, made_by="test", now_ms=now_ms(),
        expires_ms=now_ms() + days * DAY_MS,
    )  # fmt: skip
    return {"Authorization": f"Bearer {token}"}


async def sign_in(api: httpx.AsyncClient, name: str, password: str = PASSWORD, typed: str | None = None, **headers: str) -> httpx.Response:
    """What the form of the page sends; the client keeps the cookie as a browser does."""
    form = {"name": name, "password": password, "code": code() if typed is None else typed}
    return await api.post("/api/v1/sign-in", json=form, headers=SAME_SITE | headers)


async def told(connection: Any) -> list[tuple[str, str, str]]:
    """Who did what about what, as the audit has it, oldest first."""
    rows = await connection.fetch("SELECT person, what, about FROM audit ORDER BY seq")
    return [tuple(row) for row in rows]
