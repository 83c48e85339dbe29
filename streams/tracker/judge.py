"""The judge: rules across units, weighed by one tracker at a time, in the order of receipt."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec
import structlog

from models.observation import Fact
from models.ruling import encode_ruling
from models.times import HOUR_MS
from models.topics import LATE, PINGS, RULINGS
from ops.metrics import TRACKER_ASIDE, TRACKER_EVENTS, TRACKER_FACTS, TRACKER_UNJUDGED, Metrics
from ops.settings import Settings
from storage.alerts import saved_alerts
from storage.cases import CaseRow, saved_cases
from storage.errors import Fenced
from storage.event_order import go_on
from storage.events import appended_events
from storage.facts import JudgeRow, load_judge, read_facts, save_judge
from storage.facts_weighed import count_facts, deleted_facts, newest_watermark, set_aside, take_up_again
from storage.guard import JUDGE, try_hold
from storage.offsets import read_watermark
from storage.outbox import OutboxRow, appended_outbox
from storage.pool import connect
from storage.together import change
from storage.unit_states import delete_checkpoints_before
from streams.judging.world import World
from streams.tracker.back_off import BackOff
from streams.tracker.docket_rows import read_docket
from streams.tracker.event_rows import rows_of
from streams.tracker.relay import REFERENCE_OWNER
from streams.tracker.retention import drop_old_days
from streams.tracker.sessions import guarded
from streams.tracker.weighing import Round
from streams.tracker.worlds import DATABASE_FAILURES, Worlds
from streams.weighing.docket import FORMAT, Docket, encode_entry
from streams.weighing.weigh import next_due

SHARD: Final = 0
OWNER: Final = -1 - SHARD
_LOOK_S: Final = 0.2
_TRY_S: Final = 1.0
_COUNT_S: Final = 5.0
_TIDY_S: Final = 3600.0
_KEEP_CHECKPOINTS_MS: Final = 50 * HOUR_MS
_GPS: Final = (PINGS.name, LATE.name)
_AT_ONCE: Final = 2_000


class Judge:
    """Takes the lock when nobody has it, weighs while it has, and says so by `owners`."""

    def __init__(self, settings: Settings, worlds: Worlds, metrics: Metrics, wake: Callable[[], None]) -> None:
        self._dsn = guarded(settings.database, settings.instance_name("tracker"), between_queries=True)
        self._keep_pings_days = settings.keep_pings_days
        self._worlds = worlds
        self._wall = settings.clock == "wall"
        self._metrics, self._wake = metrics, wake
        self._row: JudgeRow | None = None
        self._docket = Docket()
        self._told_again: list[Fact] = []
        self._rewrite: set[str] = set()
        self._terms = 0
        self._counted_s = self._tidied_s = 0.0
        self._log = structlog.get_logger("tracker")

    @property
    def owners(self) -> dict[int, int]:
        """The outbox owners that whoever judges relays; none while another does."""
        return {OWNER: self._terms, REFERENCE_OWNER: self._terms} if self._row is not None else {}

    async def run(self) -> None:
        """Judges whenever nobody else does, until cancelled; a database that is away is waited for."""
        failures = BackOff()
        while True:
            wait_s = 0.0
            try:
                connection = await connect(self._dsn)
                try:
                    await self._hold(connection)
                finally:
                    self._row = None
                    with contextlib.suppress(Exception):
                        await connection.close(timeout=1)
            except Fenced as error:
                self._log.warning("another tracker judges across units", error=str(error))
            except DATABASE_FAILURES as error:
                wait_s = failures.failed(error, time.monotonic())
                if failures.worth_saying:
                    self._log.info("facts wait for the database", error=f"{type(error).__name__}: {error}")
            except Exception as error:  # noqa: BLE001 - pings are judged all the same; what is weighed is in the tables
                wait_s = failures.failed(error, time.monotonic())
                if failures.worth_saying:
                    self._log.error("facts cannot be weighed, and wait", exc_info=error)
            await asyncio.sleep(max(_TRY_S, wait_s))

    async def _hold(self, connection: Any) -> None:
        while not await try_hold(connection, JUDGE + SHARD):  # noqa: ASYNC110 - the lock is another process's
            await asyncio.sleep(_TRY_S)
        await self.begin(connection)
        while True:
            more = await self.weigh_once(connection)
            await self.tidy(connection)
            await asyncio.sleep(0 if more else _LOOK_S)

    async def begin(self, connection: Any) -> None:
        """Begins a term where the last judge left off."""
        await go_on(connection)
        row = await load_judge(connection, SHARD)
        found = await read_docket(connection, SHARD, row)
        await take_up_again(connection)
        self._docket, self._told_again, self._rewrite = found.docket, found.facts, found.rewrite
        self._row = row
        self._terms += 1

    async def weigh_once(self, connection: Any) -> bool:
        """Weighs what every partition has passed, and writes what comes of it in one transaction.

        As much as fits into a moment; says whether more waits.
        """
        row = self._row
        watermark_ms = await self._watermark(connection)
        if row is None or watermark_ms is None:
            return False
        # A partition that is new stands at the beginning of time; what was reached stays reached.
        reached_ms = max(watermark_ms, row.watermark_ms)
        if reached_ms <= 0:
            return False
        world = self._worlds.current
        found = Round(self._docket, world, partial(connection.execute, "SELECT 1"))
        if self._rewrite:
            await found.weigh_again(self._told_again)
            found.weighed.changed |= self._rewrite
            self._row = await self._write(connection, row, found)
            self._told_again, self._rewrite = [], set()
            return True
        if row.version == 0 and self._wall:
            self._docket.since_ms = reached_ms
        # One that comes after others were weighed (a partition changed hands) is weighed then: none is left out.
        waiting = await read_facts(connection, -1, watermark_ms, _AT_ONCE)
        more = len(waiting) >= _AT_ONCE
        if more:
            reached_ms = max(waiting[-1].receipt_ms, row.watermark_ms)
        # On the pings' clock others wait for it to say that it has come so far.
        nothing = not waiting and not self._has_due(reached_ms, world)
        if nothing and (self._wall or reached_ms == row.watermark_ms):
            return False
        more = not await found.weigh(waiting, reached_ms) or more
        self._row = await self._write(connection, row, found)
        return more

    def _has_due(self, watermark_ms: int, world: World) -> bool:
        due_ms = next_due(self._docket)
        return (due_ms is not None and due_ms <= watermark_ms) or self._docket.reference_seq != world.seq

    async def _write(self, connection: Any, row: JudgeRow, found: Round) -> JudgeRow:
        after = JudgeRow(
            shard=SHARD, watermark_ms=max(self._docket.reached_ms, row.watermark_ms), version=row.version,
            format=FORMAT, body=msgspec.msgpack.encode(self._docket.since_ms),
        )  # fmt: skip
        weighed = found.weighed
        rows = rows_of(weighed.events, OWNER)
        rulings = [
            OutboxRow(owner=OWNER, topic=RULINGS.name, key=ruling.unit_id.encode(), body=encode_ruling(ruling))
            for ruling in weighed.rulings
        ]
        cases = [
            CaseRow(shard=SHARD, key=key, format=FORMAT, body=encode_entry(self._docket.entries[key]))
            for key in sorted(weighed.changed)
        ]
        async with connection.transaction():
            saved = await save_judge(connection, after)
            await change(
                connection, saved_cases(cases), saved_alerts(rows.alerts), appended_events(rows.events),
                appended_outbox([*rows.outbox, *rulings]), deleted_facts(found.done), set_aside(list(found.aside)),
            )  # fmt: skip
        self._say(found)
        return saved

    def _say(self, found: Round) -> None:
        for seq, error in found.aside.items():
            self._log.error("a fact cannot be weighed: it is kept aside", fact=seq, exc_info=error)
        for fact, error in found.mishaps.facts:
            self._log.error("what a unit told again cannot be weighed", unit_id=fact.unit_id, exc_info=error)
        for key, error in found.mishaps.cases.items():
            self._log.error("a case cannot be judged: it is tried again", case=key, exc_info=error)
        for event in found.weighed.events:
            self._metrics.count(TRACKER_EVENTS, type=event.type)
        if found.weighed.events or found.weighed.rulings:
            self._wake()

    async def _watermark(self, connection: Any) -> int | None:
        found = await read_watermark(connection, _GPS)
        return found if found is not None else await newest_watermark(connection, _GPS)

    async def tidy(self, connection: Any) -> None:
        """Counts what waits, now and then, and drops what nobody needs any more."""
        now_s = time.monotonic()
        if now_s - self._counted_s > _COUNT_S:
            self._counted_s = now_s
            waiting, aside = await count_facts(connection)
            self._metrics.put(TRACKER_FACTS, waiting)
            self._metrics.put(TRACKER_ASIDE, aside)
            self._metrics.put(TRACKER_UNJUDGED, self._docket.unjudged)
        if now_s - self._tidied_s > _TIDY_S:
            self._tidied_s = now_s
            newest_ms = await newest_watermark(connection, _GPS)
            if newest_ms is not None:
                await delete_checkpoints_before(connection, newest_ms - _KEEP_CHECKPOINTS_MS)
                now_ms = time.time_ns() // 1_000_000
                await drop_old_days(connection, self._keep_pings_days, newest_ms, now_ms)
