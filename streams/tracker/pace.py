"""Pace: on the pings' clock nobody runs ahead of what the rules across units have still to say.

A backlog of days is read in seconds, and a ruling takes a moment: were the clock let run, the trip that it concerns
would be final by then. So the clock goes on in steps, each once all partitions have come to its end and all that was
to be said of it has been taken in. On the wall clock it is not so: there a partition that stands still may hold up
what is told across units, but no other truck.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from models.times import HOUR_MS
from models.topics import LATE, PINGS, RULINGS
from storage.pace import read_pace
from streams.tracker.intake import LAST_RECEIPT_MS

STEP_MS: Final = 12 * HOUR_MS
"""Less than the day after which a trip is final."""
_SHARD: Final = 0
_GATED: Final = (PINGS.name, LATE.name)


class Pace:
    """Lets records through up to `ceiling_ms`, keeps the rest, and raises the ceiling; None before the first record."""

    def __init__(self) -> None:
        self.ceiling_ms: int | None = None
        self.newest_ms = 0
        self._kept: dict[TopicPartition, list[Any]] = {}

    @property
    def kept(self) -> Mapping[TopicPartition, Sequence[Any]]:
        """The records that wait, by partition; no more need be read there."""
        return self._kept

    def forget(self) -> None:
        """Lets go of what was kept: it is read again."""
        self._kept = {}

    async def look(self, connection: Any, consumer: AIOKafkaConsumer) -> None:
        """Raises the ceiling if all have come up to it and nothing is to be said any more."""
        row = await read_pace(connection, PINGS.name, LATE.name, RULINGS.name, _SHARD)
        self.newest_ms = row.newest_ms
        if self.ceiling_ms is None and row.newest_ms:  # what another has begun goes on from there
            self.ceiling_ms = row.newest_ms
        higher_ms = row.floor_ms + STEP_MS
        if not row.floor_ms or not row.weighed or (self.ceiling_ms is not None and higher_ms <= self.ceiling_ms):
            return
        ends = await consumer.end_offsets([TopicPartition(RULINGS.name, number) for number in row.rulings])
        if all(row.rulings[partition.partition] >= end for partition, end in ends.items()):
            self.ceiling_ms = higher_ms

    def let_through(self, batches: Mapping[TopicPartition, Sequence[Any]]) -> dict[TopicPartition, Sequence[Any]]:
        """Of what was kept and what came, the records that may be judged now."""
        gated = [partition for partition in {*batches, *self._kept} if partition.topic in _GATED]
        coming = {partition: [*self._kept.get(partition, ()), *batches.get(partition, ())] for partition in gated}
        if self.ceiling_ms is None:
            told_ms = (record.timestamp for rows in coming.values() for record in rows)
            receipts_ms = [at_ms for at_ms in told_ms if _is_time(at_ms)]
            if not receipts_ms:
                return dict(batches)
            self.ceiling_ms = min(receipts_ms) + STEP_MS
        found = {partition: rows for partition, rows in batches.items() if partition.topic not in _GATED}
        self._kept = {}
        for partition, rows in coming.items():
            number = _first_after(rows, self.ceiling_ms)
            found[partition] = rows[:number]
            if number < len(rows):
                self._kept[partition] = rows[number:]
        return found


def _first_after(records: Sequence[Any], ceiling_ms: int) -> int:
    return next(
        (n for n, record in enumerate(records) if _is_time(record.timestamp) and record.timestamp > ceiling_ms),
        len(records),
    )


def _is_time(timestamp_ms: int | None) -> bool:
    """Whether it can be a receipt at all; a record without one holds nothing up."""
    return timestamp_ms is not None and 0 <= timestamp_ms <= LAST_RECEIPT_MS
