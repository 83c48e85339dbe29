"""The listener of one consumer: of one that is being retired nothing is heard any more."""

from collections.abc import Iterable
from typing import Protocol

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition


class Owner(Protocol):
    """Who owns partitions through a consumer."""

    def reads_through(self, consumer: AIOKafkaConsumer) -> bool:
        """Whether this is the consumer through which it reads now."""

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Partitions go."""

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Partitions come."""


class Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    """Hears of partitions for one consumer: one that is being retired is told of them still, and has none to give."""

    def __init__(self, owner: Owner, consumer: AIOKafkaConsumer) -> None:
        self._owner, self._consumer = owner, consumer

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Tells the owner, if it reads through this consumer."""
        if self._owner.reads_through(self._consumer):
            await self._owner.on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Tells the owner, if it reads through this consumer."""
        if self._owner.reads_through(self._consumer):
            await self._owner.on_partitions_assigned(assigned)
