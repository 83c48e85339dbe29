"""A database in which the alert desk has begun, and dashboards on which a person of choice sits."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from models.role import Role
from ops.settings import Settings
from storage.pool import connect, open_pool
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import gather_all, person
from tests.dashboard.wait import until

Sits = Callable[[str, Role], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def db(database: str) -> AsyncIterator[Any]:
    """A connection as the gathering has it, after the desk began over an empty database."""
    connection = await connect(database)
    await gather_all(connection)
    yield connection
    await connection.close()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Any]:
    found = await open_pool(database, max_size=6)
    yield found
    await found.close()


@pytest.fixture
def sits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Sits:
    """A dashboard of its own, ready, whose user is this person."""

    @contextlib.asynccontextmanager
    async def sit(name: str, role: Role) -> AsyncIterator[httpx.AsyncClient]:
        monkeypatch.setattr("dashboard.app.LOCAL", person(name, role))
        async with running(settings) as api:

            async def ready() -> bool:
                return (await api.get("/readyz")).status_code == 200

            await until(ready, f"the dashboard of {name} is ready")
            yield api

    return sit
