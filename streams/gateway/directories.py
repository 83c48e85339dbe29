"""The gateway's look-ups in PostgreSQL: accounts, and which truck a unit rides on."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, Protocol

import asyncpg
import msgspec
import structlog

from models.fields import BadRecord
from models.reference import decode
from models.vehicle import Vehicle
from ops.http import Health
from ops.settings import Settings
from storage.pool import DatabaseUnavailable, open_pool, place_of
from storage.vendors import Vendor, load_vendor, save_vendor
from streams.gateway.accounts import DirectoryAway, NewPassword, VendorDirectory, add_vendor
from streams.gateway.masterfile import VehicleDirectory

DATABASE: Final = "PostgreSQL"
_ANSWER_S: Final = 3.0
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_STOP_S: Final = 2.0


class Directories(VendorDirectory, VehicleDirectory, Protocol):
    """What the gateway looks up."""

    def start(self) -> None:
        """Begins to connect."""

    async def stop(self) -> None:
        """Ends within a few seconds."""


class PostgresDirectories:
    """Look-ups over a small pool, which is opened as soon as the database answers; until then DirectoryAway."""

    def __init__(self, dsn: str, health: Health | None = None, pool: Any = None) -> None:
        self._dsn, self._health = dsn, health or Health()
        self._pool = pool
        self._connecting: asyncio.Task[None] | None = None
        self._health.waiting_for(DATABASE)

    def start(self) -> None:
        """Begins to connect, and goes on until it succeeds."""
        self._connecting = asyncio.create_task(self._connect())

    async def stop(self) -> None:
        """Ends within a few seconds, whether or not the database answers."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(_STOP_S):
                    await pool.close()
            except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                pool.terminate()

    async def get(self, name: str) -> Vendor | None:
        """The account of this name, if there is one; raises DirectoryAway."""
        async with self._connection() as connection:
            return await load_vendor(connection, name)

    async def add(self, vendor: Vendor) -> bool:
        """Keeps an account, in place of an older one of that name; says whether the name is new."""
        async with self._connection() as connection:
            return await save_vendor(connection, vendor)

    async def rows_of(self, unit_id: str) -> Sequence[Vehicle]:
        """The newest version of each of a unit's periods; raises DirectoryAway."""
        async with self._connection() as connection:
            rows = await connection.fetch(
                """
                SELECT DISTINCT ON (key) body FROM reference_versions
                WHERE kind = 'vehicles' AND starts_with(key, $1) ORDER BY key, seq DESC
                """,
                f"{unit_id}|",
            )
        found: list[Vehicle] = []
        for row in rows:
            with contextlib.suppress(BadRecord):
                vehicle = None if row["body"] is None else decode("vehicles", msgspec.json.decode(row["body"]))
                if isinstance(vehicle, Vehicle):
                    found.append(vehicle)
        return found

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        if self._pool is None:
            raise DirectoryAway("the database does not answer")
        try:
            async with asyncio.timeout(_ANSWER_S), self._pool.acquire() as connection:
                yield connection
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            structlog.get_logger("gateway").warning("the database does not answer", error=type(error).__name__)
            raise DirectoryAway("the database does not answer") from error

    async def _connect(self) -> None:
        tries = 0
        while self._pool is None:
            try:
                self._pool = await open_pool(self._dsn, max_size=4)
            except DatabaseUnavailable as error:
                if tries == 0 or tries % 60 == 0:
                    structlog.get_logger("gateway").warning("the database is not there yet", error=str(error))
                await asyncio.sleep(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)])
                tries += 1
        self._health.has(DATABASE)


async def add_vendor_to(settings: Settings, name: str, codes: Sequence[str], units: Sequence[str]) -> NewPassword:
    """What `wastetrack gateway add-vendor` does: keeps the account in the database and returns its password.

    Raises accounts.BadVendor, storage.pool.DatabaseUnavailable.
    """
    pool = await open_pool(settings.database, max_size=1)
    directories = PostgresDirectories(settings.database, pool=pool)
    try:
        return await add_vendor(directories, name, codes, units, time.time_ns() // 1_000_000)
    except DirectoryAway as error:
        raise DatabaseUnavailable(
            f"PostgreSQL at {place_of(settings.database)} did not take the account: run `wastetrack migrate` first"
        ) from error
    finally:
        await directories.stop()
