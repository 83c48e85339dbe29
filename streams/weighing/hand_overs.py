"""Hand-overs: a load that goes from its truck to another of the permit where both stand side by side on the way."""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

import msgspec

from geofences.projection import distance_m
from models.observation import Load, Presence, Stand
from models.ruling import HandedOver, Ruling
from models.thresholds import HandOvers
from models.times import FOR_EVER_MS
from streams.judging.world import World
from streams.weighing.docket import Seen


class _Meeting(msgspec.Struct, frozen=True):
    """Where the trucks of a hand-over stood together, until when, and when the taker came to a processor."""

    unit_id: str
    stand: Stand
    ended_ms: int
    arrived_ms: int


class _Gate:
    """What was seen at a gate, by what it is and whose."""

    def __init__(self, seen_all: Sequence[Seen]) -> None:
        self.loads: dict[str, list[Load]] = defaultdict(list)
        self.stands: dict[str, list[Stand]] = defaultdict(list)
        self.presences: dict[str, list[Presence]] = defaultdict(list)
        for seen in seen_all:
            match seen.observation:
                case Load() as load:
                    if load.end_reason != "superseded":
                        self.loads[seen.unit_id].append(load)
                case Stand() as stand:
                    self.stands[seen.unit_id].append(stand)
                case Presence() as presence:
                    self.presences[seen.unit_id].append(presence)

    def arrived_ms(self, unit_id: str, targets: Container[str], after_ms: int) -> int:
        """When a truck first came to one of some zones after a time."""
        came = (p.first_ms for p in self.presences[unit_id] if p.first_ms > after_ms and p.zone_id in targets)
        return min(came, default=FOR_EVER_MS)


def find_hand_overs(seen_all: Sequence[Seen], world: World) -> dict[str, Ruling]:
    """The hand-overs among the trips of a gate, told to both trucks, by what each ruling is about."""
    gate, limits = _Gate(seen_all), world.thresholds.common.hand_over
    found: dict[str, Ruling] = {}
    for unit_id, loads in list(gate.loads.items()):
        for load in loads:
            met = min(_meetings(gate, unit_id, load, world, limits), key=_first, default=None)
            if met is not None:
                for ruling in _rulings(unit_id, load, met):
                    found[f"{ruling.name} {'gives' if ruling.gives else 'takes'}"] = ruling
    return found


def _first(met: _Meeting) -> tuple[int, str]:
    return met.arrived_ms, met.unit_id


def _meetings(gate: _Gate, unit_id: str, load: Load, world: World, limits: HandOvers) -> Iterator[_Meeting]:
    targets = world.plan(load.permits, load.manifests, load.started_ms).targets
    came_ms = gate.arrived_ms(unit_id, targets, load.started_ms)
    ours = gate.stands.get(unit_id, [])
    # The other truck comes in sooner, so they part before this one does: nearly every truck has stood nowhere by then.
    until_ms = came_ms if load.ended_ms is None else min(came_ms, load.ended_ms)
    if not any(_stood_ms(own, load.started_ms, until_ms) >= limits.min_s * 1000 for own in ours):
        return
    for other_id in list(gate.presences):
        if other_id == unit_id or gate.arrived_ms(other_id, targets, load.started_ms) >= came_ms:
            continue
        for stand in gate.stands[other_id]:
            if stand.plate_key == load.plate_key or not world.is_named(stand.plate_key, load.permits, stand.first_ms):
                continue
            ended_ms = max((_together_until(own, stand, load, limits) for own in ours), default=-1)
            arrived_ms = gate.arrived_ms(other_id, targets, ended_ms)
            if ended_ms >= 0 and arrived_ms < came_ms and not _in_trip(gate, other_id, load, ended_ms, arrived_ms):
                yield _Meeting(other_id, stand, ended_ms, arrived_ms)


def _stood_ms(own: Stand, from_ms: int, until_ms: int) -> int:
    """How much of a stand lies between two times; negative where none does."""
    return min(own.last_ms or FOR_EVER_MS, until_ms) - max(own.first_ms, from_ms)


def _together_until(ours: Stand, theirs: Stand, load: Load, limits: HandOvers) -> int:
    """When a common stop during the trip ended; -1 where there was none that is long and near enough."""
    from_ms = max(ours.first_ms, theirs.first_ms, load.started_ms)
    if theirs.last_ms is None:
        return -1
    until_ms = min(ours.last_ms or FOR_EVER_MS, theirs.last_ms)
    if until_ms - from_ms < limits.min_s * 1000 or (load.ended_ms is not None and load.ended_ms < until_ms):
        return -1
    apart_m = distance_m(ours.lon, ours.lat, theirs.lon, theirs.lat)
    return until_ms if apart_m <= limits.within_m else -1


def _in_trip(gate: _Gate, unit_id: str, load: Load, from_ms: int, to_ms: int) -> bool:
    """Whether a truck was in a trip of its own in a time, the one that it took over apart."""
    return any(
        (own.from_trip_id is None or own.from_trip_id != load.trip_id)
        and own.started_ms <= to_ms
        and (own.ended_ms is None or own.ended_ms > from_ms)
        for own in gate.loads[unit_id]
    )


def _rulings(unit_id: str, load: Load, met: _Meeting) -> tuple[HandedOver, HandedOver]:
    name = f"handed over {unit_id} {load.trip_key}"
    gives = HandedOver(unit_id=unit_id, name=name, at_ms=met.ended_ms, gives=True, trip_key=load.trip_key)
    takes = HandedOver(
        unit_id=met.unit_id, name=name, at_ms=met.ended_ms, gives=False, from_trip_id=load.trip_id,
        origin_zone_id=load.origin_zone_id, estate_zone_id=load.estate_zone_id, plate=met.stand.plate,
        province=met.stand.province, plate_key=met.stand.plate_key, permits=load.permits, manifests=load.manifests,
        generators=load.generators,
    )  # fmt: skip
    return gives, takes
