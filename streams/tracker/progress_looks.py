"""What of a tracker should get on: its partitions, the messages that it relays, the facts that it weighs.

Both neighbours are asked here as well, so that a part that waits for one of them is not taken for one that has lost its
way.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from models.topics import LATE, PINGS
from ops.consumers import position_of
from ops.http import Health
from ops.progress import Sample
from storage.progress import ProgressRow, read_progress
from streams.tracker.judge import Judge
from streams.tracker.ping_path import PingPath
from streams.tracker.relay import Relay
from streams.tracker.waiting import BROKER, DATABASE
from streams.tracker.worlds import DATABASE_FAILURES

_ANSWER_S: Final = 5.0
_GPS: Final = (PINGS.name, LATE.name)


class TrackerLooks:
    """Looks at the parts of one tracker."""

    def __init__(self, pool: Any, path: PingPath, relay: Relay, judge: Judge, health: Health) -> None:
        self._pool, self._path, self._relay, self._judge, self._health = pool, path, relay, judge, health
        self._named: set[str] = set()

    async def look(self) -> Mapping[str, Sample]:
        """How each of them stands."""
        row, ends = await self._ask_database(), await self._ask_broker()
        self._name(DATABASE, silent=row is None)
        self._name(BROKER, silent=ends is None)
        away = tuple(name for name in (DATABASE, BROKER) if name in self._health.waiting)
        unsent = away if away or not self._relay.is_refused else (BROKER,)
        found = {"pings": self._unread(row, ends), "outbox": _unsent(row), "facts": self._unweighed(row)}
        unread = away if away or self._path.waits_for is None else (self._path.waits_for,)
        waits = {"pings": unread, "outbox": unsent, "facts": tuple(name for name in away if name == DATABASE)}
        at_s = time.monotonic()
        return {part: Sample(at_s=at_s, behind=found[part], waits_for=waits[part]) for part in found}

    def _name(self, name: str, *, silent: bool) -> None:
        """Says for whom the tracker waits, and takes back only what was said here: the ping path knows more."""
        if silent:
            self._health.waiting_for(name)
            self._named.add(name)
        elif name in self._named:
            self._health.has(name)
            self._named.discard(name)

    async def _ask_database(self) -> ProgressRow | None:
        owners = tuple(self._path.owners | self._judge.owners)
        try:
            async with asyncio.timeout(_ANSWER_S), self._pool.acquire() as connection:
                return await read_progress(connection, owners, _GPS)
        except DATABASE_FAILURES:
            return None

    async def _ask_broker(self) -> Mapping[TopicPartition, int] | None:
        consumer, mine = self._path.consumer, [one for one in self._path.reading if one.topic in _GPS]
        if consumer is None:
            return None
        try:
            async with asyncio.timeout(_ANSWER_S):
                ends: Mapping[TopicPartition, int] = await consumer.end_offsets(mine) if mine else {}
                return ends
        except (KafkaError, TimeoutError):
            return None

    def _unread(self, row: ProgressRow | None, ends: Mapping[TopicPartition, int] | None) -> dict[str, int]:
        """The partitions whose records wait, with their stored offsets; marks of transactions are no records."""
        if row is None or ends is None:
            return {}
        found: dict[str, int] = {}
        for partition, end in ends.items():
            stored = row.offsets.get((partition.topic, partition.partition), 0)
            consumer, held = self._path.consumer, partition.partition in self._path.holdings
            position = position_of(consumer, partition) if consumer is not None else None
            is_through = held and not self._path.is_busy and position is not None and position >= end
            if end > stored and not is_through:
                found[f"{partition.topic} {partition.partition}"] = stored
        return found

    def _unweighed(self, row: ProgressRow | None) -> dict[str, int]:
        """The first fact that waits, where this tracker is the one that weighs."""
        return {} if row is None or row.fact is None or not self._judge.owners else {"first": row.fact}


def _unsent(row: ProgressRow | None) -> dict[str, int]:
    return {} if row is None else {f"owner {owner}": seq for owner, seq in row.outbox.items()}
