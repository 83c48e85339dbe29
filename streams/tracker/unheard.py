"""Units that are registered and have never sent: the partition that would have their pings waits for them."""

from collections.abc import Iterable

from streams.judging.follow import next_deadline
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker.breath import Breath
from streams.tracker.holding import Holding
from streams.tracker.homes import is_home


async def expect_unheard(holding: Holding, world: World, unit_ids: Iterable[str]) -> None:
    """Sets the deadline of each of some units that is registered, this partition's, and heard by nobody."""
    if not holding.partitions:
        return
    breath = Breath()
    for unit_id in unit_ids:
        await breath.take()
        if not holding.has(unit_id) and is_home(holding, unit_id):
            holding.deadlines.put(unit_id, next_deadline(Unit(unit_id=unit_id), world))
