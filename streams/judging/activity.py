"""Activity: what the rules across units are told of one unit: under way, idle, silent, heard again."""

from models.observation import Fact, FactKind
from models.thresholds import Thresholds
from streams.judging.state import Unit


def silent_due_ms(unit: Unit, thresholds: Thresholds) -> int | None:
    """When a unit under way is to be told as silent; None where it is not, or is told already."""
    if unit.vendor is None or not unit.under_way_told or unit.silent_told_ms == unit.fold.at_ms:
        return None
    return unit.fold.receipt_ms + int(thresholds.common.vendor_outage.silent_s * 1000)


def tell_silence(unit: Unit, thresholds: Thresholds, now_ms: int) -> list[Fact]:
    """Tells that a unit has fallen silent, once it has."""
    due_ms = silent_due_ms(unit, thresholds)
    if due_ms is None or due_ms > now_ms:
        return []
    unit.silent_told_ms = unit.fold.at_ms
    return [_fact(unit, "silent", now_ms)]


def tell_activity(unit: Unit, receipt_ms: int) -> list[Fact]:
    """Tells that a unit has set out, has come to rest, or is heard again."""
    if unit.vendor is None:
        return []
    facts: list[Fact] = []
    under_way = unit.fold.moving or unit.fold.trip is not None
    if unit.silent_told_ms >= 0:
        unit.silent_told_ms = -1
        facts.append(_fact(unit, "heard", receipt_ms))
    if under_way != unit.under_way_told:
        unit.under_way_told = under_way
        facts.append(_fact(unit, "under_way" if under_way else "idle", receipt_ms))
    return facts


def _fact(unit: Unit, kind: FactKind, receipt_ms: int) -> Fact:
    fold, trip = unit.fold, unit.fold.trip
    trip_id = None
    if trip is not None:
        trip_id = next((e.entity_id for e in unit.published if e.trip is not None and e.key == trip.key), None)
    return Fact(
        kind=kind, key=f"vendor:{unit.vendor}", unit_id=unit.unit_id, receipt_ms=receipt_ms,
        last_utc_ms=fold.at_ms, last_receipt_ms=fold.receipt_ms, trip_id=trip_id,
    )  # fmt: skip
