"""Beside: a batch is written while the next one is judged; who reads what is stored meanwhile waits for it first."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

import structlog

T = TypeVar("T")


class Beside(Generic[T]):
    """One thing at a time that goes on by itself; `told` hears what came of it, from whoever waits for it."""

    def __init__(self, told: Callable[[T], None]) -> None:
        self._told = told
        self._task: asyncio.Task[T] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something was begun of which nobody knows yet what came of it."""
        return self._task is not None

    def begin(self, work: Coroutine[Any, Any, T]) -> None:
        """Begins it; raises RuntimeError unless what was begun before is settled."""
        if self._task is not None:
            raise RuntimeError("what was begun before is not settled")
        self._task = asyncio.create_task(work)

    async def settled(self) -> None:
        """Returns once what was begun is done; raises what it raised, once."""
        if (task := self._task) is not None:
            await asyncio.wait([task])  # of itself it is not cancelled with us
            if self._task is task:
                self._task = None
                self._told(task.result())

    async def over(self) -> bool:
        """Returns once nothing goes on any more; says whether all went well."""
        task = self._task
        if task is None:
            return True
        await asyncio.wait([task])
        self._task = None
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is not None:
            named = f"{type(error).__name__}: {error}"
            structlog.get_logger("tracker").warning("a batch was not written: it is read again", error=named)
        return error is None


class AfterIt:
    """A connection that reads only what is stored once nothing is being written any more."""

    def __init__(self, connection: Any, writing: Beside[Any]) -> None:
        self._connection, self._writing = connection, writing

    async def fetch(self, query: str, *values: Any) -> Any:
        """As the connection's own, after what is being written; raises what that raised too."""
        await self._writing.settled()
        return await self._connection.fetch(query, *values)
