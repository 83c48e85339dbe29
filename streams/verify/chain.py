"""The chain of digests over a partition's bytes: each batch must follow on from the one before it."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from storage.breaks import Break
from storage.keeping import Chain
from storage.raw_batches import RawBatch
from streams.tracker.raw_entries import RawEntry, chained
from streams.verify.report import Report

Place = tuple[str, int]


class _Link(msgspec.Struct, frozen=True):
    entries: tuple[RawEntry, ...]
    batch: str
    digest: bytes


class Chains:
    """The chains of all partitions, each followed from its first kept batch; `whole`: from the very first."""

    def __init__(self, breaks: Sequence[Break], report: Report, *, whole: bool) -> None:
        self._breaks, self._report, self._whole = breaks, report, whole
        self._digests: dict[Place, bytes] = {}
        self._meant: dict[Place, bytes] = {}
        self._loose: dict[Place, list[_Link]] = {}

    def take(self, batch: RawBatch, entries: Sequence[RawEntry]) -> None:
        """Takes in the next batch of a partition, in the order of offsets."""
        place = (batch.topic, batch.partition)
        if place not in self._digests:
            self._begin(place, batch, entries)
        shas = tuple(msgspec.structs.replace(entry, sealed=b"") for entry in entries)
        loose = self._loose.setdefault(place, [])
        loose.append(_Link(shas, name_of(batch), batch.digest))
        while (link := next((one for one in loose if self._follows(place, one)), None)) is not None:
            loose.remove(link)
            self._digests[place] = link.digest
        # Where a topic was made anew its offsets begin again: what comes first by offset was not read first.
        if not self._was_made_anew(place):
            self._tear(place)

    def end(self, ends: Sequence[Chain], *, to_the_end: bool) -> None:
        """Says where a chain does not lead to the digest with which its partition goes on."""
        for place in list(self._loose):
            self._tear(place)
        for end in ends if to_the_end else ():
            place = (end.topic, end.partition)
            kept = self._digests.get(place, self._dropped_digest(place))
            if (kept is None and end.digest and self._whole) or (kept is not None and kept != end.digest):
                self._report.differs(
                    f"bytes of {end.topic}[{end.partition}]", f"a chain that ends at {_short(kept or b'')}",
                    f"{_short(end.digest)}: the last batches are missing", "tables raw_batches and offsets",
                )  # fmt: skip

    def _begin(self, place: Place, batch: RawBatch, entries: Sequence[RawEntry]) -> None:
        known = self._dropped_digest(place, batch.first_offset)
        if known is not None:
            where = f"{place[0]}[{place[1]}] begins anew at offset {batch.first_offset}"
            self._report.notes.append(f"the chain of {where}: the days before it were dropped")
            self._digests[place] = known
        elif self._whole:
            self._digests[place] = b""
        else:
            self._digests[place] = batch.digest
            self._loose[place] = []
            return
        if chained(self._digests[place], entries) != batch.digest:
            self._report.differs(
                f"bytes of {place[0]}[{place[1]}]", f"a chain that begins with {name_of(batch)}",
                "batches before it, or other bytes in it", "table raw_batches",
            )  # fmt: skip
            self._digests[place] = batch.digest

    def _follows(self, place: Place, link: _Link) -> bool:
        # Where a digest itself was changed, the next batch follows on from what it was.
        before = {self._digests[place], self._meant.get(place, self._digests[place])}
        return any(chained(digest, link.entries) == link.digest for digest in before)

    def _tear(self, place: Place) -> None:
        for link in self._loose.get(place, []):
            meant = chained(self._digests[place], link.entries)
            self._report.differs(
                f"bytes of {place[0]}[{place[1]}]", f"{link.batch} with digest {_short(link.digest)}",
                f"{_short(meant)}: it was changed, or one before it is missing", "table raw_batches",
            )  # fmt: skip
            self._digests[place], self._meant[place] = link.digest, meant
        self._loose[place] = []

    def _was_made_anew(self, place: Place) -> bool:
        return any((one.topic, one.partition) == place and one.kind == "anew" for one in self._breaks)

    def _dropped_digest(self, place: Place, first_offset: int | None = None) -> bytes | None:
        """The digest with which the newest dropped day ended, before an offset."""
        dropped = [one for one in self._breaks if (one.topic, one.partition, one.kind) == (*place, "dropped")]
        before = [one for one in dropped if first_offset is None or one.to_offset <= first_offset]
        return before[-1].digest if before else None


def name_of(batch: RawBatch) -> str:
    """A batch as a person finds it."""
    return f"the batch of offsets {batch.first_offset} to {batch.last_offset}"


def sha256_is(entry: RawEntry, raw: bytes) -> bool:
    """Whether bytes are those whose digest was kept."""
    return hashlib.sha256(raw).digest() == entry.sha256


_SHOWN: Final = 8


def _short(digest: bytes) -> str:
    return digest.hex()[:_SHOWN] or "nothing"
