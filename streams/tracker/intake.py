"""Records of the ping topics, read: arrivals by unit, dead letters, and the bytes to keep."""

import hashlib
from binascii import unhexlify
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

import msgspec

from models.dead_letter import Source
from models.decode import Accepted, Refused, decode_location, decode_message
from models.ping import Ping, location_of, to_ping
from models.times import UnreadableTime
from models.topics import DEAD
from ops.dead_letters import dead_letter
from ops.personal import CannotOpen, Sealer
from ops.raw_bytes import open_raw, seal_raw
from storage.outbox import OutboxRow
from streams.judging.interface import Arrival
from streams.tracker.raw_entries import RawEntry

LAST_RECEIPT_MS: Final = 250_000_000_000_000
"""Beyond the year 9800 there is no calendar for the tables by day: somebody has sent microseconds."""
_SHA256_HEX: Final = 64
_NOT_OURS: Final = (msgspec.MsgspecError, UnicodeError, UnreadableTime, RecursionError)


class Origin(Protocol):
    """Where a record stood, and who sent it."""

    @property
    def topic(self) -> str:
        """Its topic."""

    @property
    def partition(self) -> int:
        """Its partition there."""

    @property
    def offset(self) -> int:
        """Its offset there."""

    @property
    def sender(self) -> str:
        """The account, empty where nobody knows."""


class Read(msgspec.Struct, frozen=True, gc=False):
    """One record: where it stood, when we had it, who sent it, and what it holds; `places` are its pings' in it."""

    topic: str
    partition: int
    offset: int
    receipt_ms: int
    sender: str
    entry: RawEntry
    pings: tuple[Ping, ...]
    refused: tuple[Refused, ...] = ()
    places: tuple[int, ...] = (0,)


def read_record(record: Any, sealer: Sealer, now_ms: int, latest_ms: int = LAST_RECEIPT_MS) -> Read:
    """What a record of gps.pings or gps.late holds; whatever its bytes are, nothing is raised.

    A record without a usable time of receipt, or one after `latest_ms`, counts as received now: it would carry every
    deadline of its partition away with it.
    """
    headers = dict(record.headers or ())
    value: bytes = record.value or b""
    offset = record.offset
    receipt_ms = record.timestamp if 0 < (record.timestamp or 0) <= latest_ms else now_ms
    sender = _text(headers.get("sender"))
    raw = headers.get("raw")
    sealed, source = raw or seal_raw(value, sealer), _text(headers.get("source"))
    entry = RawEntry(offset, _sha256(headers.get("sha256"), value), sealed, sender, source)
    if raw is not None:  # the gateway's own: it has looked at every field
        try:
            pings = (to_ping(decode_location(value), receipt_ms),)
        except _NOT_OURS:
            pass
        else:
            return Read(record.topic, record.partition, offset, receipt_ms, sender, entry, pings)
    return Read(record.topic, record.partition, offset, receipt_ms, sender, entry, *_patient(value, receipt_ms))


def arrivals_of(reads: Sequence[Read]) -> dict[str, list[Arrival]]:
    """The arrivals of each unit in order; the tag of an arrival is the place of its record in `reads`."""
    units: defaultdict[str, list[Arrival]] = defaultdict(list)
    for tag, read in enumerate(reads):
        for ping in read.pings:
            units[ping.unit_id].append(Arrival(ping=ping, sender=read.sender, tag=tag))
    return dict(units)


def dead_rows(reads: Iterable[Read], owner: int, sealer: Sealer) -> list[OutboxRow]:
    """The dead letters of what could not be read, on their way to gps.dead."""
    return [letter(read, refused, read.receipt_ms, owner, sealer) for read in reads for refused in read.refused]


def letter(origin: Origin, refused: Refused, receipt_ms: int, owner: int, sealer: Sealer) -> OutboxRow:
    """The dead letter of one refused part of a record."""
    source = Source(
        index=refused.index, topic=origin.topic, partition=origin.partition, offset=origin.offset,
        sender=origin.sender or None,
    )  # fmt: skip
    body = dead_letter(refused, source, receipt_ms, sealer)
    return OutboxRow(owner=owner, topic=DEAD.name, key=(refused.unit_id or "").encode(), body=body)


def refused_ping(ping: Ping, reason: str, detail: str, sealed: bytes, sealer: Sealer) -> Refused:
    """The refusal of a ping that could be read but not judged; its record's bytes, where they can be opened."""
    raw = _opened(sealed, sealer)
    if raw is None:
        raw = msgspec.json.encode(location_of(ping))
    return Refused(0, reason, detail, raw, ping.unit_id)


def waiting_letter(ping: Ping, refused: Refused, partition: int, topic: str, owner: int, sealer: Sealer) -> OutboxRow:
    """The dead letter of a ping whose record was read in an earlier batch: its offset is not known any more."""
    source = Source(index=0, topic=topic, partition=partition)
    body = dead_letter(refused, source, ping.receipt_ms, sealer)
    return OutboxRow(owner=owner, topic=DEAD.name, key=ping.unit_id.encode(), body=body)


def _patient(value: bytes, receipt_ms: int) -> tuple[tuple[Ping, ...], tuple[Refused, ...], tuple[int, ...]]:
    found: list[Ping] = []
    refused: list[Refused] = []
    places: list[int] = []
    for one in decode_message(value).records:
        if not isinstance(one, Accepted):
            refused.append(one)
            continue
        try:
            found.append(to_ping(one.location, receipt_ms))
            places.append(one.index)
        except UnreadableTime as error:
            refused.append(Refused(one.index, "utc_ts_unreadable", str(error), one.raw, one.location.unit_id))
    return tuple(found), tuple(refused), tuple(places)


def _opened(sealed: bytes, sealer: Sealer) -> bytes | None:
    try:
        return open_raw(sealed, sealer) if sealed else None
    except CannotOpen:
        return None


def _sha256(header: bytes | None, value: bytes) -> bytes:
    if header is not None and len(header) == _SHA256_HEX:
        try:
            return unhexlify(header)
        except ValueError:
            pass
    return hashlib.sha256(value).digest()


def _text(header: bytes | None) -> str:
    if header is None:
        return ""
    text = header.decode("utf-8", "replace")
    return text.replace("\0", "") if "\0" in text else text
