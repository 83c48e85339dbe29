"""follow: the product. A unit's state, its newest pings, the reference data in force and the time give the next state
and the events. It reads no clock, no socket, no environment; tracker, replay, tests and benchmarks call the same one.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

import msgspec

from alerts import signal_lost
from alerts.signal_lost import Excuse
from models.event import Event
from models.ping import Ping
from models.times import MINUTE_MS
from streams.judging.clock import Refusal, admit
from streams.judging.desk import Desk
from streams.judging.evidence import content_hash, evidence_sha256, tie_of
from streams.judging.fold import fold_ping
from streams.judging.open_states import restate
from streams.judging.publish import Cause, Ledger
from streams.judging.state import Fold, Unit, copied, copied_fold, decode_fold, encode_fold
from streams.judging.visits import deadline, expire
from streams.judging.world import World

CHECKPOINT_MS: Final = 10 * MINUTE_MS
RECENT: Final = 16
DLT_UNIT_LENGTH: Final = 27
Standing = Literal["judged", "repeated", "over_24_h_late"]


class Arrival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One ping as it reached us; `tag` is the caller's own mark (where its bytes are) and comes back with it."""

    ping: Ping
    sender: str = ""
    tag: int = -1


class Stored(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ping to be kept, and how it stands."""

    ping: Ping
    standing: Standing
    tag: int


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something about one unit that a rule across units weighs; times in ms, `receipt_ms` orders facts."""

    kind: Literal["under_way", "idle", "silent", "heard"]
    key: str
    unit_id: str
    receipt_ms: int
    last_utc_ms: int
    last_receipt_ms: int
    trip_id: str | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a unit: its newest checkpoint before the time asked for, and every judged ping after it."""

    checkpoint_ms: int = -1
    checkpoint: bytes | None = None
    pings: tuple[Ping, ...] = ()


class NeedsPast(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that `follow` cannot give without the unit's Past from before this time on; call again with it."""

    before_ms: int


class Outcome(msgspec.Struct, kw_only=True):
    """What came of it. `save`: the unit's state belongs into this transaction. `drop_after_ms`: checkpoints of a later
    time are stale, and go before the new ones are put in.
    """

    unit: Unit
    events: list[Event] = msgspec.field(default_factory=list)
    stored: list[Stored] = msgspec.field(default_factory=list)
    refused: list[tuple[Ping, Refusal]] = msgspec.field(default_factory=list)
    facts: list[Fact] = msgspec.field(default_factory=list)
    checkpoints: list[tuple[int, bytes]] = msgspec.field(default_factory=list)
    drop_after_ms: int | None = None
    save: bool = False


class _PastNeeded(Exception):
    def __init__(self, before_ms: int) -> None:
        self.before_ms = before_ms


def follow(unit: Unit, arrivals: Sequence[Arrival], world: World, past: Past | None = None) -> Outcome | NeedsPast:
    """Judges a unit's pings in the order of their receipt; `unit` itself stays as it is.

    Deadlines at or before a ping's receipt are judged before it. A ping older than the newest one makes the judging go
    back to a checkpoint before it, which takes the unit's Past.
    """
    run = _Run(unit, world, past)
    try:
        run.take(arrivals)
    except _PastNeeded as needed:
        return NeedsPast(before_ms=needed.before_ms)
    return run.outcome


def lapse(unit: Unit, world: World, now_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Lets every deadline of a unit at or before `now_ms` come about."""
    run = _Run(unit, world, past)
    try:
        run.lapse(now_ms)
    except _PastNeeded as needed:
        return NeedsPast(before_ms=needed.before_ms)
    return run.outcome


def reconsider(unit: Unit, world: World, now_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Judges again what is due by `now_ms` under newer reference data: a receipt may have come after its own time."""
    run = _Run(unit, world, past)
    try:
        run.reconsider(now_ms)
    except _PastNeeded as needed:
        return NeedsPast(before_ms=needed.before_ms)
    return run.outcome


def rule(unit: Unit, excuse: Excuse, world: World, now_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Takes in what the rules across units found of this unit: that an outage of its vendor excuses its silence."""
    run = _Run(unit, world, past)
    try:
        run.excuse(excuse, now_ms)
    except _PastNeeded as needed:
        return NeedsPast(before_ms=needed.before_ms)
    return run.outcome


def next_deadline(unit: Unit, world: World) -> int | None:
    """When `lapse` next has something to do, ms since the epoch; None when nothing is due."""
    due = [at_ms for at_ms in _deadlines(unit, world) if at_ms > unit.lapsed_ms]
    return min(due, default=None)


def _deadlines(unit: Unit, world: World) -> list[int]:
    fold, trip = unit.fold, unit.fold.trip
    due: list[int] = []
    if unit.vendor is not None and unit.under_way_told and unit.silent_told_ms != fold.at_ms:
        due.append(fold.receipt_ms + int(world.thresholds.common.vendor_outage.silent_s * 1000))
    if trip is None:
        return due
    desk = Desk(unit.unit_id, world, unit.excuses)
    arrived = deadline(trip, desk)
    if arrived is not None:
        due.append(arrived[0])
    if _is_exposed(fold):
        limits = desk.rules(trip).signal_lost
        excused_until = signal_lost.excused_until_ms(unit.excuses, fold.at_ms, limits)
        due.extend(
            max(fold.receipt_ms + step, excused_until if excused_until is not None else 0)
            for step in signal_lost.steps_ms(limits)
        )
    return due


def _is_exposed(fold: Fold) -> bool:
    """Whether a silence from here on would be one on the road with a load."""
    trip = fold.trip
    return trip is not None and trip.state == "on_the_way" and trip.fixes > 0 and not trip.permitted_ids_now


class _Run:
    """One call's working copy of a unit, and what comes of it."""

    def __init__(self, unit: Unit, world: World, past: Past | None) -> None:
        self.unit = copied(unit)
        self.world = world
        self.past = past
        self.outcome = Outcome(unit=self.unit)
        self.limits = world.thresholds.common.arrivals
        self.fresh: list[Ping] = []

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """Admits, stores and judges arrivals in order."""
        unit = self.unit
        for number, arrival in enumerate(arrivals):
            if unit.vendor is None:
                unit.vendor = vendor_of(arrival.ping.unit_id, arrival.sender)
            self.lapse(arrival.ping.receipt_ms)
            admitted = self._admit(arrival)
            times = [unit.fold.at_ms, *(ping.utc_ms for ping in admitted if not self._is_recent(ping))]
            if any(later <= earlier for earlier, later in pairwise(times)):
                self._take_late([(ping, arrival.tag) for ping in admitted], arrivals[number + 1 :])
                return
            for ping in admitted:
                self._take_in_time(ping, arrival.tag)

    def _admit(self, arrival: Arrival) -> list[Ping]:
        """The pings that may be judged now that this one came; all others are stored or refused."""
        had_waiting = bool(self.unit.clock.waiting)
        admission = admit(self.unit.clock, arrival.ping, self.limits)
        self.outcome.refused.extend(admission.refused)
        if had_waiting or self.unit.clock.waiting:
            self.outcome.save = True
        admitted: list[Ping] = []
        for ping in admission.admitted:
            if ping.receipt_ms - ping.utc_ms > self.limits.judged_h * 3_600_000:
                self.outcome.stored.append(Stored(ping=ping, standing="over_24_h_late", tag=arrival.tag))
            else:
                admitted.append(ping)
        return admitted

    def _is_recent(self, ping: Ping) -> bool:
        return (ping.utc_ms, content_hash(ping)) in self.unit.recent

    def _take_in_time(self, ping: Ping, tag: int) -> None:
        unit, fold = self.unit, self.unit.fold
        mark = (ping.utc_ms, content_hash(ping))
        if mark in unit.recent:
            self.outcome.stored.append(Stored(ping=ping, standing="repeated", tag=tag))
            return
        unit.recent = (*unit.recent, mark)[-RECENT:]
        self.outcome.stored.append(Stored(ping=ping, standing="judged", tag=tag))
        self.fresh.append(ping)
        desk = Desk(unit.unit_id, self.world, unit.excuses)
        fold_ping(fold, ping, desk)
        self._overlay(desk, ping.receipt_ms, only_arrived=True)
        if desk.said or unit.published:
            ledger = self._ledger(self._cause(ping))
            for said in desk.said:
                ledger.say(said)
            self._refute_silences(ledger, ping.utc_ms)
            self._settle(ledger, ping.receipt_ms)
        self._note_checkpoint(fold)
        self._tell_activity(ping.receipt_ms)

    def _take_late(self, pings: list[tuple[Ping, int]], rest: Sequence[Arrival]) -> None:
        """Judges again from before the oldest of these pings, which is taken together with all that came after it."""
        unit = self.unit
        for arrival in rest:
            pings.extend((ping, arrival.tag) for ping in self._admit(arrival))
        oldest_ms = min(ping.utc_ms for ping, _ in pings)
        past = self._past_before(oldest_ms)
        known = {(p.utc_ms, content_hash(p)) for p in (*past.pings, *self.fresh)}
        new: list[Ping] = []
        for ping, tag in pings:
            mark = (ping.utc_ms, content_hash(ping))
            repeated = mark in known or mark in unit.recent
            known.add(mark)
            self.outcome.stored.append(Stored(ping=ping, standing="repeated" if repeated else "judged", tag=tag))
            if not repeated:
                new.append(ping)
        now_ms = max(ping.receipt_ms for ping, _ in pings)
        if not new:
            self.lapse(now_ms)
            return
        self.fresh.extend(new)
        self._judge_again(past, min(new, key=lambda p: p.utc_ms), new, now_ms)

    def _judge_again(self, past: Past, oldest: Ping, new: list[Ping], now_ms: int) -> None:
        unit = self.unit
        fold = decode_fold(past.checkpoint) if past.checkpoint is not None else Fold()
        since_ms = fold.at_ms
        desk = Desk(unit.unit_id, self.world, unit.excuses)
        restate(fold, desk)
        self.outcome.drop_after_ms = min(since_ms, self.outcome.drop_after_ms or since_ms)
        self.outcome.checkpoints = [c for c in self.outcome.checkpoints if c[0] <= since_ms]
        unit.checkpoint_ms = since_ms
        pings = {(p.utc_ms, content_hash(p)): p for p in (*past.pings, *self.fresh) if p.utc_ms > since_ms}
        for ping in in_order(list(pings.values())):
            fold_ping(fold, ping, desk)
            unit.fold = fold
            self._note_checkpoint(fold)
        unit.fold = fold
        unit.recent = tuple((p.utc_ms, content_hash(p)) for p in in_order(list(pings.values()))[-RECENT:])
        self._overlay(desk, now_ms, only_arrived=False)
        late_ms = max(ping.receipt_ms - ping.utc_ms for ping in new)
        cause = Cause(
            receipt_ms=oldest.receipt_ms,
            late=late_ms > self.limits.late_s * 1000,
            very_late=late_ms > self.limits.today_only_s * 1000,
        )
        ledger = self._ledger(cause)
        ledger.rejudged(desk.said, since_ms)
        self._settle(ledger, now_ms)
        self.outcome.save = True
        unit.lapsed_ms = max(unit.lapsed_ms, now_ms)
        self._tell_activity(now_ms)

    def lapse(self, until_ms: int) -> None:
        """Lets deadlines come about one by one, in their order."""
        unit = self.unit
        while True:
            due = [at_ms for at_ms in _deadlines(unit, self.world) if unit.lapsed_ms < at_ms <= until_ms]
            if not due:
                break
            self._lapse_at(min(due))
        unit.lapsed_ms = max(unit.lapsed_ms, until_ms)

    def reconsider(self, now_ms: int) -> None:
        """Says what deadlines passed by now make of the unit, whether or not they had passed before."""
        desk = Desk(self.unit.unit_id, self.world, self.unit.excuses)
        self._overlay(desk, now_ms, only_arrived=False)
        if desk.said:
            ledger = self._ledger(Cause(receipt_ms=now_ms))
            for said in desk.said:
                ledger.say(said)
            self._settle(ledger, now_ms)

    def _lapse_at(self, due_ms: int) -> None:
        unit, fold = self.unit, self.unit.fold
        unit.lapsed_ms = due_ms
        self.reconsider(due_ms)
        silent_ms = fold.receipt_ms + int(self.world.thresholds.common.vendor_outage.silent_s * 1000)
        if (
            unit.under_way_told
            and unit.vendor is not None
            and unit.silent_told_ms != fold.at_ms
            and silent_ms <= due_ms
        ):
            unit.silent_told_ms = fold.at_ms
            self._fact("silent", due_ms)

    def excuse(self, excuse: Excuse, now_ms: int) -> None:
        """Takes in an excuse, and takes back what it refutes."""
        unit = self.unit
        unit.excuses = (*(e for e in unit.excuses if e.alert_id != excuse.alert_id), excuse)[-8:]
        limits = self.world.thresholds.common.signal_lost
        ledger = self._ledger(Cause(receipt_ms=now_ms))
        for entry in list(ledger.entries.values()):
            alert = entry.alert
            if alert is None or alert.rule != signal_lost.RULE or alert.close_reason == "late_evidence":
                continue
            until = signal_lost.excused_until_ms(unit.excuses, alert.started_ms, limits)
            if until is not None and (alert.ended_ms if alert.ended_ms is not None else now_ms) <= until:
                ledger.retract(entry, now_ms)
        desk = Desk(unit.unit_id, self.world, unit.excuses)
        self._overlay(desk, now_ms, only_arrived=False)
        for said in desk.said:
            ledger.say(said)
        self._settle(ledger, now_ms)
        self.outcome.save = True

    def _overlay(self, desk: Desk, now_ms: int, *, only_arrived: bool) -> None:
        """Says what deadlines at or before a time make of the fold as it stands, without changing it."""
        fold = self.unit.fold
        trip = fold.trip
        if trip is None:
            return
        due = deadline(trip, desk)
        if due is not None and due[0] <= now_ms:
            expire(copied_fold(fold), now_ms, desk)
            return
        if only_arrived or not _is_exposed(fold) or fold.last is None:
            return
        limits = desk.rules(trip).signal_lost
        severity = signal_lost.severity_of(now_ms - fold.receipt_ms, limits)
        excused_until = signal_lost.excused_until_ms(self.unit.excuses, fold.at_ms, limits)
        if severity is None or (excused_until is not None and now_ms < excused_until):
            return
        desk.at_ms = now_ms
        outage = excused_until is not None and any(excuse.until_ms is None for excuse in self.unit.excuses)
        said = signal_lost.finding(
            fold.last, fold.at_ms, severity, signal_lost.reached_ms(now_ms - fold.receipt_ms, limits), limits,
            back=None, close_reason=None, back_ms=None, during_outage=outage,
        )  # fmt: skip
        desk.say(said, trip)

    def _refute_silences(self, ledger: Ledger, at_ms: int) -> None:
        for entry in list(ledger.entries.values()):
            alert = entry.alert
            if alert is None or alert.rule != signal_lost.RULE or alert.close_reason == "late_evidence":
                continue
            if alert.started_ms < at_ms and (alert.ended_ms is None or at_ms < alert.ended_ms):
                ledger.retract(entry, at_ms)

    def _ledger(self, cause: Cause) -> Ledger:
        return Ledger(self.unit, cause, self._evidence)

    def _settle(self, ledger: Ledger, now_ms: int) -> None:
        self.unit.published = ledger.close(now_ms)
        if ledger.events:
            self.outcome.events.extend(ledger.events)
            self.outcome.save = True

    def _evidence(self, started_ms: int, completed_ms: int) -> str:
        past = self._past_before(started_ms)
        pings = {
            (p.utc_ms, content_hash(p)): p for p in (*past.pings, *self.fresh) if started_ms <= p.utc_ms <= completed_ms
        }
        return evidence_sha256(in_order(list(pings.values())))

    def _past_before(self, before_ms: int) -> Past:
        if self.past is None or self.past.checkpoint_ms >= before_ms:
            raise _PastNeeded(before_ms)
        return self.past

    def _cause(self, ping: Ping) -> Cause:
        late_ms = ping.receipt_ms - ping.utc_ms
        return Cause(
            receipt_ms=ping.receipt_ms,
            late=late_ms > self.limits.late_s * 1000,
            very_late=late_ms > self.limits.today_only_s * 1000,
        )

    def _note_checkpoint(self, fold: Fold) -> None:
        if fold.at_ms - self.unit.checkpoint_ms >= CHECKPOINT_MS:
            self.unit.checkpoint_ms = fold.at_ms
            self.outcome.checkpoints.append((fold.at_ms, encode_fold(fold)))
            self.outcome.save = True

    def _tell_activity(self, receipt_ms: int) -> None:
        """Tells the rules across units when a unit sets out, comes to rest, or is heard again."""
        unit = self.unit
        if unit.vendor is None:
            return
        under_way = unit.fold.moving or unit.fold.trip is not None
        if unit.silent_told_ms >= 0:
            unit.silent_told_ms = -1
            self._fact("heard", receipt_ms)
        if under_way != unit.under_way_told:
            unit.under_way_told = under_way
            self._fact("under_way" if under_way else "idle", receipt_ms)

    def _fact(self, kind: Literal["under_way", "idle", "silent", "heard"], receipt_ms: int) -> None:
        unit, fold = self.unit, self.unit.fold
        trip = fold.trip
        trip_id = None
        if trip is not None:
            trip_id = next((e.entity_id for e in unit.published if e.trip is not None and e.key == trip.key), None)
        self.outcome.facts.append(
            Fact(
                kind=kind, key=f"vendor:{unit.vendor}", unit_id=unit.unit_id, receipt_ms=receipt_ms,
                last_utc_ms=fold.at_ms, last_receipt_ms=fold.receipt_ms, trip_id=trip_id,
            )
        )  # fmt: skip
        self.outcome.save = True


def in_order(pings: list[Ping]) -> list[Ping]:
    """Pings in the order of judging: by time; of one time a valid fix first, then by canonical JSON."""
    pings.sort(key=lambda ping: ping.utc_ms)
    if any(a.utc_ms == b.utc_ms for a, b in pairwise(pings)):
        pings.sort(key=lambda ping: (ping.utc_ms, not ping.is_fix, tie_of(ping)))
    return pings


def vendor_of(unit_id: str, sender: str) -> str | None:
    """The GPS vendor of a unit: of 27-character units the first 3 characters, else the gateway account that sent it."""
    if len(unit_id) == DLT_UNIT_LENGTH:
        return unit_id[:3]
    return sender or None
