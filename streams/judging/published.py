"""Published: the trips and alerts of a unit that went out and may still change, in as little room as they take."""

from collections.abc import Iterable
from functools import lru_cache
from struct import Struct
from typing import Final, NamedTuple

import msgspec

from models.alert import Finding
from models.trip import TripView
from streams.judging.packing import Packing

_OPENED: Final = 2_048
"""So many that were asked for last are held as they are too: a unit may have a thousand, and speak at each ping."""


class Published(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The newest version of a trip or alert that went out, and what it said; `key` is its name within the unit.

    `recalled`: read back from its event, which does not say all of it.
    """

    entity_id: str
    key: str
    version: int
    touched_ms: int
    detected_ms: int = 0
    late: bool = False
    today_only: bool = False
    trip: TripView | None = None
    alert: Finding | None = None
    alert_ids: tuple[str, ...] = ()
    recalled: bool = False


_PACKING: Final = Packing(Published)
_ENTRIES: Final = tuple[Published, ...]
_HEAD: Final = Struct("<qI")


class _Slip(NamedTuple):
    """A trip or an alert, packed, its times told from the one at which it was touched."""

    touched_ms: int
    body: bytes


class Archive(bytes):
    """What went out of a unit, slip by slip: as objects it would take three times as much."""

    __slots__ = ()

    def each(self) -> tuple[Published, ...]:
        """Trips and alerts as they were last told, the oldest first."""
        return tuple(map(_opened, self._slips()))

    def followed_by(self, entries: tuple[Published, ...]) -> "Archive":
        """What is remembered after these; what stands here already is not packed again."""
        known = {id(_opened(slip)): slip for slip in self._slips()}
        return _archive([known.get(id(entry)) or _closed(entry) for entry in entries])

    def _slips(self) -> list[_Slip]:
        found: list[_Slip] = []
        at = 0
        while at < len(self):
            touched_ms, size = _HEAD.unpack_from(self, at)
            at += _HEAD.size + size
            found.append(_Slip(touched_ms, self[at - size : at]))
        return found


def archive_of(entries: Iterable[Published]) -> Archive:
    """Trips and alerts as they are remembered."""
    return _archive(map(_closed, entries))


def archive_in(saved: object) -> Archive:
    """What their saved form says; raises msgspec.ValidationError."""
    return archive_of(msgspec.convert(saved, _ENTRIES))


def _archive(slips: Iterable[_Slip]) -> Archive:
    return Archive(b"".join([_HEAD.pack(slip.touched_ms, len(slip.body)) + slip.body for slip in slips]))


def _closed(entry: Published) -> _Slip:
    return _Slip(entry.touched_ms, _PACKING.packed(entry, entry.touched_ms))


@lru_cache(_OPENED)
def _opened(slip: _Slip) -> Published:
    entry: Published = _PACKING.unpacked(slip.body, slip.touched_ms)
    return entry
