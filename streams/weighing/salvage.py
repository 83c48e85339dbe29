"""Salvage: what an entry of the docket that was saved in a former format still says."""

from typing import Any, Final

import msgspec

from models.ruling import Ruling
from streams.judging.state import Published
from streams.weighing.docket import VENDOR, Case, Entry, Logbook, Seen, Vendor, is_of_logbook

_PARTS: Final[dict[str, Any]] = {"seen": Seen, "published": Published, "told": Ruling}


class Salvaged(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as far as it can be read, and whether that is all of it."""

    entry: Entry
    whole: bool


def salvaged(key: str, body: bytes) -> Salvaged:
    """The entry under a key: whole where this program still reads it so, else part by part, else empty."""
    try:
        parts = msgspec.msgpack.decode(body)
    except msgspec.MsgspecError:
        parts = None
    entry: Entry
    try:
        entry = msgspec.convert(parts, Entry)
        if isinstance(parts, dict) and "members" in parts:  # a vendor's entry of a former form: what it told is unread
            return Salvaged(entry=entry, whole=False)
    except msgspec.MsgspecError:
        if key.startswith(VENDOR):
            return Salvaged(entry=Logbook() if is_of_logbook(key) else Vendor(), whole=False)
        found = parts if isinstance(parts, dict) else {}
        seen, published, told = (_readable(found.get(name), form) for name, form in _PARTS.items())
        return Salvaged(entry=Case(seen=seen, published=published, told=told), whole=False)
    return Salvaged(entry=entry, whole=True)


def _readable(items: Any, form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, item in items.items() if isinstance(items, dict) else ():
        try:
            found[str(name)] = msgspec.convert(item, form)
        except msgspec.MsgspecError:
            continue
    return found
