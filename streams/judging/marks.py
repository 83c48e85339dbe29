"""Marks: by which pings a unit knows a repeated one again, in as little room as they take."""

from collections.abc import Iterable
from struct import Struct
from typing import Final

import msgspec

from models.ping import Ping
from streams.judging.ping_order import mark_of

Mark = tuple[int, int]

RECENT: Final = 16
"""So many of its newest pings a unit knows again."""

_MARK: Final = Struct("<qq")
_SIZE: Final = _MARK.size
_KEPT: Final = RECENT * _SIZE


class Marks(bytes):
    """The marks of a unit's newest pings, one after the other: as tuples they would take seven times as much."""

    __slots__ = ()

    def knows(self, mark: Mark) -> bool:
        """Whether it is one of them."""
        sought = _MARK.pack(*mark)
        at = self.find(sought)
        while at >= 0:
            if at % _SIZE == 0:
                return True
            at = self.find(sought, at + 1)
        return False

    def followed_by(self, *marks: Mark) -> "Marks":
        """The newest of these and of some that came after them."""
        return Marks((self + b"".join([_MARK.pack(*mark) for mark in marks]))[-_KEPT:])

    def each(self) -> tuple[Mark, ...]:
        """The marks one by one, the oldest first."""
        return tuple(_MARK.iter_unpack(self))


def marks_of(pings: Iterable[Ping]) -> Marks:
    """The marks of the newest of some pings, given in their order."""
    return Marks().followed_by(*map(mark_of, pings))


def marks_in(saved: object) -> Marks:
    """The marks of their saved form; raises msgspec.ValidationError."""
    return Marks().followed_by(*msgspec.convert(saved, tuple[Mark, ...]))
