"""Units whose saved state this program cannot read: what is known of them still, and from when they are judged anew."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import structlog

from models.event import ALERT_TYPES
from models.ruling import Alerted
from models.times import DAY_MS, from_iso
from models.vendor import vendor_of
from storage.pings import JUDGED
from storage.told import ToldRow, read_last_heard, read_told_of_units
from storage.unit_states import UnitStateRow
from streams.compare import is_across_units
from streams.judging.memory import KEPT_MS
from streams.judging.published import archive_of
from streams.judging.salvage import salvaged
from streams.judging.state import Unit
from streams.judging.told import Told, began_ms, recalled

_FURTHEST_MS: Final = 30 * DAY_MS
"""Further back a unit is not judged anew, whatever of it goes on."""

_log = structlog.get_logger("tracker")


class Anew(msgspec.Struct, frozen=True, kw_only=True):
    """A unit without a fold, and from when on it must be judged by its stored pings."""

    unit: Unit
    since_ms: int


async def read_anew(connection: Any, rows: Sequence[UnitStateRow], now_ms: int) -> dict[str, Anew]:
    """The units of saved states that cannot be read: what events, pings and the states still say of them.

    Ids and versions of what was told come from the tables, so that whatever is told next goes on from there.
    """
    if not rows:
        return {}
    unit_ids = [row.unit_id for row in rows]
    told: dict[str, list[Told]] = {}
    for row in await read_told_of_units(connection, unit_ids, now_ms - KEPT_MS):
        told.setdefault(row.unit_id, []).append(_told(row))
    heard_ms = await read_last_heard(connection, unit_ids, JUDGED)
    return {row.unit_id: _anew(row, told.get(row.unit_id, ()), heard_ms.get(row.unit_id, now_ms)) for row in rows}


def _anew(row: UnitStateRow, told: Sequence[Told], heard_ms: int) -> Anew:
    unit, lost = salvaged(row.unit_id, row.body)
    if lost:
        _log.warning("parts of a saved state cannot be read", unit_id=row.unit_id, format=row.format, parts=lost)
    across = [one for one in told if one.type in ALERT_TYPES and is_across_units(one.data)]
    own = [one for one in told if one not in across]
    if "rulings" in lost:
        alerted = tuple(_alerted(one) for one in across if "trip_id" in one.data)
        unit.rulings = msgspec.structs.replace(unit.rulings, alerted=alerted)
    unit.vendor = unit.vendor or vendor_of(row.unit_id, "")
    unit.published = archive_of(map(recalled, own))
    since_ms = min([heard_ms, *(began_ms(one) for one in own)])
    return Anew(unit=unit, since_ms=max(since_ms, heard_ms - _FURTHEST_MS))


def _told(row: ToldRow) -> Told:
    return Told(type=row.type, data=msgspec.json.decode(row.data), at_ms=row.at_ms)


def _alerted(one: Told) -> Alerted:
    data = one.data
    return Alerted(
        unit_id=data["unit_id"], trip_id=data["trip_id"], alert_id=data["alert_id"], rule=data["rule"],
        severity=data["severity"], refuted=data.get("close_reason") == "late_evidence",
        at_ms=from_iso(data["started_at"]),
    )  # fmt: skip
