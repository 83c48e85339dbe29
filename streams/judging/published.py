"""Published: the trips and alerts of a unit that went out and may still change, in as little room as they take."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from models.alert import Finding
from models.trip import TripView
from streams.judging.packing import Packing
from streams.judging.slips import Slip, joined, parted

_OPENED: Final = 2_048
"""So many of those that were asked for last stand as they are too: a unit may have a thousand, and ask at each ping."""


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


class Archive(bytes):
    """What went out of a unit, one after the other: as objects it would take three times as much."""

    __slots__ = ()

    def each(self) -> tuple[Published, ...]:
        """Trips and alerts as they were last told, the oldest first."""
        return tuple([_opened(slip) for slip in parted(self)])

    def followed_by(self, entries: Iterable[Published]) -> "Archive":
        """What is remembered after these; none that stands here already is packed again."""
        known = {id(_opened(slip)): slip for slip in parted(self)}
        return Archive(joined(known.get(id(entry)) or _closed(entry) for entry in entries))


def archive_of(entries: Iterable[Published]) -> Archive:
    """Trips and alerts as they are remembered."""
    return Archive(joined(map(_closed, entries)))


def archive_in(saved: object) -> Archive:
    """What their saved form says; raises msgspec.ValidationError."""
    return archive_of(msgspec.convert(saved, _ENTRIES))


def _closed(entry: Published) -> Slip:
    return Slip(entry.touched_ms, False, _PACKING.packed(entry, entry.touched_ms))


@lru_cache(_OPENED)
def _opened(slip: Slip) -> Published:
    entry: Published = _PACKING.unpacked(slip.body, slip.touched_ms)
    return entry
