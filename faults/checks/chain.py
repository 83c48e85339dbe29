"""The digests of the stored bytes chain without a hole, from the first record to where the reading stands."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import reading, sealer_of
from models.topics import LATE, PINGS
from ops.personal import CannotOpen, Sealer
from ops.raw_bytes import open_raw
from storage.offsets import OffsetRow, load
from storage.raw_batches import RawBatch, read_chain
from streams.tracker.raw_entries import chained, unpack_entries

CHECK: Final = "chain"
_PAGE: Final = 100


class Walk:
    """Follows one partition's batches in the order of their offsets, and notes where they do not fit together."""

    def __init__(self, place: str, sealer: Sealer, found: Findings) -> None:
        self._place, self._sealer, self._found = place, sealer, found
        self.following = 0
        self._digest = b""

    def take(self, batches: Iterable[RawBatch]) -> None:
        """Looks at the next batches."""
        for batch in batches:
            self._look_at(batch)

    def end(self, row: OffsetRow) -> None:
        """Looks whether the chain ends where the reading stands."""
        if self.following != row.next_offset:
            self._found.add("the chain ends elsewhere", f"{self._place}: {self.following}, not {row.next_offset}")
        if self._digest != row.digest:
            self._found.add("the last digest is another one", f"{self._place} at {row.next_offset}")

    def _look_at(self, batch: RawBatch) -> None:
        where = f"{self._place} {batch.first_offset} to {batch.last_offset}"
        if batch.first_offset > self.following:
            self._found.add("offsets without bytes", f"{where}: {self.following} was due")
        elif batch.first_offset < self.following:
            self._found.add("offsets whose bytes stand twice", f"{where}: {self.following} was due")
        self.following = max(self.following, batch.last_offset + 1)
        try:
            entries = unpack_entries(batch.body)
        except msgspec.DecodeError as error:
            self._found.add("bytes that cannot be read", f"{where}: {error}")
            self._digest = batch.digest
            return
        if [entry.offset for entry in entries] != list(range(batch.first_offset, batch.last_offset + 1)):
            self._found.add("a batch that does not hold what it says", where)
        for entry in entries:
            if not self._are_its_bytes(entry.sealed, entry.sha256):
                self._found.add("bytes that are not those of their digest", f"{self._place}/{entry.offset}")
        self._digest = chained(self._digest, entries)
        if self._digest != batch.digest:
            self._found.add("a digest that does not follow from the one before", where)
            self._digest = batch.digest  # each break counts once

    def _are_its_bytes(self, sealed: bytes, sha256: bytes) -> bool:
        try:
            return hashlib.sha256(open_raw(sealed, self._sealer)).digest() == sha256
        except CannotOpen:
            return False


async def check(evidence: Evidence) -> list[Breach]:
    """Where the chain of any partition breaks."""
    async with reading(evidence) as db:
        return await broken(db, sealer_of(evidence))


async def broken(db: Any, sealer: Sealer) -> list[Breach]:
    """The same, of a database."""
    found = Findings(CHECK)
    for (topic, partition), row in (await load(db)).items():
        if topic not in {PINGS.name, LATE.name}:
            continue
        walk = Walk(f"{topic}/{partition}", sealer, found)
        after = -1
        while page := await read_chain(db, topic, partition, after, _PAGE):
            walk.take(page)
            after = page[-1].first_offset
        walk.end(row)
    return found.breaches()
