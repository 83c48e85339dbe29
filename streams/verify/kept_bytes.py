"""Pings and the bytes as received: each ping leads to a record that says it, and no record's ping is missing."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from models.decode import Accepted, decode_message
from models.ping import REST, Ping, to_ping
from models.thresholds import Arrivals
from models.times import MINUTE_MS, UnreadableTime, to_iso
from models.topics import LATE, PINGS
from ops.personal import CannotOpen, Sealer
from ops.raw_bytes import open_raw
from storage.breaks import read_breaks
from storage.keeping import batches_by_place, chain_ends, pings_by_place
from storage.pings import StoredPing
from storage.raw_batches import RawBatch
from streams.judging.ping_order import mark_of
from streams.tracker.raw_entries import RawEntry, unpack_entries
from streams.verify.chain import Chains, Place, name_of, sha256_is
from streams.verify.report import Progress, Report, Scope

_AHEAD_MS: Final = 10 * MINUTE_MS
_GPS: Final = [PINGS.name, LATE.name]
Key = tuple[str, int, int]


class KeptBytes:
    """Goes through bytes and pings a day at a time; a ping may be a day older than the batch that holds its bytes."""

    def __init__(self, scope: Scope, limits: Arrivals, sealer: Sealer | None, report: Report) -> None:
        self._scope, self._limits, self._sealer, self._report = scope, limits, sealer, report
        self._waiting: dict[Place, list[StoredPing]] = defaultdict(list)
        self._unopened = 0
        self._since_ms = -1
        self._missing_at: dict[tuple[str, int], tuple[Ping, str]] = {}
        self._shifted: set[tuple[str, int]] = set()

    async def check(
        self, connection: Any, days: Sequence[int], progress: Progress, *, whole: bool, to_end: bool
    ) -> None:
        """Checks all that was received on some days, in their order."""
        breaks = await read_breaks(connection)
        chains = Chains(breaks, self._report, whole=whole)
        if days and (not whole or any(one.kind == "dropped" for one in breaks)):
            # The first batch may hold records of the day before, whose pings are not looked at, or dropped.
            self._since_ms = days[0] + _AHEAD_MS
        for number, day_ms in enumerate(days):
            progress("bytes", number, len(days))
            await self._day(connection, day_ms, chains)
        for pings in self._waiting.values():
            for ping in pings if to_end else ():
                self._no_record(ping)
        for name, (absent, where) in self._missing_at.items():
            if name not in self._shifted:
                told = f"table pings, record {where}, and gps.dead if it was refused"
                self._report.differs(_name(absent), "nothing", _shown(absent), told)
        chains.end(await chain_ends(connection, _GPS), to_the_end=to_end)
        if self._sealer is None:
            self._report.notes.append("no personal key at hand: bytes were not opened, only their digests chained")
        elif self._unopened:
            self._report.notes.append(f"{self._unopened} records are sealed with another key and were not opened")

    async def _day(self, connection: Any, day_ms: int, chains: Chains) -> None:
        stream = pings_by_place(connection, day_ms)
        ping = await anext(stream, None)
        async for batch in batches_by_place(connection, day_ms):
            end: Key = (batch.topic, batch.partition, batch.last_offset)
            while ping is not None and _key(ping) <= end:
                self._waiting[ping.topic, ping.partition].append(ping)
                ping = await anext(stream, None)
            self._batch(batch, chains)
        await self._keep_rest(ping, stream)

    async def _keep_rest(self, ping: StoredPing | None, stream: AsyncIterator[StoredPing]) -> None:
        if ping is not None:
            self._waiting[ping.topic, ping.partition].append(ping)
        async for late in stream:
            self._waiting[late.topic, late.partition].append(late)

    def _batch(self, batch: RawBatch, chains: Chains) -> None:
        where = f"{batch.topic}[{batch.partition}]"
        place = (batch.topic, batch.partition)
        mine = [ping for ping in self._waiting[place] if ping.offset <= batch.last_offset]
        self._waiting[place] = [ping for ping in self._waiting[place] if ping.offset > batch.last_offset]
        self._report.pings += len(mine)
        try:
            entries = unpack_entries(batch.body)
        except msgspec.MsgspecError:
            told = f"{name_of(batch)}, which cannot be read"
            self._report.differs(f"bytes of {where}", told, "its records", "table raw_batches")
            return
        chains.take(batch, entries)
        offsets = [entry.offset for entry in entries]
        if (len(offsets), offsets[:1], offsets[-1:]) != (batch.records, [batch.first_offset], [batch.last_offset]):
            told = f"{len(offsets)} records in {name_of(batch)}"
            self._report.differs(f"bytes of {where}", told, f"{batch.records} of these offsets", "table raw_batches")
        by_offset: dict[int, list[StoredPing]] = defaultdict(list)
        for ping in mine:
            by_offset[ping.offset].append(ping)
        receipts_ms = _receipts_ms(offsets, by_offset, batch.receipt_ms)
        for entry, receipt_ms in zip(entries, receipts_ms, strict=True):
            self._report.records += 1
            self._entry(entry, by_offset.pop(entry.offset, []), f"{where}@{entry.offset}", receipt_ms)
        for ping in (ping for left in by_offset.values() for ping in left):
            self._no_record(ping)

    def _entry(self, entry: RawEntry, pings: Sequence[StoredPing], where: str, receipt_ms: int) -> None:
        if self._sealer is None:
            return
        try:
            raw = open_raw(entry.sealed, self._sealer)
        except CannotOpen as error:
            if "sealed with key" in str(error):
                self._unopened += 1
            else:
                self._report.differs(f"record {where}", str(error), "the bytes as received", "table raw_batches")
            return
        if not sha256_is(entry, raw):
            told = f"bytes with the digest {entry.sha256.hex()[:8]}"
            self._report.differs(f"record {where}", "bytes with another digest", told, "table raw_batches")
        said = _pings_in(raw, receipt_ms)
        if not said:
            return  # in a form that only the gateway reads, or refused there
        for ping in pings:
            self._ping(ping, said, where)
        if not pings:
            self._missing(said, where)

    def _ping(self, stored: StoredPing, said: Sequence[Ping], where: str) -> None:
        ping = stored.ping
        if any(_says(one, ping) for one in said) or not self._concerns(ping):
            return
        if ping.shift_ms:
            # What waited for its device's clock to be proven stands under the record that proved it.
            self._shifted.add((ping.unit_id, ping.utc_ms + ping.shift_ms))
            return
        told = f"table pings, record {where}"
        self._report.differs(_name(ping), _shown(ping), _shown(said[0]), told)

    def _missing(self, said: Sequence[Ping], where: str) -> None:
        for ping in said:
            # One from the future may wait for its clock to be proven, or has been refused.
            in_time = ping.utc_ms - ping.receipt_ms <= self._limits.ahead_s * 1000
            if in_time and ping.utc_ms > self._since_ms and self._concerns(ping):
                self._missing_at[ping.unit_id, ping.utc_ms] = (ping, where)

    def _no_record(self, stored: StoredPing) -> None:
        ping = stored.ping
        if self._concerns(ping):
            self._report.differs(
                _name(ping), "no record of it among the bytes",
                f"one at {stored.topic}[{stored.partition}]@{stored.offset}", "table raw_batches",
            )  # fmt: skip

    def _concerns(self, ping: Ping) -> bool:
        return self._scope.has_unit(ping.unit_id)


def _receipts_ms(offsets: Sequence[int], pings: Mapping[int, Sequence[StoredPing]], last_ms: int) -> list[int]:
    """Of each record of a batch by when it was received: when it was itself, else when the next one was."""
    found: list[int] = []
    for offset in reversed(offsets):
        last_ms = min((ping.ping.receipt_ms for ping in pings.get(offset, ())), default=last_ms)
        found.append(last_ms)
    return found[::-1]


def _name(ping: Ping) -> str:
    return f"ping of {ping.unit_id} at {to_iso(ping.utc_ms)}"


def _key(ping: StoredPing) -> Key:
    return ping.topic, ping.partition, ping.offset


def _pings_in(raw: bytes, receipt_ms: int) -> list[Ping]:
    found: list[Ping] = []
    for one in decode_message(raw).records:
        if isinstance(one, Accepted):
            try:
                found.append(to_ping(one.location, receipt_ms))
            except UnreadableTime:
                continue
    return found


def _says(said: Ping, stored: Ping) -> bool:
    """Whether a record says a stored ping; what no rule reads was not stored with the oldest ones."""
    if stored.rest is None:
        said = msgspec.structs.replace(said, rest=None)
    return _contents(said) == _contents(stored)


def _contents(ping: Ping) -> tuple[object, ...]:
    return ping.unit_id, mark_of(msgspec.structs.replace(ping, utc_ms=ping.utc_ms + ping.shift_ms)), ping.recv_ms


def _shown(ping: Ping) -> str:
    speed = "no speed" if ping.speed_kmh is None else f"{ping.speed_kmh:g} km/h"
    rest = [f", {name} {value:g}" for name, value in zip(REST, ping.rest or (), strict=False) if value is not None]
    return f"{to_iso(ping.utc_ms)} {ping.lat:.6f}, {ping.lon:.6f}, {speed}{''.join(rest)}"
