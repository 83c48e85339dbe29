"""The watch: samples of memory and offsets, and whether all has caught up."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Any, Final

import asyncpg
import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from faults.evidence import Lines, Memory, Offset
from faults.service import now_ms
from faults.stage import GATEWAY, Stage
from models.topics import LATE, PINGS, REFERENCE, RULINGS
from ops.settings import load
from streams.tracker.brokers import partition_counts

_EVERY_S: Final = 1.0
_MEMORY_EVERY: Final = 2
_ANSWER_S: Final = 3.0
_AWAY: Final = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError, KafkaError,
)  # fmt: skip
_JUDGED: Final = (PINGS.name, LATE.name, RULINGS.name)
_PAPERS: Final = tuple(topic.name for topic in REFERENCE)
_WAITING: Final = "wastetrack_gateway_waiting_records"
_RAW_LAG: Final = "wastetrack_normaliser_lag_records"
_LEFT: Final = """
    SELECT (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM facts) AS facts,
           (SELECT count(*) FROM notices WHERE state = 'due') AS notices
"""


class Watch:
    """Looks at the servers at their own addresses, past the proxies, and writes down what it sees."""

    def __init__(self, stage: Stage, memory: Lines, offsets: Lines) -> None:
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
        self._stage, self._memory, self._offsets = stage, memory, offsets
        self._database: Any = None
        self._dsn = ""
        self._consumer: AIOKafkaConsumer | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Samples until cancelled."""
        turns = 0
        while True:
            if turns % _MEMORY_EVERY == 0:
                self._weigh()
            with contextlib.suppress(*_AWAY):
                await self.sample()
            turns += 1
            await asyncio.sleep(_EVERY_S)

    async def sample(self) -> dict[tuple[str, int], int]:
        """Writes down the table of offsets as it stands, and gives it; raises when the database is away."""
        at_ms = now_ms()
        rows = await self.ask("SELECT topic, partition, next_offset, token FROM offsets")
        for row in rows:
            self._offsets.write(Offset(at_ms=at_ms, **dict(row)))
        return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}

    async def lag(self) -> int | None:
        """How many records of the pings' topics and the rulings are not judged yet; None while that cannot be told."""
        try:
            return await self._unread("offsets", _JUDGED)
        except _AWAY:
            return None

    async def left(self) -> dict[str, int] | None:
        """What is still on its way behind the judging and before it; None while that cannot be told."""
        try:
            (row,) = await self.ask(_LEFT)
            papers = await self._unread("reference_offsets", _PAPERS)
        except _AWAY:
            return None
        figures = await self._stage.metrics(GATEWAY)
        raw = [value for name, value in figures.items() if name.startswith((_RAW_LAG, _WAITING))]
        if not raw:
            return None
        return {**dict(row), "papers": papers, "raw": round(sum(raw))}

    async def ask(self, query: str, *values: object) -> Sequence[Any]:
        """Rows of the database; raises when it is away or locked."""
        async with self._turn:
            if self._database is None or self._database.is_closed() or self._dsn != self._stage.postgres.dsn:
                await self._drop_database()
                self._dsn = self._stage.postgres.dsn
                self._database = await asyncpg.connect(self._dsn, timeout=_ANSWER_S, command_timeout=_ANSWER_S)
            rows: Sequence[Any] = await self._database.fetch(query, *values)
            return rows

    async def close(self) -> None:
        """Lets go of both servers."""
        await self._drop_database()
        await self._drop_consumer()

    async def _unread(self, table: str, topics: Sequence[str]) -> int:
        """How many records of topics lie behind the offsets that a table holds."""
        rows = await self.ask(f"SELECT topic, partition, next_offset FROM {table}")
        ends = await self._ends(topics)
        stands = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        return sum(max(0, end - int(stands.get(place, 0))) for place, end in ends.items())

    async def _ends(self, topics: Sequence[str]) -> dict[tuple[str, int], int]:
        try:
            async with asyncio.timeout(_ANSWER_S):
                if self._consumer is None:
                    self._consumer = AIOKafkaConsumer(
                        bootstrap_servers=self._stage.kafka.bootstrap, isolation_level="read_committed"
                    )
                    await self._consumer.start()
                # Asked of topics that it does not read, a consumer says that they have no partitions.
                counts = await partition_counts(
                    load(None, {"WASTETRACK_KAFKA": self._stage.kafka.bootstrap}), list(topics)
                )
                places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
                found = await self._consumer.end_offsets(places)
        except BaseException:
            await self._drop_consumer()
            raise
        return {(place.topic, place.partition): end for place, end in found.items()}

    async def _drop_consumer(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            with contextlib.suppress(*_AWAY):
                async with asyncio.timeout(_ANSWER_S):
                    await consumer.stop()

    async def _drop_database(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.terminate()

    def _weigh(self) -> None:
        at_ms = now_ms()
        for name, service in list(self._stage.services.items()):
            pid = service.pid
            if pid is None:
                continue
            with contextlib.suppress(psutil.Error):
                used = psutil.Process(pid).memory_info().rss
                self._memory.write(Memory(at_ms=at_ms, process=name, pid=pid, rss_bytes=used))
