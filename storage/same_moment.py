"""A second session that sees what another sees, so that one question is answered by two of the server's processes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final, TypeVar

_PATIENCE_S: Final = 0.25
_Given = TypeVar("_Given")


@contextlib.asynccontextmanager
async def seeing_the_same(pool: Any, connection: Any) -> AsyncIterator[Any]:
    """A session in a transaction that reads the same snapshot, or None where none is free.

    `connection` is in a transaction that repeats its reads. The second is not waited for long: of several who each hold
    one and wait for another, none would ever get it.
    """
    try:
        other = await pool.acquire(timeout=_PATIENCE_S)
    except TimeoutError:
        yield None
        return
    try:
        async with other.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            await other.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            yield other
    finally:
        await pool.release(other)


async def both(one: Coroutine[Any, Any, _Given], other: Coroutine[Any, Any, _Given]) -> tuple[_Given, _Given]:
    """What both give, at the same time; where one fails the other has ended before that is told."""
    tasks = [asyncio.ensure_future(each) for each in (one, other)]
    try:
        first, second = await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        raise
    return first, second
