"""A connection to write rows with, to a migrated database for each test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.dashboard.seed import connect


@pytest.fixture
async def rows(database: str) -> AsyncIterator[Any]:
    """A connection to write rows with."""
    connection = await connect(database)
    yield connection
    await connection.close()
