"""A database with the schema, one for each test."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from storage.migrate import migrate
from storage.pool import connect
from tests.fixtures.postgres import PostgresServer


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a database with the schema and nothing in it, to be copied."""
    dsn = postgres_server.create_database()
    migrate(dsn)
    yield dsn.rpartition("/")[2]
    postgres_server.drop_database(dsn)


@pytest.fixture
def database(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    """The DSN of a database of its own with the schema."""
    dsn = postgres_server.create_database(template=migrated)
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
async def db(database: str) -> AsyncIterator[Any]:
    """A connection to it."""
    connection = await connect(database)
    yield connection
    await connection.close()


@pytest.fixture
async def db2(database: str) -> AsyncIterator[Any]:
    """Another connection to it."""
    connection = await connect(database)
    yield connection
    await connection.close()
