"""What memory a unit takes once it has driven for the time of a run, without what a tracker has in PostgreSQL."""

import gc
import tracemalloc

import msgspec

from benchmarks.million.driving import papers_of, periods, refuse, world_of
from benchmarks.million.order import Shard
from benchmarks.traffic.writing import Traffic
from streams.judging.state import encode_unit
from streams.judging.world import World
from streams.replay import Replay


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many units: bytes in memory each, the rules across units included, and bytes of a state as it is saved."""

    units: int
    bytes_a_unit: float
    state_bytes: float


class _WithoutPast(Replay):
    def forget(self) -> None:
        """Lets go of stored pings and checkpoints: a tracker asks PostgreSQL for them."""
        self._histories.clear()
        self._lines.clear()


def hold(shard: Shard) -> Held:
    """Drives a shard twice and counts what Python allocates for the second time.

    The first time brings what is made once and belongs to no unit: prepared corridors, caches.
    """
    unit_ids = Traffic(shard.plan).country.unit_ids
    world = world_of(papers_of(Traffic(shard.plan), shard.periods))
    _drive(shard, world)
    tracemalloc.start()
    try:
        before = _traced()
        replay = _drive(shard, world)
        held = _traced() - before
    finally:
        tracemalloc.stop()
    states = [replay.unit(unit_id) for unit_id in unit_ids]
    bodies = [encode_unit(unit) for unit in states if unit is not None]
    return Held(
        units=len(unit_ids), bytes_a_unit=held / len(unit_ids),
        state_bytes=sum(map(len, bodies)) / max(1, len(bodies)),
    )  # fmt: skip


def _drive(shard: Shard, world: World) -> _WithoutPast:
    replay = _WithoutPast(world, lambda _: None, refuse)
    for lines in periods(Traffic(shard.plan), shard.periods):
        for line in lines:
            replay.feed(line)
    replay.forget()
    return replay


def _traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
