"""Assignments: which truck carries a manifest that more than one may, by who stopped and left where and when."""

from collections.abc import Iterator, Sequence

from models.observation import Load, Presence
from models.ruling import Denied, Ruling
from models.times import HOUR_MS
from streams.judging.world import World
from streams.weighing.docket import Seen


def assign(seen_all: Sequence[Seen], zone_id: str, world: World) -> dict[str, Ruling]:
    """What each truck that left a gate does not carry, by what the ruling is about; departures in order of time.

    A manifest goes to the first truck to leave that may take it. Another truck of its permit may where its own did not
    stop there within hours of the planned departure.
    """
    limits = world.thresholds.common.departure
    window_ms, round_ms = int(limits.manifest_h * HOUR_MS), int(limits.round_s * 1000)
    carried: dict[str, str] = {}
    found: dict[str, Ruling] = {}
    for left_ms, unit_id, load in _departures(seen_all, zone_id):
        mine = [key for key, by in carried.items() if by == unit_id]
        own, others = world.fitting_manifests(load.plate_key, zone_id, left_ms, mine, window_ms)
        taken = {key for key in (*own, *others) if key in carried}
        if not set(own) - taken:
            taken |= {key for key in others if _own_was_there(seen_all, key, zone_id, world, left_ms, window_ms)}
        given = claimed = world.round_of(own or others, left_ms, round_ms)
        if taken:
            free = [key for key in own if key not in taken] or [key for key in others if key not in taken]
            given = world.round_of(free, left_ms, round_ms)
        carried |= dict.fromkeys(given, unit_id)
        found[f"denied {unit_id} {zone_id}@{left_ms}"] = Denied(
            unit_id=unit_id, zone_id=zone_id, left_ms=left_ms,
            manifests=() if given == claimed else tuple(sorted(taken)),
        )  # fmt: skip
    return found


def _departures(seen_all: Sequence[Seen], zone_id: str) -> Iterator[tuple[int, str, Load]]:
    rows = [
        (departure.left_ms, seen.unit_id, seen.observation)
        for seen in seen_all
        if isinstance(seen.observation, Load) and seen.observation.end_reason != "superseded"
        for departure in seen.observation.departures
        if departure.zone_id == zone_id
    ]
    yield from sorted(rows, key=lambda row: row[:2])


def _own_was_there(seen_all: Sequence[Seen], key: str, zone_id: str, world: World, at_ms: int, window_ms: int) -> bool:
    manifest = world.manifest(key, at_ms)
    if manifest is None:
        return False
    from_ms, to_ms = manifest.planned_depart_ms - window_ms, manifest.planned_depart_ms + window_ms
    return any(
        isinstance(there := seen.observation, Presence)
        and there.zone_id == zone_id
        and there.plate_key == manifest.plate_key
        and there.stopped_ms is not None
        and there.stopped_ms <= to_ms
        and (there.last_ms is None or there.last_ms >= from_ms)
        for seen in seen_all
    )
