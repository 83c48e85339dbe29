"""The overlay: what the clock alone makes of a unit, laid over a copy of its fold."""

from alerts import signal_lost
from streams.judging.desk import Desk
from streams.judging.state import Fold, Unit, copied_fold
from streams.judging.visits import deadline, expire


def deadlines_ms(unit: Unit, desk: Desk) -> list[int]:
    """When the clock alone makes something due of a unit as it stands."""
    fold, trip = unit.fold, unit.fold.trip
    if trip is None:
        return []
    due: list[int] = []
    over = deadline(trip, desk)
    if over is not None:
        due.append(over[0])
    if _is_exposed(fold):
        limits = desk.rules(trip).signal_lost
        excused_until = signal_lost.excused_until_ms(unit.excuses, fold.at_ms, limits)
        due.extend(
            max(fold.receipt_ms + step, excused_until if excused_until is not None else 0)
            for step in signal_lost.steps_ms(limits)
        )
    return due


def overlay(unit: Unit, desk: Desk, now_ms: int, *, only_arrived: bool = False) -> None:
    """Says what deadlines at or before a time make of the fold as it stands, without changing it."""
    fold = unit.fold
    trip = fold.trip
    if trip is None:
        return
    due = deadline(trip, desk)
    if due is not None and due[0] <= now_ms:
        expire(copied_fold(fold), now_ms, desk)
        return
    if only_arrived or not _is_exposed(fold) or fold.last is None:
        return
    limits = desk.rules(trip).signal_lost
    severity = signal_lost.severity_of(now_ms - fold.receipt_ms, limits)
    excused_until = signal_lost.excused_until_ms(unit.excuses, fold.at_ms, limits)
    if severity is None or (excused_until is not None and now_ms < excused_until):
        return
    desk.at_ms = now_ms
    outage = excused_until is not None and any(excuse.until_ms is None for excuse in unit.excuses)
    said = signal_lost.finding(
        fold.last, fold.at_ms, severity, signal_lost.reached_ms(now_ms - fold.receipt_ms, limits), limits,
        back=None, close_reason=None, back_ms=None, during_outage=outage,
    )  # fmt: skip
    desk.say(said, trip)


def _is_exposed(fold: Fold) -> bool:
    """Whether a silence from here on would be one on the road with a load."""
    trip = fold.trip
    return trip is not None and trip.state == "on_the_way" and trip.fixes > 0 and not trip.permitted_ids_now
