"""A teller over a migrated database of its own."""

from collections.abc import AsyncIterator

import pytest

from storage.pool import connect, open_pool
from tests.telling.scene import Scene


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    """Rosters are arranged, and nothing has happened."""
    pool, rows = await open_pool(database, max_size=6), await connect(database)
    found = Scene(pool, rows, database)
    await found.arrange()
    yield found
    await rows.close()
    await pool.close()
