"""Query parameters: cursors, times and event types, read or refused with a line that helps."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter

from dashboard.problems import bad_parameter
from models import times
from models.event import ALERT_TYPES, TRIP_TYPES

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description=f"items a page, at most {MAX_LIMIT}")]
Cursor = Annotated[str | None, QueryParameter(description="`next` of the page before")]

EVENT_TYPES: Final = (*TRIP_TYPES, *ALERT_TYPES)


def write_cursor(kind: str, at_ms: int, key: str) -> str:
    """A cursor that goes on after the item with this time and key, of a list of this kind."""
    return base64.urlsafe_b64encode(msgspec.json.encode((kind, at_ms, key))).decode().rstrip("=")


def read_cursor(kind: str, text: str | None) -> tuple[int, str] | None:
    """The time and key after which to go on; raises a 400 problem on a cursor of another list or none at all."""
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        of, at_ms, key = msgspec.json.decode(raw, type=tuple[str, Annotated[int, msgspec.Meta(ge=0, lt=2**62)], str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise bad_cursor("cursor") from error
    if of != kind or "\x00" in key:
        raise bad_cursor("cursor")
    return at_ms, key


def read_place(name: str, text: str | None) -> tuple[int, int]:
    """The (tx, seq) of an event cursor `<tx>-<seq>`, (0, 0) without one; raises a 400 problem."""
    if text is None:
        return 0, 0
    match = re.fullmatch(r"([0-9]{1,19})-([0-9]{1,18})", text)
    if match is None:
        raise bad_cursor(name)
    return int(match[1]), int(match[2])


def read_time(name: str, text: str) -> int:
    """A time in milliseconds; raises a 400 problem."""
    try:
        return times.from_iso(text)
    except times.UnreadableTime as error:
        raise bad_parameter(
            name,
            f"{error}; write e.g. 2026-11-02T00:00:00Z",
            f"ไม่ใช่เวลาแบบ ISO-8601: {text!r} เช่น 2026-11-02T00:00:00Z",
        ) from error


def read_period(from_text: str | None, to_text: str | None, newest_ms: int) -> tuple[int, int]:
    """The period [from, to) of a track: without `to` up to the newest, without `from` a day; raises a 400 problem."""
    from_ms = read_time("from", from_text) if from_text is not None else None
    to_ms = read_time("to", to_text) if to_text is not None else max(newest_ms, from_ms or 0) + 1
    if from_ms is None:
        from_ms = max(to_ms - times.DAY_MS, 0)
    if from_ms >= to_ms:
        raise bad_parameter("from", "must lie before 'to'", "ต้องอยู่ก่อน 'to'")
    return from_ms, to_ms


def read_types(texts: Sequence[str] | None) -> list[str] | None:
    """Event types asked for, comma separated or repeated, whole or by family (`alert`, `trip.ended`); None = all."""
    words = [word.strip() for text in texts or () for word in text.split(",") if word.strip()]
    if not words:
        return None
    wanted: set[str] = set()
    for word in words:
        name = "wastetrack." + word.removeprefix("wastetrack.")
        found = {known for known in EVENT_TYPES if known == name or known.startswith(name + ".")}
        if not found:
            known = ", ".join(EVENT_TYPES)
            raise bad_parameter("types", f"{word!r} is none of {known}", f"{word!r} ไม่อยู่ใน {known}")
        wanted |= found
    return sorted(wanted)


def bad_cursor(name: str) -> Exception:
    """The 400 for a cursor that this list did not give."""
    return bad_parameter(
        name, "not a cursor of this list; leave it out to start anew", "ไม่ใช่ cursor ของรายการนี้ ตัดออกเพื่อเริ่มใหม่"
    )
