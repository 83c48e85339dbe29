"""Follows how long a unit has given no valid fix, while its truck is on a permit in force."""

from alerts import device_check_overdue
from models.fix import Fix
from models.thresholds import DeviceCheckOverdue
from streams.judging.desk import Desk, Here
from streams.judging.local_days import start_of_day_ms
from streams.judging.state import Fold


def watch_device(_: Fold, here: Here, desk: Desk) -> None:
    """Says a silence of days that a fix ends."""
    limits = _limits(here.zone_ids_before, desk)
    since_ms = _silent_since_ms(here.before, desk)
    if since_ms is not None and device_check_overdue.due_ms(since_ms, limits) <= here.fix.utc_ms:
        _say(here.before, since_ms, here.fix, limits, desk)


def device_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When a unit that stays silent is due for a check."""
    since_ms = _silent_since_ms(fold.last, desk)
    return () if since_ms is None else (device_check_overdue.due_ms(since_ms, _limits(fold.last_zone_ids, desk)),)


def device_if_due(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Says that a unit is due for a check, if by a time it is."""
    since_ms = _silent_since_ms(fold.last, desk)
    if since_ms is None:
        return
    limits = _limits(fold.last_zone_ids, desk)
    due_ms = device_check_overdue.due_ms(since_ms, limits)
    if due_ms <= until_ms:
        desk.at_ms = max(due_ms, fold.at_ms)
        _say(fold.last, since_ms, None, limits, desk)


def _silent_since_ms(last: Fix | None, desk: Desk) -> int | None:
    """Since the last fix; without any since the unit was registered: the later of its first day and our receipt of it.

    Of what stands in a file nobody knows when it was received: there a unit never heard is not judged.
    """
    if last is not None:
        return last.utc_ms
    world = desk.world
    told = ((row, world.versions("vehicles", row.key)[0].received_ms) for row in world.vehicles_of(desk.unit_id))
    found = [max(start_of_day_ms(row.valid_from, world.timezone), told_ms) for row, told_ms in told if told_ms > 0]
    return min(found, default=None)


def _say(last: Fix | None, since_ms: int, back: Fix | None, limits: DeviceCheckOverdue, desk: Desk) -> None:
    """Says it of a truck that an approved permit named at the deadline, and of no other."""
    due_ms = device_check_overdue.due_ms(since_ms, limits)
    vehicle = desk.world.vehicle(desk.unit_id, due_ms)
    permit = None if vehicle is None else desk.world.approved_naming(vehicle.plate_key, due_ms)
    if vehicle is None or permit is None:
        return
    said = device_check_overdue.finding(
        last, since_ms, limits, plate=vehicle.plate, province=vehicle.province, permit_no=permit.permit_no, back=back
    )
    # A judging that begins in the middle knows no fix before its first: it only ends what had been said in time.
    desk.say(said, None, only_if_told=last is None and back is not None)


def _limits(zone_ids: tuple[str, ...], desk: Desk) -> DeviceCheckOverdue:
    """The figures of the estate in which the unit was last seen."""
    thresholds = desk.world.thresholds
    if not thresholds.estates:
        return thresholds.common.device_check_overdue
    estate = next((zone_id for zone_id in zone_ids if zone_id in thresholds.estates), None)
    return thresholds.at(estate).device_check_overdue
