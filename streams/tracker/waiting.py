"""Waiting for what a tracker needs before it can begin: the database with its schema, the broker with its topics."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiokafka.errors import KafkaError

from models.topics import ALERTS, DEAD, LATE, LIVE, PINGS, REFERENCE, RULINGS, TRIPS
from ops.http import Health
from ops.settings import Settings
from storage.away import is_away
from storage.pool import DatabaseUnavailable, wait_until_ready
from streams.tracker.brokers import partition_counts
from streams.tracker.worlds import DATABASE_FAILURES

DATABASE: Final = "PostgreSQL"
BROKER: Final = "Kafka"
NEEDED: Final = (PINGS, LATE, RULINGS, LIVE, DEAD, TRIPS, ALERTS, *REFERENCE)
_PAUSE_S: Final = (0.3, 0.5, 1.0, 2.0)
_SAY_EVERY: Final = 30
_DATABASE_S: Final = 2.0


class NotThere(RuntimeError):
    """Something that must be there first is not; its text says what, and what to do."""


def waits_for(error: BaseException) -> str | None:
    """For whom or what one must wait after this failure, as `/readyz` names it; None where it is nobody else's."""
    if isinstance(error, NotThere):
        return str(error)
    if isinstance(error, KafkaError):
        return BROKER
    return DATABASE if is_away(error) else None


async def wait_for(name: str, look: Callable[[], Awaitable[None]], health: Health) -> None:
    """Returns once `look` does; until then `/readyz` names what is waited for, and the log does now and then."""
    health.waiting_for(name)
    tries = 0
    said: type[BaseException] | None = None
    while True:
        try:
            await look()
        except (NotThere, KafkaError, *DATABASE_FAILURES) as error:
            if tries % _SAY_EVERY == 0 or type(error) is not said:  # another reason is news at once
                said = type(error)
                structlog.get_logger("tracker").warning("waiting", waiting_for=name, error=_named(error))
            await asyncio.sleep(_PAUSE_S[min(tries, len(_PAUSE_S) - 1)])
            tries += 1
        else:
            health.has(name)
            return


async def look_for_database(settings: Settings) -> None:
    """Raises DatabaseUnavailable unless PostgreSQL answers and has the schema."""
    await wait_until_ready(settings.database, _DATABASE_S)


async def look_for_topics(settings: Settings) -> None:
    """Raises NotThere or KafkaError unless the broker answers and has every topic, in matching partitions."""
    partitions = await partition_counts(settings, [topic.name for topic in NEEDED])
    missing = [name for name, number in partitions.items() if not number]
    if missing:
        raise NotThere(f"no topic {', '.join(missing)}: `wastetrack topics` makes it")
    expected = partitions[PINGS.name]
    for topic in (LATE, RULINGS):
        if partitions[topic.name] != expected:
            raise NotThere(
                f"{topic.name} has {partitions[topic.name]} partitions and {PINGS.name} {expected}: make them equal, "
                "since one tracker must read what concerns one unit"
            )


def _named(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, NotThere | DatabaseUnavailable) else f"{type(error).__name__}: {text}"


