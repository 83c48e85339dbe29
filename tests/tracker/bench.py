"""A tracker to be tried: topics on a broker, a database, and ways to wait for what it does."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import confluent_kafka
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from confluent_kafka.admin import AdminClient

from models.decode import Accepted, decode_message
from models.event import Event, decode_event, entity_of
from models.reference import Kind
from models.times import from_iso
from models.topics import ALL, REFERENCE
from ops.personal import Sealer, new_key
from ops.settings import Settings, load
from storage.pool import connect
from streams.compare import version_faults
from streams.gateway.records import HttpOrigin, Intake
from streams.gateway.sink import partition_of
from streams.reference.publish import TOPICS
from streams.tracker.brokers import partition_counts
from streams.tracker.run import Tracker
from tests.fixtures.kafka import client, kafka_settings
from tests.tracker.road import key_of

PATIENCE_S = 60.0
PERSONAL_KEY = new_key()
REFERENCE_NAMES = {topic.name for topic in REFERENCE}


def topics(partitions: int) -> dict[str, int]:
    return {topic.name: topic.partitions or partitions for topic in ALL}


def environment(bootstrap: str, database: str, port: int, **more: str) -> dict[str, str]:
    return {
        **kafka_settings(bootstrap), "WASTETRACK_DATABASE": database, "WASTETRACK_HTTP": f"127.0.0.1:{port}",
        "WASTETRACK_CLOCK": "pings", "WASTETRACK_PERSONAL_KEY": PERSONAL_KEY, **more,
    }


def settings(bootstrap: str, database: str, port: int = 0, **more: str) -> Settings:
    return load(None, environment(bootstrap, database, port, **more))


@contextlib.asynccontextmanager
async def tracking(chosen: Settings, *, ready: bool = True) -> AsyncIterator[Tracker]:
    """A tracker in this process; it is told to end after the block, and must end well."""
    ending = asyncio.Event()
    tracker = Tracker(chosen)
    running = asyncio.create_task(tracker.run(ending))
    try:
        if ready:
            await until(lambda: tracker.health.ready or running.done(), f"ready; it waits for {tracker.health.waiting}")
            assert not running.done() or running.result()
        yield tracker
    finally:
        ending.set()
        await running


async def until(true: Callable[[], Any] | Callable[[], Awaitable[Any]], what: str, patience_s: float = PATIENCE_S) -> Any:
    """Returns what is true once it is; fails after a while."""
    deadline = time.monotonic() + patience_s
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {patience_s:.0f} s: {what}"
        await asyncio.sleep(0.03)


@contextlib.asynccontextmanager
async def producing(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**client(bootstrap), enable_idempotence=True)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def publish_reference(producer: AIOKafkaProducer, records: Mapping[Kind, Sequence[Mapping[str, Any]]]) -> None:
    for kind, values in records.items():
        for value in values:
            body = json.dumps(value, ensure_ascii=False).encode()
            await producer.send(TOPICS[kind], key=key_of(kind, dict(value)), value=body)
    await producer.flush()


def gateway_records(pings: Iterable[Mapping[str, Any]], *, backup: bool = False) -> list[Any]:
    """The records that a gateway makes of pings; receipts are what the pings claim."""
    intake = Intake(Sealer.from_settings(load(None, {"WASTETRACK_PERSONAL_KEY": PERSONAL_KEY})), None)
    records = []
    for number, ping in enumerate(pings):
        found = decode_message(json.dumps(ping).encode()).records[0]
        assert isinstance(found, Accepted)
        receipt_ms = from_iso(str(ping["recv_utc_ts"]))
        records += intake.pings(found, HttpOrigin(f"r{number}", "vendor"), receipt_ms, backup=backup)
    return records


async def send(producer: AIOKafkaProducer, records: Iterable[Any], partitions: int) -> None:
    for record in records:
        await producer.send(
            record.topic, key=record.key, value=record.value, timestamp_ms=record.timestamp_ms, headers=list(record.headers),
            partition=partition_of(record.key, partitions),
        )
    await producer.flush()


def drop_before(bootstrap: str, topic: str, offset: int) -> None:
    """Lets the broker drop the first records of partition 0."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    for done in admin.delete_records([confluent_kafka.TopicPartition(topic, 0, offset)]).values():
        done.result(20)


async def read_topic(bootstrap: str, topic: str) -> list[Any]:
    """All that stands on a topic now, partition by partition."""
    consumer = AIOKafkaConsumer(**client(bootstrap), auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        number = (await partition_counts(load(None, kafka_settings(bootstrap)), [topic]))[topic]
        partitions = [TopicPartition(topic, n) for n in range(number)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Any] = []
        await consumer.seek_to_beginning(*partitions)
        while [p for p in partitions if await consumer.position(p) < ends[p]]:
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                found += messages
        return found
    finally:
        await consumer.stop()


@contextlib.asynccontextmanager
async def database_of(dsn: str) -> AsyncIterator[Any]:
    connection = await connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def count(db: Any, table: str, where: str = "true") -> int:
    return int(await db.fetchval(f"SELECT count(*) FROM {table} AS rows WHERE {where}"))


async def told(db: Any) -> list[Event]:
    """Every event in the durable order; the tables hold the newest version of each trip and alert, and nothing else."""
    async with db.transaction(isolation="repeatable_read"):
        rows = await db.fetch("SELECT body FROM events ORDER BY tx, seq")
        stored = await db.fetch("SELECT trip_id AS id, data FROM trips UNION ALL SELECT alert_id, data FROM alerts")
    events = [decode_event(row["body"]) for row in rows]
    assert version_faults(events) == []
    newest = {entity_of(event): event.data for event in events}
    assert {row["id"]: msgspec.json.decode(row["data"]) for row in stored} == newest
    return events
