"""Units that are registered and have never sent: the partition that would have their pings waits for them."""

from streams.gateway.sink import partition_of
from streams.judging.follow import next_deadline
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker.holding import Holding


def expect_unheard(holding: Holding, world: World) -> None:
    """Sets the deadline of each registered unit of this partition that nobody has heard."""
    if not holding.partitions:
        return
    for unit_id in world.unit_ids:
        if unit_id in holding.units or partition_of(unit_id.encode(), holding.partitions) != holding.number:
            continue
        holding.deadlines.put(unit_id, next_deadline(Unit(unit_id=unit_id), world))
