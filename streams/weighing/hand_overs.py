"""Hand-overs: a load that goes from its truck to another of the permit where both stand side by side on the way."""

from collections.abc import Iterator, Sequence

import msgspec

from geofences.projection import distance_m
from models.observation import Load, Presence, Stand
from models.ruling import HandedOver, Ruling
from models.thresholds import HandOvers
from streams.judging.world import World
from streams.weighing.docket import Seen

FOR_EVER_MS = 1 << 62


class _Meeting(msgspec.Struct, frozen=True):
    """Where the trucks of a hand-over stood together, until when, and when the taker came to a processor."""

    unit_id: str
    stand: Stand
    ended_ms: int
    arrived_ms: int


def find_hand_overs(seen_all: Sequence[Seen], world: World) -> dict[str, Ruling]:
    """The hand-overs among the trips of a gate, told to both trucks, by what each ruling is about."""
    limits = world.thresholds.common.hand_over
    found: dict[str, Ruling] = {}
    for seen in seen_all:
        load = seen.observation
        if not isinstance(load, Load) or load.end_reason == "superseded":
            continue
        meetings = list(_meetings(seen_all, seen.unit_id, load, world, limits))
        if not meetings:
            continue
        met = min(meetings, key=lambda one: (one.arrived_ms, one.unit_id))
        for ruling in _rulings(seen.unit_id, load, met):
            found[f"{ruling.name} {'gives' if ruling.gives else 'takes'}"] = ruling
    return found


def _meetings(
    seen_all: Sequence[Seen], unit_id: str, load: Load, world: World, limits: HandOvers
) -> Iterator[_Meeting]:
    targets = set(world.plan(load.permits, load.manifests, load.started_ms).targets)
    own = [(stand, there) for stand, there in _stands(seen_all) if there.unit_id == unit_id]
    came_ms = min(_arrivals(seen_all, unit_id, targets, load.started_ms), default=FOR_EVER_MS)
    for theirs, other in _stands(seen_all):
        if other.unit_id == unit_id or theirs.plate_key == load.plate_key or theirs.last_ms is None:
            continue
        if not any(
            (permit := world.permit(key, theirs.first_ms)) is not None and theirs.plate_key in permit.vehicle_keys
            for key in load.permits
        ):
            continue
        ended_ms = max((_together_until(stand, theirs, load, limits) for stand, _ in own), default=-1)
        if ended_ms < 0:
            continue
        arrived_ms = min(_arrivals(seen_all, other.unit_id, targets, ended_ms), default=FOR_EVER_MS)
        if arrived_ms < came_ms and not _in_trip(seen_all, other.unit_id, load, ended_ms, arrived_ms):
            yield _Meeting(other.unit_id, theirs, ended_ms, arrived_ms)


def _stands(seen_all: Sequence[Seen]) -> Iterator[tuple[Stand, Seen]]:
    for seen in seen_all:
        if isinstance(seen.observation, Stand):
            yield seen.observation, seen


def _together_until(ours: Stand, theirs: Stand, load: Load, limits: HandOvers) -> int:
    """When a common stop during the trip ended; -1 where there was none that is long and near enough."""
    from_ms = max(ours.first_ms, theirs.first_ms, load.started_ms)
    until_ms = min(ours.last_ms or FOR_EVER_MS, theirs.last_ms or FOR_EVER_MS)
    if until_ms - from_ms < limits.min_s * 1000 or (load.ended_ms is not None and load.ended_ms < until_ms):
        return -1
    apart_m = distance_m(ours.lon, ours.lat, theirs.lon, theirs.lat)
    return until_ms if apart_m <= limits.within_m else -1


def _arrivals(seen_all: Sequence[Seen], unit_id: str, targets: set[str], after_ms: int) -> Iterator[int]:
    for seen in seen_all:
        there = seen.observation
        if (
            seen.unit_id == unit_id
            and isinstance(there, Presence)
            and there.zone_id in targets
            and there.first_ms > after_ms
        ):
            yield there.first_ms


def _in_trip(seen_all: Sequence[Seen], unit_id: str, load: Load, from_ms: int, to_ms: int) -> bool:
    """Whether a truck was in a trip of its own in a time, the one that it took over apart."""
    return any(
        seen.unit_id == unit_id
        and isinstance(own := seen.observation, Load)
        and own.end_reason != "superseded"
        and (own.from_trip_id is None or own.from_trip_id != load.trip_id)
        and own.started_ms <= to_ms
        and (own.ended_ms is None or own.ended_ms > from_ms)
        for seen in seen_all
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
