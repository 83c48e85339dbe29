"""The facts of one unit: what was observed against what was told before; the difference is told."""

from collections.abc import Container, Sequence
from typing import Final, NamedTuple

import msgspec

from models.observation import RESTATED_MS, Fact, Load, Observation, Observed, Outing
from models.times import HOUR_MS
from streams.judging.noted import Noted, goes_on, kept
from streams.judging.state import Unit

SEEN_KEY: Final = "seen"
KEPT_MS: Final = 26 * HOUR_MS
MOST: Final = 2_048
"""So many observations of a unit are remembered, whatever its device sends: a truck makes some dozen a day."""


class _Told(NamedTuple):
    """An observation as it is now, None where there is none, and as it was told before; whether it came late."""

    now: Observed | None
    was: Observed | None
    late: bool


def tell_observed(
    unit: Unit, observed: Sequence[Observed], receipt_ms: int, *, late: bool, since_ms: int | None = None,
    in_time_ms: Container[int] = frozenset(),
) -> list[Fact]:  # fmt: skip
    """The facts that observations make, and what they undo; notes in the unit that they are told.

    All have one receipt, and none is of before what the unit told last: facts wait, and are weighed by their receipt,
    so that of two halves of one telling, or of an older one, the wrong one would be the last word. With `since_ms` the
    observations are all of the time after it, and what was told of that time and is not among them is undone. What a
    ping at one of `in_time_ms` made so is not late, though what else came with it was.
    """
    if not observed and since_ms is None:
        return []
    newest = {
        entry.observation.name: entry
        for entry in observed
        if unit.vendor is not None or not isinstance(entry.observation, Outing)
    }
    page = unit.observed.page().begun_with(observed)
    rows, told = page.known(newest.values())
    settled_ms = max([receipt_ms, *map(page.touched_ms, page.rows)]) - KEPT_MS
    never: list[_Told] = []
    facts: list[_Told] = []
    for name, seen in newest.items():
        was = told.get(name)
        entry = _named(_dated(seen, was), unit)
        if _is_settled(entry, was, settled_ms):
            continue
        if _is_superseded(entry):  # what is superseded never was
            if was is not None:
                never.append(_Told(None, was, late))
                del rows[name]
            continue
        if was is None or was.observation != entry.observation:
            facts.append(_Told(entry, was, late and entry.touched_ms not in in_time_ms))
        if entry != was:
            rows[name] = page.row_of(entry)
    if since_ms is not None:
        undone = [name for name, row in rows.items() if page.touched_ms(row) > since_ms and name not in newest]
        facts += [_Told(None, page.opened(rows.pop(name)), late) for name in undone]
    unit.observed = Noted.closed(page, kept(list(rows.values()), KEPT_MS, MOST))
    return _facts(unit, never + facts, receipt_ms)


def _dated(entry: Observed, was: Observed | None) -> Observed:
    """An observation with the time at which it was told: of one that is only said again, the time of the first."""
    if entry.touched_ms != RESTATED_MS or was is None:
        return entry
    return msgspec.structs.replace(entry, touched_ms=was.touched_ms)


def _named(entry: Observed, unit: Unit) -> Observed:
    """A load or an outing with the id under which its trip was told, and an outing with its vendor."""
    seen = entry.observation
    if isinstance(seen, Load):
        named: Observation | Outing = msgspec.structs.replace(seen, trip_id=_trip_id(unit, seen.trip_key))
    elif isinstance(seen, Outing):
        trip_id = None if seen.trip_key is None else _trip_id(unit, seen.trip_key)
        named = msgspec.structs.replace(seen, trip_id=trip_id, vendor=unit.vendor or "")
    else:
        return entry
    return msgspec.structs.replace(entry, observation=named)


def _trip_id(unit: Unit, trip_key: str) -> str | None:
    published = unit.published.each()
    return next((e.entity_id for e in published if e.trip is not None and e.key == trip_key), None)


def _is_settled(entry: Observed, was: Observed | None, settled_ms: int) -> bool:
    """Whether it came about up to a time and is over: it was told then, and may be forgotten since."""
    return 0 <= entry.touched_ms <= settled_ms and not goes_on(entry) and (was is None or not goes_on(was))


def _is_superseded(entry: Observed) -> bool:
    return isinstance(entry.observation, Load) and entry.observation.end_reason == "superseded"


def _facts(unit: Unit, telling: Sequence[_Told], receipt_ms: int) -> list[Fact]:
    """What is told at once as facts of one receipt; notes in the unit that it has told up to then."""
    if not telling:
        return []
    dues = [one.now.touched_ms for one in telling if one.now is not None and _is_by_clock(one.now)]
    if len(dues) == len(telling):  # it was due then, whatever has made the unit be looked at now
        receipt_ms = min(receipt_ms, max(dues))
    unit.told_ms = max(unit.told_ms, receipt_ms)
    return [
        Fact(
            kind="gone" if one.now is None else "seen", key=SEEN_KEY, unit_id=unit.unit_id, receipt_ms=unit.told_ms,
            observation=None if one.now is None else one.now.observation,
            was=None if one.was is None else one.was.observation,
            late=one.late and not (one.now is not None and _is_by_clock(one.now)),
        )
        for one in telling
    ]  # fmt: skip


def _is_by_clock(entry: Observed) -> bool:
    """Whether only the clock says so: a silence that goes on."""
    seen = entry.observation
    return isinstance(seen, Outing) and seen.last_ms is not None and seen.next_ms is None and entry.touched_ms >= 0
