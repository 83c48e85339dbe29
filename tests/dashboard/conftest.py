"""A dashboard that runs on a port of its own, over a migrated database of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dashboard.serve import serve_dashboard
from ops.ports import free_port
from ops.settings import Settings, load
from tests.dashboard.seed import connect
from tests.dashboard.wait import until


@pytest.fixture
def settings(database: str) -> Settings:
    return load(None, {"WASTETRACK_DATABASE": database})


@pytest.fixture
async def rows(database: str) -> AsyncIterator[Any]:
    """A connection to write rows with."""
    connection = await connect(database)
    yield connection
    await connection.close()


@contextlib.asynccontextmanager
async def running(settings: Settings, port: int | None = None, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A dashboard that listens, on this port or a free one; ended as SIGTERM ends it."""
    port, stop = port or free_port(), asyncio.Event()
    task = asyncio.create_task(serve_dashboard(settings, "127.0.0.1", port, stop, **more))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:

        async def listens() -> bool:
            if task.done():
                task.result()
            with contextlib.suppress(httpx.TransportError):
                return (await client.get("/healthz")).status_code == 200
            return False

        try:
            await until(listens, "the dashboard listens")
            yield client
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await task


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a dashboard that is ready."""
    async with running(settings) as client:

        async def ready() -> bool:
            return (await client.get("/readyz")).status_code == 200

        await until(ready, "the dashboard is ready")
        yield client
