"""Reading what a run has left: the database, in which nothing can be changed from here, and topics from end to end."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from faults.evidence import Evidence
from models.event import Event, decode_event
from ops.personal import Sealer
from ops.settings import load
from storage.pool import connect
from streams.tracker.brokers import partition_counts

_OPEN_S: Final = 60.0
"""The broker ends the transaction of a relay that died after half of this."""


@contextlib.asynccontextmanager
async def reading(evidence: Evidence) -> AsyncIterator[Any]:
    """A connection to the run's database that can only read."""
    connection = await connect(evidence.database)
    try:
        await connection.execute("SET default_transaction_read_only = on")
        yield connection
    finally:
        await connection.close()


def sealer_of(evidence: Evidence) -> Sealer:
    """What opens the bytes that the run's services have sealed."""
    return Sealer.from_settings(load(None, {"WASTETRACK_PERSONAL_KEY": evidence.personal_key}))


async def told_events(connection: Any) -> list[Event]:
    """Every event that the table holds, in its durable order."""
    rows = await connection.fetch("SELECT body FROM events ORDER BY tx, seq")
    return [decode_event(row["body"]) for row in rows]


async def committed(evidence: Evidence, topic: str) -> AsyncIterator[Any]:
    """The records of a topic that are no part of a transaction that failed, each partition's in its order."""
    settings = load(None, {"WASTETRACK_KAFKA": evidence.bootstrap})
    number = (await partition_counts(settings, [topic]))[topic]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=evidence.bootstrap, isolation_level="read_committed", enable_auto_commit=False,
        auto_offset_reset="earliest", max_partition_fetch_bytes=4 * 1024 * 1024,
    )  # fmt: skip
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, each) for each in range(number)]
        consumer.assign(partitions)
        ends = await _settled_ends(evidence, consumer, partitions)
        while waiting := [each for each in partitions if await consumer.position(each) < ends[each]]:
            for messages in (await consumer.getmany(*waiting, timeout_ms=500)).values():
                for message in messages:
                    yield message
    finally:
        await consumer.stop()


async def ends_of(evidence: Evidence, topic: str) -> dict[int, int]:
    """The offset after the last record of each partition of a topic."""
    settings = load(None, {"WASTETRACK_KAFKA": evidence.bootstrap})
    number = (await partition_counts(settings, [topic]))[topic]
    async with _uncommitted(evidence) as consumer:
        ends = await consumer.end_offsets([TopicPartition(topic, each) for each in range(number)])
        return {partition.partition: end for partition, end in ends.items()}


@contextlib.asynccontextmanager
async def _uncommitted(evidence: Evidence) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=evidence.bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def _settled_ends(
    evidence: Evidence, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]
) -> dict[TopicPartition, int]:
    """Where the partitions end, once no transaction is open in them any more."""
    deadline_s = time.monotonic() + _OPEN_S
    async with _uncommitted(evidence) as other:
        while True:
            stable: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
            if stable == await other.end_offsets(partitions) or time.monotonic() > deadline_s:
                return stable
            await asyncio.sleep(0.2)
