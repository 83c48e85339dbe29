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
    asyncpg.InternalClientError,  # a statement on a connection that died while its transaction was being ended
    asyncpg.OperatorInterventionError,  # starting, shutting down, crashed, session or query ended
    asyncpg.InsufficientResourcesError,  # no connection, disk space or memory left
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # a database that takes nobody in
    asyncpg.ReadOnlySQLTransactionError,  # a server that is being replaced
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
)
"""The database cannot be asked now."""



def is_away(error: BaseException) -> bool:
    """Whether an error says so; a value that it cannot take says nothing of it."""
    return isinstance(error, AWAY) and not isinstance(error, ValueError)


NOT_YET: Final[tuple[type[Exception], ...]] = (
    *AWAY, asyncpg.exceptions.UndefinedTableError, asyncpg.exceptions.UndefinedFunctionError,
    asyncpg.exceptions.UndefinedColumnError,
)  # fmt: skip
"""It cannot be asked now, or has not all its tables yet."""
