"""A dashboard that knows where a carrier and a generator are reached, and a case that concerns both."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ops.settings import Settings
from storage.pool import connect, open_pool
from tests.dashboard.parties.seed import settings_of
from tests.dashboard.road.seed import put_case


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return settings_of(database, tmp_path)


@pytest.fixture
async def case(rows: Any, database: str) -> str:
    """An immediate one."""
    db = await connect(database)
    try:
        return await put_case(rows, db)
    finally:
        await db.close()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Any]:
    found = await open_pool(database, max_size=3)
    yield found
    await found.close()
