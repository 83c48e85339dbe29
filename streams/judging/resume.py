"""resume: a unit as it was when its last batch was written, from its saved state and the pings stored since."""

from collections.abc import Sequence

from models.ping import Ping
from streams.judging.clock import count_record
from streams.judging.desk import Desk
from streams.judging.fleet import Fleet
from streams.judging.fold import fold_ping
from streams.judging.lateness import note_late
from streams.judging.ping_order import in_order, mark_of
from streams.judging.state import Unit, copied
from streams.judging.world import World


def resume(unit: Unit, pings: Sequence[Ping], world: World) -> Unit:
    """Folds the judged pings stored after a unit's saved state into it.

    Nothing is published: a state is saved with every change of what was said, so what these pings say is known.
    """
    fleet = Fleet({unit.unit_id: copied(unit)})
    limits = world.thresholds.common.arrivals
    for ping in in_order([ping for ping in pings if ping.utc_ms > unit.fold.at_ms]):
        if fleet.keeps(ping, world):
            continue
        twin = fleet[unit.unit_id]
        count_record(twin.clock, ping, limits)
        fold_ping(twin.fold, ping, Desk(twin.unit_id, world, twin.excuses, twin.rulings))
        twin.lapsed_ms = max(twin.lapsed_ms, ping.receipt_ms)
        note_late(twin, [ping], limits)
        twin.recent = twin.recent.followed_by(mark_of(ping))
        fleet[unit.unit_id] = twin
    twin = fleet[unit.unit_id]
    twin.due_serial = -1
    return twin
