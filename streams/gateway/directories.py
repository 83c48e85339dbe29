"""The gateway's look-ups in PostgreSQL: accounts, tokens, a vendor's units, which truck each rides on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, Final, Protocol

import structlog

from models.vehicle import Vehicle
from ops.http import Health
from storage.away import NOT_YET
from storage.pool import close_pool, open_lazy_pool, place_of
from storage.presence import Missing, missing
from storage.reference import load_periods
from storage.vendor_tokens import TokenInForce, load_vendor_token
from storage.vendor_units import UnitsHeard, load_units_heard
from storage.vendors import Vendor, load_vendor, save_vendor
from streams.gateway.accounts import DirectoryAway, VendorDirectory
from streams.gateway.masterfile import VehicleDirectory
from streams.gateway.tokens import TokenDirectory
from streams.gateway.vendor_status import UnitDirectory

DATABASE: Final = "PostgreSQL"
SCHEMA: Final = "PostgreSQL's tables (run `wastetrack migrate`)"
_NAMES: Final = {"database": DATABASE, "schema": SCHEMA}
_POOL: Final = 4
_ANSWER_S: Final = 3.0
_LOOK_S: Final = 1.0
_HASTE_S: Final = 0.2  # while something is missing
_STOP_S: Final = 2.0


class Directories(VendorDirectory, VehicleDirectory, TokenDirectory, UnitDirectory, Protocol):
    """What the gateway looks up."""

    def start(self) -> None:
        """Begins to look whether they can be asked."""

    async def stop(self) -> None:
        """Ends within a few seconds."""


class PostgresDirectories:
    """Look-ups over a small pool; while the database does not answer or has no tables: DirectoryAway, and not ready."""

    def __init__(self, dsn: str, health: Health) -> None:
        self._dsn, self._health = dsn, health
        self._pool: Any = None
        self._watching: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("gateway")
        health.waiting_for(DATABASE)

    def start(self) -> None:
        """Begins to look whether the database answers, and goes on until `stop`."""
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ends within a few seconds, whether or not the database answers."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        pool, self._pool = self._pool, None
        if pool is not None:
            await close_pool(pool, _STOP_S)

    async def get(self, name: str) -> Vendor | None:
        """The account of this name, if there is one; raises DirectoryAway."""
        async with self._connection() as connection:
            return await load_vendor(connection, name)

    async def add(self, vendor: Vendor) -> bool:
        """Keeps an account, in place of an older one of that name; says whether the name is new."""
        async with self._connection() as connection:
            return await save_vendor(connection, vendor)

    async def token(self, token_id: str) -> TokenInForce | None:
        """The token of this id, if one is in force; raises DirectoryAway."""
        async with self._connection() as connection:
            return await load_vendor_token(connection, token_id)

    async def units_heard(self, codes: Collection[str], units: Collection[str], now_ms: int) -> UnitsHeard:
        """The units of these codes and of these ids, as they were heard last; raises DirectoryAway."""
        async with self._connection() as connection:
            return await load_units_heard(connection, codes, units, now_ms)

    async def periods_of(self, unit_ids: Collection[str]) -> Sequence[Vehicle]:
        """The newest version of each of these units' periods; raises DirectoryAway."""
        async with self._connection() as connection:
            return await load_periods(connection, unit_ids)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        if self._pool is None:
            raise DirectoryAway("the database does not answer")
        try:
            async with asyncio.timeout(_ANSWER_S), self._pool.acquire() as connection:
                yield connection
        except NOT_YET as error:
            raise DirectoryAway(f"the database does not answer ({type(error).__name__})") from error

    async def _watch(self) -> None:
        self._pool = await open_lazy_pool(self._dsn, max_size=_POOL)
        known: Missing | None = None
        looked = False
        while True:
            found = await missing(self._pool)
            if not looked or (found and found.what) != (known and known.what):
                self._tell(found)
            known, looked = found, True
            await asyncio.sleep(_LOOK_S if found is None else _HASTE_S)

    def _tell(self, found: Missing | None) -> None:
        for name in _NAMES.values():
            self._health.has(name)
        if found is None:
            self._log.info("connected to PostgreSQL", database=place_of(self._dsn))
        else:
            self._health.waiting_for(_NAMES[found.what])
            self._log.warning(f"waiting for {_NAMES[found.what]}", database=place_of(self._dsn), error=found.why)
