"""Ending a Kafka producer that may have lost its broker."""

from typing import Final

from aiokafka import AIOKafkaProducer

from ops.ending import ends_within

STOP_S: Final = 1.0


async def retire(producer: AIOKafkaProducer) -> None:
    """Ends a producer in some seconds, whether or not it can still flush; what it had not sent is lost.

    Its own stop waits for the broker as long as for a request, and begins a task that goes on waiting when it is told
    to end: it is asked only where nothing is left to send.
    """
    flushed = await ends_within(STOP_S, producer.flush())
    if not flushed or not await ends_within(STOP_S, producer.stop()):
        await ends_within(STOP_S, _end_the_rest(producer))


async def _end_the_rest(producer: AIOKafkaProducer) -> None:
    """What stop() does after its flush."""
    producer._closed = True  # noqa: SLF001 - there is no other way
    if producer._sender is not None:  # noqa: SLF001
        await producer._sender.close()  # noqa: SLF001
    await producer.client.close()
