"""Sitting: one call's working copy of a unit, and what comes of it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from models.alert import Finding
from models.observation import Fact
from models.ping import Ping
from models.ruling import Alerted, Excused, Ruling
from models.times import HOUR_MS, MINUTE_MS
from models.vendor import vendor_of
from streams.judging.clock import admit, count_record
from streams.judging.desk import Desk
from streams.judging.evidence import evidence_sha256
from streams.judging.excuses import excused_anew_ms, with_excuse
from streams.judging.fact_book import tell_observed
from streams.judging.fold import fold_ping
from streams.judging.held_once import hold_once
from streams.judging.interface import Arrival, Outcome, Past, Stored
from streams.judging.lateness import by_pings, holds_without_late, lateness_ms, note_late
from streams.judging.ledger import IN_TIME, Cause, Lateness, Ledger
from streams.judging.marks import RECENT, marks_of
from streams.judging.open_states import restate
from streams.judging.overlay import deadlines_ms, overlay
from streams.judging.ping_order import in_order, mark_of
from streams.judging.published import Published
from streams.judging.rulings import changed_since_ms, with_ruling
from streams.judging.state import Fold, Unit, copied, decode_fold, encode_fold
from streams.judging.world import World

CHECKPOINT_MS: Final = 10 * MINUTE_MS


class PastNeeded(Exception):
    """The unit's Past from before this time on is needed to go on."""

    def __init__(self, before_ms: int) -> None:
        self.before_ms = before_ms


class Sitting:
    """Judges a copy of one unit; `outcome` is what has come of it so far."""

    def __init__(self, unit: Unit, world: World, past: Past | None) -> None:
        self.unit = copied(unit)
        self.world = world
        self.past = past
        self.outcome = Outcome(unit=self.unit)
        self.limits = world.thresholds.common.arrivals
        self.fresh: list[Ping] = []
        self._dues: list[int] | None = None

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """Admits, stores and judges arrivals in order; raises PastNeeded."""
        unit, number = self.unit, 0
        while number < len(arrivals):
            arrival = arrivals[number]
            number += 1
            if unit.vendor is None:
                unit.vendor = vendor_of(arrival.ping.unit_id, arrival.sender)
            self.lapse(arrival.ping.receipt_ms)
            admitted = self._admit(arrival)
            if self._holds_late(admitted):
                # What a device with a clock ahead sends is compared as it was sent.
                newest_ms = unit.fold.at_ms + max(ping.shift_ms for ping in admitted)
                together = arrivals[number : number + _up_to_the_last_late(newest_ms, arrivals[number:])]
                self._take_late([(ping, arrival.tag) for ping in admitted], together)
                number += len(together)
                continue
            for ping in admitted:
                self._take_in_time(ping, arrival.tag)

    def _holds_late(self, admitted: Sequence[Ping]) -> bool:
        """Whether one of some pings is no later than those judged before it, and is none of them again."""
        newest_ms = self.unit.fold.at_ms
        for ping in admitted:
            if ping.utc_ms > newest_ms:
                newest_ms = ping.utc_ms
            elif not self.unit.recent.knows(mark_of(ping)):
                return True
        return False

    def lapse(self, until_ms: int) -> None:
        """Lets deadlines come about one by one, in their order; raises PastNeeded."""
        unit = self.unit
        if unit.due_serial == self.world.serial and (unit.due_ms is None or unit.due_ms > until_ms):
            unit.lapsed_ms = max(unit.lapsed_ms, until_ms)
            return
        while (due_ms := self.next_due_ms()) is not None and due_ms <= until_ms:
            unit.lapsed_ms = due_ms
            self.reconsider(due_ms)
        unit.lapsed_ms = max(unit.lapsed_ms, until_ms)

    def next_due_ms(self) -> int | None:
        """When the clock next makes something due of the unit; None when nothing is."""
        if self._dues is None:
            self._dues = deadlines_ms(self.unit.fold, self._desk())
        return _next_of(self._dues, self.unit)

    def adjourn(self) -> None:
        """Notes when something is next due, so that nobody need ask before."""
        self.unit.due_ms, self.unit.due_serial = self.next_due_ms(), self.world.serial

    def begin_anew(self, since_ms: int, now_ms: int) -> None:
        """Judges a unit of which no fold is left by its stored pings, from well before a time on; raises PastNeeded."""
        past, clock = self._past_before(since_ms), self.unit.clock
        self.outcome.save = True
        if not past.pings:
            return
        # What began before the first ping that is left cannot be judged by it.
        first_ms = min(ping.utc_ms for ping in past.pings)
        past = msgspec.structs.replace(past, checkpoint=None, checkpoint_ms=max(past.checkpoint_ms, first_ms - 1))
        if not clock.hours:
            for ping in sorted(past.pings, key=lambda ping: ping.receipt_ms):
                count_record(clock, ping, self.limits)
        note_late(self.unit, past.pings, self.limits)
        self._judge_again(past, Cause(receipt_ms=now_ms), now_ms)

    def reconsider(self, now_ms: int) -> None:
        """Says what deadlines passed by now make of the unit, whether or not they had passed before."""
        now_ms = max(now_ms, self.unit.lapsed_ms)
        self._publish(self._desk(), now_ms, now_ms)

    def judge_since(self, since_ms: int, now_ms: int) -> None:
        """Judges the pings from a time on again, those of the last 24 h at most; raises PastNeeded."""
        since_ms = max(since_ms, now_ms - int(self.limits.judged_h * HOUR_MS), 0)
        if since_ms > self.unit.fold.at_ms:
            self.reconsider(now_ms)
        else:
            self._judge_again(self._past_before(since_ms), Cause(receipt_ms=now_ms), now_ms)

    def rule(self, ruling: Ruling, now_ms: int) -> None:
        """Takes in what the rules across units found, and judges again what it changes; raises PastNeeded."""
        if isinstance(ruling, Excused):
            self._excuse(ruling, now_ms)
        elif isinstance(ruling, Alerted):
            self._take_alerted(ruling, now_ms)
        else:
            since_ms = changed_since_ms(self.unit.rulings, ruling)
            if since_ms is None:
                return
            # Of what is still to come only the clock may speak differently now.
            past = self._past_before(since_ms) if since_ms <= self.unit.fold.at_ms else None
            self.unit.rulings = with_ruling(self.unit.rulings, ruling)
            self.outcome.save = True
            if past is None:
                self.reconsider(now_ms)
            else:
                self._judge_again(past, Cause(receipt_ms=now_ms), now_ms)

    def _take_alerted(self, ruling: Alerted, now_ms: int) -> None:
        self.unit.rulings = with_ruling(self.unit.rulings, ruling)
        ledger = self._ledger(Cause(receipt_ms=now_ms))
        ledger.trips_changed[ruling.trip_id] = ruling.at_ms
        self._settle(ledger, now_ms)
        self.outcome.save = True

    def _excuse(self, ruling: Excused, now_ms: int) -> None:
        unit = self.unit
        excuses = with_excuse(unit.excuses, ruling)
        if excuses == unit.excuses:
            return
        since_ms = excused_anew_ms(unit, excuses)
        past = None if since_ms is None else self._past_before(since_ms)
        unit.excuses = excuses
        self.outcome.save = True
        if past is None:
            self.reconsider(now_ms)
        else:
            self._judge_again(past, Cause(receipt_ms=now_ms), now_ms)

    def _admit(self, arrival: Arrival) -> list[Ping]:
        """The pings that may be judged now that this one came; all others are stored or refused."""
        had_waiting = bool(self.unit.clock.waiting)
        admission = admit(self.unit.clock, arrival.ping, self.limits)
        self.outcome.refused.extend(admission.refused)
        if had_waiting or self.unit.clock.waiting:
            self.outcome.save = True
        admitted: list[Ping] = []
        for ping in admission.admitted:
            if ping.receipt_ms - ping.utc_ms > self.limits.judged_h * HOUR_MS:
                self.outcome.stored.append(Stored(ping=ping, standing="over_24_h_late", tag=arrival.tag))
            else:
                admitted.append(ping)
        return admitted

    def _take_in_time(self, ping: Ping, tag: int) -> None:
        unit, fold = self.unit, self.unit.fold
        mark = mark_of(ping)
        if unit.recent.knows(mark):
            self.outcome.stored.append(Stored(ping=ping, standing="repeated", tag=tag))
            return
        unit.recent = unit.recent.followed_by(mark)
        self.outcome.stored.append(Stored(ping=ping, standing="judged", tag=tag))
        self.fresh.append(ping)
        desk = self._desk()
        fold_ping(fold, ping, desk)
        unit.due_serial = -1
        if lateness_ms(ping) > self.limits.late_s * 1000:
            note_late(unit, [ping], self.limits)
        # What was due by a time stays due, though a ping of an earlier receipt is read after it.
        self._publish(desk, max(ping.receipt_ms, unit.lapsed_ms), ping.utc_ms, ping)
        self._note_checkpoint(fold)

    def _take_late(self, pings: list[tuple[Ping, int]], together: Sequence[Arrival]) -> None:
        """Judges again from before the oldest of these pings and of arrivals that are taken together with them."""
        unit = self.unit
        for arrival in together:
            pings.extend((ping, arrival.tag) for ping in self._admit(arrival))
        past = self._past_before(min(ping.utc_ms for ping, _ in pings))
        known = {mark_of(ping) for ping in (*past.pings, *self.fresh)}
        new: list[Ping] = []
        for ping, tag in pings:
            mark = mark_of(ping)
            repeated = mark in known or unit.recent.knows(mark)
            known.add(mark)
            self.outcome.stored.append(Stored(ping=ping, standing="repeated" if repeated else "judged", tag=tag))
            if not repeated:
                new.append(ping)
        now_ms = max(ping.receipt_ms for ping, _ in pings)
        if not new:
            self.lapse(now_ms)
            return
        self.fresh.extend(new)
        oldest = min(new, key=lambda ping: ping.utc_ms)
        note_late(unit, new, self.limits)
        self._judge_again(past, by_pings(oldest.receipt_ms, new, self.limits), now_ms)

    def _judge_again(self, past: Past, cause: Cause, now_ms: int) -> None:
        unit = self.unit
        # What was due by a time stays due, though a late ping of an earlier receipt is read after it.
        now_ms = max(now_ms, unit.lapsed_ms)
        fold = decode_fold(past.checkpoint) if past.checkpoint is not None else Fold()
        hold_once(fold)
        since_ms = past.checkpoint_ms
        desk = self._desk()
        desk.at_ms = since_ms
        restate(fold, desk)
        self.outcome.drop_after_ms = min(since_ms, self.outcome.drop_after_ms or since_ms)
        self.outcome.checkpoints = [c for c in self.outcome.checkpoints if c[0] <= since_ms]
        unit.checkpoint_ms = since_ms
        pings = self._pings(past, since_ms + 1)
        for ping in pings:
            fold_ping(fold, ping, desk)
            self._note_checkpoint(fold)
        unit.fold, unit.due_serial = fold, -1
        unit.recent = marks_of(pings[-RECENT:])
        gone = self._lay_over(desk, now_ms)
        ledger = self._ledger(cause)
        ledger.rejudged(desk.said, since_ms)
        self._withdraw(ledger, gone, now_ms)
        self._settle(ledger, now_ms)
        self._tell(
            tell_observed(
                unit, desk.observed, now_ms, late=cause.late, since_ms=since_ms, in_time_ms=cause.in_time_ms
            )
        )
        self.outcome.save = True
        unit.lapsed_ms = max(unit.lapsed_ms, now_ms)

    def _desk(self) -> Desk:
        return Desk(self.unit.unit_id, self.world, self.unit.excuses, self.unit.rulings)

    def _publish(self, desk: Desk, now_ms: int, at_ms: int, ping: Ping | None = None) -> None:
        """Publishes what was said, and what the clock says on top of it; what it says no longer is taken back."""
        gone = self._lay_over(desk, now_ms)
        if not desk.said and not gone and not desk.observed:
            return
        if ping is None:
            cause = Cause(receipt_ms=now_ms)
        else:
            cause = by_pings(now_ms if self.unit.by_clock else ping.receipt_ms, [ping], self.limits)
        if desk.said or gone:
            ledger = self._ledger(cause)
            for said in desk.said:
                ledger.say(said)
            self._withdraw(ledger, gone, at_ms)
            self._settle(ledger, cause.receipt_ms)
        self._tell(tell_observed(self.unit, desk.observed, cause.receipt_ms, late=cause.late))

    def _lay_over(self, desk: Desk, now_ms: int) -> set[tuple[str, ...]]:
        """Says what the clock makes of the unit; returns what it had said alone before, and nothing says now.

        Of what the clock has said or says now only the last word is kept: its steps have gone out at their time.
        """
        unit, by_fold = self.unit, len(desk.said)
        self._dues = deadlines_ms(unit.fold, desk)
        overlay(unit.fold, self._dues, desk, now_ms)
        if not desk.said and not unit.by_clock:  # as at nearly every ping
            return set()
        by_clock = tuple(sorted({said.name for said in desk.said[by_fold:]}))
        last = {said.name: number for number, said in enumerate(desk.said)}
        gone = set(unit.by_clock).difference(last)
        stepwise = last.keys() - set(unit.by_clock)
        desk.said = [
            said
            for number, said in enumerate(desk.said)
            if last[said.name] == number or (number < by_fold and said.name in stepwise)
        ]
        if by_clock != unit.by_clock:
            unit.by_clock = by_clock
            self.outcome.save = True
        return gone

    def _withdraw(self, ledger: Ledger, gone: set[tuple[str, ...]], at_ms: int) -> None:
        """Goes back from what only the clock had said to what the fold says: as it stood before, or not at all."""
        if not gone:
            return
        desk = self._desk()
        desk.at_ms = at_ms
        restate(self.unit.fold, desk)
        standing = {said.name: said for said in desk.said}
        for name in sorted(gone):
            if name in standing and ledger.knows(standing[name]):
                ledger.say(standing[name])
            else:
                for entry in _named(ledger, name):
                    ledger.retract(entry, at_ms)

    def _ledger(self, cause: Cause) -> Ledger:
        def rests(finding: Finding, since_ms: int) -> Lateness:
            return self._lateness(finding, since_ms, cause.receipt_ms)

        return Ledger(self.unit, cause, self._evidence, rests)

    def _settle(self, ledger: Ledger, now_ms: int) -> None:
        entries, self.unit.forgotten_ms = ledger.close(now_ms)
        self.unit.published = self.unit.published.followed_by(entries)
        if ledger.events:
            self.outcome.events.extend(ledger.events)
            self.outcome.save = True

    def _evidence(self, started_ms: int, completed_ms: int) -> str:
        pings = self._pings(self._past_before(started_ms), started_ms)
        return evidence_sha256(ping for ping in pings if ping.utc_ms <= completed_ms)

    def _pings(self, past: Past, from_ms: int) -> list[Ping]:
        """The judged pings from a time on, each once, in order."""
        pings = [ping for ping in (*past.pings, *self.fresh) if ping.utc_ms >= from_ms]
        if len({ping.utc_ms for ping in pings}) < len(pings):
            pings = list({mark_of(ping): ping for ping in pings}.values())
        return in_order(pings)

    def _past_before(self, before_ms: int) -> Past:
        if self.past is None or self.past.checkpoint_ms >= before_ms:
            raise PastNeeded(before_ms)
        return self.past

    def _lateness(self, finding: Finding, since_ms: int, now_ms: int) -> Lateness:
        """How late the pings since a time came on which a finding rests; raises PastNeeded."""
        unit, limits = self.unit, self.limits
        if not self._rests_on(finding, since_ms, unit.late_ms, limits.late_s, now_ms):
            return IN_TIME
        very_late = self._rests_on(finding, since_ms, unit.very_late_ms, limits.today_only_s, now_ms)
        return Lateness(late=True, very_late=very_late)

    def _rests_on(self, finding: Finding, since_ms: int, newest_ms: int, late_s: float, now_ms: int) -> bool:
        if newest_ms < since_ms:
            return False
        past = self._past_before(since_ms)
        fold = decode_fold(past.checkpoint) if past.checkpoint is not None else Fold()
        pings = self._pings(past, fold.at_ms + 1)
        return not holds_without_late(finding, since_ms, fold, pings, int(late_s * 1000), now_ms, self._desk())

    def _note_checkpoint(self, fold: Fold) -> None:
        # A held fix is judged at its own time: a judging must not begin between the two.
        holds = fold.rival is not None and bool(fold.rival.held)
        if fold.at_ms - self.unit.checkpoint_ms >= CHECKPOINT_MS and not holds:
            self.unit.checkpoint_ms = fold.at_ms
            self.outcome.checkpoints.append((fold.at_ms, encode_fold(fold)))
            self.outcome.save = True

    def _tell(self, facts: Sequence[Fact]) -> None:
        if facts:
            self.outcome.facts.extend(facts)
            self.outcome.save = True


def next_due_ms(unit: Unit, world: World) -> int | None:
    """When the clock next makes something due of a unit, ms since the epoch; None when nothing is."""
    if unit.due_serial == world.serial:
        return unit.due_ms
    return _next_of(deadlines_ms(unit.fold, Desk(unit.unit_id, world, unit.excuses, unit.rulings)), unit)


def _next_of(dues: Sequence[int], unit: Unit) -> int | None:
    return min((at_ms for at_ms in dues if at_ms > unit.lapsed_ms), default=None)


def _up_to_the_last_late(newest_ms: int, arrivals: Sequence[Arrival]) -> int:
    """How many arrivals there are up to the last one that is older than another before it: each alone would cost more.

    What comes after it is in time again, and is told one by one.
    """
    count = 0
    for number, arrival in enumerate(arrivals, 1):
        if arrival.ping.utc_ms > newest_ms:
            newest_ms = arrival.ping.utc_ms
        else:
            count = number
    return count


def _named(ledger: Ledger, name: tuple[str, ...]) -> list[Published]:
    """The alerts that went out under the name of what was said."""
    if name[0] != "alert":
        return []
    _, rule, episode, trip_key = name
    trips = {entry.entity_id for entry in ledger.entries.values() if entry.trip is not None and entry.key == trip_key}
    return [
        entry
        for entry in ledger.entries.values()
        if (alert := entry.alert) is not None
        and (alert.rule, alert.episode) == (rule, episode)
        and (episode != "trip" or alert.trip_id in trips)
    ]
