"""Salvage: what an entry of the docket that was saved in another format, or spoiled since, still says."""

from typing import Any, Final

import msgspec

from models.ruling import Ruling
from streams.weighing.docket import Case, Entry, Seen, form_of

_PARTS: Final[dict[str, Any]] = {"seen": Seen, "told": Ruling}


class Salvaged(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as far as it can be read, and whether that is all of it."""

    entry: Entry
    whole: bool


def salvaged(key: str, body: bytes) -> Salvaged:
    """The entry under a key: whole where this program reads it so, else part by part, else empty.

    What a case has published is not taken from a part of it: it would be taken back for what can be seen no more. It
    is recalled from its events.
    """
    form = form_of(key)
    try:
        parts = msgspec.msgpack.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        parts = None
    try:
        entry = msgspec.convert(parts, Entry)
    except msgspec.MsgspecError:
        found = parts if isinstance(parts, dict) and form is Case else {}
        seen, told = (_readable(found.get(name), of) for name, of in _PARTS.items())
        return Salvaged(entry=Case(seen=seen, told=told) if form is Case else form(), whole=False)
    if not isinstance(entry, form):
        return Salvaged(entry=form(), whole=False)
    return Salvaged(entry=entry, whole=True)


def _readable(items: Any, form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, item in items.items() if isinstance(items, dict) else ():
        try:
            found[str(name)] = msgspec.convert(item, form)
        except msgspec.MsgspecError:
            continue
    return found
