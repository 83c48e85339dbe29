"""Noted: what a unit has told of itself to the rules across units, in as little room as it takes."""

from collections.abc import Iterable
from struct import Struct
from typing import Final, Self

import msgspec

from models.observation import Load, Observation, Observed, Outing, Presence, Sighting, Stand
from streams.judging.packing import Packing
from streams.judging.slips import Slip, joined, parted

Shared = tuple[str, ...]
"""The texts that nearly all observations of a unit say: its plate, however it is written."""

_PACKING: Final = Packing(Observation | Outing)
_ENTRIES: Final = tuple[Observed, ...]
_SHARED: Final = msgspec.msgpack.Decoder(Shared)
_SIZE: Final = Struct("<I")
_TAG: Final = Struct("<bq")
_KINDS: Final = {kind: number for number, kind in enumerate((Presence, Stand, Load, Sighting, Outing))}


class Noted(bytes):
    """Observations as they were last told: the texts that they share, and a slip for each, the oldest first."""

    __slots__ = ()

    @classmethod
    def of(cls, entries: Iterable[Observed]) -> Self:
        """What is noted of observations."""
        told = tuple(entries)
        shared = shared_by(told)
        return cls.bound(shared, [slip_of(entry, shared) for entry in told])

    @classmethod
    def bound(cls, shared: Shared, slips: Iterable[Slip]) -> Self:
        """What is noted on slips, which may leave out the texts that they share."""
        texts = msgspec.msgpack.encode(shared)
        body = joined(slips)
        return cls(_SIZE.pack(len(texts)) + texts + body if body else b"")

    @property
    def shared(self) -> Shared:
        """The texts that the slips share."""
        if not self:
            return ()
        return _SHARED.decode(memoryview(self)[_SIZE.size : _SIZE.size + _SIZE.unpack_from(self)[0]])

    @property
    def slips(self) -> list[Slip]:
        """What is noted, as it is kept."""
        return parted(self, _SIZE.size + _SIZE.unpack_from(self)[0]) if self else []

    def each(self) -> tuple[Observed, ...]:
        """Observations as they were last told, the oldest first."""
        shared = self.shared
        return tuple([opened(slip, shared) for slip in self.slips])


def noted_in(saved: object) -> Noted:
    """What is noted in a saved form; raises msgspec.ValidationError."""
    return Noted.of(msgspec.convert(saved, _ENTRIES))


def shared_by(entries: Iterable[Observed]) -> Shared:
    """The texts that observations share, as the first of them says that says any."""
    told = (entry.observation for entry in entries)
    return next((_plate(seen) for seen in told if isinstance(seen, Presence | Stand | Load)), ())


def tag_of(seen: Observation | Outing) -> bytes:
    """With what its slip begins: others may have the same one, but none of another name lies in a slip of another."""
    if isinstance(seen, Sighting):
        return _TAG.pack(_KINDS[Sighting], seen.number)
    return _TAG.pack(_KINDS[type(seen)], seen.started_ms if isinstance(seen, Load) else seen.first_ms)


def has_tag(slip: Slip, tags: set[bytes]) -> bool:
    """Whether it begins with one of these."""
    return slip.body[: _TAG.size] in tags


def slip_of(entry: Observed, shared: Shared) -> Slip:
    """A slip that leaves out the texts shared."""
    seen = entry.observation
    body = tag_of(seen) + _PACKING.packed(seen, entry.touched_ms, shared)
    return Slip(entry.touched_ms, goes_on(entry), body)


def opened(slip: Slip, shared: Shared) -> Observed:
    """The observation of `slip_of`'s slip."""
    seen = _PACKING.unpacked(slip.body[_TAG.size :], slip.touched_ms, shared)
    return Observed(observation=seen, touched_ms=slip.touched_ms)


def goes_on(entry: Observed) -> bool:
    """Whether what is seen is not over yet."""
    seen = entry.observation
    if isinstance(seen, Sighting):
        return False
    if isinstance(seen, Outing):
        return seen.next_ms is None
    return seen.state in ("on_the_way", "arrived") if isinstance(seen, Load) else seen.last_ms is None


def _plate(seen: Presence | Stand | Load) -> Shared:
    return seen.plate, seen.province, seen.plate_key
