"""Assignments: which truck carries a manifest that more than one may, by who stopped and left where and when."""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from models.observation import Load, Presence
from models.ruling import Denied, Ruling
from models.times import HOUR_MS
from streams.judging.world import World
from streams.weighing.noted import Noted, load_of

Order = tuple[int, str, int, int]
_FIRST: Final[Order] = (0, "", 0, 0)


class _Row:
    """One departure, the manifests that fit it, its truck's own and others, and what it was given of them."""

    __slots__ = ("asked", "given", "left_ms", "load_name", "name", "number", "others", "own", "plate_key", "unit_id")

    def __init__(self, noted: Noted, load: Load, number: int, left_ms: int, name: str) -> None:
        self.unit_id, self.load_name, self.plate_key = noted.unit_id, noted.name, load.plate_key
        self.number, self.left_ms, self.name = number, left_ms, name
        self.own: list[str] = []
        self.others: list[str] = []
        self.given: tuple[str, ...] = ()
        self.asked: frozenset[str] = frozenset()


class Assignments:
    """What each truck that left a gate does not carry, by what the ruling is about; departures in order of time.

    A manifest goes to the first truck to leave that may take it. Another truck of its permit may where its own did not
    stop there within hours of the planned departure. A departure is judged again where what fits it went to another,
    or where a stop that it asked for is known otherwise.
    """

    def __init__(self, zone_id: str, world: World, rulings: dict[str, Ruling]) -> None:
        self._zone_id, self._world, self._rulings = zone_id, world, rulings
        limits = world.thresholds.common.departure
        self._window_ms, self._round_ms = int(limits.manifest_h * HOUR_MS), int(limits.round_s * 1000)
        self._of_load: dict[str, list[_Row]] = {}
        self._numbers: dict[str, int] = {}
        self._of_name: dict[str, list[_Row]] = defaultdict(list)  # two trips of a unit may tell of one departure
        self._fitting: dict[str, set[_Row]] = defaultdict(set)
        self._asking: dict[str, set[_Row]] = defaultdict(set)
        self._carried: dict[str, _Row] = {}
        self._there: dict[str, dict[str, Presence]] = defaultdict(dict)
        self._dirty: set[_Row] = set()
        self._changed: set[str] = set()

    def follow(self, world: World, keys: Iterable[str]) -> None:
        """Takes over reference data in which some manifests of the gate are new or changed."""
        tellings = [one for key in keys for known in (self._world, world) for one in known.tellings_of(key)]
        planned_ms = {one.planned_depart_ms for one in tellings}
        self._world = world
        for row in [row for rows in self._of_load.values() for row in rows]:
            if any(abs(at_ms - row.left_ms) <= self._window_ms for at_ms in planned_ms):
                for key in (*row.own, *row.others):
                    self._fitting[key].discard(row)
                self._fit(row)

    def change_load(self, before: Noted | None, after: Noted | None) -> None:
        """A trip is known otherwise than before."""
        was = [] if before is None else self._of_load.get(before.name, [])
        now = [] if after is None else self._rows(after)
        if after is not None and [(row.left_ms, row.plate_key) for row in was] == [
            (row.left_ms, row.plate_key) for row in now
        ]:
            if was:
                self._numbers[after.name] = after.number
                self._dirty.update(row for one in was if len(same := self._of_name[one.name]) > 1 for row in same)
            return
        for row in was:
            self._take_out(row)
        if before is not None:
            self._of_load.pop(before.name, None)
            self._numbers.pop(before.name, None)
        if after is not None and now:
            self._of_load[after.name], self._numbers[after.name] = now, after.number
            for row in now:
                self._put_in(row)

    def change_presence(self, before: Noted | None, after: Noted | None) -> None:
        """A stay at the gate is known otherwise than before."""
        for noted in (before, after):
            if noted is not None and isinstance(there := noted.observation, Presence) and there.stopped_ms is not None:
                self._dirty |= self._asking.get(there.plate_key, set())
                if noted is after:
                    self._there[there.plate_key][noted.name] = there
                else:
                    self._there[there.plate_key].pop(noted.name, None)

    @property
    def is_touched(self) -> bool:
        """Whether anything is to be judged again, or a change told."""
        return bool(self._dirty or self._changed)

    def refresh(self) -> list[str]:
        """Brings the rulings up to what is known; the names of those that changed, in order of the departures."""
        if self._dirty:
            waiting = [(self._order(row), row) for row in self._dirty]
            heapq.heapify(waiting)
            self._judge_all(waiting)
        changed, self._changed = self._changed, set()
        if len(changed) < 2:
            return list(changed)
        return sorted(changed, key=lambda name: min(map(self._order, self._of_name.get(name, ())), default=_FIRST))

    def _rows(self, noted: Noted) -> list[_Row]:
        load = load_of(noted)
        return [] if load is None else [
            _Row(noted, load, number, one.left_ms, f"denied {noted.unit_id} {self._zone_id}@{one.left_ms}")
            for number, one in enumerate(load.departures)
            if one.zone_id == self._zone_id
        ]  # fmt: skip

    def _order(self, row: _Row) -> Order:
        return row.left_ms, row.unit_id, self._numbers[row.load_name], row.number

    def _put_in(self, row: _Row) -> None:
        self._of_name[row.name].append(row)
        self._fit(row)

    def _fit(self, row: _Row) -> None:
        row.own, row.others = self._world.fitting_manifests(
            row.plate_key, self._zone_id, row.left_ms, (), self._window_ms
        )
        for key in (*row.own, *row.others):
            self._fitting[key].add(row)
        self._dirty.add(row)

    def _take_out(self, row: _Row) -> None:
        self._dirty.discard(row)
        self._changed.add(row.name)
        for key in (*row.own, *row.others):
            self._fitting[key].discard(row)
        self._ask(row, frozenset())
        self._give(row, ())
        same = self._of_name[row.name]
        same.remove(row)
        self._dirty.update(same)
        if not same:
            del self._of_name[row.name]
            self._rulings.pop(row.name, None)

    def _judge_all(self, waiting: list[tuple[Order, _Row]]) -> None:
        """Judges departures, and those after them whose manifests that changes, in order of time."""
        while waiting:
            order, row = heapq.heappop(waiting)
            if row not in self._dirty:
                continue
            self._dirty.discard(row)
            known = set(self._dirty)
            self._judge(row, order)
            for other in self._dirty - known:
                heapq.heappush(waiting, (self._order(other), other))

    def _judge(self, row: _Row, order: Order) -> None:
        before = {
            key: by for key in (*row.own, *row.others) if (by := self._carried.get(key)) and self._order(by) < order
        }
        own = [key for key in row.own if key not in before or before[key].unit_id != row.unit_id]
        others = [key for key in row.others if key not in before or before[key].unit_id != row.unit_id]
        taken = {key for key in (*own, *others) if key in before}
        asked: frozenset[str] = frozenset()
        if not set(own) - taken:
            plates = {key: self._plate_of(key, row.left_ms) for key in others}
            asked = frozenset(plate for plate in plates.values() if plate is not None)
            taken |= {key for key in others if self._own_was_there(key, row.left_ms)}
        self._ask(row, asked)
        given = claimed = self._world.round_of(own or others, row.left_ms, self._round_ms)
        if taken:
            free = [key for key in own if key not in taken] or [key for key in others if key not in taken]
            given = self._world.round_of(free, row.left_ms, self._round_ms)
        self._give(row, tuple(given))
        ruling = Denied(
            unit_id=row.unit_id, zone_id=self._zone_id, left_ms=row.left_ms,
            manifests=() if given == claimed else tuple(sorted(taken)),
        )  # fmt: skip
        if row is max(self._of_name[row.name], key=self._order) and self._rulings.get(row.name) != ruling:
            self._rulings[row.name] = ruling
            self._changed.add(row.name)

    def _give(self, row: _Row, given: tuple[str, ...]) -> None:
        """Notes what a departure carries; the later ones that might carry it are judged again."""
        for key in {*row.given} ^ {*given}:
            if key in given:
                self._carried[key] = row
            elif self._carried.get(key) is row:
                del self._carried[key]
            order = self._order(row)
            self._dirty.update(other for other in self._fitting[key] if self._order(other) > order)
        row.given = given

    def _ask(self, row: _Row, plates: frozenset[str]) -> None:
        """Notes of which trucks a departure depends on whether they stopped at the gate."""
        for plate in row.asked - plates:
            self._asking[plate].discard(row)
        for plate in plates - row.asked:
            self._asking[plate].add(row)
        row.asked = plates

    def _plate_of(self, key: str, at_ms: int) -> str | None:
        manifest = self._world.manifest(key, at_ms)
        return None if manifest is None else manifest.plate_key

    def _own_was_there(self, key: str, at_ms: int) -> bool:
        manifest = self._world.manifest(key, at_ms)
        if manifest is None:
            return False
        from_ms, to_ms = manifest.planned_depart_ms - self._window_ms, manifest.planned_depart_ms + self._window_ms
        return any(
            there.stopped_ms is not None
            and there.stopped_ms <= to_ms
            and (there.last_ms is None or there.last_ms >= from_ms)
            for there in self._there.get(manifest.plate_key, {}).values()
        )
