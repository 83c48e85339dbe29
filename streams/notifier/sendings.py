"""What is being sent now: so many at once, and one that hangs keeps no other waiting."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from ops.metrics import GaugeOf, Metrics


class Sendings:
    """Tasks that send, at most `at_once`; `gauge` shows how many there are."""

    def __init__(self, at_once: int, metrics: Metrics, gauge: GaugeOf) -> None:
        self._at_once = at_once
        self._metrics, self._gauge = metrics, gauge
        self._tasks: set[asyncio.Task[None]] = set()
        self.fault: BaseException | None = None
        """What ended a delivery that nothing may end; the service ends with it."""

    @property
    def room(self) -> int:
        """How many more may be begun."""
        return self._at_once - len(self._tasks)

    def begin(self, sending: Coroutine[Any, Any, None]) -> None:
        """Sends one, beside the others."""
        task = asyncio.create_task(sending)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        self._metrics.put(self._gauge, len(self._tasks))

    async def finish(self, patience_s: float) -> None:
        """Waits for what is being sent, then lets the rest go: it is due again later."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience_s)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._metrics.put(self._gauge, len(self._tasks))
        if not task.cancelled() and task.exception() is not None:
            self.fault = task.exception()
