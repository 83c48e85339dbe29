"""Fetching what the judging must go back to: stored checkpoints and pings, together with what this batch adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog

from models.ping import Ping
from models.times import HOUR_MS
from storage.pasts import read_at, read_judged_after
from storage.unit_states import CheckpointRow, UnitStateRow, load_checkpoints, load_units
from streams.judging import state
from streams.judging.interface import Past
from streams.judging.resume import resume
from streams.judging.state import Unit, decode_unit
from streams.judging.world import World
from streams.tracker.anew import read_anew

REACH_MS: Final = 49 * HOUR_MS
"""How far back pings are fetched where there is no checkpoint."""

_log = structlog.get_logger("tracker")


@dataclass(slots=True)
class Unwritten:
    """What a batch has already made of a unit and storage does not know yet."""

    judged: list[Ping] = field(default_factory=list)
    drop_after_ms: int | None = None


async def fetch_pasts(
    connection: Any, before_ms: Mapping[str, int], unwritten: Mapping[str, Unwritten]
) -> dict[str, Past]:
    """The Past of each unit from before the time asked for."""
    asked = [(unit_id, _reach(at_ms, unwritten.get(unit_id))) for unit_id, at_ms in sorted(before_ms.items())]
    usable = await load_checkpoints(connection, asked, state.FORMAT)
    after = [
        (unit_id, usable[unit_id].at_ms if unit_id in usable else max(before_ms[unit_id] - REACH_MS, -1))
        for unit_id, _ in asked
    ]
    pings = await read_judged_after(connection, after)
    return {
        unit_id: _past(usable.get(unit_id), pings.get(unit_id, ()), unwritten.get(unit_id), after_ms)
        for unit_id, after_ms in after
    }


def _reach(before_ms: int, added: Unwritten | None) -> int:
    """Up to when a stored checkpoint may be used: before the time asked for, and not one that this batch drops."""
    if added is None or added.drop_after_ms is None:
        return before_ms - 1
    return min(before_ms - 1, added.drop_after_ms)


def _past(row: CheckpointRow | None, stored: tuple[Ping, ...], added: Unwritten | None, after_ms: int) -> Past:
    new = () if added is None else tuple(ping for ping in added.judged if ping.utc_ms > after_ms)
    return Past(checkpoint_ms=after_ms, checkpoint=None if row is None else row.body, pings=(*stored, *new))


class Recovered(msgspec.Struct):
    """Units as they were when their last batch was written, and those to be judged anew, each from a time on."""

    units: dict[str, Unit]
    anew: dict[str, int]


async def recovered(connection: Any, rows: Sequence[UnitStateRow], world: World, now_ms: int) -> Recovered:
    """Units from their saved states and the pings since; one whose state cannot be read has no fold yet."""
    decoded = {row.unit_id: _decoded(row) for row in rows}
    read = {unit_id: unit for unit_id, unit in decoded.items() if unit is not None}
    later = await read_judged_after(connection, [(unit_id, unit.fold.at_ms) for unit_id, unit in read.items()])
    resumed = {unit_id: _resumed(unit, later.get(unit_id, ()), world) for unit_id, unit in read.items()}
    units = read | {unit_id: unit for unit_id, unit in resumed.items() if unit is not None}
    since_ms = {unit_id: read[unit_id].fold.at_ms for unit_id, unit in resumed.items() if unit is None}
    anew = await read_anew(connection, [row for row in rows if row.unit_id not in read], now_ms)
    units |= {unit_id: found.unit for unit_id, found in anew.items()}
    return Recovered(units, since_ms | {unit_id: found.since_ms for unit_id, found in anew.items()})


async def newest_fixes(connection: Any, units: Iterable[Unit]) -> dict[str, Ping]:
    """The newest fix of each unit as it was received, where it is stored still: what screens show of the unit."""
    last = [(unit.unit_id, unit.fold.last.utc_ms, unit.fold.last.receipt_ms) for unit in units if unit.fold.last]
    return await read_at(connection, last)


async def strangers(connection: Any, unit_ids: Sequence[str], world: World, now_ms: int) -> Recovered:
    """Units that nobody here has in memory: from what is stored of them, and new ones as they begin."""
    found = await recovered(connection, await load_units(connection, unit_ids), world, now_ms)
    found.units |= {unit_id: Unit(unit_id=unit_id) for unit_id in unit_ids if unit_id not in found.units}
    return found


def _decoded(row: UnitStateRow) -> Unit | None:
    if row.format == state.FORMAT:
        try:
            return decode_unit(row.body)
        except msgspec.MsgspecError:
            _log.warning("a saved state cannot be read: the unit is judged anew", unit_id=row.unit_id)
    return None


def _resumed(unit: Unit, later: Sequence[Ping], world: World) -> Unit | None:
    """The unit with the pings since its state was saved; None where they cannot be taken in."""
    if not later:
        return unit
    try:
        return resume(unit, later, world)
    except Exception:  # noqa: BLE001 - one unit's fault must not stand in the way of a partition
        _log.exception("a unit could not be taken up again: it is judged anew", unit_id=unit.unit_id)
        return None
