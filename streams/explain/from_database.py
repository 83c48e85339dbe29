"""A case from PostgreSQL: events, stored pings, checkpoints and the history of the reference data."""

import asyncio
import contextlib
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from models.event import ALERT_TYPES, Event, decode_event
from models.thresholds import Thresholds
from models.times import DAY_MS
from storage.lists_history import read_told
from storage.offsets import newest_watermark_ms
from storage.pings import JUDGED, read_by_time
from storage.reference import load_since
from storage.unit_states import load_checkpoints, load_units
from streams.explain.build import why
from streams.explain.case import Asked, Case, NotTold, version_of
from streams.explain.chain import Note, Source, Why
from streams.judging import state
from streams.judging.interface import Past
from streams.judging.state import Unit, decode_fold, decode_unit
from streams.judging.world import World

_REACH_MS: Final = DAY_MS
_TODAYS_THRESHOLDS: Final = Note(
    en="Judged again with the thresholds in force today; those that held then stand in the alert's evidence.",
    th="พิจารณาซ้ำด้วยเกณฑ์ที่ใช้อยู่ในปัจจุบัน เกณฑ์ ณ เวลานั้นบันทึกไว้ในหลักฐานของการแจ้งเตือน",
)
_NO_CHECKPOINT: Final = Note(
    en="No saved state from before is at hand: judged again from the first ping stored in the 24 h before.",
    th="ไม่มีสถานะที่บันทึกไว้ก่อนหน้านั้น จึงพิจารณาใหม่ตั้งแต่พิกัดแรกที่เก็บไว้ใน 24 ชั่วโมงก่อนหน้า",
)


class Explainer:
    """Builds chains over a database; keeps the reference data that it has read and reads on from there."""

    def __init__(self, thresholds: Thresholds, timezone: ZoneInfo, *, on_pings_clock: bool) -> None:
        self._on_pings_clock = on_pings_clock
        self._world = World((), thresholds, timezone)
        self._loading = asyncio.Lock()

    async def why(self, connection: Any, entity_id: str, now_ms: int) -> Why:
        """The chain of an alert or trip; raises NotTold and what asyncpg raises."""
        asked = await self._asked(connection, entity_id, now_ms)
        await self._load(connection)
        case = await self._case(connection, asked)
        return await asyncio.to_thread(why, case)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds in force."""
        return self._world.thresholds

    async def world(self, connection: Any) -> World:
        """The reference data as told by now; raises what asyncpg raises."""
        await self._load(connection)
        return self._world

    async def now_ms(self, connection: Any, wall_ms: int) -> int:
        """How far the judging has come on the clock that is set: the wall's, or that of the pings."""
        return await newest_watermark_ms(connection) if self._on_pings_clock else wall_ms

    async def _asked(self, connection: Any, entity_id: str, now_ms: int) -> Asked:
        told = await _events(connection, entity_id)
        if not told:
            raise NotTold(f"no alert or trip has the id {entity_id}")
        newest = told[-1]
        alert = newest.data if newest.type in ALERT_TYPES else None
        trip = newest.data if alert is None else await _newest(connection, alert.get("trip_id"))
        named = [await _newest(connection, trip_id) for trip_id in (alert or {}).get("trip_ids", ())]
        return Asked(
            alert=alert, trip=trip, trips=tuple(one for one in named if one is not None),
            versions=tuple(version_of(event) for event in told),
            now_ms=await self.now_ms(connection, now_ms),
        )  # fmt: skip

    async def _load(self, connection: Any) -> None:
        async with self._loading:
            new = await load_since(connection, self._world.seq)
            if new:
                following = asyncio.ensure_future(asyncio.to_thread(self._world.followed_by, new))
                # Of one World one other is made at a time: the next caller waits also for what nobody waits for now.
                try:
                    self._world = await asyncio.shield(following)
                finally:
                    await asyncio.wait([following])

    async def _case(self, connection: Any, asked: Asked) -> Case:
        case = Case(asked=asked, world=self._world, notes=(_TODAYS_THRESHOLDS,))
        unit_id = asked.unit_id
        if unit_id is None:
            return case
        checkpoint = await _checkpoint(connection, unit_id, asked.from_ms)
        after_ms = asked.from_ms - _REACH_MS if checkpoint is None else checkpoint[0]
        stored = await read_by_time(connection, [unit_id], after_ms + 1, asked.to_ms)
        judged = [row for row in stored if row.standing == JUDGED]
        return msgspec.structs.replace(
            case,
            past=Past(
                checkpoint_ms=-1 if checkpoint is None else checkpoint[0],
                checkpoint=None if checkpoint is None else checkpoint[1], pings=tuple(row.ping for row in judged),
            ),
            unit=await _unit(connection, unit_id),
            sources={
                row.ping.utc_ms: Source(topic=row.topic, partition=row.partition, offset=row.offset) for row in judged
            },
            notes=case.notes if checkpoint is not None else (*case.notes, _NO_CHECKPOINT),
        )  # fmt: skip


async def _events(connection: Any, entity_id: str) -> list[Event]:
    return [decode_event(body) for body in await read_told(connection, entity_id)]


async def _newest(connection: Any, entity_id: str | None) -> dict[str, Any] | None:
    told = [] if entity_id is None else await _events(connection, entity_id)
    return told[-1].data if told else None


async def _unit(connection: Any, unit_id: str) -> Unit:
    """The unit's saved state, as far as this program can read it."""
    saved = await load_units(connection, [unit_id])
    if saved and saved[0].format == state.FORMAT:
        with contextlib.suppress(msgspec.MsgspecError):
            return decode_unit(saved[0].body)
    return Unit(unit_id=unit_id)


async def _checkpoint(connection: Any, unit_id: str, before_ms: int) -> tuple[int, bytes] | None:
    """The newest checkpoint before a time that this program can read."""
    row = (await load_checkpoints(connection, [(unit_id, before_ms)], state.FORMAT)).get(unit_id)
    if row is None:
        return None
    try:
        decode_fold(row.body)
    except msgspec.MsgspecError:
        return None
    return row.at_ms, row.body
