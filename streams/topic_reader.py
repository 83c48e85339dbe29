"""Reading a topic from offset to offset, outside any group, as it stood when it was opened."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from ops.consumers import retire
from ops.kafka import client_options
from ops.settings import Settings
from streams.tracker.brokers import partition_counts

_POLL_MS: Final = 500
_PATIENCE_S: Final = 30.0


class NotRead(RuntimeError):
    """The broker did not give what it holds; its text is one line for people."""


class TopicReader:
    """A topic, and where each of its partitions began and ended when it was opened.

    It gives what was committed alone: a tracker writes in transactions, some of which are taken back.
    """

    def __init__(
        self, consumer: AIOKafkaConsumer, topic: str, where: str, begins: Mapping[int, int], ends: Mapping[int, int]
    ) -> None:
        self._consumer, self._topic, self._where = consumer, topic, where
        self.begins, self.ends = begins, ends

    async def between(self, number: int, begin: int, end: int) -> AsyncIterator[Any]:
        """The records of one partition from an offset up to, not including, another; raises NotRead."""
        place = TopicPartition(self._topic, number)
        position = begin
        self._consumer.assign([place])
        self._consumer.seek(place, begin)
        while position < end:
            with _told(self._topic, self._where):
                async with asyncio.timeout(_PATIENCE_S):
                    batches = await self._consumer.getmany(timeout_ms=_POLL_MS)
                    position = await self._consumer.position(place)
            for record in batches.get(place, ()):
                if begin <= record.offset < end:
                    yield record


@contextlib.asynccontextmanager
async def opened_topic(settings: Settings, topic: str) -> AsyncIterator[TopicReader]:
    """A topic for the length of the block; raises NotRead."""
    consumer = None
    try:
        with _told(topic, settings.kafka):
            count = (await partition_counts(settings, [topic]))[topic]
            if not count:
                raise NotRead(f"no topic {topic} at {settings.kafka}: `wastetrack topics` makes it")
            consumer = AIOKafkaConsumer(
                **client_options(settings), client_id="wastetrack-topic-reader", enable_auto_commit=False,
                auto_offset_reset="earliest", isolation_level="read_committed",
            )  # fmt: skip
            await consumer.start()
            places = [TopicPartition(topic, number) for number in range(count)]
            begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        yield TopicReader(
            consumer, topic, settings.kafka,
            {place.partition: at for place, at in begins.items()}, {place.partition: at for place, at in ends.items()},
        )  # fmt: skip
    finally:
        if consumer is not None:
            await retire(consumer)


@contextlib.contextmanager
def _told(topic: str, where: str) -> Iterator[None]:
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise NotRead(
            f"cannot read {topic} at {where} ({reason}): is Kafka up, and is WASTETRACK_KAFKA right?"
        ) from error
