"""noted: every look-up of a track, an area or a name is put down before it is answered; this is the one way to it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from dashboard.people.person import Person
from dashboard.problems import bad_parameter
from storage.audit import audit
from storage.lookups_made import LookupKind, LookupMade, note_lookup

MAX_WHY: Final = 200


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked up: its kind and the words of the question."""

    kind: LookupKind
    asked: dict[str, Any]


Noted = Callable[[Person, Looked, str], Awaitable[None]]
"""Puts down who looked up what, and why; raises a 400 problem on a reason that is too long."""


def build_noted(pool: Any, now: Callable[[], int]) -> Noted:
    """`noted` over this pool; `now` gives ms since the epoch."""

    async def noted(person: Person, what: Looked, why: str) -> None:
        if len(why) > MAX_WHY:
            raise bad_parameter("why", f"at most {MAX_WHY} characters", f"ไม่เกิน {MAX_WHY} ตัวอักษร")
        asked = msgspec.json.encode(what.asked)
        made = LookupMade(at_ms=now(), person=person.name, kind=what.kind, what=asked, why=why.strip())
        async with pool.acquire() as connection, connection.transaction():
            await note_lookup(connection, made)
            await audit(connection, person.name, f"look-up: {what.kind}", asked.decode(), made.why)

    return noted
