"""The sieve before all rules: fixes to which the truck cannot have come are held back until it is clear whose they are.

Two runs may go on side by side, the truck's own and a rival's. Only the own one is judged. A rival whose fixes confirm
each other is an impossible move; when the own run has not gone on for a while, the rival becomes the truck's.
"""

import math

import msgspec

from alerts import impossible_move
from alerts.impossible_move import CONFIRMED_FIXES, Rival, Way, is_confirmed, is_reachable, side_of
from models.fix import Fix
from models.thresholds import ImpossibleMove
from streams.judging.bearer import bearer_of
from streams.judging.desk import Desk
from streams.judging.state import Fold, Trip


class Passed(msgspec.Struct, frozen=True, gc=False):
    """Fixes to be judged now, in order; `jumped`: there is no way from the fix before to the first of them."""

    fixes: tuple[Fix, ...] = ()
    jumped: bool = False


def is_ordinary(fold: Fold, fix: Fix, scale: float, limits: ImpossibleMove) -> bool:
    """Whether a fix passes without more: nothing is held or remembered, and the truck may have come here."""
    return fold.rival is None and (fold.last is None or is_reachable(_way(fold.last, fix, scale), limits))


def note_own(fold: Fold, fix: Fix, limits: ImpossibleMove, *, jumped: bool) -> None:
    """Counts a fix of the truck's own run, as far as it takes to confirm the next."""
    last = fold.last
    if last is None or jumped or fix.utc_ms - last.utc_ms > limits.confirm_min * 60_000:
        fold.agreeing, fold.doubtful = 1, fix.doubtful
    elif fold.agreeing <= CONFIRMED_FIXES:
        fold.agreeing, fold.doubtful = fold.agreeing + 1, fold.doubtful or fix.doubtful


def settle(fold: Fold, at_ms: int, desk: Desk) -> Passed:
    """Ends the contest of two runs of which only one has gone on: the rival's held fixes pass, or it is forgotten."""
    rival, last = fold.rival, fold.last
    if rival is None or last is None:
        return Passed()
    limits = _limits(fold, desk)
    long_ms = limits.confirm_min * 60_000
    if rival.bearer is not None and rival.held and at_ms - last.utc_ms > long_ms:
        return _take_over(fold, rival, at_ms, desk)
    if at_ms - rival.last.utc_ms > long_ms:
        _forget(fold, rival, at_ms, desk)
    return Passed()


def sift(fold: Fold, fix: Fix, scale: float, desk: Desk) -> Passed:
    """What passes now that a fix came: the fix itself, a rival that it makes the truck's own, or nothing."""
    limits = _limits(fold, desk)
    if is_ordinary(fold, fix, scale, limits) or fold.last is None:
        return Passed((fix,))
    last, rival = fold.last, fold.rival
    from_own = _way(last, fix, scale)
    if rival is None:
        fold.rival = _begun(last, fix, from_own)
        return Passed()
    confirmed = rival.bearer is not None
    side = side_of(
        from_own, _way(rival.last, fix, scale), _way(last, rival.last, scale), confirmed=confirmed, limits=limits
    )
    if side == "own":
        fold.dropped += len(rival.held)
        # What lies within reach of the truck's own newest fix was an error on its way, and no second place.
        was_error = not confirmed and is_reachable(_way(rival.last, fix, scale), limits)
        fold.rival = None if was_error else msgspec.structs.replace(rival, held=())
        return Passed((fix,))
    if side == "rival":
        return _follow(fold, rival, fix, limits, desk)
    if confirmed:
        fold.dropped += 1
    else:
        fold.dropped += len(rival.held)
        fold.rival = _begun(last, fix, from_own)
    return Passed()


def restate_rival(fold: Fold, desk: Desk) -> None:
    """Says again that a unit is in two places."""
    if fold.rival is not None and fold.rival.bearer is not None:
        limits = _limits(fold, desk)
        desk.say(impossible_move.finding(fold.rival, fold.rival.bearer, limits, ended_ms=None), None)


def free_rival_of(fold: Fold, trip: Trip, desk: Desk) -> None:
    """Says that a unit is in two places without a trip that is undone: it is all the same."""
    rival = fold.rival
    if rival is not None and rival.bearer is not None and rival.bearer.trip_id == trip.key:
        fold.rival = msgspec.structs.replace(rival, bearer=rival.bearer.without_trip())
        restate_rival(fold, desk)


def _begun(last: Fix, fix: Fix, way: Way) -> Rival:
    return Rival(origin=last, away_m=way.metres, first=fix, last=fix, doubtful=fix.doubtful, held=(fix,))


def _follow(fold: Fold, rival: Rival, fix: Fix, limits: ImpossibleMove, desk: Desk) -> Passed:
    """Goes on with the rival's run: holds the fix, and opens the alert or gives way once the run is confirmed."""
    # Of fixes that come thick and fast one in a while is enough to judge by, so that few are ever held.
    keeps = not rival.held or fix.utc_ms - rival.held[-1].utc_ms >= limits.least_s * 1000
    fold.dropped += not keeps
    rival = fold.rival = msgspec.structs.replace(
        rival, last=fix, fixes=rival.fixes + 1, doubtful=rival.doubtful or fix.doubtful,
        held=(*rival.held, fix) if keeps else rival.held,
    )  # fmt: skip
    if rival.bearer is not None or not is_confirmed(rival.fixes, rival.doubtful):
        return Passed()
    if not is_confirmed(fold.agreeing, fold.doubtful):
        return _take_over(fold, rival, fix.utc_ms, desk)
    bearer = bearer_of(fold.trip, fix.utc_ms, desk)
    rival = fold.rival = msgspec.structs.replace(rival, bearer=bearer, confirming=fix)
    desk.say(impossible_move.finding(rival, bearer, limits, ended_ms=None), None)
    return settle(fold, fix.utc_ms, desk)


def _take_over(fold: Fold, rival: Rival, at_ms: int, desk: Desk) -> Passed:
    """Makes the rival's run the truck's own."""
    _clear(rival, at_ms, fold, desk)
    fold.rival = None
    return Passed(rival.held, jumped=True)


def _forget(fold: Fold, rival: Rival, at_ms: int, desk: Desk) -> None:
    _clear(rival, at_ms, fold, desk)
    fold.dropped += len(rival.held)
    fold.rival = None


def _clear(rival: Rival, at_ms: int, fold: Fold, desk: Desk) -> None:
    if rival.bearer is not None:
        desk.say(impossible_move.finding(rival, rival.bearer, _limits(fold, desk), ended_ms=at_ms), None)


def _limits(fold: Fold, desk: Desk) -> ImpossibleMove:
    return desk.rules(fold.trip).impossible_move


def _way(one: Fix, other: Fix, scale: float) -> Way:
    return Way(math.hypot(other.x - one.x, other.y - one.y) * scale, abs(other.utc_ms - one.utc_ms))
