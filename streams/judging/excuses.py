"""Excuses: which silences of a unit an outage of its vendor explains, by what the rules across units have ruled."""

from typing import Final

from alerts.signal_lost import Excuse
from models.observation import Outing
from models.ruling import Excused
from streams.judging.state import Unit

KEPT: Final = 8


def with_excuse(known: tuple[Excuse, ...], ruling: Excused) -> tuple[Excuse, ...]:
    """The excuses with what a ruling says of one; the oldest fall off."""
    found = [excuse for excuse in known if excuse.alert_id != ruling.alert_id]
    if not ruling.void:
        found.append(Excuse(alert_id=ruling.alert_id, from_ms=ruling.from_ms, until_ms=ruling.until_ms))
    return tuple(sorted(found, key=lambda excuse: (excuse.from_ms, excuse.alert_id))[-KEPT:])


def excused_anew_ms(unit: Unit, excuses: tuple[Excuse, ...]) -> int | None:
    """When the first silence began that is over and that these excuses cover otherwise than the unit's; None without.

    A silence that goes on is judged by the clock, and needs no second judging.
    """
    begun = [
        last_ms
        for last_ms, next_ms in _silences(unit)
        if _changes(unit.excuses, excuses, last_ms, next_ms, heard=bool(unit.rulings.bridged))
    ]
    return min(begun, default=None)


def _silences(unit: Unit) -> list[tuple[int, int]]:
    outings = (entry.observation for entry in unit.observed.each() if isinstance(entry.observation, Outing))
    return [(o.last_ms, o.next_ms) for o in outings if o.last_ms is not None and o.next_ms is not None]


def _changes(was: tuple[Excuse, ...], now: tuple[Excuse, ...], last_ms: int, next_ms: int, *, heard: bool) -> bool:
    if heard:  # another device of the plate may have been heard meanwhile: any part of it may be a silence
        return {e for e in was if _touches(e, last_ms, next_ms)} != {e for e in now if _touches(e, last_ms, next_ms)}
    return _covers(was, last_ms, next_ms) != _covers(now, last_ms, next_ms)


def _covers(excuses: tuple[Excuse, ...], last_ms: int, next_ms: int) -> bool | None:
    """Whether an outage lasts until the silence is over; None where none covers its beginning."""
    covering = [excuse for excuse in excuses if _touches(excuse, last_ms, last_ms)]
    return any(e.until_ms is None or e.until_ms >= next_ms for e in covering) if covering else None


def _touches(excuse: Excuse, from_ms: int, to_ms: int) -> bool:
    return excuse.from_ms <= to_ms and (excuse.until_ms is None or from_ms <= excuse.until_ms)
