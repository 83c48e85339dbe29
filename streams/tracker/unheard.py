"""Units that are registered and have never sent: the partition that would have their pings waits for them."""

from streams.judging.follow import next_deadline
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker.holding import Holding
from streams.tracker.homes import is_home


def expect_unheard(holding: Holding, world: World) -> None:
    """Sets the deadline of each registered unit of this partition that nobody has heard."""
    if not holding.partitions:
        return
    for unit_id in world.unit_ids:
        if holding.has(unit_id) or not is_home(holding, unit_id):
            continue
        holding.deadlines.put(unit_id, next_deadline(Unit(unit_id=unit_id), world))
