"""Salvage: what a state of a former format still says of a unit. Its fold is made anew of the stored pings."""

from typing import Any, Final

import msgspec

from alerts.signal_lost import Excuse
from streams.judging.noted import Noted
from streams.judging.state import Clock, Rulings, Unit, as_held

# What pings and events do not say. Whoever changes what one of these means raises FORMAT and takes it off the list.
_KEPT: Final[dict[str, Any]] = {
    "vendor": str | None,
    "clock": Clock,
    "excuses": tuple[Excuse, ...],
    "rulings": Rulings,
    "observed": Noted,
}


def salvaged(unit_id: str, body: bytes) -> tuple[Unit, list[str]]:
    """A unit with the parts of a saved state that can still be read, and the names of those that cannot."""
    unit, lost = Unit(unit_id=unit_id), []
    try:
        parts = msgspec.msgpack.decode(body)
    except msgspec.MsgspecError:
        parts = None
    for name, form in _KEPT.items():
        try:
            setattr(unit, name, msgspec.convert(parts[name], form, dec_hook=as_held))
        except (msgspec.MsgspecError, KeyError, TypeError):
            lost.append(name)
    unit.told_ms = _told_ms(parts)
    return unit, lost


def _told_ms(parts: Any) -> int:
    """The receipt of what the unit told last: where that was not noted, no later than the clock was asked."""
    told_ms = parts.get("told_ms", parts.get("lapsed_ms")) if isinstance(parts, dict) else None
    return told_ms if isinstance(told_ms, int) else -1
