"""Hand-overs: a load that goes from its truck to another of the permit where both stand side by side on the way."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterator

from models.observation import Load, Presence, Stand
from models.ruling import HandedOver, Ruling
from models.times import FOR_EVER_MS
from streams.judging.world import World
from streams.weighing.noted import Noted, load_of
from streams.weighing.stops import Stops

Name = tuple[str, str]
"""A unit and the name of its trip."""


class _Trip:
    """A trip of the gate, when its truck came to a processor, and the trucks beside which it stood before."""

    __slots__ = ("beside", "came_ms", "load", "noted", "ruled", "until_ms")

    def __init__(self, noted: Noted, load: Load) -> None:
        self.noted, self.load = noted, load
        self.came_ms = self.until_ms = FOR_EVER_MS
        self.beside: frozenset[str] = frozenset()
        self.ruled: tuple[str, ...] = ()


class HandOvers:
    """The hand-overs among the trips of a gate, told to both trucks, by what each ruling is about.

    A trip is judged again where it is known otherwise, or its truck's stops or arrivals on the way, or what a truck did
    beside which it stood: that is rare.
    """

    def __init__(self, world: World, rulings: dict[str, Ruling]) -> None:
        self._world, self._rulings = world, rulings
        self._stops = Stops(world.thresholds.common.hand_over)
        self._trips: dict[str, dict[str, _Trip]] = defaultdict(dict)
        self._came: dict[str, dict[str, Presence]] = defaultdict(dict)
        self._stood: set[Name] = set()
        self._beside: dict[str, set[Name]] = defaultdict(set)
        self._dirty: set[Name] = set()
        self._changed: dict[str, Name] = {}

    def follow(self, world: World, keys: Collection[str]) -> None:
        """Takes over reference data in which some manifests are new or changed."""
        self._world = world
        for unit_id, trips in self._trips.items():
            self._dirty.update(
                (unit_id, name) for name, trip in trips.items() if any(key in keys for key in trip.load.manifests)
            )

    def change_load(self, before: Noted | None, after: Noted | None) -> None:
        """A trip is known otherwise than before."""
        noted = after or before
        if noted is None:
            return
        trips, name, load = self._trips[noted.unit_id], (noted.unit_id, noted.name), load_of(after)
        self._dirty |= self._beside.get(noted.unit_id, set())
        if after is None or load is None:
            gone = trips.pop(noted.name, None)
            if gone is not None:
                self._stand_beside(name, gone, frozenset())
                self._rule(name, gone, {})
            self._stood.discard(name)
            self._dirty.discard(name)
        else:
            trip = trips.setdefault(noted.name, _Trip(after, load))
            trip.noted, trip.load = after, load
            self._dirty.add(name)

    def change_presence(self, before: Noted | None, after: Noted | None) -> None:
        """A truck's stay in a zone is known otherwise than before: only that and when it began is of interest."""
        noted = after or before
        if noted is None or (before is not None and after is not None) or not isinstance(noted.observation, Presence):
            return
        there = noted.observation
        came = self._came[noted.unit_id]
        if after is None:
            came.pop(noted.name, None)
        else:
            came[noted.name] = there
        for name, trip in self._trips[noted.unit_id].items():
            if trip.load.started_ms < there.first_ms <= trip.came_ms:
                self._dirty.add((noted.unit_id, name))
        self._dirty |= self._beside.get(noted.unit_id, set())

    def change_stand(self, before: Noted | None, after: Noted | None) -> None:
        """A stop is known otherwise than before."""
        for noted in (before, after):
            if noted is None or not isinstance(stand := noted.observation, Stand):
                continue
            last_ms = FOR_EVER_MS if stand.last_ms is None else stand.last_ms
            for name, trip in self._trips[noted.unit_id].items():
                if trip.load.started_ms <= last_ms and stand.first_ms <= trip.until_ms:
                    self._dirty.add((noted.unit_id, name))
            if stand.last_ms is not None:
                self._dirty.update(self._beside_which(noted.unit_id, stand, stand.last_ms))
        self._stops.change(before, after)

    @property
    def is_touched(self) -> bool:
        """Whether anything is to be judged again, or a change told."""
        return bool(self._dirty or self._changed)

    def refresh(self) -> list[str]:
        """Brings the rulings up to what is known; the names of those that changed, in order of the trips."""
        for name in self._dirty:
            self._judge(name)
        self._dirty.clear()
        changed, self._changed = self._changed, {}
        if len(changed) < 2:
            return list(changed)
        return sorted(changed, key=lambda ruled: (self._order(changed[ruled]), ruled.endswith(" takes")))

    def _order(self, name: Name) -> tuple[int, int]:
        """The place of a trip: units as their first trip stands in the order of what was seen."""
        trips = self._trips[name[0]]
        trip = trips.get(name[1])
        first = min((one.noted.number for one in trips.values()), default=0)
        return first, 0 if trip is None else trip.noted.number

    def _beside_which(self, unit_id: str, stand: Stand, last_ms: int) -> Iterator[Name]:
        """The trips of other trucks that stood beside a stop which is over."""
        for name in self._stood:
            if name[0] == unit_id:
                continue
            trip = self._trips[name[0]][name[1]]
            on_the_way = stand.first_ms <= trip.until_ms and trip.load.started_ms <= last_ms
            if on_the_way and self._stops.together_until(name[0], stand, trip.load) >= 0:
                yield name

    def _judge(self, name: Name) -> None:
        unit_id, trip = name[0], self._trips[name[0]][name[1]]
        load = trip.load
        targets = self._world.plan(load.permits, load.manifests, load.started_ms).targets
        trip.came_ms = came_ms = self._arrived_ms(unit_id, targets, load.started_ms)
        # The other truck comes in sooner, so they part before this one does: nearly every truck has stood nowhere by
        # then.
        trip.until_ms = came_ms if load.ended_ms is None else min(came_ms, load.ended_ms)
        if not self._stops.has_stood(unit_id, load.started_ms, trip.until_ms):
            self._stood.discard(name)
            self._stand_beside(name, trip, frozenset())
            self._rule(name, trip, {})
            return
        self._stood.add(name)
        beside: set[str] = set()
        met: list[tuple[int, str, int, Stand, int]] = []
        for other, stand, ended_ms in self._stops.beside(unit_id, load):
            if stand.plate_key == load.plate_key or not self._world.is_named(
                stand.plate_key, load.permits, stand.first_ms
            ):
                continue
            beside.add(other.unit_id)
            arrived_ms = self._arrived_ms(other.unit_id, targets, ended_ms)
            if arrived_ms < came_ms and not self._in_trip(other.unit_id, load, ended_ms, arrived_ms):
                met.append((arrived_ms, other.unit_id, other.number, stand, ended_ms))
        self._stand_beside(name, trip, frozenset(beside))
        rulings: dict[str, HandedOver] = {}
        if met:
            _, taker_id, _, stand, ended_ms = min(met, key=lambda one: one[:3])
            rulings = _rulings(unit_id, load, taker_id, stand, ended_ms)
        self._rule(name, trip, rulings)

    def _arrived_ms(self, unit_id: str, targets: Container[str], after_ms: int) -> int:
        """When a truck first came to one of some zones after a time."""
        came = self._came.get(unit_id, {}).values()
        return min((p.first_ms for p in came if p.first_ms > after_ms and p.zone_id in targets), default=FOR_EVER_MS)

    def _in_trip(self, unit_id: str, load: Load, from_ms: int, to_ms: int) -> bool:
        """Whether a truck was in a trip of its own in a time, the one that it took over apart."""
        return any(
            (own.from_trip_id is None or own.from_trip_id != load.trip_id)
            and own.started_ms <= to_ms
            and (own.ended_ms is None or own.ended_ms > from_ms)
            for own in (trip.load for trip in self._trips[unit_id].values())
        )

    def _stand_beside(self, name: Name, trip: _Trip, units: frozenset[str]) -> None:
        for unit_id in trip.beside - units:
            self._beside[unit_id].discard(name)
        for unit_id in units - trip.beside:
            self._beside[unit_id].add(name)
        trip.beside = units

    def _rule(self, name: Name, trip: _Trip, rulings: dict[str, HandedOver]) -> None:
        for ruled in trip.ruled:
            if ruled not in rulings:
                del self._rulings[ruled]
                self._changed[ruled] = name
        for ruled, ruling in rulings.items():
            if self._rulings.get(ruled) != ruling:
                self._rulings[ruled] = ruling
                self._changed[ruled] = name
        trip.ruled = tuple(rulings)


def _rulings(unit_id: str, load: Load, taker_id: str, stand: Stand, at_ms: int) -> dict[str, HandedOver]:
    name = f"handed over {unit_id} {load.trip_key}"
    gives = HandedOver(unit_id=unit_id, name=name, at_ms=at_ms, gives=True, trip_key=load.trip_key)
    takes = HandedOver(
        unit_id=taker_id, name=name, at_ms=at_ms, gives=False, from_trip_id=load.trip_id,
        origin_zone_id=load.origin_zone_id, estate_zone_id=load.estate_zone_id, plate=stand.plate,
        province=stand.province, plate_key=stand.plate_key, permits=load.permits, manifests=load.manifests,
        generators=load.generators,
    )  # fmt: skip
    return {f"{name} gives": gives, f"{name} takes": takes}
