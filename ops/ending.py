"""Ending what may not end by itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def ends_within(seconds: float, ending: Coroutine[Any, Any, object]) -> bool:
    """Whether it came to its end in time and without an error; nothing that it raises comes out.

    A Kafka client's stop may raise the cancellation of a task of its own: let through, it would end its caller as if
    the caller had been told to, and nobody would look for the reason.
    """
    task = asyncio.ensure_future(ending)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
    (outcome,) = await asyncio.gather(task, return_exceptions=True)
    return not isinstance(outcome, BaseException)
