"""Records and a consumer in memory, so that a tracker's polls can be cut at will; the brokers run the same path elsewhere."""

import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aiokafka import TopicPartition

from models.topics import LATE, PINGS, RULINGS
from ops.metrics import Metrics, build_metrics
from ops.personal import Sealer
from streams.gateway.records import Record
from streams.judging.world import World
from streams.tracker.holding import Holding
from streams.tracker.live import LiveFeed
from streams.tracker.poll import UNBOUND, Bounds, Poll, Seen
from streams.tracker.recovery import recover
from tests.tracker.bench import settings

TOPICS = (PINGS.name, LATE.name, RULINGS.name)


class Message(NamedTuple):
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class Place(NamedTuple):
    """A record of which only its place matters."""

    offset: int


def messages(records: Iterable[Record], partition: int = 0) -> list[Message]:
    """Records as they stand on one partition of each topic."""
    following = dict.fromkeys(TOPICS, 0)
    found = []
    for record in records:
        offset = following[record.topic]
        following[record.topic] = offset + 1
        found.append(Message(record.topic, partition, offset, record.timestamp_ms, record.key, record.value, record.headers))
    return found


class Log:
    """What a broker has of one partition."""

    def __init__(self, found: Sequence[Message]) -> None:
        self.found = found
        self.position: dict[str, int] = {}

    async def beginning_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 0)

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return {p: sum(message.topic == p.topic for message in self.found) for p in partitions}

    def partitions_for_topic(self, _: str) -> set[int]:
        return {0}

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.position[partition.topic] = offset


class Desk:
    """One tracker's ping path without its consumer: polls are put in by hand."""

    def __init__(self, db: Any, log: Log, world: World, name: str = "one", *, clock: str = "pings") -> None:
        chosen = settings("127.0.0.1:1", "postgresql://127.0.0.1/none")
        self.db, self.log, self.world, self.name = db, log, world, name
        self.metrics: Metrics = build_metrics()
        self.sealer = Sealer.from_settings(chosen)
        self.now_ms = 0
        self.live = LiveFeed(chosen)
        self.poll = Poll(self.sealer, self.metrics, self.live, wall=clock == "wall", now_ms=lambda: self.now_ms)
        self.holdings: dict[int, Holding] = {}

    async def take(self) -> None:
        """Takes the partition over, as on assignment."""
        self.holdings = await recover(self.db, self.log, TOPICS, [0], {}, self.world, self.name)

    async def work(
        self, batch: Sequence[Message], *, caught_up: bool = False, said_ago_s: float = 0.0,
        held_back: frozenset[str] = frozenset(), bounds: Bounds = UNBOUND,
    ) -> bool:  # fmt: skip
        """Judges and writes one poll; what was read before is left out, as the ping path leaves it out."""
        seen = self.seen(batch, caught_up=caught_up, said_ago_s=said_ago_s, held_back=held_back)
        return await self.poll.work(self.db, self.holdings, seen, self.world, bounds)

    def seen(
        self, batch: Sequence[Message], *, caught_up: bool, said_ago_s: float = 0.0, held_back: frozenset[str] = frozenset()
    ) -> dict[tuple[str, int], Seen]:
        """What such a poll brought."""
        seen = {}
        for topic in TOPICS:
            following = self.holdings[0].places[topic].next_offset
            mine = [m for m in batch if m.topic == topic and m.offset >= following]
            said_s = time.monotonic() - said_ago_s
            seen[topic, 0] = Seen(mine, caught_up and topic not in held_back, topic in held_back, said_s=said_s)
        return seen
