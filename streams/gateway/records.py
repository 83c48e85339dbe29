"""From decoded records to what goes to Kafka: topic, key, our receipt, and the headers that trace it to its bytes."""

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from models.dead_letter import Source
from models.decode import Accepted, Refused, encode_location
from models.times import MINUTE_MS, from_iso
from models.topics import DEAD, LATE, PINGS
from ops.dead_letters import dead_letter
from ops.personal import Sealer
from ops.raw_bytes import seal_raw
from streams.arrival_clock import ArrivalClock

LATE_AFTER_MS: Final = 5 * MINUTE_MS


class Record(NamedTuple):
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


class Intake:
    """Makes Kafka records of decoded ones; receipts are ours, or the arrival clock's where there is one."""

    def __init__(self, sealer: Sealer, clock: ArrivalClock[Held] | None) -> None:
        self._sealer = sealer
        self._clock = clock
        self._owed: list[Record] = []

    @property
    def waiting(self) -> int:
        """How many records wait for the arrival clock to be confirmed."""
        return self._clock.waiting if self._clock else 0

    def pings(self, found: Accepted, origin: Origin, receipt_ms: int, *, backup: bool = False) -> list[Record]:
        """What to write for an accepted record: itself, or with an arrival clock, all that may now be judged."""
        if self._clock is None:
            return [self._ping(Held(found, origin, backup), receipt_ms)]
        location = found.location
        claimed_ms = from_iso(location.recv_utc_ts or location.utc_ts)
        released = self._clock.feed(location.unit_id, claimed_ms, Held(found, origin, backup))
        return [self._ping(held, at_ms) for held, at_ms in released]

    def dead(self, refused: Refused, origin: Origin, receipt_ms: int) -> Record:
        """The dead letter of a refused record."""
        letter = dead_letter(refused, origin.source(refused.index), receipt_ms, self._sealer)
        return Record(DEAD.name, (refused.unit_id or "").encode(), letter, receipt_ms)

    def owed(self) -> list[Record]:
        """What the arrival clock let go in a write that failed, though its call had been answered long before."""
        owed, self._owed = self._owed, []
        return owed

    def owe(self, records: Sequence[Record]) -> None:
        """Keeps the records of a failed write for the next one, where nobody else would send them again."""
        if self._clock is not None:
            self._owed = [*records, *self._owed]

    def leftovers(self, receipt_ms: int) -> list[Record]:
        """Dead letters of the HTTP records that the arrival clock never confirmed.

        Those from Kafka are left to be read again: their offsets are not committed.
        """
        held = self._clock.leftovers() if self._clock else []
        return [
            self.dead(_unconfirmed(one.found), one.origin, receipt_ms)
            for one in held
            if isinstance(one.origin, HttpOrigin)
        ]

    def _ping(self, held: Held, receipt_ms: int) -> Record:
        found, origin, backup = held
        location = found.location
        late = backup or receipt_ms - from_iso(location.utc_ts) > LATE_AFTER_MS
        return Record(
            LATE.name if late else PINGS.name,
            location.unit_id.encode(),
            encode_location(location),
            receipt_ms,
            (
                ("sender", origin.sender.encode()),
                ("source", origin.trace(found.index).encode()),
                ("sha256", hashlib.sha256(found.raw).hexdigest().encode()),
                ("raw", seal_raw(found.raw, self._sealer)),
            ),
        )


def not_your_unit(found: Accepted) -> Refused:
    """The refusal of a record of a unit for which the account may not speak."""
    return Refused(found.index, "not_your_unit", "", found.raw, found.location.unit_id)


def _unconfirmed(found: Accepted) -> Refused:
    location = found.location
    claimed = location.recv_utc_ts or location.utc_ts
    return Refused(found.index, "ahead_of_the_clock", claimed, found.raw, location.unit_id)
