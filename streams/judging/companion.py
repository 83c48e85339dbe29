"""Companion: what several devices of one plate have to do with each other, seen from one of them."""

from models.fix import Fix
from models.observation import Sighting
from streams.judging.desk import Desk
from streams.judging.seen import hear
from streams.judging.state import Fold


def note_sighting(fold: Fold, fix: Fix, desk: Desk) -> None:
    """Notes where a unit is whose plate has another device, once in a while.

    It is noted of every fix alike, whatever the rules across units have found: their rulings rest on it.
    """
    number = fix.utc_ms // max(1000, int(desk.world.thresholds.common.same_plate.sighting_s * 1000))
    if number == fold.sighting or not desk.world.shares_plate(desk.unit_id, fix.utc_ms):
        return
    vehicle = desk.world.vehicle(desk.unit_id, fix.utc_ms)
    if vehicle is not None:
        fold.sighting = number
        desk.observe(
            Sighting(
                number=number, plate_key=vehicle.plate_key, utc_ms=fix.utc_ms, receipt_ms=fix.receipt_ms, lat=fix.lat,
                lon=fix.lon,
            )
        )  # fmt: skip


def leave_to_leader(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Lets go of a trip that was not told, once the one that another device led is over: the plate is in no trip."""
    trip = fold.trip
    if trip is None:
        return
    ends = [f.until_ms for f in desk.rulings.follows if f.until_ms is not None and f.covers(trip.started_ms)]
    if not ends or max(ends) > until_ms:
        return
    # Not as one that never was: should it turn out to have started first, it leads.
    trip.state, trip.ended_ms, trip.end_reason = "ended", max(ends), "transferred"
    fold.emptied_zone_id = next((visit.zone_id for visit in reversed(trip.visits)), None)
    fold.carried = (*fold.carried, *trip.manifests)[-64:]
    fold.trip = None
    desk.at_ms = max(ends)
    desk.tell(trip)


def heard_until_ms(fold: Fold) -> int:
    """When the truck was last heard, by this device or by another one of its plate."""
    return max(fold.at_ms, fold.heard_ms)


def hear_companion(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Ends silences by what another device of the plate sent before a time."""
    if not desk.rulings.bridged:
        return
    for at_ms, _ in _bridges(desk):
        before_ms = heard_until_ms(fold)
        if before_ms < at_ms < until_ms:
            desk.at_ms = at_ms
            hear(fold, before_ms, at_ms, desk)
            fold.heard_ms = at_ms


def companion_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When another device of the plate was heard since the unit itself."""
    if not desk.rulings.bridged:
        return ()
    return tuple(at_ms for at_ms, _ in _bridges(desk) if at_ms > heard_until_ms(fold))


def last_heard(fold: Fold, desk: Desk) -> tuple[int, int]:
    """When the truck was last heard, by any device of its plate: the time of the ping, and its receipt."""
    if not desk.rulings.bridged:
        return fold.at_ms, fold.receipt_ms
    at_ms, receipt_ms = max(_bridges(desk), default=(-1, -1))
    return (at_ms, max(receipt_ms, fold.receipt_ms)) if at_ms > fold.at_ms else (fold.at_ms, fold.receipt_ms)


def _bridges(desk: Desk) -> list[tuple[int, int]]:
    return sorted(pair for ruled in desk.rulings.bridged for pair in ruled.heard)
