"""Writing to Kafka so that it is there: all or an error, within a deadline, through any outage."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, Final, Protocol

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from models.topics import DEAD, LATE, PINGS, RAW
from ops.http import Health
from ops.kafka import client_options
from ops.metrics import (
    GATEWAY_ACCEPTED,
    GATEWAY_DEAD,
    GATEWAY_PRODUCE_FAILED,
    GATEWAY_PRODUCE_S,
    Metrics,
)
from ops.producers import retire
from ops.settings import Settings
from streams.gateway.convoys import Convoys
from streams.gateway.records import Record

DEADLINE_S: Final = 8.0
_BATCH_BYTES: Final = 512 * 1024
_REQUEST_MS: Final = 10_000
_METADATA_S: Final = 3.0
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
BROKER: Final = "Kafka"


class BrokerAway(RuntimeError):
    """The broker did not confirm a write in time; what of it arrived may be written again without harm."""


class RecordSink(Protocol):
    """Where records go."""

    async def begun(self) -> None:
        """Returns once what comes before the first write is done; raises BrokerAway."""

    async def write(self, records: Sequence[Record]) -> None:
        """Returns when the broker has them all; raises BrokerAway."""


@lru_cache(200_000)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition that aiokafka's, Java's and every murmur2 producer chooses for this key."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions


class KafkaSink:
    """A producer that is made anew after every failure: an idempotent one that has lost a batch is not trusted."""

    def __init__(
        self, settings: Settings, metrics: Metrics, health: Health, deadline_s: float = DEADLINE_S,
        before_first: Callable[[], Awaitable[None]] | None = None,
    ) -> None:  # fmt: skip
        """Calls `before_first` when the broker answers for the first time, before anything is written."""
        self._before_first = before_first
        self._options = client_options(settings)
        self._where = settings.kafka
        self._metrics, self._health = metrics, health
        self._deadline_s = deadline_s
        self._convoys: Convoys | None = None
        self._up = asyncio.Event()
        self._limits: set[asyncio.Timeout] = set()
        self._connecting: asyncio.Task[None] | None = None
        self._retiring: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger("gateway")
        health.waiting_for(BROKER)

    def start(self) -> None:
        """Begins to connect; `write` may be called at once and waits for the broker until its deadline."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._connect())

    async def stop(self) -> None:
        """Ends within a few seconds, whether or not the broker answers."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        convoys, self._convoys = self._convoys, None
        self._up.clear()
        if convoys is not None:
            await _retire(convoys)
        await asyncio.gather(*self._retiring, return_exceptions=True)

    def hurry(self, left_s: float) -> None:
        """From now on no write, begun or to come, waits longer than this for the broker."""
        self._deadline_s = min(self._deadline_s, left_s)
        ends_s = asyncio.get_running_loop().time() + self._deadline_s
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(min(limit.when() or ends_s, ends_s))

    async def begun(self) -> None:
        """Returns once what comes before the first write is done; raises BrokerAway."""
        if self._before_first is None:
            return
        limit = asyncio.timeout(self._deadline_s)
        try:
            async with limit:
                self._limits.add(limit)
                await self._up.wait()
        except TimeoutError as error:
            raise BrokerAway(f"no connection to Kafka at {self._where}") from error
        finally:
            self._limits.discard(limit)

    async def write(self, records: Sequence[Record]) -> None:
        """Returns when the broker has them all; raises BrokerAway."""
        if not records:
            return
        began_s = time.monotonic()
        convoys = None
        limit = asyncio.timeout(self._deadline_s)
        try:
            async with limit:
                self._limits.add(limit)
                await self._up.wait()
                convoys = self._convoys
                if convoys is None:
                    raise BrokerAway(f"no connection to Kafka at {self._where}")
                await convoys.write(records)
        except (TimeoutError, KafkaError, OSError) as error:
            self._metrics.count(GATEWAY_PRODUCE_FAILED)
            if convoys is not None:
                self._give_up(convoys, error)
            raise BrokerAway(f"Kafka at {self._where} did not confirm in {self._deadline_s:.0f} s") from error
        finally:
            self._limits.discard(limit)
        self._metrics.observe(GATEWAY_PRODUCE_S, time.monotonic() - began_s)
        self._count(records)

    def _count(self, records: Sequence[Record]) -> None:
        counts = Counter(record.topic for record in records)
        if dead := counts.pop(DEAD.name, 0):
            self._metrics.count(GATEWAY_DEAD, dead)
        counts.pop(RAW.name, None)  # counted when they have been read from there
        for topic, count in counts.items():
            self._metrics.count(GATEWAY_ACCEPTED, count, topic=topic)

    def _give_up(self, convoys: Convoys, error: BaseException) -> None:
        if self._convoys is not convoys:
            return
        self._convoys = None
        self._up.clear()
        self._health.waiting_for(BROKER)
        self._log.warning("a write to Kafka was not confirmed: connecting anew", error=_named(error))
        task = asyncio.create_task(_retire(convoys))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        self.start()

    async def _connect(self) -> None:
        tries = 0
        while True:
            try:
                producer = await self._new_producer()
            except (KafkaError, OSError, TimeoutError) as error:
                if tries in {0, 12} or tries % 60 == 0:
                    self._log.warning("Kafka is not there yet", kafka=self._where, error=_named(error))
                await asyncio.sleep(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)])
                tries += 1
                continue
            self._convoys = Convoys(producer, _send_all)
            self._up.set()
            self._health.has(BROKER)
            self._log.info("connected to Kafka", kafka=self._where)
            return

    async def _new_producer(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._options, client_id="wastetrack-gateway", acks="all", enable_idempotence=True,
            max_batch_size=_BATCH_BYTES, request_timeout_ms=_REQUEST_MS, retry_backoff_ms=200,
        )  # fmt: skip
        try:
            await producer.start()
            for topic in (PINGS, LATE, DEAD):
                await _partitions(producer, topic.name)
            if self._before_first is not None:
                await self._before_first()
                self._before_first = None
        except BaseException:
            await retire(producer)
            raise
        return producer


async def _retire(convoys: Convoys) -> None:
    await retire(convoys.producer)
    await convoys.end()


async def _partitions(producer: AIOKafkaProducer, topic: str) -> int:
    try:
        async with asyncio.timeout(_METADATA_S):
            return len(await producer.partitions_for(topic))
    except TimeoutError as error:
        raise TimeoutError(f"no topic {topic}: `wastetrack topics` makes it") from error


async def _send_all(producer: AIOKafkaProducer, records: Sequence[Record]) -> None:
    by_topic: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_topic[record.topic].append(record)
    sending = []
    for topic, mine in by_topic.items():
        count = await _partitions(producer, topic)
        by_partition: dict[int, list[Record]] = defaultdict(list)
        for record in mine:
            by_partition[partition_of(record.key, count)].append(record)
        sending += [(topic, partition, part) for partition, part in by_partition.items()]
    await asyncio.gather(*(_send_partition(producer, *one) for one in sending))


async def _send_partition(producer: AIOKafkaProducer, topic: str, partition: int, records: list[Record]) -> None:
    futures: list[asyncio.Future[Any]] = []
    batch = producer.create_batch()
    for record in records:
        while not _append(batch, record):  # an empty batch takes any
            futures.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
    futures.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*futures)


def _append(batch: Any, record: Record) -> bool:
    """Whether there was room for it."""
    return (
        batch.append(
            key=record.key, value=record.value, timestamp=record.timestamp_ms, headers=list(record.headers)
        )
        is not None
    )


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
