"""Replay: a scenario folder judged offline, deterministic to the byte, by the same functions as the trackers'."""

import bisect
import gzip
import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import IO, Final

import msgspec

from models.decode import Refused, decode_message
from models.event import Event
from models.observation import Fact
from models.ping import Location, Ping, to_ping
from models.ruling import Ruling
from models.times import HOUR_MS, UnreadableTime, from_iso
from streams.arrival_clock import ArrivalClock
from streams.judging.clock import leftovers
from streams.judging.fleet import Fleet
from streams.judging.follow import follow, lapse, next_deadline, rule
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.state import Unit
from streams.judging.world import World
from streams.weighing.docket import Docket, Entry
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed

KEPT_MS: Final = 50 * HOUR_MS


class BadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line or record that was not judged: where it stands and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line}: {self.reason}"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a pings file."""

    file: str
    number: int
    body: bytes


class _Record(msgspec.Struct, frozen=True, gc=False):
    location: Location
    line: Line


class _History:
    """The judged pings of a unit and the checkpoints of its fold, over the time that a late ping can reach back."""

    __slots__ = ("checkpoints", "pings")

    def __init__(self) -> None:
        self.pings: list[Ping] = []
        self.checkpoints: list[tuple[int, bytes]] = []

    def take(self, outcome: Outcome) -> None:
        """Keeps what an outcome stores, and lets go of what nothing can reach any more."""
        for stored in outcome.stored:
            if stored.standing == "judged":
                if self.pings and stored.ping.utc_ms < self.pings[-1].utc_ms:
                    bisect.insort(self.pings, stored.ping, key=lambda ping: ping.utc_ms)
                else:
                    self.pings.append(stored.ping)
        if outcome.drop_after_ms is not None:
            self.checkpoints = [c for c in self.checkpoints if c[0] <= outcome.drop_after_ms]
        self.checkpoints.extend(outcome.checkpoints)
        if outcome.checkpoints and len(self.checkpoints) % 32 == 0:
            self._trim(outcome.unit)

    def past(self, before_ms: int) -> Past:
        """What is kept from the newest checkpoint before a time on."""
        number = bisect.bisect_left(self.checkpoints, before_ms, key=lambda checkpoint: checkpoint[0]) - 1
        at_ms, body = self.checkpoints[number] if number >= 0 else (-1, None)
        first = bisect.bisect_right(self.pings, at_ms, key=lambda ping: ping.utc_ms)
        return Past(checkpoint_ms=at_ms, checkpoint=body, pings=tuple(self.pings[first:]))

    def _trim(self, unit: Unit) -> None:
        trip = unit.fold.trip
        oldest_ms = min(unit.fold.at_ms - KEPT_MS, trip.started_ms if trip is not None else unit.fold.at_ms)
        number = bisect.bisect_left(self.checkpoints, oldest_ms, key=lambda checkpoint: checkpoint[0]) - 1
        if number <= 0:
            return
        self.checkpoints = self.checkpoints[number:]
        self.pings = self.pings[bisect.bisect_right(self.pings, self.checkpoints[0][0], key=lambda ping: ping.utc_ms) :]


class Replay:
    """Judges lines in the order in which they are fed; events go to `write` in the order decided."""

    def __init__(
        self, world: World, write: Callable[[Event], None], complain: Callable[[BadLine], None],
        watch: Callable[[Ping], None] | None = None, *, lulls: bool = True,
    ) -> None:  # fmt: skip
        """`watch` is shown every ping that was judged, its time corrected. Without `lulls` each is judged in full."""
        self._world = world
        self._watch = watch
        self._write = write
        self._complain = complain
        self._clock: ArrivalClock[_Record] = ArrivalClock()
        self._units = Fleet(lulls=lulls)
        self._histories: dict[str, _History] = {}
        self._due: list[tuple[int, str]] = []
        self._scheduled: dict[str, int] = {}
        self._docket = Docket()
        self._facts: deque[Fact] = deque()
        self._rulings: deque[tuple[Ruling, int]] = deque()
        self._weighing = False
        self._lines: dict[tuple[str, int], Line] = {}
        self.pings = 0
        self.bad = 0

    @property
    def now_ms(self) -> int | None:
        """The arrival clock: the greatest receipt read."""
        return self._clock.now_ms

    @property
    def remembered(self) -> Mapping[str, Entry]:
        """What the rules across units remember by now, by case."""
        return self._docket.entries

    def unit(self, unit_id: str) -> Unit | None:
        """What is remembered of a unit by now."""
        return self._units.get(unit_id)

    def feed(self, line: Line, until_ms: int | None = None) -> bool:
        """Judges one line; False once a record was received after `until_ms`: it and what follows are not read."""
        message = decode_message(line.body)
        ready: list[tuple[_Record, int]] = []
        refused: list[Refused] = []
        goes_on = True
        for decoded in message.records:
            if isinstance(decoded, Refused):
                refused.append(decoded)
                continue
            claimed_ms = claimed_receipt_ms(decoded.location)
            if (
                until_ms is not None
                and claimed_ms > until_ms
                and (self.now_ms is None or claimed_ms <= self.now_ms + 24 * HOUR_MS)
            ):
                goes_on = False
                break
            ready += self._clock.feed(decoded.location.unit_id, claimed_ms, _Record(decoded.location, line))
        for bad in refused:
            self._refuse(line, f"record {bad.index}: {bad.reason}{f' ({bad.detail})' if bad.detail else ''}")
        if ready:
            if self._docket.reference_seq != self._world.seq:
                self._weigh(self._clock.now_ms or 0)
            self._run_on(self._clock.now_ms or 0, ready)
        for record, receipt_ms in ready:
            self._take(record, receipt_ms)
        return goes_on

    def _run_on(self, now_ms: int, ready: Sequence[tuple[_Record, int]]) -> None:
        """Runs the clock on to what is judged next, if anything is due by then."""
        weighing_ms = next_due(self._docket)
        if (self._due and self._due[0][0] <= now_ms) or (weighing_ms is not None and weighing_ms <= now_ms):
            self.run_to(now_ms, {record.location.unit_id: receipt_ms for record, receipt_ms in reversed(ready)})

    def hear(self, ping: Ping, sender: str = "") -> None:
        """Judges one ping that was received and stored before, in the order of receipts."""
        if self._docket.reference_seq != self._world.seq:
            self._weigh(ping.receipt_ms)
        self.run_to(ping.receipt_ms, {ping.unit_id: ping.receipt_ms})
        self._judge(ping, sender)

    def expect(self, unit_ids: Iterable[str], since_ms: int) -> None:
        """Waits for units that may never be heard, as a tracker does; receipts to `since_ms` are asked for no visit."""
        self._docket.since_ms = since_ms
        for unit_id in unit_ids:
            self._schedule(self._units.setdefault(unit_id, Unit(unit_id=unit_id)))

    def finish(self, until_ms: int | None = None) -> None:
        """Runs the clock on to `until_ms` and says what was left waiting."""
        if until_ms is not None:
            self.run_to(max(until_ms, self.now_ms or 0))
        for record in self._clock.leftovers():
            self._refuse(
                record.line, f"{record.location.unit_id} at {record.location.utc_ts}: over 24 h ahead of all others"
            )
        for unit in self._units.values():
            for ping, reason in leftovers(unit.clock):
                self._refuse_ping(ping, reason)

    def run_to(self, now_ms: int, heard_ms: Mapping[str, int] | None = None) -> None:
        """Lets every deadline at or before a time come about, by (deadline, unit); of a unit not beyond `heard_ms`.

        A message may hold pings of one unit with minutes between their receipts: what would fall due after the first of
        them is not due yet.
        """
        heard_ms = heard_ms or {}
        while True:
            weighing_ms = next_due(self._docket)
            if weighing_ms is not None and weighing_ms <= now_ms and (not self._due or weighing_ms <= self._due[0][0]):
                self._weigh(weighing_ms)
                continue
            if not self._due or self._due[0][0] > now_ms:
                return
            due_ms, unit_id = heapq.heappop(self._due)
            if self._scheduled.get(unit_id) != due_ms:
                continue
            del self._scheduled[unit_id]
            sooner_ms = self._units.due_ms(unit_id, self._world)
            if sooner_ms is not None and sooner_ms > due_ms:
                self._scheduled[unit_id] = sooner_ms
                heapq.heappush(self._due, (sooner_ms, unit_id))
                continue
            unit = self._units[unit_id]
            if due_ms > heard_ms.get(unit_id, now_ms):
                continue
            if next_deadline(unit, self._world) != due_ms:
                self._schedule(unit)
                continue
            self._settle(unit_id, lambda past, u=unit, t=due_ms: lapse(u, self._world, t, past))  # type: ignore[misc]

    def _take(self, record: _Record, receipt_ms: int) -> None:
        try:
            ping = to_ping(record.location, receipt_ms)
        except UnreadableTime as error:
            self._refuse(record.line, str(error))
            return
        self._lines[ping.unit_id, ping.utc_ms] = record.line
        self._judge(ping)
        if len(self._lines) > 100_000:
            self._lines.clear()

    def _judge(self, ping: Ping, sender: str = "") -> None:
        self.pings += 1
        if self._units.keeps(ping, self._world, sender):
            self._histories[ping.unit_id].pings.append(ping)
            if self._watch is not None:
                self._watch(ping)
            return
        unit = self._units.get(ping.unit_id) or Unit(unit_id=ping.unit_id)
        self._units[ping.unit_id] = unit
        arrival = Arrival(ping=ping, sender=sender)
        self._settle(ping.unit_id, lambda past: follow(unit, [arrival], self._world, past))

    def _settle(self, unit_id: str, judge: Callable[[Past | None], Outcome | NeedsPast]) -> None:
        history = self._histories.setdefault(unit_id, _History())
        outcome = judge(None)
        while isinstance(outcome, NeedsPast):
            outcome = judge(history.past(outcome.before_ms))
        history.take(outcome)
        if self._watch is not None:
            for stored in outcome.stored:
                if stored.standing == "judged":
                    self._watch(stored.ping)
        self._units[unit_id] = outcome.unit
        for event in outcome.events:
            self._write(event)
        for ping, reason in outcome.refused:
            self._refuse_ping(ping, reason)
        self._schedule(outcome.unit)
        self._facts.extend(outcome.facts)
        self._weigh()

    def _weigh(self, now_ms: int | None = None) -> None:
        """Weighs the facts that wait, and what is due by a time where one is given; units are told in order.

        What a unit is told may make facts of its own: they wait until all that was ruled before has been told.
        """
        if self._weighing:
            return
        self._weighing = True
        if now_ms is not None:
            self._weigh_once([], now_ms)
        while self._rulings or self._facts:
            if self._rulings:
                ruling, at_ms = self._rulings.popleft()
                unit = self._units.get(ruling.unit_id)
                if unit is not None:  # an alert may stand under the device of a truck that nobody has heard
                    self._settle(unit.unit_id, lambda past, u=unit, r=ruling, t=at_ms: rule(u, r, self._world, t, past))  # type: ignore[misc]
            else:
                receipt_ms = self._facts[0].receipt_ms
                together = list(takewhile(lambda fact: fact.receipt_ms == receipt_ms, self._facts))  # noqa: B023 - at once
                for _ in together:
                    self._facts.popleft()
                self._weigh_once(together, receipt_ms)
        self._weighing = False

    def _weigh_once(self, facts: Sequence[Fact], now_ms: int) -> None:
        self._tell(weigh(self._docket, facts, now_ms, self._world), now_ms)

    def _tell(self, weighed: Weighed, now_ms: int) -> None:
        for event in weighed.events:
            self._write(event)
        self._rulings.extend((ruling, now_ms) for ruling in weighed.rulings)

    def _schedule(self, unit: Unit) -> None:
        """Keeps one entry a unit in the queue, never later than its next deadline: each ping puts that off again."""
        due_ms = next_deadline(unit, self._world)
        if due_ms is None:
            return
        scheduled_ms = self._scheduled.get(unit.unit_id)
        if scheduled_ms is None or due_ms < scheduled_ms:
            self._scheduled[unit.unit_id] = due_ms
            heapq.heappush(self._due, (due_ms, unit.unit_id))

    def _refuse_ping(self, ping: Ping, reason: str) -> None:
        line = self._lines.get((ping.unit_id, ping.utc_ms + ping.shift_ms)) or self._lines.get(
            (ping.unit_id, ping.utc_ms)
        )
        self._refuse(line or Line(file="pings", number=0, body=b""), f"{ping.unit_id}: {reason}")

    def _refuse(self, line: Line, reason: str) -> None:
        self.bad += 1
        self._complain(BadLine(file=line.file, line=line.number, reason=reason))


def claimed_receipt_ms(location: Location) -> int:
    """The receipt that a record claims: `recv_utc_ts`, else `utc_ts`."""
    return from_iso(location.recv_utc_ts or location.utc_ts)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a pings file, gzipped or not, blank ones left out; raises OSError."""
    opened: IO[bytes]
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if zipped else path.open("rb") as opened:  # type: ignore[assignment]
        for number, body in enumerate(opened, 1):
            stripped = body.strip()
            if stripped:
                yield Line(file=path.name, number=number, body=stripped)


def merged(files: Iterable[Path]) -> Iterator[Line]:
    """The lines of several files merged by receipt; each file's own order is kept, save that of clocks far ahead."""
    paths = list(files)
    if len(paths) == 1:
        yield from read_lines(paths[0])
        return
    streams = [_with_receipt(number, path) for number, path in enumerate(paths)]
    for _, _, _, line in heapq.merge(*streams, key=lambda row: row[:3]):
        yield line


def _with_receipt(file_number: int, path: Path) -> Iterator[tuple[int, int, int, Line]]:
    clock: ArrivalClock[Line] = ArrivalClock()
    for line in read_lines(path):
        locations = [r.location for r in decode_message(line.body).records if not isinstance(r, Refused)]
        if not locations:
            yield clock.now_ms or 0, file_number, line.number, line
            continue
        earliest = min(locations, key=claimed_receipt_ms)
        for ready, receipt_ms in clock.feed(earliest.unit_id, claimed_receipt_ms(earliest), line):
            yield receipt_ms, file_number, ready.number, ready
    for left in clock.leftovers():
        yield clock.now_ms or 0, file_number, left.number, left


def pings_files(folder: Path) -> list[Path]:
    """The pings file of a scenario folder; raises FileNotFoundError naming what was looked for."""
    for name in ("pings.ndjson", "pings.ndjson.gz"):
        if (folder / name).exists():
            return [folder / name]
    raise FileNotFoundError(f"{folder} holds no pings.ndjson or pings.ndjson.gz: name the file with --pings")
