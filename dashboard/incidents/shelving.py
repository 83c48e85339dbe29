"""Shelving over HTTP: a unit, a place or a rule put aside for a while, by two persons where it matters."""

from typing import Any, Final

import msgspec

from alerts.shelving import is_grave, needs_second
from dashboard.incidents import answers
from dashboard.incidents.gathering import shelve_anew
from dashboard.incidents.shown import shown_shelf
from dashboard.parameters import read_time
from dashboard.people.person import Person
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep
from models.event import short_hash
from models.names import identity_key
from models.shelf import Shelf, ShelfState
from models.thresholds import RULES
from models.times import DAY_MS, to_iso
from storage.audit import audit
from storage.incidents import take_turn, tell
from storage.shelves import count_held, load_shelf, open_alerts_of, save_shelf

LONGEST_MS: Final = 7 * DAY_MS
MAX_REASON: Final = 500
_STANDING_TH: Final[dict[ShelfState, str]] = {
    "waiting": "รอการยืนยัน", "active": "มีผลอยู่", "lifted": "ถูกยกเลิกแล้ว", "over": "หมดเวลาแล้ว",
}  # fmt: skip


async def make(pool: Any, asked: answers.NewShelf, call: Call, now_ms: int) -> Reply:
    """Shelves something, at once or as soon as a second person confirms it; raises 400 problems."""
    key, until_ms = identity_key(asked.key), _until_ms(asked.until, now_ms)
    _check_text("key", key)
    _check_text("reason", asked.reason)
    if asked.kind == "rule" and key not in RULES:
        raise bad_parameter("key", f"{key!r} is no rule", f"ไม่มีกฎชื่อ {key!r}")
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        grave = any(
            is_grave(urgency, severity) for urgency, severity in await open_alerts_of(connection, asked.kind, key)
        )
        shelf = Shelf(
            shelf_id=short_hash("shelf", asked.kind, key, call.person.name, now_ms), kind=asked.kind, key=key,
            reason=asked.reason.strip(), made_by=call.person.name, made_ms=now_ms, until_ms=until_ms,
            needs_second=needs_second(asked.kind, grave),
        )  # fmt: skip
        reply = await _settled(connection, shelf, call, 201, now_ms)
        await audit(connection, call.person.name, "shelf made", _named(shelf), shelf.reason)
        return reply


async def confirm(pool: Any, shelf_id: str, call: Call, now_ms: int) -> Reply:
    """A second person puts its name to a shelf; raises 403, 404 and 409 problems."""
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        shelf = await _standing(connection, shelf_id, now_ms)
        if shelf.made_by == call.person.name:
            raise Problem(
                403,
                f"{shelf.made_by} made this shelf: another person must confirm it",
                f"{shelf.made_by} เป็นผู้พักการแจ้งเตือนนี้ ต้องให้ผู้อื่นเป็นผู้ยืนยัน",
            )
        if shelf.confirmed_by is not None:
            raise Problem(409, f"{shelf.confirmed_by} has confirmed it already", f"{shelf.confirmed_by} ยืนยันไปแล้ว")
        shelf = msgspec.structs.replace(shelf, confirmed_by=call.person.name, confirmed_ms=now_ms)
        reply = await _settled(connection, shelf, call, 200, now_ms)
        await audit(connection, call.person.name, "shelf confirmed", _named(shelf))
        return reply


async def lift(pool: Any, shelf_id: str, reason: str, call: Call, now_ms: int) -> Reply:
    """Ends a shelf early; what it held is back in the queue; raises 400, 404 and 409 problems."""
    _check_text("reason", reason)
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        shelf = await _standing(connection, shelf_id, now_ms)
        shelf = msgspec.structs.replace(
            shelf, lifted_by=call.person.name, lifted_ms=now_ms, lift_reason=reason.strip()
        )
        reply = await _settled(connection, shelf, call, 200, now_ms)
        await audit(connection, call.person.name, "shelf lifted", _named(shelf), reason)
        return reply


async def _settled(connection: Any, shelf: Shelf, call: Call, status: int, now_ms: int) -> Reply:
    """Writes a shelf, has the incidents follow it, and answers with it."""
    await save_shelf(connection, shelf)
    await shelve_anew(connection, now_ms)
    await tell(connection)
    held = (await count_held(connection, now_ms)).get(shelf.shelf_id, 0)
    return await keep(
        connection, call, Reply(status, msgspec.json.encode(shown_shelf(shelf, held, now_ms))), now_ms
    )


def _named(shelf: Shelf) -> str:
    """What the audit calls a shelf."""
    return f"{shelf.shelf_id} {shelf.kind} {shelf.key} until {to_iso(shelf.until_ms)}"


async def _standing(connection: Any, shelf_id: str, now_ms: int) -> Shelf:
    """A shelf that is neither lifted nor over."""
    shelf = await load_shelf(connection, shelf_id)
    if shelf is None:
        raise not_found("shelf", "รายการพักการแจ้งเตือน", shelf_id)
    state = shelf.state_at(now_ms)
    if state not in {"waiting", "active"}:
        raise Problem(409, f"this shelf is {state}", f"รายการพักการแจ้งเตือนนี้{_STANDING_TH[state]}")
    return shelf


def _until_ms(text: str, now_ms: int) -> int:
    until_ms = read_time("until", text)
    if not now_ms < until_ms <= now_ms + LONGEST_MS:
        raise bad_parameter("until", "must lie within the next 7 days", "ต้องอยู่ภายใน 7 วันข้างหน้า")
    return until_ms


def _check_text(name: str, text: str) -> None:
    if not text.strip():
        raise bad_parameter(name, "is missing", "กรุณาระบุ")
    if len(text) > MAX_REASON or "\x00" in text:
        raise bad_parameter(name, f"at most {MAX_REASON} characters", f"ไม่เกิน {MAX_REASON} ตัวอักษร")


def caller(person: Person, key: str | None, *what: object) -> Call:
    """The call of a person who may shelve; raises a 403 problem."""
    person.needs("officer")
    return Call(person, key, msgspec.json.encode(what))
