"""Sightings: when each unit was inside an area, and which passed it between two fixes without one inside. Pure."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Final

import msgspec
import numpy as np

from dashboard.lookups.tracks import Marks, Points, Whole, points_of_fixes, points_of_tracks
from geofences.drawn_area import DrawnArea
from models.reach import UnitSpan
from storage.lists_passages import AreaRows

_SPANS: Final = np.dtype(">i8")
_MUCH_BYTES: Final = 4 << 20


class Inside(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A unit with fixes inside; every time inside is one of the spans `from_ms` to `to_ms`, in no order."""

    unit_id: str
    fixes: int
    from_ms: Whole
    to_ms: Whole

    @property
    def first_ms(self) -> int:
        """The time of its first fix inside."""
        return int(self.from_ms.min())

    @property
    def last_ms(self) -> int:
        """The time of its last fix inside."""
        return int(self.to_ms.max())

    def was_inside(self, from_ms: int, to_ms: int) -> bool:
        """Whether it was inside at some time of a span."""
        begun_ms, longest_ms = self._in_order
        begun = int(np.searchsorted(begun_ms, to_ms, side="right"))
        return begun > 0 and bool(longest_ms[begun - 1] >= from_ms)

    @cached_property
    def _in_order(self) -> tuple[Whole, Whole]:
        """The beginnings in order, and with each the latest end of all that began by then."""
        order = np.argsort(self.from_ms, kind="stable")
        return self.from_ms[order], np.maximum.accumulate(self.to_ms[order])


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit without a fix inside whose straight way crosses the area: between which two fixes, the last time."""

    unit_id: str
    from_ms: int
    to_ms: int


class Sightings(msgspec.Struct, frozen=True, kw_only=True):
    """Who was inside, the last seen there first, and who may have passed."""

    inside: list[Inside]
    passed: list[Passed]


def sightings(
    area: DrawnArea, rows: AreaRows, from_ms: int, to_ms: int, seen: Sequence[UnitSpan] | None = None
) -> Sightings:
    """What stored rows say of an area with from_ms <= time < to_ms.

    With `seen` of those times alone; no passage then lies inside without a doubt.
    """
    spans: dict[str, list[tuple[int, Whole, Whole]]] = {}
    for one in rows.passages:
        if one.spans:
            begun_ended_ms = np.frombuffer(one.spans, dtype=_SPANS).astype(np.int64)
            spans[one.unit_id] = [(one.fixes, begun_ended_ms[::2], begun_ended_ms[1::2])]
    tracks, near = points_of_tracks(rows.passages), points_of_fixes(rows.near)
    tried = [(points, _asked(points, from_ms, to_ms, seen)) for points in (tracks, near)]
    for points, asked in tried:
        inside = area.holds(points.lon, points.lat) & asked
        for unit_id, fixes, times_ms in _by_unit(points, inside):
            spans.setdefault(unit_id, []).append((fixes, times_ms, times_ms))
    ways: dict[str, Passed] = {}
    for points, asked in tried:
        for way in _crossings(area, points, spans, asked):
            known = ways.get(way.unit_id)
            ways[way.unit_id] = way if known is None or known.to_ms < way.to_ms else known
    found = [_joined(unit_id, each) for unit_id, each in spans.items()]
    return Sightings(
        inside=_last_first(found),
        passed=sorted(ways.values(), key=lambda one: (-one.to_ms, one.unit_id)),
    )


def halves(rows: AreaRows) -> list[AreaRows]:
    """The same in two parts, each with all of its units, where there is so much that two cores are worth it."""
    if sum(len(one.tracks) for one in rows.passages) < _MUCH_BYTES:
        return [rows]
    passages = sorted(rows.passages, key=lambda one: len(one.tracks))
    parts = passages[::2], passages[1::2]
    first = {one.unit_id for one in parts[0]}
    near = [one for one in rows.near if one.unit_id in first], [one for one in rows.near if one.unit_id not in first]
    return [
        msgspec.structs.replace(rows, passages=some, near=fixes) for some, fixes in zip(parts, near, strict=True)
    ]


def together(parts: Sequence[Sightings]) -> Sightings:
    """What is said of parts that have no unit in common, in the order in which it is said of all."""
    return Sightings(
        inside=_last_first(one for part in parts for one in part.inside),
        passed=sorted((one for part in parts for one in part.passed), key=lambda one: (-one.to_ms, one.unit_id)),
    )


def _last_first(found: Iterable[Inside]) -> list[Inside]:
    return sorted(found, key=lambda one: (-one.last_ms, one.unit_id))


def _joined(unit_id: str, spans: Sequence[tuple[int, Whole, Whole]]) -> Inside:
    return Inside(
        unit_id=unit_id,
        fixes=sum(fixes for fixes, _, _ in spans),
        from_ms=np.concatenate([from_ms for _, from_ms, _ in spans]),
        to_ms=np.concatenate([to_ms for _, _, to_ms in spans]),
    )


def _by_unit(points: Points, inside: Marks) -> Iterable[tuple[str, int, Whole]]:
    """Of each unit with a point inside: how many of them count, and the times of all."""
    held = np.flatnonzero(inside)
    if not len(held):
        return
    unit, utc_ms = points.unit[held], points.utc_ms[held]
    begins = np.flatnonzero(np.diff(unit, prepend=-1))
    fixes = np.add.reduceat(points.counts[held], begins, dtype=np.int64)
    for place, counted, times_ms in zip(unit[begins], fixes, np.split(utc_ms, begins[1:]), strict=True):
        yield points.unit_ids[int(place)], int(counted), times_ms


def _asked(points: Points, from_ms: int, to_ms: int, seen: Sequence[UnitSpan] | None) -> Marks:
    """Which points lie in the period, and in a time in which their unit may be seen."""
    asked = (points.utc_ms >= from_ms) & (points.utc_ms < to_ms)
    return asked if seen is None else asked & within(points, seen)


def within(points: Points, seen: Sequence[UnitSpan]) -> Marks:
    """Which points lie in a time in which their unit may be seen."""
    marks = np.zeros(len(points.utc_ms), dtype=np.bool_)
    places = {unit_id: place for place, unit_id in enumerate(points.unit_ids)}
    edges = np.searchsorted(points.unit, np.arange(len(places) + 1))
    for span in seen:
        place = places.get(span.unit_id)
        if place is not None:
            rows = slice(edges[place], edges[place + 1])
            marks[rows] |= (points.utc_ms[rows] >= span.from_ms) & (points.utc_ms[rows] < span.to_ms)
    return marks


def _crossings(area: DrawnArea, points: Points, inside: Collection[str], asked: Marks) -> Iterable[Passed]:
    """The known ways that touch the area and both of whose ends are asked for, of units that were not seen inside."""
    is_unseen = np.array([unit_id not in inside for unit_id in points.unit_ids], dtype=np.bool_)
    ends = np.flatnonzero(points.is_joined & is_unseen[points.unit])
    ends = ends[asked[ends - 1] & asked[ends]]
    crossed = area.crossed(points.lon[ends - 1], points.lat[ends - 1], points.lon[ends], points.lat[ends])
    for end in ends[crossed]:
        yield Passed(
            unit_id=points.unit_ids[int(points.unit[end])],
            from_ms=int(points.utc_ms[end - 1]),
            to_ms=int(points.utc_ms[end]),
        )
