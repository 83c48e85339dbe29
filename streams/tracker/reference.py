"""Reference topics into the tables: record by record for the agents, and to the end of the topics before any ping."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from models.dead_letter import Source
from models.decode import Refused
from models.fields import BadRecord
from models.reference import Kind
from models.topics import DEAD, LATE, PINGS, REFERENCE
from ops.consumers import retire
from ops.dead_letters import dead_letter
from ops.kafka import client_options
from ops.metrics import TRACKER_DEAD, TRACKER_REFERENCE, Metrics
from ops.personal import Sealer
from ops.settings import Settings
from storage.facts_weighed import newest_watermark
from storage.outbox import OutboxRow, appended_outbox
from storage.reference import TopicPlace, load_offsets, pass_record, save_version
from storage.together import change
from streams.reference.publish import TOPICS
from streams.reference.records import read_record
from streams.tracker.brokers import partition_counts
from streams.tracker.relay import REFERENCE_OWNER
from streams.tracker.worlds import DATABASE_FAILURES

_KINDS: Final[dict[str, Kind]] = {topic: kind for kind, topic in TOPICS.items()}
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_POLL_MS: Final = 500
_LOOK_S: Final = 30.0


class Told(Protocol):
    """A record of a reference topic; `timestamp_ms` is when the broker had it."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


class ReferenceKeeper:
    """Keeps every version told, once, in the order of its topic: read by an agent, or by a tracker that starts."""

    def __init__(
        self, settings: Settings, pool: Any, sealer: Sealer, metrics: Metrics, wake: Callable[[], None]
    ) -> None:
        self._settings, self._pool, self._sealer = settings, pool, sealer
        self._metrics, self._wake = metrics, wake
        self._log = structlog.get_logger("tracker")

    async def keep(self, told: Told) -> None:
        """Keeps one record; a bad one goes to gps.dead. A database that is away is waited for; nothing is raised."""
        tries = 0
        while True:
            try:
                await self._keep(told)
                return
            except DATABASE_FAILURES as error:
                if tries % 60 == 0:
                    self._log.warning("a reference record waits for the database", topic=told.topic, error=str(error))
                await asyncio.sleep(_BACKOFF_S[min(tries, len(_BACKOFF_S) - 1)])
                tries += 1

    async def catch_up(self) -> None:
        """Reads the reference topics to the ends that they have now; raises what Kafka or the database raises."""
        counts = await partition_counts(self._settings, [topic.name for topic in REFERENCE])
        consumer = AIOKafkaConsumer(
            **client_options(self._settings), client_id="wastetrack-reference", enable_auto_commit=False,
            auto_offset_reset="earliest", retry_backoff_ms=200,
        )  # fmt: skip
        try:
            await consumer.start()
            for topic, number in counts.items():
                await self._read_to_end(consumer, [TopicPartition(topic, partition) for partition in range(number)])
        finally:
            await retire(consumer)

    async def watch(self) -> None:
        """Looks now and then whether the agents have left something out, and reads it, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                await self.catch_up()
            except Exception as error:  # noqa: BLE001 - the next look comes
                self._log.info("reference topics not looked at", error=f"{type(error).__name__}: {error}")

    async def _read_to_end(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        begins = await consumer.beginning_offsets(partitions)
        async with self._pool.acquire() as connection:
            known = await load_offsets(connection)
        waiting: set[TopicPartition] = set()
        for partition in partitions:
            following = known.get((partition.topic, partition.partition), 0)
            if following > ends[partition]:
                self._log.warning("a reference topic was made anew: it is read anew", topic=partition.topic)
                following = 0
            if following < ends[partition]:
                consumer.seek(partition, max(following, begins[partition]))
                waiting.add(partition)
            else:
                consumer.pause(partition)
        while waiting:
            batches = await consumer.getmany(timeout_ms=_POLL_MS)
            for messages in batches.values():
                for message in messages:
                    await self._keep(_Message(message))
            for partition in list(waiting):
                if await consumer.position(partition) >= ends[partition]:
                    waiting.discard(partition)
                    await self._passed(partition, ends[partition])

    async def _passed(self, partition: TopicPartition, end: int) -> None:
        """What lies before the end without being a record (marks of transactions) has been passed too."""
        place = TopicPlace(topic=partition.topic, partition=partition.partition, offset=end - 1)
        async with self._pool.acquire() as connection:
            await pass_record(connection, place)

    async def _keep(self, told: Told) -> None:
        kind = _KINDS[told.topic]
        place = TopicPlace(topic=told.topic, partition=told.partition, offset=told.offset)
        async with self._pool.acquire() as connection:
            try:
                version = read_record(kind, told.key, told.value, await self._received_ms(connection, told))
            except BadRecord as error:
                await self._refuse(connection, told, place, str(error))
                return
            added = await save_version(connection, version, place)
        self._metrics.count(TRACKER_REFERENCE, outcome="kept" if added else "known")

    async def _received_ms(self, connection: Any, told: Told) -> int:
        """When it was told; on the pings' own clock the newest receipt judged so far."""
        if self._settings.clock == "wall":
            return told.timestamp_ms
        return await newest_watermark(connection, (PINGS.name, LATE.name)) or 0

    async def _refuse(self, connection: Any, told: Told, place: TopicPlace, detail: str) -> None:
        known = await load_offsets(connection)
        if known.get((told.topic, told.partition), 0) > told.offset:
            return  # read again: its dead letter has been written
        refused = Refused(0, "reference_unusable", detail[:300], told.value or b"")
        source = Source(index=0, topic=told.topic, partition=told.partition, offset=told.offset)
        body = dead_letter(refused, source, told.timestamp_ms, self._sealer)
        row = OutboxRow(owner=REFERENCE_OWNER, topic=DEAD.name, key=told.key or b"", body=body)
        async with connection.transaction():
            await change(connection, appended_outbox([row]))
            await pass_record(connection, place)
        self._metrics.count(TRACKER_REFERENCE, outcome="refused")
        self._metrics.count(TRACKER_DEAD, reason="reference_unusable")
        self._log.warning("a reference record was refused", topic=told.topic, offset=told.offset, reason=detail[:300])
        self._wake()


class _Message:
    """A record as aiokafka gives it."""

    def __init__(self, message: Any) -> None:
        self.topic: str = message.topic
        self.partition: int = message.partition
        self.offset: int = message.offset
        self.timestamp_ms: int = message.timestamp
        self.key: bytes | None = message.key
        self.value: bytes | None = message.value
