"""Ending a Kafka producer that may have lost its broker."""

import asyncio
import contextlib
from typing import Final

from aiokafka import AIOKafkaProducer

STOP_S: Final = 1.0


async def retire(producer: AIOKafkaProducer) -> None:
    """Ends a producer in some seconds, whether or not it can still flush; what it had not sent is lost.

    Its own stop waits for the broker as long as for a request.
    """
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_S):
            await producer.stop()
            return
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_S):
            if producer._sender is not None:  # noqa: SLF001 - what stop() does after its flush
                await producer._sender.close()  # noqa: SLF001
            await producer.client.close()
