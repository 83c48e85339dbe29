"""Where the arrival clock stood when the last gateway ended: the newest receipt on gps.pings and gps.late."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from models.topics import LATE, PINGS
from ops.kafka import client_options
from ops.settings import Settings
from streams.arrival_clock import ArrivalClock
from streams.gateway.records import Held

_DEADLINE_S: Final = 10.0
_POLL_MS: Final = 200


async def go_on_from_newest(clock: ArrivalClock[Held], settings: Settings) -> None:
    """Sets the clock to the newest receipt that the broker has; raises KafkaError, TimeoutError."""
    async with asyncio.timeout(_DEADLINE_S), AIOKafkaConsumer(
        **client_options(settings), client_id="wastetrack-gateway", enable_auto_commit=False, auto_offset_reset="latest"
    ) as consumer:
        places = await _places(consumer)
        begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        left = {place for place in places if ends[place] > begins[place]}
        consumer.assign(list(left))
        for place in left:
            consumer.seek(place, ends[place] - 1)
        while left:
            for place, messages in (await consumer.getmany(*left, timeout_ms=_POLL_MS)).items():
                clock.go_on_from(max(message.timestamp for message in messages))
                left.discard(place)


async def _places(consumer: AIOKafkaConsumer) -> list[TopicPartition]:
    consumer.subscribe([PINGS.name, LATE.name])
    while True:
        await consumer._client.force_metadata_update()  # noqa: SLF001 - aiokafka has no other way without a group
        found = {name: consumer.partitions_for_topic(name) for name in (PINGS.name, LATE.name)}
        if all(found.values()):
            consumer.unsubscribe()
            return [TopicPartition(name, number) for name, numbers in found.items() for number in numbers or ()]
        await asyncio.sleep(_POLL_MS / 1000)
