"""follow: the product. A unit's state, its newest pings, the reference data in force and the time give the next state
and the events. It reads no clock, no socket, no environment; tracker, replay, tests and benchmarks call the same one.
"""

from collections.abc import Callable, Sequence

from models.ruling import Ruling
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.sitting import PastNeeded, Sitting, next_due_ms
from streams.judging.state import Unit
from streams.judging.world import World


def follow(unit: Unit, arrivals: Sequence[Arrival], world: World, past: Past | None = None) -> Outcome | NeedsPast:
    """Judges a unit's pings in the order of their receipt; `unit` itself stays as it is.

    Deadlines at or before a ping's receipt are judged before it. A ping older than the newest one makes the judging go
    back to a checkpoint before it, which takes the unit's Past.
    """
    return _sit(unit, world, past, lambda sitting: sitting.take(arrivals))


def lapse(unit: Unit, world: World, now_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Lets every deadline of a unit at or before `now_ms` come about."""
    return _sit(unit, world, past, lambda sitting: sitting.lapse(now_ms))


def reconsider(
    unit: Unit, world: World, now_ms: int, past: Past | None = None, *, since_ms: int | None = None
) -> Outcome | NeedsPast:
    """Judges a unit again under newer reference data: what is due by `now_ms`.

    Where they differ from `since_ms` on, its pings from then on as well, those of the last 24 h at most.
    """
    if since_ms is None:
        return _sit(unit, world, past, lambda sitting: sitting.reconsider(now_ms))
    return _sit(unit, world, past, lambda sitting: sitting.judge_since(since_ms, now_ms))


def begin_anew(unit: Unit, world: World, now_ms: int, since_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Judges a unit whose saved state cannot be read by its stored pings, from well before `since_ms` on.

    What was told of it keeps its id; where it is told otherwise now, that goes out as the next version.
    """
    return _sit(unit, world, past, lambda sitting: sitting.begin_anew(since_ms, now_ms))


def rule(unit: Unit, ruling: Ruling, world: World, now_ms: int, past: Past | None = None) -> Outcome | NeedsPast:
    """Takes in what the rules across units found of this unit, and judges again what that changes."""
    return _sit(unit, world, past, lambda sitting: sitting.rule(ruling, now_ms))


def next_deadline(unit: Unit, world: World) -> int | None:
    """When `lapse` next has something to do, ms since the epoch; None when nothing is due."""
    return next_due_ms(unit, world)


def _sit(unit: Unit, world: World, past: Past | None, judge: Callable[[Sitting], None]) -> Outcome | NeedsPast:
    sitting = Sitting(unit, world, past)
    try:
        judge(sitting)
        sitting.adjourn()
    except PastNeeded as needed:
        return NeedsPast(before_ms=needed.before_ms)
    # Judged again, a fix that was dropped may turn out to be the truck's: then there is nothing to count.
    sitting.outcome.dropped = max(0, sitting.unit.fold.dropped - unit.fold.dropped)
    return sitting.outcome
