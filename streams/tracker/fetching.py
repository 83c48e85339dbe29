"""Fetching: what a poll brings of some partitions, which is what was fetched ahead and what came since."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.tracker.dropped import joined

Records = Mapping[TopicPartition, Sequence[Any]]

APART_S: Final = 0.015
"""So far apart are fetches in a flow, at least: what a turn costs whatever it brings is then shared by more pings."""
_FRESH_MS: Final = 50


class Fetching:
    """Reads through one consumer. aiokafka fetches ahead, but nothing more while something fetched is unread."""

    def __init__(self) -> None:
        self._last_s = 0.0
        self._owed: KafkaError | None = None

    async def rest(self) -> None:
        """Returns once the next fetch is not too soon after the last."""
        if (rest_s := self._last_s + APART_S - time.monotonic()) > 0:
            await asyncio.sleep(rest_s)

    async def fetch(
        self, consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition], wait_ms: int, most: int
    ) -> Records:
        """At most `most` records, in their order; waits up to `wait_ms` where there are none.

        Raises KafkaError, also one that came up in the fetch before beside records of other partitions, and NotThere
        where a partition went back.
        """
        if (owed := self._owed) is not None:
            self._owed = None
            raise owed
        try:
            return await self._fetch(consumer, partitions, wait_ms, most)
        finally:
            self._last_s = time.monotonic()

    async def _fetch(
        self, consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition], wait_ms: int, most: int
    ) -> Records:
        came: Records = await consumer.getmany(*partitions, timeout_ms=0, max_records=most)
        left = most - sum(map(len, came.values()))
        if not left:
            return came
        if came:  # it was fetched when the turn before began, and more has come meanwhile
            wait_ms = min(round((time.monotonic() - self._last_s) * 1000), _FRESH_MS)
        try:
            fresh = await consumer.getmany(*partitions, timeout_ms=wait_ms, max_records=left)
        except KafkaError as error:
            if not came:
                raise
            self._owed = error  # of one partition, maybe: what others brought is judged first
            return came
        return joined(came, fresh)
