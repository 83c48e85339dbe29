"""Marks: what became of something that was sent, written down as soon as the database takes it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from storage.away import AWAY

RETRY_S: Final = 0.5


async def mark(write: Callable[..., Awaitable[Any]], pool: Any, *values: Any, **more: Any) -> None:
    """Writes until the database takes it; whoever is killed before sends again, under the same key."""
    while True:
        try:
            await write(pool, *values, **more)
        except AWAY:
            await asyncio.sleep(RETRY_S)
        else:
            return
