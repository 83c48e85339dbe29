"""Connections to a database with the schema, one for each test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.pool import connect


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
