"""Ending a Kafka consumer that may have lost its broker."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from ops.ending import ends_within

STOP_S: Final = 2.0
_REST_S: Final = 1.0
_TASKS: Final = ("_coordination_task", "_heartbeat_task", "_commit_refresh_task")


def position_of(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int | None:
    """Where a consumer reads on, None before it knows; its own method waits until there is a position."""
    assignment = consumer._subscription.subscription.assignment  # noqa: SLF001 - there is no other way
    state = assignment.state_value(partition) if assignment is not None else None
    return state.position if state is not None and state.has_valid_position else None


def wait_for_more(consumer: AIOKafkaConsumer, wait_ms: int) -> None:
    """From now on the broker answers after so long, at the latest, where nothing came meanwhile.

    One fetch at a time goes to a broker: while it waits there for what is empty, nothing else is fetched.
    """
    if consumer._fetcher is not None:  # noqa: SLF001 - there is no other way
        consumer._fetcher._fetch_max_wait_ms = wait_ms  # noqa: SLF001


async def retire(consumer: AIOKafkaConsumer) -> None:
    """Ends a consumer in some seconds, whether or not its group answers; nothing of it goes on afterwards.

    Its own stop waits for the group as long as for a request, and closes nothing else when it is cut short: it would
    fetch on, and hold what it fetched, for as long as the process lives.
    """
    if not await ends_within(STOP_S, consumer.stop()):
        await ends_within(_REST_S, _end_the_rest(consumer))


async def _end_the_rest(consumer: AIOKafkaConsumer) -> None:
    """What stop() does after its group, and the tasks that its group would have ended."""
    tasks = [getattr(consumer._coordinator, name, None) for name in _TASKS]  # noqa: SLF001 - there is no other way
    running = [task for task in tasks if task is not None]
    for task in running:
        task.cancel()
    closing = [consumer._client.close()]  # noqa: SLF001
    if consumer._fetcher is not None:  # noqa: SLF001
        closing.append(consumer._fetcher.close())  # noqa: SLF001
    await asyncio.gather(*closing, *running, return_exceptions=True)
