"""Outings: when a unit is under way, and its silences meanwhile, by the pings' own times."""

from models.observation import Outing
from streams.judging.desk import Desk
from streams.judging.state import Fold, Trip


def is_under_way(fold: Fold) -> bool:
    """Whether the unit was moving or in a trip at its newest ping."""
    return fold.moving or fold.trip is not None


def note_outing(fold: Fold, before_ms: int, before_receipt_ms: int, trip_before: Trip | None, desk: Desk) -> None:
    """Notes what the newest ping makes of an outing, by the time and receipt of the ping before it and the trip then.

    To be called of a unit that is under way, or was.
    """
    silent_ms, under_way = _silent_ms(desk), is_under_way(fold)
    if fold.outing_ms >= 0:
        if fold.at_ms - before_ms >= silent_ms or not under_way:
            _tell(fold.outing_ms, before_ms, fold.at_ms, trip_before, desk)
            fold.outing_ms = -1
        elif fold.receipt_ms - before_receipt_ms >= silent_ms:
            # The clock may have called it silent meanwhile: received late, the ping says that it was not.
            desk.observe(Outing(first_ms=fold.outing_ms))
    if fold.outing_ms < 0 and under_way:
        fold.outing_ms = fold.at_ms
        desk.observe(Outing(first_ms=fold.outing_ms))


def outing_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When a unit under way counts as silent unless it is heard."""
    return (fold.receipt_ms + _silent_ms(desk),) if fold.outing_ms >= 0 else ()


def outing_if_due(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Notes that a unit under way is silent, if by a time it is."""
    if fold.outing_ms >= 0 and (due_ms := fold.receipt_ms + _silent_ms(desk)) <= until_ms:
        desk.at_ms = due_ms
        _tell(fold.outing_ms, fold.at_ms, None, fold.trip, desk)


def restate_outing(fold: Fold, desk: Desk) -> None:
    """Says again that an outing goes on."""
    if fold.outing_ms >= 0:
        desk.observe(Outing(first_ms=fold.outing_ms))


def _tell(first_ms: int, last_ms: int, next_ms: int | None, trip: Trip | None, desk: Desk) -> None:
    trip_key = None if trip is None else trip.key
    desk.observe(Outing(first_ms=first_ms, last_ms=last_ms, next_ms=next_ms, trip_key=trip_key))


def _silent_ms(desk: Desk) -> int:
    return int(desk.world.thresholds.common.vendor_outage.silent_s * 1000)
