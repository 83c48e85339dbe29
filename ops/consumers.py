"""Ending a Kafka consumer that may have lost its broker."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Final

from aiokafka import AIOKafkaConsumer

STOP_S: Final = 2.0
_REST_S: Final = 1.0
_TASKS: Final = ("_coordination_task", "_heartbeat_task", "_commit_refresh_task")


async def retire(consumer: AIOKafkaConsumer) -> None:
    """Ends a consumer in some seconds, whether or not its group answers; nothing of it goes on afterwards.

    Its own stop waits for the group as long as for a request, and closes nothing else when it is cut short: it would
    fetch on, and hold what it fetched, for as long as the process lives.
    """
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_S):
            await consumer.stop()
            return
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_REST_S):
            await asyncio.gather(*_what_is_left(consumer), return_exceptions=True)


def _what_is_left(consumer: AIOKafkaConsumer) -> list[Awaitable[object]]:
    """What stop() does after its group, and the tasks that its group would have ended."""
    left: list[Awaitable[object]] = [consumer._client.close()]  # noqa: SLF001 - there is no other way to any of them
    if consumer._fetcher is not None:  # noqa: SLF001
        left.append(consumer._fetcher.close())  # noqa: SLF001
    for name in _TASKS:
        task = getattr(consumer._coordinator, name, None)  # noqa: SLF001
        if task is not None:
            task.cancel()
            left.append(task)
    return left
