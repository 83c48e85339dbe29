"""Visits: when which trucks were in which zone."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict

from models.observation import Presence
from models.receipt import PlantVisit
from streams.weighing.noted import Noted

Place = tuple[int, str]


class Visits:
    """The visits of all trucks by zone: those that are over in the order of their beginnings, and those that go on."""

    def __init__(self) -> None:
        self._zones: dict[str, _Zone] = defaultdict(_Zone)

    def change(self, before: Noted | None, after: Noted | None) -> None:
        """A stay is known otherwise than before."""
        if before is not None and isinstance(was := before.observation, Presence):
            self._zones[was.zone_id].take_out(before, was)
        if after is not None and isinstance(now := after.observation, Presence):
            self._zones[now.zone_id].put_in(after, now)

    def between(self, zone_id: str, from_ms: int, to_ms: int, now_ms: int) -> list[PlantVisit]:
        """Those of a zone that lie, wholly or in part, between two times, and perhaps a few others before."""
        zone = self._zones.get(zone_id)
        return [] if zone is None else zone.between(from_ms, to_ms, now_ms)


class _Zone:
    def __init__(self) -> None:
        self._over: dict[str, PlantVisit] = {}
        self._places: list[Place] = []
        self._going_on: dict[str, Noted] = {}
        self._longest_ms = 0

    def take_out(self, noted: Noted, there: Presence) -> None:
        if there.last_ms is None:
            self._going_on.pop(noted.name, None)
        elif self._over.pop(noted.name, None) is not None:
            del self._places[bisect_left(self._places, (there.first_ms, noted.name))]

    def put_in(self, noted: Noted, there: Presence) -> None:
        if there.last_ms is None:
            self._going_on[noted.name] = noted
            return
        self._over[noted.name] = _visit(noted, there, there.last_ms)
        insort(self._places, (there.first_ms, noted.name))
        self._longest_ms = max(self._longest_ms, there.last_ms - there.first_ms)

    def between(self, from_ms: int, to_ms: int, now_ms: int) -> list[PlantVisit]:
        first = bisect_left(self._places, (from_ms - self._longest_ms, ""))
        last = bisect_right(self._places, to_ms, key=_first_ms)
        going_on = [
            _visit(noted, there, max(now_ms, there.first_ms))
            for noted in self._going_on.values()
            if isinstance(there := noted.observation, Presence) and there.first_ms <= to_ms
        ]
        return [*(self._over[name] for _, name in self._places[first:last]), *going_on]


def _first_ms(place: Place) -> int:
    return place[0]


def _visit(noted: Noted, there: Presence, last_ms: int) -> PlantVisit:
    return PlantVisit(
        zone_id=there.zone_id, plate_key=there.plate_key, unit_id=noted.unit_id, first_ms=there.first_ms,
        last_ms=last_ms, left=there.last_ms is not None,
    )  # fmt: skip
