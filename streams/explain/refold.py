"""refold: a unit's stored pings judged again with a trace, in the order of their time, deadlines among them."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from models.ping import Ping
from streams.judging.desk import Desk, Said
from streams.judging.fold import fold_ping
from streams.judging.interface import Past
from streams.judging.open_states import restate
from streams.judging.overlay import deadlines_ms, overlay
from streams.judging.ping_order import in_order, mark_of
from streams.judging.state import Fold, Unit, decode_fold
from streams.judging.trace import Entry, Trace
from streams.judging.world import World


class Heard(NamedTuple):
    """One thing said, and the ping that made it be said; None: a deadline did."""

    said: Said
    ping: Ping | None


class Refolded(NamedTuple):
    """What a second judging went through: pings in order, the trace's entries, and all that was said."""

    pings: tuple[Ping, ...]
    entries: tuple[Entry, ...]
    heard: tuple[Heard, ...]


def refold(unit: Unit, world: World, past: Past, until_ms: int) -> Refolded:
    """Judges the pings of a Past up to a time and lets deadlines at or before it come about; publishes nothing.

    Of the unit only what the rules across units found of it counts.
    """
    fold = decode_fold(past.checkpoint) if past.checkpoint is not None else Fold()
    run = _Run(unit, fold, world)
    pings = {mark_of(ping): ping for ping in past.pings if fold.at_ms < ping.utc_ms <= until_ms}
    ordered = in_order(list(pings.values()))
    # Once a ping of a later time was here, the clock said nothing more of the silence before it, however late its own.
    first_heard = accumulate((ping.receipt_ms for ping in reversed(ordered)), min)
    for ping, heard_ms in zip(ordered, reversed(list(first_heard)), strict=True):
        run.lapse(heard_ms)
        run.take(ping)
    run.lapse(until_ms)
    return Refolded(tuple(ordered), tuple(run.trace.entries), tuple(run.heard))


class _Run:
    """The unit as it goes along, and what was heard of it."""

    def __init__(self, unit: Unit, fold: Fold, world: World) -> None:
        self.trace = Trace()
        self.heard: list[Heard] = []
        self._fold, self._lapsed_ms = fold, fold.receipt_ms
        self._desk: Callable[[], Desk] = lambda: Desk(unit.unit_id, world, unit.excuses, unit.rulings)
        self._by_clock: set[tuple[str, ...]] = set()
        self._hear(self._restated(), None)

    def take(self, ping: Ping) -> None:
        """Judges a ping, and what the clock makes of the unit by its receipt."""
        desk = self._traced()
        fold_ping(self._fold, ping, desk)
        self._hear(_last_words(desk.said, self._by_clock), ping)
        self._lay_over(ping.receipt_ms, {said.name for said in desk.said}, ping)

    def lapse(self, until_ms: int) -> None:
        """Lets deadlines come about one by one, each on a copy, as the overlay does."""
        while due := [at_ms for at_ms in deadlines_ms(self._fold, self._desk()) if self._lapsed_ms < at_ms <= until_ms]:
            self._lapsed_ms = min(due)
            self._lay_over(self._lapsed_ms, set(), None)
        self._lapsed_ms = max(self._lapsed_ms, until_ms)

    def _lay_over(self, now_ms: int, by_fold: set[tuple[str, ...]], ping: Ping | None) -> None:
        """Hears what the clock makes of the unit; what only the clock had said and says no longer is taken back."""
        desk = self._traced()
        overlay(self._fold, deadlines_ms(self._fold, desk), desk, now_ms)
        by_clock = {said.name for said in desk.said}
        self._hear(_last_words(desk.said, by_clock), None)
        gone = self._by_clock - by_clock - by_fold
        self._by_clock = by_clock
        if not gone:
            return
        at_ms = now_ms if ping is None else ping.utc_ms
        standing = {said.name: said for said in self._restated()}
        for name in sorted(gone):
            if name in standing:
                self.heard.append(Heard(msgspec.structs.replace(standing[name], restated=False, at_ms=at_ms), ping))
            elif name[0] == "alert":
                _, rule, episode, trip_key = name
                taken_back = Said(at_ms=at_ms, trip_key=trip_key, retract_rule=rule, retract_episode=episode)
                self.heard.append(Heard(taken_back, ping))

    def _hear(self, said: Sequence[Said], ping: Ping | None) -> None:
        self.heard += [Heard(one, ping if ping is not None and one.at_ms == ping.utc_ms else None) for one in said]

    def _traced(self) -> Desk:
        desk = self._desk()
        desk.trace = self.trace
        return desk

    def _restated(self) -> list[Said]:
        desk = self._desk()
        restate(self._fold, desk)
        return desk.said


def _last_words(said: Sequence[Said], names: set[tuple[str, ...]]) -> list[Said]:
    """What was said, of these names the last word alone: their steps were said when the clock came to them."""
    last = {one.name: number for number, one in enumerate(said)}
    return [one for number, one in enumerate(said) if one.name not in names or last[one.name] == number]
