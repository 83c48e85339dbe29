"""A stage for trackers in this process: a broker with reference data, a group of its own, and what is waited for."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from models.event import Event
from models.reference import Kind
from ops.settings import Settings
from streams.compare import differences
from streams.tracker.run import Tracker
from tests.fixtures.kafka import unique
from tests.tracker.bench import count, producing, publish_reference, send, settings, told, tracking, until
from tests.tracker.conftest import PARTITIONS


class Stage:
    """Records are sent to it, trackers of one group work on it."""

    def __init__(self, broker: str, database: str, producer: AIOKafkaProducer, partitions: int) -> None:
        self.broker, self.producer, self.partitions = broker, producer, partitions
        self._database, self._group = database, unique("tracker")

    def settings(self, **more: str) -> Settings:
        """Those of a tracker here."""
        return settings(self.broker, self._database, 0, WASTETRACK_GROUP=self._group, **more)

    def tracker(self, *, ready: bool = True, **more: str) -> contextlib.AbstractAsyncContextManager[Tracker]:
        """A tracker for the length of a block."""
        return tracking(self.settings(**more), ready=ready)

    async def send(self, records: Iterable[Any]) -> None:
        """What gateways would write."""
        await send(self.producer, records, self.partitions)


@contextlib.asynccontextmanager
async def staged(
    broker: str, database: str, reference: Mapping[Kind, Sequence[Mapping[str, Any]]], partitions: int = PARTITIONS
) -> AsyncIterator[Stage]:
    """A stage whose reference data are published; nobody works on it yet."""
    async with producing(broker) as producer:
        await publish_reference(producer, reference)
        yield Stage(broker, database, producer, partitions)


async def stored(db: Any, number: int) -> None:
    """Returns once so many pings are stored."""

    async def are() -> bool:
        return await count(db, "pings") >= number

    await until(are, f"{number} pings are stored")


async def settled(db: Any) -> None:
    """Returns once all is weighed and sent."""

    async def is_so() -> bool:
        return not await count(db, "facts") and not await count(db, "outbox")

    await until(is_so, "all is weighed and sent")


async def agreed(db: Any, expected: Sequence[Event]) -> None:
    """Returns once what is told is what an offline run says."""

    async def is_so() -> bool:
        return not differences(await told(db), expected)

    await until(is_so, "what an offline run says")
