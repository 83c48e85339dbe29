"""Worlds: the reference data in force, built beside the old one and swapped whenever storage tells of a change."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from models.gaps import Gaps
from models.reference import KINDS, ReferenceVersion
from models.thresholds import Thresholds
from ops.metrics import TRACKER_UNRESOLVED, TRACKER_WORLD, Metrics
from ops.settings import Settings
from storage.pool import DatabaseUnavailable, connect
from storage.reference import CHANNEL, load_since
from streams.judging.world import World

_LOOK_S: Final = 5.0
_GATHER_S: Final = 0.1
_BACKOFF_S: Final = 1.0
_REST: Final = 4.0
"""For so many times as long as a World took to build the next one waits: where all is told at once that is seconds."""
_MOST_REST_S: Final = 10.0
DATABASE_FAILURES: Final = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
    DatabaseUnavailable,
)  # fmt: skip


class Worlds:
    """Holds the newest World; `current` changes between two batches, never within one."""

    def __init__(self, settings: Settings, thresholds: Thresholds, metrics: Metrics) -> None:
        self._dsn = settings.database
        self._metrics = metrics
        self._gaps = Gaps()
        self._told = asyncio.Event()
        self._log = structlog.get_logger("tracker")
        self.current = World((), thresholds, ZoneInfo(settings.timezone), country=settings.holidays)

    async def load(self) -> None:
        """Has a World of all that is stored now; raises what asyncpg raises."""
        connection = await connect(self._dsn)
        try:
            await self._reload(connection)
        finally:
            await connection.close()

    async def keep(self) -> None:
        """Goes on reloading at every change, until cancelled; a database that is away is waited for."""
        while True:
            try:
                connection = await connect(self._dsn)
            except DATABASE_FAILURES:
                await asyncio.sleep(_BACKOFF_S)
                continue
            try:
                await connection.add_listener(CHANNEL, self._hear)
                while True:
                    built_s = await self._reload(connection)
                    await self._wait(min(max(_GATHER_S, _REST * built_s), _MOST_REST_S))
            except DATABASE_FAILURES as error:
                self._log.warning("reference changes are not heard", error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(_BACKOFF_S)
            finally:
                with contextlib.suppress(Exception):
                    await connection.close(timeout=1)

    async def _wait(self, gather_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):
                await self._told.wait()
        await asyncio.sleep(gather_s)  # an import tells of thousands of changes: they are built in together
        self._told.clear()

    async def _reload(self, connection: Any) -> float:
        """Builds a World if there is anything new; gives how many seconds that took."""
        new = await load_since(connection, self.current.seq)
        if not new:
            return 0.0
        began_s = time.monotonic()
        self.current = world = await asyncio.to_thread(self._follow, new)
        self._metrics.put(TRACKER_WORLD, world.serial)
        for kind in KINDS:
            self._metrics.put(TRACKER_UNRESOLVED, self._gaps.counts[kind], kind=kind)
        self._log.info("reference data in force", versions=world.count, serial=world.serial)
        return time.monotonic() - began_s

    def _follow(self, new: Sequence[ReferenceVersion]) -> World:
        world = self.current.followed_by(new)
        self._gaps.tell(new, world.versions)
        return world

    def _hear(self, *_: Any) -> None:
        self._told.set()
