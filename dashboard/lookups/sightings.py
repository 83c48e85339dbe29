"""Sightings: when each unit was inside an area, and which passed it between two fixes without one inside. Pure."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from dashboard.lookups.tracks import Marks, Points, Whole, points_of_fixes, points_of_parts
from geofences.drawn_area import DrawnArea
from storage.lists_passages import AreaRows


class Inside(msgspec.Struct, frozen=True, kw_only=True):
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
        return bool(((self.from_ms <= to_ms) & (self.to_ms >= from_ms)).any())


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit without a fix inside whose straight way crosses the area: between which two fixes, the last time."""

    unit_id: str
    from_ms: int
    to_ms: int


class Sightings(msgspec.Struct, frozen=True, kw_only=True):
    """Who was inside, the last seen there first, and who may have passed."""

    inside: list[Inside]
    passed: list[Passed]


def sightings(area: DrawnArea, rows: AreaRows, from_ms: int, to_ms: int) -> Sightings:
    """What stored rows say of an area with from_ms <= time < to_ms."""
    spans: dict[str, list[tuple[int, Whole, Whole]]] = {}
    for whole in rows.whole:
        times = np.array(whole.from_ms, dtype=np.int64), np.array(whole.to_ms, dtype=np.int64)
        spans.setdefault(whole.unit_id, []).append((whole.fixes, *times))
    ways: dict[str, Passed] = {}
    for points in (points_of_parts(rows.parts), points_of_fixes(rows.near)):
        inside = area.holds(points.lon, points.lat) & (points.utc_ms >= from_ms) & (points.utc_ms < to_ms)
        for unit_id, fixes, times_ms in _by_unit(points, inside):
            spans.setdefault(unit_id, []).append((fixes, times_ms, times_ms))
        for way in _crossings(area, points, from_ms, to_ms):
            known = ways.get(way.unit_id)
            ways[way.unit_id] = way if known is None or known.to_ms < way.to_ms else known
    found = [_joined(unit_id, each) for unit_id, each in spans.items()]
    return Sightings(
        inside=sorted(found, key=lambda one: (-one.last_ms, one.unit_id)),
        passed=sorted(
            (way for way in ways.values() if way.unit_id not in spans), key=lambda one: (-one.to_ms, one.unit_id)
        ),
    )


def _joined(unit_id: str, spans: Sequence[tuple[int, Whole, Whole]]) -> Inside:
    return Inside(
        unit_id=unit_id,
        fixes=sum(fixes for fixes, _, _ in spans),
        from_ms=np.concatenate([from_ms for _, from_ms, _ in spans]),
        to_ms=np.concatenate([to_ms for _, _, to_ms in spans]),
    )


def _by_unit(points: Points, inside: Marks) -> Iterable[tuple[str, int, Whole]]:
    """Of each unit with a point inside: how many of them count, and the times of all."""
    unit, utc_ms, counts = points.unit[inside], points.utc_ms[inside], points.counts[inside]
    order = np.argsort(unit, kind="stable")
    found, begins = np.unique(unit[order], return_index=True)
    for place, rows in zip(found, np.split(order, begins[1:]), strict=False):
        yield points.unit_ids[int(place)], int(counts[rows].sum()), utc_ms[rows]


def _crossings(area: DrawnArea, points: Points, from_ms: int, to_ms: int) -> Iterable[Passed]:
    """The known ways that touch the area and lie wholly in the period."""
    ends = np.flatnonzero(points.is_joined)
    ends = ends[(points.utc_ms[ends - 1] >= from_ms) & (points.utc_ms[ends] < to_ms)]
    crossed = area.crossed(points.lon[ends - 1], points.lat[ends - 1], points.lon[ends], points.lat[ends])
    for end in ends[crossed]:
        yield Passed(
            unit_id=points.unit_ids[int(points.unit[end])],
            from_ms=int(points.utc_ms[end - 1]),
            to_ms=int(points.utc_ms[end]),
        )
