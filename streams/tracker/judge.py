"""The judge: rules across units, weighed by one tracker at a time, in the order of receipt."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
import structlog

from models.observation import Fact
from models.ruling import encode_ruling
from models.times import HOUR_MS
from models.topics import LATE, PINGS, RULINGS
from ops.metrics import TRACKER_EVENTS, TRACKER_FACTS, Metrics
from ops.settings import Settings
from storage.alerts import save_alerts
from storage.cases import CaseRow, save_cases
from storage.errors import Fenced
from storage.event_order import go_on
from storage.events import append_events
from storage.facts import FactRow, JudgeRow, load_judge, read_facts, save_judge
from storage.facts_weighed import count_facts, delete_facts, newest_watermark
from storage.guard import JUDGE, try_hold
from storage.offsets import read_watermark
from storage.outbox import OutboxRow, append_outbox
from storage.pool import connect
from storage.unit_states import delete_checkpoints_before
from streams.judging.world import World
from streams.tracker.back_off import BackOff
from streams.tracker.docket_rows import read_docket
from streams.tracker.event_rows import rows_of
from streams.tracker.relay import REFERENCE_OWNER
from streams.tracker.retention import drop_old_days
from streams.tracker.sessions import guarded
from streams.tracker.worlds import DATABASE_FAILURES, Worlds
from streams.weighing.docket import FORMAT, Docket, encode_entry
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed

SHARD: Final = 0
OWNER: Final = -1 - SHARD
_LOOK_S: Final = 0.2
_TRY_S: Final = 1.0
_COUNT_S: Final = 5.0
_TIDY_S: Final = 3600.0
_KEEP_CHECKPOINTS_MS: Final = 50 * HOUR_MS
_GPS: Final = (PINGS.name, LATE.name)
_FACTS: Final = msgspec.json.Decoder(Fact)


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
                failures.failed(error, time.monotonic())
                if failures.worth_saying:
                    self._log.info("facts wait for the database", error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(_TRY_S)

    async def _hold(self, connection: Any) -> None:
        while not await try_hold(connection, JUDGE + SHARD):  # noqa: ASYNC110 - the lock is another process's
            await asyncio.sleep(_TRY_S)
        await go_on(connection)
        row = await load_judge(connection, SHARD)
        found = await read_docket(connection, SHARD, row)
        self._docket, self._told_again, self._rewrite = found.docket, found.facts, found.rewrite
        self._row = row
        self._terms += 1
        while True:
            await self.weigh_once(connection)
            await self._tidy(connection)
            await asyncio.sleep(_LOOK_S)

    async def weigh_once(self, connection: Any) -> None:
        """Weighs what every partition has passed, and writes what comes of it in one transaction."""
        row = self._row
        watermark_ms = await self._watermark(connection)
        if row is None or watermark_ms is None:
            return
        # A partition that is new stands at the beginning of time; what was reached stays reached.
        reached_ms = max(watermark_ms, row.watermark_ms)
        if reached_ms <= 0:
            return
        # One that comes after others were weighed (a partition changed hands) is weighed then: none is left out.
        waiting = await read_facts(connection, -1, watermark_ms)
        world = self._worlds.current
        # On the pings' clock others wait for it to say that it has come so far.
        nothing = not waiting and not self._rewrite and not self._has_due(reached_ms, world)
        if nothing and (self._wall or reached_ms == row.watermark_ms):
            return
        if row.version == 0 and self._wall:
            self._docket.since_ms = reached_ms
        facts = [*self._told_again, *self._readable(waiting)]
        weighed = weigh(self._docket, facts, reached_ms, world)
        weighed.changed |= self._rewrite
        after = JudgeRow(
            shard=SHARD, watermark_ms=reached_ms, version=row.version, format=FORMAT,
            body=msgspec.msgpack.encode(self._docket.since_ms),
        )  # fmt: skip
        self._row = await self._write(connection, after, weighed, waiting)
        self._told_again, self._rewrite = [], set()
        for event in weighed.events:
            self._metrics.count(TRACKER_EVENTS, type=event.type)
        if weighed.events or weighed.rulings:
            self._wake()

    def _readable(self, rows: list[FactRow]) -> Iterator[Fact]:
        """The facts of this release; what a former one left unweighed in another form is told again by the units."""
        for row in rows:
            try:
                yield _FACTS.decode(row.body)
            except msgspec.MsgspecError as error:
                self._log.error("a fact cannot be read: it is left out", key=row.key, error=str(error))

    def _has_due(self, watermark_ms: int, world: World) -> bool:
        due_ms = next_due(self._docket)
        return (due_ms is not None and due_ms <= watermark_ms) or self._docket.reference_seq != world.seq

    async def _write(self, connection: Any, after: JudgeRow, weighed: Weighed, facts: list[FactRow]) -> JudgeRow:
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
            await save_cases(connection, cases)
            await save_alerts(connection, rows.alerts)
            await append_events(connection, rows.events)
            await append_outbox(connection, [*rows.outbox, *rulings])
            await delete_facts(connection, [fact.seq for fact in facts])
        return saved

    async def _watermark(self, connection: Any) -> int | None:
        found = await read_watermark(connection, _GPS)
        return found if found is not None else await newest_watermark(connection, _GPS)

    async def _tidy(self, connection: Any) -> None:
        now_s = time.monotonic()
        if now_s - self._counted_s > _COUNT_S:
            self._counted_s = now_s
            self._metrics.put(TRACKER_FACTS, await count_facts(connection))
        if now_s - self._tidied_s > _TIDY_S:
            self._tidied_s = now_s
            newest_ms = await newest_watermark(connection, _GPS)
            if newest_ms is not None:
                await delete_checkpoints_before(connection, newest_ms - _KEEP_CHECKPOINTS_MS)
                now_ms = time.time_ns() // 1_000_000
                await drop_old_days(connection, self._keep_pings_days, newest_ms, now_ms)
