"""resume: a unit as it was when its last batch was written, from its saved state and the pings stored since."""

from collections.abc import Sequence

from models.ping import Ping
from streams.judging.clock import count_record
from streams.judging.desk import Desk
from streams.judging.fold import fold_ping
from streams.judging.lateness import note_late
from streams.judging.ping_order import in_order, mark_of
from streams.judging.sitting import RECENT
from streams.judging.state import Unit, copied
from streams.judging.world import World


def resume(unit: Unit, pings: Sequence[Ping], world: World) -> Unit:
    """Folds the judged pings stored after a unit's saved state into it.

    Nothing is published: a state is saved with every change of what was said, so what these pings say is known.
    """
    twin = copied(unit)
    twin.due_serial = -1
    later = in_order([ping for ping in pings if ping.utc_ms > twin.fold.at_ms])
    desk = Desk(twin.unit_id, world, twin.excuses, twin.rulings)
    for ping in later:
        count_record(twin.clock, ping, world.thresholds.common.arrivals)
        fold_ping(twin.fold, ping, desk)
        twin.lapsed_ms = max(twin.lapsed_ms, ping.receipt_ms)
    note_late(twin, later, world.thresholds.common.arrivals)
    twin.recent = (*twin.recent, *(mark_of(ping) for ping in later))[-RECENT:]
    return twin
