"""The one interface of all ways to sign in: what is offered proves who somebody is, or is refused."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

import msgspec

from dashboard.problems import Problem


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody has been proved to be; with stage `enrol` only the way on to a password and code of one's own.

    By the hash of which password, None where by none: once another has taken its place it proves nothing any more.
    """

    name: str
    stage: Literal["whole", "enrol"] = "whole"
    by_hash: str | None = None


class SignIn(Protocol):
    """A way to sign in; sessions, roles and scopes are the same whichever way was gone."""

    kind: str
    """What the page has to ask for: `password` has a form of its own."""

    async def prove(self, pool: Any, offered: Mapping[str, str], address: str, now_ms: int) -> Proof:
        """Who it is that offers this from this address, written to the audit; raises a 401 or 429 problem."""


def refused() -> Problem:
    """The 401 of all that was wrong, whatever of it: it tells nobody which names there are."""
    return Problem(
        401, "this name, password and code do not belong together", "ชื่อผู้ใช้ รหัสผ่าน หรือรหัสยืนยันไม่ถูกต้อง"
    )


def must_wait(wait_ms: int) -> Problem:
    """The 429 of somebody who was wrong too often."""
    wait_s = max(1, -(-wait_ms // 1000))
    return Problem(
        429,
        f"wrong too often: the next try is looked at in {wait_s} s",
        f"ใส่ข้อมูลผิดหลายครั้งเกินไป ลองใหม่ได้ในอีก {wait_s} วินาที",
        wait_s,
    )
