"""A trial: what would become of the newest records that wait on a paused topic, which stay where they are.

Looked at is the newest, not the next: what waits first may be bad for ever, and would keep a mended input shut. Only
judging tells whether judging works, so they are judged, by units of their own that nobody keeps.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from models.times import DAY_MS
from ops.personal import Sealer
from ops.settings import Settings
from streams.input_guard import Sample
from streams.judging.world import World
from streams.topic_reader import NotRead, opened_topic
from streams.tracker.holding import Holding
from streams.tracker.intake import LAST_RECEIPT_MS, arrivals_of, read_record
from streams.tracker.judged import Judged
from streams.tracker.ping_inputs import samples_of
from streams.tracker.strays import send_home
from streams.tracker.writing import Part

_RECORDS: Final = 20
"""So many of each partition: few, so that what was mended a moment ago is seen beside what was not."""
_READ_S: Final = 5.0


class Tried(NamedTuple):
    """What became of the records, and where each partition of the topic ended."""

    samples: list[Sample]
    ends: Mapping[int, int]


class Trial:
    """Tries records without a trace."""

    def __init__(self, settings: Settings, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._settings, self._sealer, self._now_ms = settings, Sealer.from_settings(settings), now_ms

    async def newest(self, pool: Any, topic: str, holdings: Mapping[int, Holding], world: World) -> Tried:
        """Tries the newest records that wait in what is held of a topic; none where the broker does not give them."""
        waiting: dict[int, list[Any]] = {}
        try:
            async with asyncio.timeout(_READ_S), opened_topic(self._settings, topic) as reader:
                ends = {number: reader.ends[number] for number in holdings}
                for number, end in ends.items():
                    following = holdings[number].places[topic].next_offset
                    begin = max(following, reader.begins[number], end - _RECORDS)
                    waiting[number] = [record async for record in reader.between(number, begin, end)]
        except (NotRead, TimeoutError, KeyError):
            return Tried([], {})
        async with pool.acquire(timeout=_READ_S) as connection:
            parts = [await self._part(connection, holdings[number], waiting[number], world) for number in waiting]
        return Tried(samples_of(parts).get(topic, []), ends)

    async def _part(self, connection: Any, held: Holding, records: list[Any], world: World) -> Part:
        now_ms = self._now_ms()
        latest_ms = now_ms + DAY_MS if self._settings.clock == "wall" else LAST_RECEIPT_MS
        reads = [read_record(record, self._sealer, now_ms, latest_ms) for record in records]
        nobodys = Holding(held.number, held.places, reference_seq=held.reference_seq, partitions=held.partitions)
        judged, arrivals = Judged(nobodys, world, connection), arrivals_of(reads)
        send_home(nobodys, reads, arrivals)
        await judged.follow(arrivals)
        return Part(nobodys, reads, judged, [])
