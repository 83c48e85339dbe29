"""Read up: how much of what was told on the reference topics no tracker has put into the database yet."""

import asyncio
import time
from typing import Any, Final

import aiokafka
import aiokafka.errors

from models.topics import REFERENCE
from ops.consumers import retire
from ops.kafka import client_options
from ops.settings import Settings
from storage.reference import load_offsets
from streams.tracker.brokers import partition_counts

_LOOK_S: Final = 0.2
_ASK_S: Final = 3.0


async def unread_after(settings: Settings, connection: Any, patience_s: float) -> int | None:
    """How many records a tracker has not read of those that lie there now, once it has, or after `patience_s`.

    None where the broker does not say what lies there.
    """
    ends = await _ends(settings)
    if ends is None:
        return None
    ends_s = time.monotonic() + patience_s
    while True:
        known = await load_offsets(connection)
        unread = sum(max(0, end - known.get(place, 0)) for place, end in ends.items())
        if not unread or time.monotonic() > ends_s:
            return unread
        await asyncio.sleep(_LOOK_S)


async def _ends(settings: Settings) -> dict[tuple[str, int], int] | None:
    consumer = aiokafka.AIOKafkaConsumer(**client_options(settings), enable_auto_commit=False)
    try:
        async with asyncio.timeout(_ASK_S):
            counts = await partition_counts(settings, [topic.name for topic in REFERENCE])
            await consumer.start()
            there = [
                aiokafka.TopicPartition(topic, number) for topic, count in counts.items() for number in range(count)
            ]
            found = await consumer.end_offsets(there)
    except (aiokafka.errors.KafkaError, OSError, TimeoutError):
        return None
    finally:
        await retire(consumer)
    return {(place.topic, place.partition): end for place, end in found.items()}
