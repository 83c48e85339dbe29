"""What counts as PostgreSQL being away: it is waited for; what counts as a fault of ours: it ends the service."""

import asyncpg
import pytest

from storage.away import AWAY
from streams.tracker.worlds import DATABASE_FAILURES

WAITED_FOR = [
    ("the connection died in the midst of a statement", asyncpg.ConnectionDoesNotExistError),
    ("it died while its transaction was being ended", asyncpg.InternalClientError),
    ("the connection is closed", asyncpg.InterfaceError),
    ("it is starting, or recovering", asyncpg.CannotConnectNowError),
    ("an operator ended the session", asyncpg.AdminShutdownError),
    ("another session crashed", asyncpg.CrashShutdownError),
    ("no connection is free", asyncpg.TooManyConnectionsError),
    ("the disk is full", asyncpg.DiskFullError),
    ("there is no memory", asyncpg.OutOfMemoryError),
    ("the disk fails", asyncpg.PostgresIOError),
    ("two transactions wait for one another", asyncpg.DeadlockDetectedError),
    ("a commit is refused", asyncpg.SerializationError),
    ("a lock is held by another", asyncpg.LockNotAvailableError),
    ("we stood still in a transaction", asyncpg.IdleInTransactionSessionTimeoutError),
    ("it takes no writes while it is being replaced", asyncpg.ReadOnlySQLTransactionError),
    ("no answer in time", TimeoutError),
    ("nobody listens", ConnectionRefusedError),
]


@pytest.mark.parametrize(("why", "error"), WAITED_FOR, ids=[why for why, _ in WAITED_FOR])
def test_a_database_that_is_away_is_waited_for(why: str, error: type[Exception]) -> None:
    assert issubclass(error, AWAY)
    assert issubclass(error, DATABASE_FAILURES)


@pytest.mark.parametrize("error", (asyncpg.UniqueViolationError, asyncpg.UndefinedColumnError, KeyError))
def test_a_fault_of_ours_is_not_waited_for(error: type[Exception]) -> None:
    assert not issubclass(error, AWAY)
