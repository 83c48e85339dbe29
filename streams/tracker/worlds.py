"""Worlds: the reference data in force, built beside the old one and swapped whenever storage tells of a change."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from models.reference import KINDS, ReferenceVersion
from models.resolution import resolve
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
"""For so many times as long as a World took to build the next one waits: with many versions that is seconds."""
_MOST_REST_S: Final = 10.0
DATABASE_FAILURES: Final = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
    DatabaseUnavailable,
)  # fmt: skip


class Worlds:
    """Holds the newest World; `current` changes between two batches, never within one."""

    def __init__(self, settings: Settings, thresholds: Thresholds, metrics: Metrics) -> None:
        self._dsn = settings.database
        self._timezone, self._country = ZoneInfo(settings.timezone), settings.holidays
        self._thresholds, self._metrics = thresholds, metrics
        self._versions: list[ReferenceVersion] = []
        self._told = asyncio.Event()
        self._log = structlog.get_logger("tracker")
        self.current = World((), thresholds, self._timezone, country=self._country)

    async def load(self) -> None:
        """Builds a World of all that is stored now, if there is anything new; raises what asyncpg raises."""
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
        seq = self._versions[-1].seq if self._versions else 0
        new = await load_since(connection, seq)
        if not new:
            return 0.0
        began_s = time.monotonic()
        versions = [*self._versions, *new]
        serial = self.current.serial + 1
        build: Callable[[], World] = lambda: World(  # noqa: E731
            versions, self._thresholds, self._timezone, serial, self._country, self.current
        )
        world = await asyncio.to_thread(build)
        gaps = Counter(gap.kind for gap in await asyncio.to_thread(resolve, versions))
        self._versions, self.current = versions, world
        self._metrics.put(TRACKER_WORLD, serial)
        for kind in KINDS:
            self._metrics.put(TRACKER_UNRESOLVED, gaps[kind], kind=kind)
        self._log.info("reference data in force", versions=len(versions), serial=serial)
        return time.monotonic() - began_s

    def _hear(self, *_: Any) -> None:
        self._told.set()
