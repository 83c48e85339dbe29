"""A notifier that runs over a migrated database of its own."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from storage.migrate import migrate
from tests.dashboard.seed import connect
from tests.fixtures.postgres import PostgresServer


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[str]:
    """The DSN of a migrated database for one test."""
    dsn = postgres_server.create_database()
    migrate(dsn)
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
async def rows(database: str) -> AsyncIterator[Any]:
    """A connection to write rows with."""
    connection = await connect(database)
    yield connection
    await connection.close()
