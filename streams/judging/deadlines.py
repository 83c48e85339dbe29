"""A trip's deadlines: what becomes of it at a time, though no fix shows it."""

from typing import Final, Literal

from alerts import not_arrived
from alerts.not_arrived import Overdue
from models.times import FOR_EVER_MS
from models.trip import Sighting
from streams.judging.companion import hear_companion, heard_until_ms
from streams.judging.desk import Desk
from streams.judging.journey import to_go_km
from streams.judging.open_states import close_open_states
from streams.judging.overnight import hold_if_due
from streams.judging.seen import count_rest, note_silence
from streams.judging.state import Fold, Trip
from streams.judging.visits import current_visit, due_receipt_ms, step

Deadline = tuple[int, Sighting | Literal["late"]]
_NEVER: Final[Deadline] = (FOR_EVER_MS, "late")


def trip_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When something becomes of the trip without another fix."""
    return () if fold.trip is None else tuple(at_ms for at_ms, _ in _deadlines(fold.trip, desk))


def expire(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Lets every deadline of the trip at or before a time come about, in their order."""
    while (trip := fold.trip) is not None:
        due_ms, what = min(_deadlines(trip, desk), key=lambda deadline: deadline[0], default=_NEVER)
        if due_ms > until_ms:
            return
        if what == "late":
            desk.at_ms = max(due_ms, fold.at_ms)
            _say_late(fold, trip, desk)
        elif what in ("received", "waited_out"):
            desk.at_ms = due_ms
            count_rest(trip, fold.last, due_ms)
            step(fold, trip, what, due_ms, desk)
        else:
            _end(fold, trip, what, due_ms, desk)


def _deadlines(trip: Trip, desk: Desk) -> list[Deadline]:
    """What is due of a trip, when: it is over by a sighting, or it is late. Of one time the first counts."""
    if trip.state == "on_the_way":
        cancelled = desk.world.cancelled_ms(trip.manifests)
        over: list[Deadline] = [] if cancelled is None else [(max(cancelled, trip.started_ms), "cancelled")]
        return over + _lateness(trip, desk)
    inside = current_visit(trip)
    if trip.state != "arrived" or inside is None:
        return []
    waited = inside.arrived_ms + int(desk.rules(trip).arrival.complete_s * 1000)
    received = due_receipt_ms(trip, desk)
    return [(received, "received"), (waited, "waited_out")] if received is not None else [(waited, "waited_out")]


def _lateness(trip: Trip, desk: Desk) -> list[Deadline]:
    """What is still to come of being late."""
    if trip.journey is None:
        return []
    due = not_arrived.deadlines(trip.journey, desk.rules(trip).not_arrived)
    steps: list[Deadline] = [(due.high_ms, "late"), (due.critical_ms, "late"), (due.end_ms, "given_up")]
    said = trip.overdue
    if said is None or said.close_reason is not None:
        return steps
    return steps[2:] if said.severity == "critical" else steps[1:]


def _say_late(fold: Fold, trip: Trip, desk: Desk) -> None:
    journey, said, last = trip.journey, trip.overdue, fold.last
    if journey is None or last is None:
        return
    trip.overdue = Overdue(
        journey=journey, severity="high" if said is None or said.close_reason is not None else "critical", last=last,
        to_go_km=to_go_km(trip, last, desk),
        only_warn=desk.world.has_unresolved_permit(trip.plate_key, desk.at_ms),
    )  # fmt: skip
    said_now = not_arrived.finding(trip.overdue, desk.rules(trip).not_arrived)
    desk.say(said_now, trip, only_warn=trip.overdue.only_warn)


def _end(fold: Fold, trip: Trip, what: Sighting, due_ms: int, desk: Desk) -> None:
    """Ends a trip on its way: cancelled, or given up."""
    hold_if_due(fold, due_ms, desk)
    hear_companion(fold, due_ms, desk)
    desk.at_ms = due_ms
    note_silence(trip, heard_until_ms(fold), due_ms, fold.last, None, desk, "trip_ended")
    if fold.last is not None:
        close_open_states(fold, trip, fold.last, "trip_ended", desk)
    step(fold, trip, what, due_ms, desk, "cancelled" if what == "cancelled" else "not_arrived")
