"""What a broker has of topics, asked so that none is made in passing."""

import asyncio
from collections.abc import Iterable
from typing import Final

from aiokafka.client import AIOKafkaClient

from ops.kafka import client_options
from ops.settings import Settings

_ANSWER_S: Final = 10.0


async def partition_counts(settings: Settings, topics: Iterable[str]) -> dict[str, int]:
    """How many partitions each topic has, 0 where there is no such topic; raises KafkaError, OSError or TimeoutError.

    Asks for all topics that there are: a broker may make one that is asked for by name.
    """
    client = AIOKafkaClient(**client_options(settings), client_id="wastetrack-tracker-look")
    try:
        async with asyncio.timeout(_ANSWER_S):
            await client.bootstrap()
            cluster = await client.fetch_all_metadata()
        return {topic: len(cluster.partitions_for_topic(topic) or ()) for topic in topics}
    finally:
        await client.close()
