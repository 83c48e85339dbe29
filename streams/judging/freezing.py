"""Watches, on a trip or not, for a device whose position does not change although it says that the truck moves."""

import msgspec

from alerts import frozen_position
from streams.judging.bearer import bearer_of
from streams.judging.desk import Desk, Here
from streams.judging.state import Fold, Trip


def watch_for_freezing(fold: Fold, here: Here, desk: Desk) -> None:
    """Raises a frozen position once the run is long enough, and clears it at the first fix that is none of it."""
    rules, was = desk.rules(fold.trip), fold.frozen
    limits = rules.frozen_position
    run = frozen_position.advance(was, here.before, here.fix, rules.fixes.moving_kmh, limits.decimals)
    if run is None:
        if was is not None and was.bearer is not None:
            desk.say(frozen_position.finding(was, was.bearer, rules, ended_ms=here.fix.utc_ms), None)
    elif run.bearer is None and frozen_position.is_frozen(run, limits):
        bearer = bearer_of(fold.trip, here.fix.utc_ms, desk)
        run = frozen_position.raised(run, bearer)
        desk.say(frozen_position.finding(run, bearer, rules, ended_ms=None), None)
    fold.frozen = run


def restate_freezing(fold: Fold, desk: Desk) -> None:
    """Says again that a position is frozen."""
    run = fold.frozen
    if run is not None and run.bearer is not None:
        told = frozen_position.as_raised(run)
        desk.say(frozen_position.finding(told, run.bearer, desk.rules(fold.trip), ended_ms=None), None)


def free_frozen_of(fold: Fold, trip: Trip, desk: Desk) -> None:
    """Says a frozen position without a trip that is undone: the device was at fault all the same."""
    run = fold.frozen
    if run is not None and run.bearer is not None and run.bearer.trip_id == trip.key:
        fold.frozen = msgspec.structs.replace(run, bearer=run.bearer.without_trip())
        restate_freezing(fold, desk)
