"""Follows how long a unit has given no valid fix, while its truck is on a permit in force."""

from alerts import device_check_overdue
from models.fix import Fix
from models.thresholds import DeviceCheckOverdue
from streams.judging.desk import Desk, Here
from streams.judging.state import Fold


def watch_device(_: Fold, here: Here, desk: Desk) -> None:
    """Says a silence of days that a fix ends."""
    if here.before is None:
        return
    limits = _limits(here.zone_ids_before, desk)
    if device_check_overdue.due_ms(here.before.utc_ms, limits) <= here.fix.utc_ms:
        _say(here.before, here.fix, limits, desk)


def device_due_ms(fold: Fold, desk: Desk) -> tuple[int, ...]:
    """When a unit that stays silent is due for a check."""
    if fold.last is None:
        return ()
    return (device_check_overdue.due_ms(fold.last.utc_ms, _limits(fold.last_zone_ids, desk)),)


def device_if_due(fold: Fold, until_ms: int, desk: Desk) -> None:
    """Says that a unit is due for a check, if by a time it is."""
    if fold.last is None:
        return
    limits = _limits(fold.last_zone_ids, desk)
    due_ms = device_check_overdue.due_ms(fold.last.utc_ms, limits)
    if due_ms <= until_ms:
        desk.at_ms = max(due_ms, fold.at_ms)
        _say(fold.last, None, limits, desk)


def _say(last: Fix, back: Fix | None, limits: DeviceCheckOverdue, desk: Desk) -> None:
    """Says it of a truck that an approved permit named at the deadline, and of no other."""
    due_ms = device_check_overdue.due_ms(last.utc_ms, limits)
    vehicle = desk.world.vehicle(desk.unit_id, due_ms)
    permit = None if vehicle is None else desk.world.approved_naming(vehicle.plate_key, due_ms)
    if vehicle is None or permit is None:
        return
    said = device_check_overdue.finding(
        last, limits, plate=vehicle.plate, province=vehicle.province, permit_no=permit.permit_no, back=back
    )
    desk.say(said, None)


def _limits(zone_ids: tuple[str, ...], desk: Desk) -> DeviceCheckOverdue:
    """The figures of the estate in which the unit was last seen."""
    thresholds = desk.world.thresholds
    estate = next((zone_id for zone_id in zone_ids if zone_id in thresholds.estates), None)
    return thresholds.at(estate).device_check_overdue
