"""What is ended may hang, fail or raise a cancellation of its own: its caller goes on, and is cancelled only by others."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ops.ending import ends_within


async def well() -> None:
    await asyncio.sleep(0)


async def fails() -> None:
    raise ConnectionError


async def hangs() -> None:
    await asyncio.Event().wait()


async def cancels() -> None:
    """As aiokafka's fetcher does when it ends one of its tasks in the midst of a pause."""
    task = asyncio.ensure_future(hangs())
    await asyncio.sleep(0)
    task.cancel()
    await task


@pytest.mark.parametrize(("ending", "ended"), ((well, True), (fails, False), (hangs, False), (cancels, False)))
async def test_nothing_comes_out_of_it(ending: Callable[[], Awaitable[None]], ended: bool) -> None:
    assert await ends_within(0.05, ending()) is ended  # type: ignore[arg-type]  # all of them are coroutines


async def test_who_waits_can_be_cancelled_and_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()
    waiting = asyncio.ensure_future(ends_within(60, hangs()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
