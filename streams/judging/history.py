"""History: the versions of one record, and which of them was in force when."""

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec

from models.manifest import Manifest
from models.permit import Permit
from models.reference import ReferenceVersion, timeline
from models.times import FOR_EVER_MS
from models.vehicle import Vehicle
from models.zone import Zone

ALWAYS_MS: Final = (-1, FOR_EVER_MS)
Grouped = dict[str, list[ReferenceVersion]]

R = TypeVar("R", Vehicle, Zone, Permit, Manifest)
T = TypeVar("T")


class Held(msgspec.Struct, Generic[R], frozen=True, gc=False):
    """A record while it is in force: from `from_ms` to before `to_ms`."""

    from_ms: int
    to_ms: int
    body: R


class History(Generic[R]):
    """The versions of one key in order of time, and the spans and versions that they were made of."""

    __slots__ = ("held", "spans", "versions")

    def __init__(self, versions: Sequence[ReferenceVersion], kind: type[R]) -> None:
        self.versions: tuple[ReferenceVersion, ...] = tuple(versions)
        self.spans = timeline(versions)
        self.held: tuple[Held[R], ...] = tuple(
            Held(
                ALWAYS_MS[0] if span.from_ms is None else span.from_ms,
                ALWAYS_MS[1] if span.to_ms is None else span.to_ms,
                span.version.body,
            )
            for span in self.spans
            if isinstance(span.version.body, kind)
        )

    def at(self, at_ms: int) -> R | None:
        """The version in force at a time."""
        for held in reversed(self.held):
            if held.from_ms <= at_ms:
                return held.body if at_ms < held.to_ms else None
        return None

    def edges_ms(self) -> Iterator[int]:
        """The times at which another answer of `at` may begin."""
        for held in self.held:
            yield from (held.from_ms, held.to_ms)


class Spell(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """An answer, and from when to before when it is the answer."""

    from_ms: int
    to_ms: int
    answer: T


def spell_of(answer: T, at_ms: int, edges_ms: Iterable[int], within: tuple[int, int] = ALWAYS_MS) -> Spell[T]:
    """The spell of an answer at a time: it may be another one only from one of the edges on."""
    from_ms, to_ms = within
    for edge_ms in edges_ms:
        if edge_ms <= at_ms:
            from_ms = max(from_ms, edge_ms)
        else:
            to_ms = min(to_ms, edge_ms)
    return Spell(from_ms, to_ms, answer)


def near(rows: Sequence[tuple[int, str]], at_ms: int, within_ms: int) -> list[str]:
    """The keys of rows in order of time whose time is so near to another one, each once."""
    first = bisect.bisect_left(rows, at_ms - within_ms, key=lambda row: row[0])
    last = bisect.bisect_right(rows, at_ms + within_ms, key=lambda row: row[0])
    return list(dict.fromkeys(key for _, key in rows[first:last]))


def retold(known: Callable[[str], History[R] | None], told: Grouped, kind: type[R]) -> dict[str, History[R]]:
    """The histories of the keys of which something was told, with it; `known` are those before."""
    newer: dict[str, History[R]] = {}
    key: str  # mypy looks at this body once for each kind, and loses it
    for key in told:
        newer[key] = History((*versions_of(known(key)), *told[key]), kind)
    return newer


def versions_of(history: History[Any] | None) -> tuple[ReferenceVersion, ...]:
    """All that was told under a key, in order."""
    return () if history is None else history.versions
