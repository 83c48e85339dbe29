"""From decoded records to what goes to Kafka: topic, key, our receipt, and the headers that trace it to its bytes."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from models.dead_letter import Source
from models.decode import Accepted, Refused, encode_location
from models.times import MINUTE_MS, from_iso, to_iso
from models.topics import DEAD, LATE, PINGS, RAW
from ops.dead_letters import dead_letter
from ops.personal import CannotOpen, Sealer
from ops.raw_bytes import open_raw, seal_raw, seal_raws
from streams.arrival_clock import ArrivalClock

LATE_AFTER_MS: Final = 5 * MINUTE_MS
WAIT_MS: Final = MINUTE_MS
"""How long a record waits for another one to bear out its time, by the machine's clock."""
SEALED: Final = "sealed"
BACKUP: Final = "backup"
"""Headers of a record that we put on gps.raw ourselves: its bytes are sealed; it came by the backup call."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """One record to be written to Kafka."""

    topic: str
    key: bytes
    value: bytes
    timestamp_ms: int
    headers: Sequence[tuple[str, bytes]] = ()


class Origin(Protocol):
    """Where a message came from."""

    @property
    def sender(self) -> str:
        """The account that sent it; empty when nobody signed in."""

    def trace(self, index: int) -> str:
        """The text that leads back to one record of it."""

    def source(self, index: int) -> Source:
        """The same, as a dead letter holds it."""


class HttpOrigin(NamedTuple):
    """A call on the gateway."""

    request: str
    sender: str

    def trace(self, index: int) -> str:
        """`http/<request>/<index>`."""
        return f"http/{self.request}/{index}"

    def source(self, index: int) -> Source:
        """Call, place and account."""
        return Source(index=index, request=self.request, sender=self.sender)


class KafkaOrigin(NamedTuple):
    """A message on gps.raw or gps.traccar."""

    topic: str
    partition: int
    offset: int
    sender: str

    def trace(self, index: int) -> str:
        """`<topic>/<partition>/<offset>/<index>`."""
        return f"{self.topic}/{self.partition}/{self.offset}/{index}"

    def source(self, index: int) -> Source:
        """Topic, partition, offset, place and account."""
        return Source(
            index=index, topic=self.topic, partition=self.partition, offset=self.offset, sender=self.sender or None
        )


class Held(NamedTuple):
    """An accepted record that waits for the arrival clock."""

    found: Accepted
    origin: Origin
    backup: bool
    since_ms: int


class Intake:
    """Makes Kafka records of decoded ones; receipts are ours, or the arrival clock's where there is one.

    What waits for the arrival clock, and what it let go while another record came in, is in memory alone: until it is
    `written`, whoever read it from a topic must be ready to read it again (`unsettled`).
    """

    def __init__(self, sealer: Sealer, clock: ArrivalClock[Held] | None) -> None:
        self._sealer = sealer
        self._clock = clock
        self._let_go: list[Record] = []

    @property
    def waiting(self) -> int:
        """How many records wait for the arrival clock to be confirmed."""
        return self._clock.waiting if self._clock else 0

    @property
    def clock_ms(self) -> int | None:
        """Where the arrival clock stands; None where there is none, or nothing has set it."""
        return None if self._clock is None else self._clock.now_ms

    @property
    def unsettled(self) -> bool:
        """Whether there is a record that was read from a topic and is not with the broker in its new form."""
        return bool(self.waiting or self._let_go)

    def posted_all(
        self, found: Sequence[Accepted], origin: Origin, receipt_ms: int, *, backup: bool = False
    ) -> list[Record]:
        """As `posted`, for one after the other."""
        if self._clock is None:
            return ping_records(found, origin, receipt_ms, self._sealer, backup=backup)
        return [record for one in found for record in self.posted(one, origin, receipt_ms, backup=backup)]

    def posted(self, found: Accepted, origin: Origin, receipt_ms: int, *, backup: bool = False) -> list[Record]:
        """As `pings`, for a record that nobody sends again: one that must wait goes to gps.raw, to be read from there.

        Its sender is told that it is safe, and memory is not.
        """
        if self._clock is None or not self._clock.is_leap(claimed_ms(found)):
            return self.pings(found, origin, receipt_ms, backup=backup)
        headers = (("sender", origin.sender.encode()), (SEALED, b"1"), (BACKUP, b"1" if backup else b""))
        sealed = seal_raw(found.raw, self._sealer)
        return [Record(RAW.name, found.location.unit_id.encode(), sealed, receipt_ms, headers)]

    def pings(
        self, found: Accepted, origin: Origin, receipt_ms: int, *, backup: bool = False, since_ms: int | None = None
    ) -> list[Record]:
        """What to write for an accepted record: itself, or with an arrival clock, all that may now be judged.

        `since_ms` is from when on it waits if it has to, where that is not its receipt.
        """
        newcomer = Held(found, origin, backup, receipt_ms if since_ms is None else since_ms)
        if self._clock is None:
            return [self._ping(newcomer, receipt_ms)]
        released = self._clock.feed(found.location.unit_id, claimed_ms(found), newcomer)
        records = [self._ping(held, at_ms) for held, at_ms in released]
        self._let_go += [
            record for record, (held, _) in zip(records, released, strict=True) if held is not newcomer
        ]
        return records

    def tried(self, receipt_ms: int) -> Callable[[Accepted], int]:
        """Tells the receipt that each of some records would get, one after the other; nothing is kept of it."""
        if self._clock is None:
            return lambda _: receipt_ms
        trial: ArrivalClock[Accepted] = ArrivalClock()
        if self._clock.now_ms is not None:
            trial.go_on_from(self._clock.now_ms)

        def receipt_of(found: Accepted) -> int:
            claim_ms = claimed_ms(found)
            if not trial.is_leap(claim_ms):
                trial.go_on_from(claim_ms)
            return claim_ms if trial.now_ms is None else trial.now_ms

        return receipt_of

    def dead(self, refused: Refused, origin: Origin, receipt_ms: int) -> Record:
        """The dead letter of a refused record."""
        letter = dead_letter(refused, origin.source(refused.index), receipt_ms, self._sealer)
        return Record(DEAD.name, (refused.unit_id or "").encode(), letter, receipt_ms)

    def due(self, records: Sequence[Record]) -> list[Record]:
        """These records, after those that were let go beside another one whose write has not succeeded."""
        mine = {id(record) for record in records}
        return [*(record for record in self._let_go if id(record) not in mine), *records]

    def written(self, records: Sequence[Record]) -> None:
        """Says that the broker has these."""
        if self._let_go:
            done = {id(record) for record in records}
            self._let_go = [record for record in self._let_go if id(record) not in done]

    def given_up(self, now_ms: int) -> list[Record]:
        """Dead letters of the records that have waited for a minute and were never confirmed."""
        if self._clock is None:
            return []
        letters = [
            self.dead(_unconfirmed(held.found), held.origin, now_ms)
            for held in self._clock.give_up(lambda held: now_ms - held.since_ms >= WAIT_MS)
        ]
        self._let_go += letters
        return letters

    def forget_waiting(self) -> None:
        """Lets go of what waits: it is read again from its topic, and must not bear itself out."""
        if self._clock is not None:
            self._clock.leftovers()

    def bytes_of(self, message: Any) -> bytes:
        """The bytes of a message on a raw topic, opened where we had sealed them."""
        value: bytes = message.value or b""
        return self.opened(value) if SEALED in dict(message.headers or ()) else value

    def opened(self, value: bytes) -> bytes:
        """The bytes of a record that `posted` put on gps.raw; what was not sealed by us comes back as it is."""
        try:
            return open_raw(value, self._sealer)
        except CannotOpen:
            return value

    def _ping(self, held: Held, receipt_ms: int) -> Record:
        (record,) = ping_records((held.found,), held.origin, receipt_ms, self._sealer, backup=held.backup)
        return record


def ping_records(
    found: Sequence[Accepted], origin: Origin, receipt_ms: int, sealer: Sealer, *, backup: bool
) -> list[Record]:
    """What to write for accepted records of one message that have the same receipt."""
    # Locations have their times in one form, whose order as text is the order in time.
    late_before = to_iso(receipt_ms - LATE_AFTER_MS)
    sender = ("sender", origin.sender.encode())
    raws = [one.raw for one in found]
    return [
        Record(
            LATE.name if backup or one.location.utc_ts < late_before else PINGS.name,
            one.location.unit_id.encode(),
            encode_location(one.location),
            receipt_ms,
            (
                sender,
                ("source", origin.trace(one.index).encode()),
                ("sha256", sha256(raw).hexdigest().encode()),
                ("raw", sealed),
            ),
        )
        for one, raw, sealed in zip(found, raws, seal_raws(raws, sealer), strict=True)
    ]


def not_your_unit(found: Accepted) -> Refused:
    """The refusal of a record of a unit for which the account may not speak."""
    return Refused(found.index, "not_your_unit", "", found.raw, found.location.unit_id)


def claimed_ms(found: Accepted) -> int:
    """The receipt that a record claims: its vendor's, else the time of its fix."""
    return from_iso(found.location.recv_utc_ts or found.location.utc_ts)


def _unconfirmed(found: Accepted) -> Refused:
    location = found.location
    claimed = location.recv_utc_ts or location.utc_ts
    return Refused(found.index, "ahead_of_the_clock", claimed, found.raw, location.unit_id)
