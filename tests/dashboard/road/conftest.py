"""A dashboard whose links and files are a test's own."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ops.settings import Settings, load
from storage.pool import connect, open_pool
from tests.dashboard.road.seed import KEY, put_case, token_for


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return load(None, {
        "WASTETRACK_DATABASE": database, "WASTETRACK_PERSONAL_KEY": KEY, "WASTETRACK_FILES": str(tmp_path / "files"),
        "WASTETRACK_FILES_MAX_MB": "40", "WASTETRACK_CENTRE_PHONE": "02 123 4567",
    })  # fmt: skip


@pytest.fixture
async def db(database: str) -> AsyncIterator[Any]:
    """A connection as the gathering has it."""
    connection = await connect(database)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def case(rows: Any, db: Any) -> str:
    return await put_case(rows, db)


@pytest.fixture
async def token(rows: Any, settings: Settings, case: str) -> str:
    return await token_for(rows, settings, case)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Any]:
    found = await open_pool(database, max_size=3)
    yield found
    await found.close()
