"""Convoys: writes that wait for the broker at the same time go to it together.

The producer has one request to a broker under way, and one batch of a partition behind it. If every call filled batches
of its own, a broker that answers in 10 ms would get no more than a hundred calls a second, however small.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

from models.topics import DEAD, LATE, PINGS
from streams.gateway.records import Record

UNDER_WAY: Final = 2
"""So many at once: the second fills its batches while the broker is busy with the first."""
TOGETHER: Final = frozenset({PINGS.name, LATE.name, DEAD.name})
"""Topics that were there when the producer was made: what goes to another one may fail, and must fail alone."""
MOST: Final = 5_000
"""Records of one, where it holds several writes: to fill the batches of so many takes some 8 ms, and all else waits."""


class _Convoy:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.arrived.add_done_callback(asyncio.Future.exception)  # told also where nobody waits for it any more

    def tell(self, task: asyncio.Task[None]) -> None:
        """Tells those who wait how it ended."""
        error = ProducerClosed() if task.cancelled() else task.exception()
        if error is None:
            self.arrived.set_result(None)
        else:
            self.arrived.set_exception(error)


class Convoys:
    """All that goes to one producer."""

    def __init__(
        self, producer: AIOKafkaProducer, send: Callable[[AIOKafkaProducer, Sequence[Record]], Awaitable[None]]
    ) -> None:
        """`send` returns when the broker has what it was given."""
        self.producer = producer
        self._send = send
        self._places = asyncio.Semaphore(UNDER_WAY)
        self._open: _Convoy | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def write(self, records: Sequence[Record]) -> None:
        """Returns when the broker has them all; raises what `send` raises, ProducerClosed after `end`."""
        if any(record.topic not in TOGETHER for record in records):
            await self._send(self.producer, records)
            return
        convoy = self._open
        if convoy is None or len(convoy.records) + len(records) > MOST:
            convoy = self._open = _Convoy()
            task = asyncio.create_task(self._go(convoy))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(convoy.tell)
        convoy.records += records
        await asyncio.shield(convoy.arrived)  # whoever waits no longer must not take it from the others

    async def end(self) -> None:
        """Gives up what is under way and what waits."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go(self, convoy: _Convoy) -> None:
        async with self._places:
            if self._open is convoy:
                self._open = None
            await self._send(self.producer, convoy.records)
