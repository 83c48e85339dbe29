"""Waiting on a condition, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[bool]], what: str, deadline_s: float = 180) -> None:
    """Returns once the condition holds; fails the test after the deadline."""
    loop = asyncio.get_running_loop()
    ends_s = loop.time() + deadline_s
    while not await condition():
        assert loop.time() < ends_s, f"waited {deadline_s} s in vain: {what}"
        await asyncio.sleep(0.02)
