"""What a check found: each difference in one line, and what was looked at."""

from collections.abc import Callable, Collection

import msgspec

_SHOWN = 5


class Difference(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that is not as it should be: what it is, what stands there, what should, and where to look."""

    what: str
    stored: str
    expected: str
    where: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.what}: stored is {self.stored}, should be {self.expected}; look at {self.where}"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: what began from a time to a time, of some units; None and empty: everything."""

    from_ms: int | None = None
    to_ms: int | None = None
    units: frozenset[str] = frozenset()

    def has_time(self, at_ms: int) -> bool:
        """Whether a time lies in it."""
        return (self.from_ms is None or at_ms >= self.from_ms) and (self.to_ms is None or at_ms <= self.to_ms)

    def has_unit(self, unit_id: str | None) -> bool:
        """Whether a unit belongs to it."""
        return not self.units or unit_id in self.units


class Report(msgspec.Struct):
    """The differences, notes on what could not be looked at, and how much was."""

    differences: list[Difference] = []
    notes: list[str] = []
    pings: int = 0
    records: int = 0
    events: int = 0
    judged: int = 0

    def differs(self, what: str, stored: object, expected: object, where: str) -> None:
        """Adds a difference."""
        found = Difference(what=what, stored=str(stored), expected=str(expected), where=where)
        self.differences.append(found)


Progress = Callable[[str, int, int], None]
"""Hears what is being done, how far it has come, and of how much."""


def some(names: Collection[object]) -> str:
    """A few of many, for one line."""
    shown = ", ".join(str(name) for name in list(names)[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"
