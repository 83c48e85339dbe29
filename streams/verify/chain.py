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


_LOOSE: Final = 64
_SHOWN: Final = 8


class _Link(msgspec.Struct, frozen=True):
    entries: tuple[RawEntry, ...]
    batch: str
    digest: bytes


class Chains:
    """The chains of all partitions, each followed from its first kept batch; `whole`: from the very first."""

    def __init__(self, breaks: Sequence[Break], report: Report, *, whole: bool) -> None:
        self._breaks, self._report, self._whole = breaks, report, whole
        self._digests: dict[Place, bytes] = {}
        self._meant: dict[Place, set[bytes]] = {}
        self._trusted: set[Place] = set()
        self._loose: dict[Place, list[_Link]] = {}

    def take(self, batch: RawBatch, entries: Sequence[RawEntry]) -> None:
        """Takes in the next batch of a partition, in the order of offsets."""
        place = (batch.topic, batch.partition)
        if place not in self._digests:
            self._begin(place, batch)
        if place in self._trusted:
            self._trusted.discard(place)
            self._digests[place], self._meant[place] = batch.digest, set()
            return
        shas = tuple(msgspec.structs.replace(entry, sealed=b"") for entry in entries)
        loose = self._loose.setdefault(place, [])
        loose.append(_Link(shas, name_of(batch), batch.digest))
        self._join(place)
        # Where a topic was made anew its offsets begin again, and around midnight two batches may have changed places.
        if len(loose) > _LOOSE and not self._was_made_anew(place):
            self._tear(place)

    def end(self, ends: Sequence[Chain], *, to_the_end: bool) -> None:
        """Says where a chain does not lead to the digest with which its partition goes on."""
        for place in list(self._loose):
            self._tear(place)
        for end in ends if to_the_end else ():
            place = (end.topic, end.partition)
            kept = self._digests.get(place, next(reversed(self._dropped(place)), None))
            if (kept is None and end.digest and self._whole) or (kept is not None and kept != end.digest):
                self._report.differs(
                    f"bytes of {end.topic}[{end.partition}]", f"a chain that ends at {_short(kept or b'')}",
                    f"{_short(end.digest)}: the last batches are missing", "tables raw_batches and offsets",
                )  # fmt: skip

    def _begin(self, place: Place, batch: RawBatch) -> None:
        dropped = self._dropped(place)
        if not self._whole:  # taken on trust
            self._digests[place], self._meant[place] = b"", set()
            self._trusted.add(place)
            return
        self._digests[place] = dropped[-1] if dropped else b""
        self._meant[place] = set(dropped)
        if dropped:
            where = f"{place[0]}[{place[1]}] begins anew at offset {batch.first_offset}"
            self._report.notes.append(f"the chain of {where}: the days before it were dropped")

    def _follows(self, place: Place, link: _Link) -> bool:
        # Where a digest itself was changed, the next batch follows on from what it was.
        before = {self._digests[place], *self._meant[place]}
        return any(chained(digest, link.entries) == link.digest for digest in before)

    def _tear(self, place: Place) -> None:
        """Names the first of the batches that follow on from nothing, and goes on after it."""
        loose = self._loose.get(place, [])
        while loose:
            link = loose.pop(0)
            meant = chained(self._digests[place], link.entries)
            self._report.differs(
                f"bytes of {place[0]}[{place[1]}]", f"{link.batch} with digest {_short(link.digest)}",
                f"{_short(meant)}: it was changed, or one before it is missing", "table raw_batches",
            )  # fmt: skip
            self._digests[place], self._meant[place] = link.digest, {meant}
            self._join(place)

    def _join(self, place: Place) -> None:
        loose = self._loose[place]
        while (link := next((one for one in loose if self._follows(place, one)), None)) is not None:
            loose.remove(link)
            self._digests[place], self._meant[place] = link.digest, set()

    def _was_made_anew(self, place: Place) -> bool:
        return any((one.topic, one.partition) == place and one.kind == "anew" for one in self._breaks)

    def _dropped(self, place: Place) -> list[bytes]:
        """The digests with which the newest dropped day ended, the last one last."""
        return [one.digest for one in self._breaks if (one.topic, one.partition, one.kind) == (*place, "dropped")]


def name_of(batch: RawBatch) -> str:
    """A batch as a person finds it."""
    return f"the batch of offsets {batch.first_offset} to {batch.last_offset}"


def sha256_is(entry: RawEntry, raw: bytes) -> bool:
    """Whether bytes are those whose digest was kept."""
    return hashlib.sha256(raw).digest() == entry.sha256


def _short(digest: bytes) -> str:
    return digest.hex()[:_SHOWN] or "nothing"
