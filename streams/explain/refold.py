"""refold: a unit's stored pings judged again with a trace, in the order of their time, deadlines among them."""

from typing import NamedTuple

from alerts import signal_lost
from alerts.signal_lost import Excuse
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


def refold(unit_id: str, world: World, excuses: tuple[Excuse, ...], past: Past, until_ms: int) -> Refolded:
    """Judges the pings of a Past up to a time and lets deadlines at or before it come about; publishes nothing."""
    fold = decode_fold(past.checkpoint) if past.checkpoint is not None else Fold()
    run = _Run(Unit(unit_id=unit_id, fold=fold, excuses=excuses), world)
    pings = {mark_of(ping): ping for ping in past.pings if fold.at_ms < ping.utc_ms <= until_ms}
    ordered = in_order(list(pings.values()))
    for ping in ordered:
        run.take(ping)
    run.lapse(until_ms)
    return Refolded(tuple(ordered), tuple(run.trace.entries), tuple(run.heard))


class _Run:
    """The unit as it goes along, and what was heard of it."""

    def __init__(self, unit: Unit, world: World) -> None:
        self.trace = Trace()
        self.heard: list[Heard] = []
        self._unit, self._taken = unit, 0
        self._desk = Desk(unit.unit_id, world, unit.excuses)
        self._desk.trace = self.trace
        restate(unit.fold, self._desk)
        self._hear(None)

    def take(self, ping: Ping) -> None:
        """Judges a ping as live: deadlines at or before its receipt come first."""
        self.lapse(ping.receipt_ms)
        fold_ping(self._unit.fold, ping, self._desk)
        self._hear(ping)
        overlay(self._unit, self._desk, ping.receipt_ms, only_arrived=True)
        self._hear(None)
        self._refute_silence(ping)

    def lapse(self, until_ms: int) -> None:
        """Lets deadlines come about one by one, each on a copy, as the overlay does."""
        unit = self._unit
        while due := [at_ms for at_ms in deadlines_ms(unit, self._desk) if unit.lapsed_ms < at_ms <= until_ms]:
            unit.lapsed_ms = min(due)
            overlay(unit, self._desk, unit.lapsed_ms)
            self._hear(None)
        unit.lapsed_ms = max(unit.lapsed_ms, until_ms)

    def _hear(self, ping: Ping | None) -> None:
        said, self._taken = self._desk.said[self._taken :], len(self._desk.said)
        self.heard += [Heard(one, ping if ping is not None and one.at_ms == ping.utc_ms else None) for one in said]

    def _refute_silence(self, ping: Ping) -> None:
        """A silence that only the clock said is refuted by a ping from within it, unless that ping shows it too."""
        said = next((h.said for h in reversed(self.heard) if _is_silence(h.said)), None)
        finding = said.finding if said is not None else None
        if finding is not None and finding.is_open and finding.started_ms < ping.utc_ms:
            retracted = Said(
                at_ms=ping.utc_ms, trip_key=None, retract_rule=finding.rule, retract_episode=finding.episode
            )
            self.heard.append(Heard(retracted, ping))


def _is_silence(said: Said) -> bool:
    return signal_lost.RULE in (said.retract_rule, said.finding.rule if said.finding is not None else None)
