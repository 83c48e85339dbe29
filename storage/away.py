"""What PostgreSQL's absence looks like to those who wait it out."""

from typing import Final

import asyncpg

from storage.pool import DatabaseUnavailable

AWAY: Final[tuple[type[Exception], ...]] = (
    DatabaseUnavailable,
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.AdminShutdownError,
    asyncpg.exceptions.CrashShutdownError,
    asyncpg.exceptions.TooManyConnectionsError,
    asyncpg.exceptions.QueryCanceledError,
    asyncpg.exceptions.InvalidCatalogNameError,
    asyncpg.exceptions.InvalidAuthorizationSpecificationError,
)
"""The database cannot be asked now."""

NOT_YET: Final[tuple[type[Exception], ...]] = (*AWAY, asyncpg.exceptions.UndefinedTableError)
"""It cannot be asked now, or has no tables yet."""
