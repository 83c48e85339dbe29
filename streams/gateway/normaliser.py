"""gps.raw and gps.traccar, any form and any key, into gps.pings and gps.late: nothing lost, nothing skipped."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import merge
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from models.decode import Accepted, decode_message
from models.topics import RAW, TRACCAR
from ops.consumers import retire
from ops.http import Health
from ops.kafka import client_options
from ops.metrics import GATEWAY_RECEIVED, GATEWAY_REJECTED, GATEWAY_WAITING, NORMALISER_LAG, Metrics
from ops.settings import Settings
from streams.gateway.raw_inputs import RawInputs
from streams.gateway.records import BACKUP, Intake, KafkaOrigin, Record
from streams.gateway.sink import BrokerAway, RecordSink

_POLL_MS: Final = 500
_MESSAGES: Final = 500
_RECORDS: Final = 5_000
_BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0)
_COMMIT_S: Final = 2.5
_FINISH_S: Final = 3.0
NAME: Final = "the topics gps.raw and gps.traccar"


class Normaliser(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    """A consumer that commits an offset only when all that came of the messages before it is with the broker.

    A message may be normalised twice, after a rebalance or a failure; repeats change nothing downstream.
    """

    def __init__(
        self, settings: Settings, sink: RecordSink, intake: Intake, metrics: Metrics, health: Health,
        now_ms: Callable[[], int],
    ) -> None:  # fmt: skip
        self._settings, self._sink, self._intake = settings, sink, intake
        self._metrics, self._health, self._now_ms = metrics, health, now_ms
        self._most = None if settings.clock == "pings" else _MESSAGES
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.consumer: AIOKafkaConsumer | None = None
        """What it reads with; None while it is in no group."""
        self.is_busy = False
        """Whether messages are in hand."""
        self.is_refused = False
        """Whether the broker did not take what came of them at the last try."""
        self._next: dict[TopicPartition, int] = {}
        self._reads_again = False
        self._inputs = RawInputs(settings, intake, metrics, health)
        self._log = structlog.get_logger("normaliser")
        health.waiting_for(NAME)
        health.probe(self._stuck)

    def start(self) -> None:
        """Begins; a broker that is not there yet is waited for."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finishes and commits the batch in hand if the broker lets it, within a few seconds."""
        self._stopping.set()
        if self._task is not None:
            done, _ = await asyncio.wait([self._task], timeout=_FINISH_S)
            if not done:
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self._read_for_ever()
        except Exception:
            self._log.exception("the normaliser has ended")
            raise

    async def _read_for_ever(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            consumer = AIOKafkaConsumer(
                **client_options(self._settings), client_id="wastetrack-normaliser",
                group_id=f"{self._settings.group}-normaliser", enable_auto_commit=False, auto_offset_reset="earliest",
                session_timeout_ms=6_000, heartbeat_interval_ms=500, retry_backoff_ms=200,
                max_partition_fetch_bytes=4 * 1024 * 1024,
            )  # fmt: skip
            try:
                await self._start(consumer)
                self.consumer, tries = consumer, 0
                await self._consume(consumer)
            except (KafkaError, OSError, TimeoutError) as error:
                self._health.waiting_for(NAME)
                if tries == 0 or tries % 60 == 0:
                    self._log.warning("cannot read raw pings yet", error=f"{type(error).__name__}: {error}")
                await self._pause(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)])
                tries += 1
            finally:
                self.consumer, self.is_busy = None, False
                await retire(consumer)

    async def _start(self, consumer: AIOKafkaConsumer) -> None:
        await consumer.start()
        missing = {RAW.name, TRACCAR.name} - await consumer.topics()
        if missing:
            raise TimeoutError(f"no topic {', '.join(sorted(missing))}: `wastetrack topics` makes it")
        consumer.subscribe([RAW.name, TRACCAR.name], listener=self)
        self._health.has(NAME)

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Nothing: what is in hand is committed by whoever reads it again."""

    async def on_partitions_assigned(self, _: Collection[TopicPartition]) -> None:
        """Notes that partitions are read on from where they are committed: some of it comes a second time."""
        self._reads_again = True

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        pending: dict[TopicPartition, int] = {}
        if not await self._begun():
            return
        while not self._stopping.is_set():
            self._inputs.hold(consumer)
            batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=self._most)
            self.is_busy = bool(batches)
            if self._reads_again:  # what waits is not committed: all of it comes again, and is none of these offsets'
                self._intake.forget_waiting()
                pending, self._reads_again = {}, False
            # Partitions are read side by side: on the pings' clock one must not run ahead of the others.
            if not await self._normalise(merge(*batches.values(), key=_order)):
                return
            self._inputs.weigh()
            read = {partition: messages[-1].offset + 1 for partition, messages in batches.items()}
            pending |= read
            self._next |= read
            self._metrics.put(GATEWAY_WAITING, self._intake.waiting)
            # What waits for the arrival clock lives in memory alone: until it is out, it must be read again.
            if pending and not self._intake.unsettled:
                await self._commit(consumer, pending)
                pending = {}
            self._tell_lag(consumer)
            self.is_busy = False
            await self._inputs.probe(consumer)

    async def _begun(self) -> bool:
        """Whether the arrival clock stands where it stood; False when the service ends first."""
        while True:
            try:
                await self._sink.begun()
            except BrokerAway:
                if await self._pause(_BACKOFF_S[0]):
                    return False
            else:
                return True

    async def _normalise(self, messages: Iterable[Any]) -> bool:
        """Whether all that comes of the messages is with the broker; False when the service ends first."""
        records: list[Record] = []
        for message in messages:
            records.extend(self._read(message))
            if len(records) >= _RECORDS:
                if not await self._write(records):
                    return False
                records = []
            await asyncio.sleep(0)
        return await self._write([*records, *self._intake.given_up(self._now_ms())])

    def _read(self, message: Any) -> list[Record]:
        headers = dict(message.headers or ())
        sender = (headers.get("sender") or b"").decode("utf-8", "replace")
        origin = KafkaOrigin(message.topic, message.partition, message.offset, sender)
        # A foreign producer sets what time it likes; nothing was received in the future.
        now_ms = self._now_ms()
        receipt_ms = min(message.timestamp, now_ms) if message.timestamp and message.timestamp > 0 else now_ms
        found = decode_message(self._intake.bytes_of(message)).records
        self._metrics.count(GATEWAY_RECEIVED, len(found), way=message.topic)
        self._inputs.note(message, found, sender)
        records: list[Record] = []
        for one in found:
            if isinstance(one, Accepted):
                backup = bool(headers.get(BACKUP))
                records.extend(self._intake.pings(one, origin, receipt_ms, backup=backup, since_ms=now_ms))
            else:
                self._metrics.count(GATEWAY_REJECTED, reason=one.reason)
                records.append(self._intake.dead(one, origin, receipt_ms))
        return records

    async def _write(self, records: Sequence[Record]) -> bool:
        """Writes until it is done; False when the service ends first."""
        tries = 0
        while True:
            due = self._intake.due(records)
            try:
                await self._sink.write(due)
                self._intake.written(due)
                self.is_refused = False
                return True
            except BrokerAway as error:
                self.is_refused = True
                if tries == 0:
                    self._log.warning("normalised pings wait for the broker", error=str(error))
                if await self._pause(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)]):
                    return False
                tries += 1

    async def _commit(self, consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
        mine = {partition: offset for partition, offset in offsets.items() if partition in consumer.assignment()}
        try:
            async with asyncio.timeout(_COMMIT_S):
                if mine:
                    await consumer.commit(mine)
        except (KafkaError, TimeoutError) as error:
            # A partition that moved on is read again by its new owner; so are ours if we restart.
            self._log.info("offsets not committed", error=f"{type(error).__name__}: {error}")

    def _tell_lag(self, consumer: AIOKafkaConsumer) -> None:
        for partition in consumer.assignment():
            end, read = consumer.highwater(partition), self._next.get(partition)
            if end is not None and read is not None:
                labels = {"topic": partition.topic, "partition": str(partition.partition)}
                self._metrics.put(NORMALISER_LAG, max(0, end - read), **labels)

    async def _pause(self, seconds: float) -> bool:
        """Waits, or less when the service ends; says whether it does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()

    def _stuck(self) -> str | None:
        if self._task is not None and self._task.done() and not self._stopping.is_set():
            return "the normaliser has ended: see the log"
        return None


def _order(message: Any) -> tuple[int, str, int]:
    """Messages of several partitions in the order in which they were produced; each partition's own order stays."""
    return message.timestamp or 0, message.topic, message.partition
