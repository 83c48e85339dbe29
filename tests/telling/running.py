"""A notifier that runs as it would by itself, for as long as a test needs it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from ops.ports import free_port
from ops.settings import Settings
from streams.notifier.service import serve_notifier


@contextlib.asynccontextmanager
async def notifier(settings: Settings) -> AsyncIterator[None]:
    """Runs until the block ends, and then ends as SIGTERM would have it."""
    stop = asyncio.Event()
    task = asyncio.create_task(serve_notifier(settings, "127.0.0.1", free_port(), stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task
