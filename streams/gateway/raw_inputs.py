"""The guards of gps.raw and gps.traccar: what is paused is not fetched, and probed by the newest that waits there.

Looked at is the newest, not the next: what waits first may be bad for ever, and would keep a mended input shut. Nothing
of it is taken before the input goes on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from models.decode import Decoded
from models.topics import RAW, TRACCAR
from ops.http import Health
from ops.metrics import Metrics
from ops.settings import Settings
from streams.gateway.newest_messages import look_at_newest, sample
from streams.gateway.records import Intake
from streams.guarded_input import GuardedInput
from streams.input_guard import Entry, Sample
from streams.topic_reader import NotRead

_POSITION_S: Final = 5.0
_READ: Final = Entry(probe=False)


class RawInputs:
    """Both topics, each with a guard of its own."""

    def __init__(self, settings: Settings, intake: Intake, metrics: Metrics, health: Health) -> None:
        self._settings, self._intake = settings, intake
        self._inputs = {topic.name: GuardedInput(topic.name, metrics, health) for topic in (RAW, TRACCAR)}
        self._samples: dict[str, list[Sample]] = defaultdict(list)
        self._weighed_from: dict[TopicPartition, int] = {}

    def hold(self, consumer: AIOKafkaConsumer) -> None:
        """Has the consumer fetch from the topics that are open, and from no other."""
        for partition in consumer.assignment():
            held = not self._inputs[partition.topic].is_open
            if held != (partition in consumer.paused()):
                (consumer.pause if held else consumer.resume)(partition)

    def note(self, message: Any, found: Sequence[Decoded], sender: str) -> None:
        """Notes what became of a message's records, save of those that waited while the input was paused.

        That they are bad was known when it was opened again.
        """
        if message.offset >= self._weighed_from.get(TopicPartition(message.topic, message.partition), 0):
            self._samples[message.topic] += [sample(one, sender) for one in found]

    def weigh(self) -> None:
        """Weighs what was noted, once it is with the broker."""
        samples, self._samples = self._samples, defaultdict(list)
        for topic, records in samples.items():
            self._inputs[topic].leave(_READ, records)

    async def probe(self, consumer: AIOKafkaConsumer) -> None:
        """Looks whether a paused topic may go on, where it is time to; nothing is raised."""
        for topic, guarded in self._inputs.items():
            entry = None if guarded.is_open else guarded.enter()
            if entry is not None:
                samples: list[Sample] = []
                try:
                    samples = await self._look(consumer, topic)
                finally:
                    guarded.leave(entry, samples)

    async def _look(self, consumer: AIOKafkaConsumer, topic: str) -> list[Sample]:
        mine = [partition for partition in consumer.assignment() if partition.topic == topic]
        try:
            async with asyncio.timeout(_POSITION_S):
                positions = {partition.partition: await consumer.position(partition) for partition in mine}
            newest = await look_at_newest(self._settings, topic, positions, self._intake)
        except (NotRead, KafkaError, TimeoutError):
            return []
        self._weighed_from |= {TopicPartition(topic, number): end for number, end in newest.ends.items()}
        return newest.samples
