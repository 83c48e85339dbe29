"""What the clock says of a unit that is on the road with a load and not heard."""

from alerts import signal_lost
from streams.judging.companion import last_heard
from streams.judging.desk import Desk
from streams.judging.state import Fold


def silence_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When a silence from here on reaches each severity, or is excused no more."""
    trip = fold.trip
    if trip is None or not _is_exposed(fold):
        return ()
    limits = desk.rules(trip).signal_lost
    heard_ms, receipt_ms = last_heard(fold, desk)
    excused_until = signal_lost.excused_until_ms(desk.excuses, heard_ms, limits) or 0
    return tuple(max(receipt_ms + step, excused_until) for step in signal_lost.steps_ms(limits))


def silence_if_due(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Says the silence that goes on, if by a time it is one that nothing excuses."""
    trip, last = fold.trip, fold.last
    if trip is None or last is None or not _is_exposed(fold):
        return
    limits = desk.rules(trip).signal_lost
    heard_ms, receipt_ms = last_heard(fold, desk)
    silent_ms = until_ms - receipt_ms
    severity = signal_lost.severity_of(silent_ms, limits)
    excused_until = signal_lost.excused_until_ms(desk.excuses, heard_ms, limits)
    if severity is None or (excused_until is not None and until_ms < excused_until):
        return
    desk.at_ms = until_ms
    outage = any(excuse.until_ms is None and excuse.from_ms <= heard_ms for excuse in desk.excuses)
    said = signal_lost.finding(
        last, heard_ms, severity, signal_lost.reached_ms(silent_ms, limits), limits,
        back=None, close_reason=None, back_ms=None, during_outage=outage,
    )  # fmt: skip
    desk.say(said, trip)


def _is_exposed(fold: Fold) -> bool:
    """Whether a silence from here on would be one on the road with a load."""
    trip = fold.trip
    return trip is not None and trip.state == "on_the_way" and trip.fixes > 0 and not trip.permitted_ids_now
