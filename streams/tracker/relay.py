"""The relay: what the outbox holds goes to Kafka, by owner and in order, and leaves it once the broker has it."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
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
from streams.tracker.back_off import BackOff
from streams.tracker.worlds import DATABASE_FAILURES

REFERENCE_OWNER: Final = -1000
"""Owner of dead letters of reference records; relayed, like the judge's, by whoever judges."""

_LIMIT: Final = 500
_LOOK_S: Final = 1.0
_COUNT_S: Final = 5.0
_REQUEST_MS: Final = 10_000
_SEND_S: Final = 15.0
_ABORT_S: Final = 5.0
_START_S: Final = 15.0

Owners = Callable[[], Mapping[int, int]]
"""The owners whose rows are this tracker's to send, each with a number that changes when it is taken anew."""


class _Sender:
    """A transactional producer of one owner: the broker refuses it once another tracker has begun for that owner."""

    def __init__(self, producer: AIOKafkaProducer, epoch: int) -> None:
        self.producer = producer
        self.epoch = epoch


class Relay:
    """Sends each owner's rows in the order in which they were written, again after a failure, never out of order.

    Each owner goes by itself: one for whom the broker does not answer holds up no other.
    """

    def __init__(self, settings: Settings, pool: Any, owners: Owners, metrics: Metrics) -> None:
        self._settings, self._pool, self._owners, self._metrics = settings, pool, owners, metrics
        self._woken = asyncio.Event()
        self._wakes = 0
        self._senders: dict[int, _Sender] = {}
        self._going: dict[int, asyncio.Task[bool]] = {}
        self._ahead: asyncio.Task[bool] | None = None
        self._failures: defaultdict[int, BackOff] = defaultdict(BackOff)
        self._rests_s: dict[int, float] = {}
        self._lost: dict[int, int] = {}
        self._retiring: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._counted_s = 0.0
        self._fault: BaseException | None = None
        self._refused: set[int] = set()
        self._log = structlog.get_logger("tracker")

    @property
    def is_refused(self) -> bool:
        """Whether the broker refused what was sent last for an owner: it is there, and cannot take anything now."""
        return bool(self._refused)

    def wake(self) -> None:
        """Says that there may be something to send."""
        self._wakes += 1
        self._woken.set()

    async def run(self) -> None:
        """Relays until cancelled; a broker or database that is away is waited for."""
        failures = BackOff()
        try:
            while True:
                self._woken.clear()
                wait_s = _LOOK_S
                try:
                    await self._look()
                    failures.went_well()
                except DATABASE_FAILURES as error:
                    wait_s = failures.failed(error, time.monotonic())
                    self._say(failures, error)
                if self._fault is not None:
                    raise self._fault
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._woken.wait()
        finally:
            await _end(self._going.values())

    async def relay_once(self) -> bool:
        """Sends what waits, at most some hundred rows an owner; says whether there may be more at once.

        Raises what kept it from being sent.
        """
        await asyncio.gather(*self._going.values(), return_exceptions=True)
        await self._look()
        try:
            return any(await asyncio.gather(*self._going.values()))
        except asyncio.CancelledError:
            await _end(self._going.values())
            raise

    async def stop(self) -> None:
        """Lets go of all producers, within a few seconds."""
        await _end(self._going.values())
        ends = [retire(sender.producer) for sender in self._senders.values()]
        self._senders = {}
        await asyncio.gather(*ends, *self._retiring, return_exceptions=True)

    async def _look(self) -> None:
        """Begins to send for the owners of whose rows some wait, unless that goes on already.

        While nothing waits it begins for one that has no producer yet, which takes half a second: an alert that comes
        then would have to wait for it.
        """
        async with self._turn:  # two at once would both begin for one owner
            owners = {owner: epoch for owner, epoch in self._owners().items() if owner not in self._going}
            await self._dismiss(owners)
            self._refused &= owners.keys() | self._going.keys()
            now_s, wakes = time.monotonic(), self._wakes
            asked = [
                owner for owner, epoch in owners.items()
                if self._lost.get(owner) != epoch and self._rests_s.get(owner, now_s) <= now_s
            ]  # fmt: skip
            async with self._pool.acquire() as connection:
                rows = await read_due(connection, asked, _LIMIT) if asked else []
                if now_s - self._counted_s > _COUNT_S:
                    self._metrics.put(TRACKER_OUTBOX, await count_waiting(connection))
                    self._counted_s = now_s
            by_owner: dict[int, list[DueRow]] = defaultdict(list)
            for row in rows:
                by_owner[row.owner].append(row)
            for owner, mine in by_owner.items():
                self._go(owner, owners[owner], mine, wakes)
            idle = next((owner for owner in asked if owner not in self._senders), None)
            if idle is not None and not by_owner and (self._ahead is None or self._ahead.done()):
                self._ahead = self._go(idle, owners[idle], (), wakes)

    def _go(self, owner: int, epoch: int, rows: Sequence[DueRow], wakes: int) -> "asyncio.Task[bool]":
        """Sends an owner's rows beside all else; `wakes` counts how often somebody had called when they were read."""
        task = self._going[owner] = asyncio.create_task(self._relay(owner, epoch, rows))
        task.add_done_callback(partial(self._ended, owner, wakes))
        return task

    def _ended(self, owner: int, wakes: int, task: "asyncio.Task[bool]") -> None:
        del self._going[owner]
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self._failures.pop(owner, None)
            self._refused.discard(owner)
            if task.result() or task is self._ahead or self._wakes != wakes:
                self._woken.set()
            return
        if not isinstance(error, (KafkaError, *DATABASE_FAILURES)):
            self._fault = error
            self._woken.set()
            return
        is_refused = isinstance(error, KafkaError) and task is not self._ahead  # for that one nothing waits
        (self._refused.add if is_refused else self._refused.discard)(owner)
        failures, now_s = self._failures[owner], time.monotonic()
        wait_s = failures.failed(error, now_s)
        self._rests_s[owner] = now_s + wait_s
        asyncio.get_running_loop().call_later(wait_s, self._woken.set)
        self._say(failures, error)

    def _say(self, failures: BackOff, error: BaseException) -> None:
        if failures.worth_saying:
            self._log.warning("the outbox waits", error=f"{type(error).__name__}: {error}")

    async def _relay(self, owner: int, epoch: int, rows: Sequence[DueRow]) -> bool:
        """Sends rows of an owner; says whether more may wait. Raises what kept it from that."""
        try:
            sender = self._senders.get(owner)
            if sender is None:
                rows = await self._begin(owner, epoch)
                sender = self._senders.get(owner)
            if sender is None or not rows:
                return False
            # What is broken off in the middle is taken back first, for as long as the broker answers to that.
            async with asyncio.timeout(_SEND_S + _ABORT_S), asyncio.timeout(_SEND_S), sender.producer.transaction():
                for row in rows:
                    sent = await sender.producer.send(row.topic, key=row.key, value=row.body)
                    sent.add_done_callback(heed_not)  # the transaction says whether they all are there
        except ProducerFenced:
            # Whose it is says the table, not the broker: one that has lost it may have begun to send last.
            self._log.warning("another tracker has begun to relay this partition", partition=owner)
            await self._drop(owner)
            return True
        except BaseException as error:
            await self._drop(owner)
            if isinstance(error, asyncio.CancelledError) and not _is_ours_to_end():
                raise OSError("a producer of the relay was cancelled from within") from error
            raise
        async with self._pool.acquire() as connection:
            await delete_sent(connection, [(row.owner, row.seq) for row in rows])
        for row in rows:
            self._metrics.count(TRACKER_RELAYED, topic=row.topic)
        return len(rows) == _LIMIT

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
        gone = [
            owner for owner, sender in self._senders.items()
            if owner not in self._going and owners.get(owner) != sender.epoch
        ]  # fmt: skip
        await asyncio.gather(*(self._drop(owner) for owner in gone))

    async def _drop(self, owner: int) -> None:
        sender = self._senders.pop(owner, None)
        if sender is not None:
            retiring = asyncio.create_task(retire(sender.producer))
            self._retiring.add(retiring)
            retiring.add_done_callback(self._retiring.discard)
            await asyncio.shield(retiring)  # cut short it would leave a producer behind


async def _end(going: Iterable["asyncio.Task[bool]"]) -> None:
    tasks = list(going)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_ours_to_end() -> bool:
    """Whether the task that runs was cancelled from without."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def heed_not(sent: "asyncio.Future[Any]") -> None:
    """Takes note of how a single send ended, which says nothing that is not known otherwise."""
    if not sent.cancelled():
        sent.exception()
