"""The ping path: a consumer of its own, read poll by poll; each poll is judged and written whole, or read again."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from models.topics import LATE, PINGS, RULINGS
from ops.consumers import retire, wait_for_more
from ops.http import Health
from ops.metrics import TRACKER_FENCED, Metrics
from ops.settings import Settings
from storage.errors import Fenced
from streams.tracker.back_off import WAITS_S, BackOff
from streams.tracker.beside import AfterIt, Beside
from streams.tracker.dropped import refuse_jumps
from streams.tracker.fetching import Fetching
from streams.tracker.group import POLL_MS, new_member
from streams.tracker.holding import Holding
from streams.tracker.homes import partitions_known, uneven, whole_numbers
from streams.tracker.lag import LagTold, caught_up
from streams.tracker.listener import Listener
from streams.tracker.live import LiveFeed
from streams.tracker.pace import Pace
from streams.tracker.ping_inputs import PingInputs
from streams.tracker.poll import UNBOUND, Batch, Bounds, Poll, Samples
from streams.tracker.recovery import recover
from streams.tracker.seen import seen_of
from streams.tracker.sharing import Sharing
from streams.tracker.trial import Trial
from streams.tracker.turns import MOST, Turn, Turns
from streams.tracker.waiting import NotThere, waits_for
from streams.tracker.worlds import DATABASE_FAILURES, Worlds

TOPICS: Final = (PINGS.name, LATE.name, RULINGS.name)
NAME: Final = "its partitions"
_LATE_MS: Final = 20
_HURRY_MS: Final = 10
_RECORDS_AT_FIRST: Final = 500
_ACQUIRE_S: Final = 10.0
_STAY_S: Final = 300.0
"""For so long a tracker without its database keeps its place in the group; then another may have what it has not."""


class PingPath:
    """Owns partitions through a consumer group, and holds their units in memory while it does."""

    def __init__(
        self, settings: Settings, pool: Any, worlds: Worlds, poll: Poll, live: LiveFeed, metrics: Metrics,
        health: Health, wake: Callable[[], None], flush: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._settings, self._pool, self._worlds, self._poll = settings, pool, worlds, poll
        self._live, self._metrics, self._health, self._wake, self._flush = live, metrics, health, wake, flush
        self._instance = settings.instance_name("tracker")
        self._stopping = asyncio.Event()
        self.ended = asyncio.Event()
        self._lock = asyncio.Lock()
        self._consumer: AIOKafkaConsumer | None = None
        self._holdings: dict[int, Holding] = {}
        self._parked: dict[int, Holding] = {}
        self._wanted: set[int] = set()
        self._assigned: set[TopicPartition] = set()
        self._turn: str = "all"
        self._behind = self._brought = False
        self._pace = Pace() if settings.clock == "pings" else None
        self._inputs, self._trial = PingInputs(metrics, health), Trial(settings)
        self._is_busy = False
        self._fetching = Fetching()
        self._sharing = Sharing()
        self._writing: Beside[Samples] = Beside(lambda samples: self._inputs.weigh(samples, self._holdings))
        self._lag = LagTold(metrics)
        self.waits_for: str | None = None
        """For whom or what it waits now, as `/readyz` names it."""
        self._log = structlog.get_logger("tracker")
        health.waiting_for(NAME)

    def reads_through(self, consumer: AIOKafkaConsumer) -> bool:
        """Whether this is the consumer through which pings are read now."""
        return self._consumer is consumer

    @property
    def owners(self) -> dict[int, int]:
        """The partitions whose outbox this tracker relays, each with the token under which it holds it."""
        return {number: holding.places[PINGS.name].token for number, holding in self._holdings.items()}

    @property
    def holdings(self) -> Mapping[int, Holding]:
        """What is held now, by partition number."""
        return self._holdings

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """What it reads with; None while it is in no group."""
        return self._consumer

    @property
    def reading(self) -> list[TopicPartition]:
        """The partitions that are its own to read now: not paused, and nothing kept there that waits for others."""
        kept, paused = self._kept, self._inputs.paused
        mine = (one for one in self._assigned if one.partition in self._wanted and one.topic not in paused)
        return sorted(one for one in mine if one not in kept)

    @property
    def _kept(self) -> Mapping[TopicPartition, Sequence[Any]]:
        """The records that wait for the pings' clock."""
        return self._pace.kept if self._pace is not None else {}

    @property
    def is_busy(self) -> bool:
        """Whether a batch is in hand."""
        return self._is_busy or self._writing.is_busy

    def stop(self) -> None:
        """Asks the run to end after the batch in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Reads, judges and writes until stopped; brokers and databases that are away are waited for."""
        try:
            await self._run()
        finally:
            self.ended.set()

    async def _run(self) -> None:
        failures = BackOff()
        while not self._stopping.is_set():
            wait_s = WAITS_S[0]
            try:
                await self._join()
                await self._read()
                await self._flush()
            except Fenced as error:
                self._metrics.count(TRACKER_FENCED)
                self._log.warning("another tracker has taken over: joining anew", error=str(error))
            except (KafkaError, NotThere, *DATABASE_FAILURES) as error:
                wait_s = failures.failed(error, time.monotonic())
                self._name(waits_for(error))
                if failures.worth_saying:
                    self._log.warning("pings wait", error=_named(error))
            finally:
                await self._leave()
            if not self._stopping.is_set():
                await self._pause(wait_s)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Lets the batch in hand end, then lets go."""
        async with self._lock:
            if revoked:
                self._parked = dict(self._holdings) if await self._writing.over() else {}
                self._holdings, self._wanted = {}, set()
                self._forget_kept()
                self._health.waiting_for(NAME)
                self._lag.tell_of_none()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Notes what is ours; nothing is read of it before it has been loaded."""
        self._assigned = set(assigned)
        self._wanted = whole_numbers(sorted(self._assigned), TOPICS)
        if self._consumer is not None and self._assigned:
            self._consumer.pause(*self._assigned)
        if not self._assigned:  # one more tracker than partitions: it stands by
            self._health.has(NAME)

    async def _join(self) -> None:
        async with self._pool.acquire(timeout=5) as connection:
            await connection.fetchval("SELECT 1")
        self._sharing, self._fetching = Sharing(), Fetching()
        self._consumer = consumer = new_member(self._settings, self._instance, self._sharing)
        await consumer.start()
        self._name(None)
        consumer.subscribe(list(TOPICS), listener=Listener(self, consumer))

    async def _leave(self) -> None:
        async with self._lock:
            await self._let_go()
            self._wanted, self._assigned = set(), set()
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await retire(consumer)

    async def _let_go(self) -> None:
        """Forgets what is in memory: after a failed write nobody knows what of it was written."""
        await self._writing.over()
        self._holdings, self._parked = {}, {}
        self._forget_kept()
        self._health.waiting_for(NAME)
        self._lag.tell_of_none()

    async def _read(self) -> None:
        """Reads, judges and writes; a database that fails is waited for within the group."""
        consumer = self._consumer
        failures, turns = BackOff(), Turns()
        self._turn = "all"
        self._behind = self._brought = False
        while consumer is not None and not self._stopping.is_set():
            try:
                if self._sharing.is_to_ask(partial(partitions_known, consumer), time.monotonic()):
                    self._log.info("there are other partitions than the group has shared out: a new round is asked for")
                    # To subscribe once more would take the share away at once, in the middle of what is being read.
                    consumer._coordinator.request_rejoin()  # noqa: SLF001
                if self._wanted != set(self._holdings):
                    await self._take(consumer)
                await self._take_turn(consumer, turns)
            except (NotThere, *DATABASE_FAILURES) as error:
                wait_s = failures.failed(error, time.monotonic())
                self._name(waits_for(error))
                if failures.since_s is not None and time.monotonic() - failures.since_s > _STAY_S:
                    raise
                if failures.worth_saying:
                    self._log.warning("pings wait, and the partitions stay", error=_named(error))
                await self._sit_out(consumer, wait_s)
            else:
                failures.went_well()
                self._name(None)
        async with self._at_work():
            await self._writing.settled()

    async def _take_turn(self, consumer: AIOKafkaConsumer, turns: Turns) -> None:
        began_s, busy_s = time.monotonic(), -time.thread_time()
        for topic in self._inputs.probing():
            async with self._at_work():
                await self._writing.settled()
                tried = await self._trial.newest(self._pool, topic, self._holdings, self._worlds.current)
            self._inputs.probed(topic, tried.samples, tried.ends)
        closed = self._inputs.paused
        turn = turns.choose(behind=self._behind and not closed, late_waits=self._waits(consumer, LATE.name))
        self._switch(consumer, turn)
        # Some topics are nearly always empty: while pings come, none of them waits for what may come there.
        wait_for_more(consumer, _HURRY_MS if self._behind or self._brought else POLL_MS)
        if self._brought:
            await self._fetching.rest()
        batches = await self._fetch(consumer, closed, turn, turns.late_records)
        await asyncio.sleep(0)  # to unpack them held the loop
        async with self._at_work():
            await self._work(consumer, batches)
        self._brought = any(batches.values())
        late = sum(len(records) for partition, records in batches.items() if partition.topic == LATE.name)
        others = sum(map(len, batches.values())) - late
        turns.spent(turn, time.monotonic() - began_s, late, busy_s + time.thread_time(), others)
        self._behind = self._waits(consumer, PINGS.name)

    def _waits(self, consumer: AIOKafkaConsumer, topic: str) -> bool:
        """Whether records wait to be read in a topic's partitions that are held, or may."""
        mine = {TopicPartition(topic, number) for number in self._holdings}
        # Of a partition in which records are kept no more is read: what waits there keeps no turn from others.
        return not all(caught_up(consumer, one) for one in mine - self._kept.keys())

    async def _sit_out(self, consumer: AIOKafkaConsumer, seconds: float) -> None:
        """Waits, fetching nothing and polling all the same: a consumer that does not poll is put out of its group."""
        async with self._lock:
            await self._let_go()
        ends_s = time.monotonic() + seconds
        while not self._stopping.is_set() and time.monotonic() < ends_s:
            if fetching := self._assigned & consumer.assignment() - consumer.paused():
                consumer.pause(*fetching)
            await consumer.getmany(timeout_ms=POLL_MS)

    async def _fetch(
        self, consumer: AIOKafkaConsumer, closed: frozenset[str], turn: Turn, most_late: int
    ) -> Mapping[TopicPartition, Sequence[Any]]:
        """What the next poll brings, of partitions in which nothing is kept and of topics that are not closed."""
        kept, most = self._kept, self._most()
        fetched: dict[TopicPartition, Sequence[Any]] = {}
        if not consumer.assignment():
            await consumer.getmany(timeout_ms=POLL_MS)
            return fetched
        open_now = [one for one in consumer.assignment() if one not in kept and one.topic not in closed]
        late = [one for one in open_now if one.topic == LATE.name] if turn != "pings" else []
        # What waits of a topic whose turn it is not would be thrown away, and fetched again.
        others = [one for one in open_now if one.topic != LATE.name and (turn != "late" or one.topic != PINGS.name)]
        if late:
            wait_ms = _LATE_MS if turn == "late" or not others else 0
            fetched |= await consumer.getmany(*late, timeout_ms=wait_ms, max_records=min(most, most_late))
        if others:
            wait_ms = 0 if fetched else _LATE_MS if kept or turn == "late" else POLL_MS
            fetched |= await self._fetching.fetch(consumer, others, wait_ms, most)
        elif not late:
            await asyncio.sleep(_LATE_MS / 1000)
        return fetched

    def _most(self) -> int:
        """How many records one poll may bring: fewer while each may wake a unit, so that verdicts come soon."""
        return _RECORDS_AT_FIRST if any(holding.asleep for holding in self._holdings.values()) else MOST

    async def _take(self, consumer: AIOKafkaConsumer) -> None:
        """Loads the partitions that have come to us, and begins to read them where they stand."""
        async with self._at_work():
            await self._writing.settled()
            wanted, parked = set(self._wanted), self._parked
            async with self._pool.acquire(timeout=_ACQUIRE_S) as connection:
                if (problem := await uneven(consumer, TOPICS)) is not None:
                    raise NotThere(f"{problem}: make them equal, since one tracker must read what concerns one unit")
                held = await recover(connection, consumer, TOPICS, wanted, parked, self._worlds.current, self._instance)
            if wanted == self._wanted:
                self._holdings, self._parked = held, {}
                for number in parked.keys() - held.keys():
                    self._live.forget(number)
                self._turn = "all"
                if mine := [partition for partition in self._assigned if partition.partition in wanted]:
                    consumer.resume(*mine)
                self._name(None)
                self._health.has(NAME)
                self._log.info("partitions held", partitions=sorted(held))
        self._wake()

    async def _work(self, consumer: AIOKafkaConsumer, batches: Mapping[TopicPartition, Sequence[Any]]) -> None:
        if not self._holdings:
            return
        pace = self._pace
        async with self._pool.acquire(timeout=_ACQUIRE_S) as connection:
            if pace is not None:
                await pace.look(connection, consumer)
                batches = pace.let_through(batches)
            bounds = UNBOUND if pace is None else Bounds(pace.ceiling_ms, pace.newest_ms)
            seen = seen_of(consumer, self._holdings.values(), batches, frozenset(self._kept))
            await refuse_jumps(consumer, self._holdings.values(), seen, batches)
            reading = AfterIt(connection, self._writing)
            batch = await self._poll.judge(reading, self._holdings, seen, self._worlds.current, bounds)
        await self._writing.settled()
        self._writing.begin(self._write(consumer, batch))
        # While a backlog waits PostgreSQL and this process each have a core. How far the pings' clock may go is told by
        # what is stored: a batch that is being written holds it up. One in which something is bad is written first.
        if not self._behind or not batch.is_plain:
            await self._writing.settled()

    async def _write(self, consumer: AIOKafkaConsumer, batch: Batch) -> Samples:
        async with self._pool.acquire(timeout=_ACQUIRE_S) as connection:
            wrote = await self._poll.write(connection, batch)
        if wrote and batch.rows is not None and batch.rows.outbox:
            self._wake()
        self._lag.tell(consumer, self._holdings.values())
        return batch.samples

    def _forget_kept(self) -> None:
        if self._pace is not None:
            self._pace.forget()

    @contextlib.asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """Partitions neither come nor go meanwhile."""
        async with self._lock:
            self._is_busy = True
            try:
                yield
            finally:
                self._is_busy = False

    def _switch(self, consumer: AIOKafkaConsumer, turn: Turn) -> None:
        if turn == self._turn:
            return
        self._turn = turn
        mine = [partition for partition in self._assigned if partition.partition in self._holdings]
        for topic, others in ((PINGS.name, "late"), (LATE.name, "pings")):
            partitions = [partition for partition in mine if partition.topic == topic]
            if partitions:
                (consumer.pause if turn == others else consumer.resume)(*partitions)

    def _name(self, waits_for: str | None) -> None:
        """Says on `/readyz` for whom or what it waits, or that it waits for nothing any more."""
        if self.waits_for is not None:
            self._health.has(self.waits_for)
        self.waits_for = waits_for
        if waits_for is not None:
            self._health.waiting_for(waits_for)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
