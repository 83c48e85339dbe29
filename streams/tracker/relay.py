"""The relay: what the outbox holds goes to Kafka, by owner and in order, and leaves it once the broker has it."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerFenced

from models.topics import PINGS
from ops.kafka import client_options
from ops.metrics import TRACKER_OUTBOX, TRACKER_RELAYED, Metrics
from ops.producers import retire
from ops.settings import Settings
from storage.offsets import is_held
from storage.outbox import DueRow, count_waiting, delete_sent, read_due
from streams.tracker.worlds import DATABASE_FAILURES

REFERENCE_OWNER: Final = -1000
"""Owner of dead letters of reference records; relayed, like the judge's, by whoever judges."""

_LIMIT: Final = 500
_LOOK_S: Final = 1.0
_COUNT_S: Final = 5.0
_REQUEST_MS: Final = 10_000
_SEND_S: Final = 15.0
_START_S: Final = 15.0
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)

Owners = Callable[[], Mapping[int, int]]
"""The owners whose rows are this tracker's to send, each with a number that changes when it is taken anew."""


class _Sender:
    """A transactional producer of one owner: the broker refuses it once another tracker has begun for that owner."""

    def __init__(self, producer: AIOKafkaProducer, epoch: int) -> None:
        self.producer = producer
        self.epoch = epoch


class Relay:
    """Sends each owner's rows in the order in which they were written, again after a failure, never out of order."""

    def __init__(self, settings: Settings, pool: Any, owners: Owners, metrics: Metrics) -> None:
        self._settings, self._pool, self._owners, self._metrics = settings, pool, owners, metrics
        self._woken = asyncio.Event()
        self._senders: dict[int, _Sender] = {}
        self._lost: dict[int, int] = {}
        self._turn = asyncio.Lock()
        self._counted_s = 0.0
        self.is_refused = False
        """Whether the broker refused the last turn: it is there, and cannot take anything now."""
        self._log = structlog.get_logger("tracker")

    def wake(self) -> None:
        """Says that there may be something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Relays until cancelled; a broker or database that is away is waited for."""
        tries = 0
        while True:
            try:
                more = await self.relay_once()
                tries, self.is_refused = 0, False
            except (KafkaError, *DATABASE_FAILURES) as error:
                self.is_refused = isinstance(error, KafkaError)
                if tries == 0 or tries % 60 == 0:
                    self._log.warning("the outbox waits", error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)])
                tries += 1
                continue
            if not more:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self._woken.wait()
                self._woken.clear()

    async def relay_once(self) -> bool:
        """Sends what waits, at most some hundred rows an owner; says whether there may be more at once."""
        async with self._turn:  # a producer is in one transaction at a time
            return await self._relay_all()

    async def _relay_all(self) -> bool:
        owners = dict(self._owners())
        await self._dismiss(owners)
        asked = [owner for owner, epoch in owners.items() if self._lost.get(owner) != epoch]
        async with self._pool.acquire() as connection:
            rows = await read_due(connection, asked, _LIMIT) if asked else []
            if time.monotonic() - self._counted_s > _COUNT_S:
                self._metrics.put(TRACKER_OUTBOX, await count_waiting(connection))
                self._counted_s = time.monotonic()
        by_owner: dict[int, list[DueRow]] = defaultdict(list)
        for row in rows:
            by_owner[row.owner].append(row)
        # To begin takes half a second: that is done before there is an alert that would wait for it.
        due = [owner for owner in asked if owner in by_owner or owner not in self._senders]
        results = await asyncio.gather(
            *(self._relay(owner, owners[owner], by_owner.get(owner, ())) for owner in due), return_exceptions=True
        )
        for result in results:
            if isinstance(result, asyncio.CancelledError):  # a producer's own: ours gather would have raised
                raise OSError("a producer of the relay was cancelled from within")
            if isinstance(result, BaseException):
                raise result
        return any(len(mine) == _LIMIT for mine in by_owner.values())

    async def stop(self) -> None:
        """Lets go of all producers, within a few seconds."""
        await asyncio.gather(*(retire(sender.producer) for sender in self._senders.values()))
        self._senders = {}

    async def _relay(self, owner: int, epoch: int, rows: Sequence[DueRow]) -> None:
        try:
            sender = self._senders.get(owner)
            if sender is None:
                rows = await self._begin(owner, epoch)
                sender = self._senders.get(owner)
            if sender is None or not rows:
                return
            async with asyncio.timeout(_SEND_S), sender.producer.transaction():
                for row in rows:
                    sent = await sender.producer.send(row.topic, key=row.key, value=row.body)
                    sent.add_done_callback(heed_not)  # the transaction says whether they all are there
        except ProducerFenced:
            # Whose it is says the table, not the broker: one that has lost it may have begun to send last.
            self._log.warning("another tracker has begun to relay this partition", partition=owner)
            await self._drop(owner)
            return
        except BaseException:
            await self._drop(owner)
            raise
        async with self._pool.acquire() as connection:
            await delete_sent(connection, [(row.owner, row.seq) for row in rows])
        for row in rows:
            self._metrics.count(TRACKER_RELAYED, topic=row.topic)

    async def _begin(self, owner: int, epoch: int) -> Sequence[DueRow]:
        """Begins to send for an owner, from which on nobody before us can; gives what waits then.

        Whose it is is asked before, so as not to disturb whoever has it now, and after: who takes it later fences us.
        """
        if not await self._is_ours(owner, epoch):
            return ()
        producer = AIOKafkaProducer(
            **client_options(self._settings), client_id=f"wastetrack-outbox-{owner}", acks="all",
            transactional_id=f"{self._settings.group}-outbox-{owner}", transaction_timeout_ms=30_000,
            request_timeout_ms=_REQUEST_MS, retry_backoff_ms=200,
        )  # fmt: skip
        self._senders[owner] = _Sender(producer, epoch)
        async with asyncio.timeout(_START_S):
            await producer.start()
        if not await self._is_ours(owner, epoch):
            await self._drop(owner)
            return ()
        async with self._pool.acquire() as connection:
            return await read_due(connection, [owner], _LIMIT)

    async def _is_ours(self, owner: int, epoch: int) -> bool:
        if owner < 0:  # the judge's: its lock is its own to watch
            return self._owners().get(owner) == epoch
        async with self._pool.acquire() as connection:
            if await is_held(connection, PINGS.name, owner, epoch):
                return True
        self._lost[owner] = epoch  # a token that has gone by never comes back
        return False

    async def _dismiss(self, owners: Mapping[int, int]) -> None:
        """Lets go of producers whose partition is not ours any more, or was taken anew."""
        gone = [owner for owner, sender in self._senders.items() if owners.get(owner) != sender.epoch]
        await asyncio.gather(*(self._drop(owner) for owner in gone))

    async def _drop(self, owner: int) -> None:
        sender = self._senders.pop(owner, None)
        if sender is not None:
            await retire(sender.producer)


def heed_not(sent: "asyncio.Future[Any]") -> None:
    """Takes note of how a single send ended, which says nothing that is not known otherwise."""
    if not sent.cancelled():
        sent.exception()
