"""A small scene on a real broker and a real database: trackers less some guards, and what the checks say of the end."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import psutil
from aiokafka import AIOKafkaProducer
from confluent_kafka import ConsumerGroupState
from confluent_kafka.admin import AdminClient

from faults.checking import DELIVERY, breaches
from faults.evidence import Acked, Breach, Evidence, Lines, Offset
from faults.without.moments import reached
from models.topics import LATE, PINGS
from storage.offsets import load
from tests.fixtures.kafka import unique
from tests.tracker.bench import (
    PERSONAL_KEY,
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    until,
)
from tests.tracker.process import Process
from tests.tracker.road import drive, reference

TRUCKS = 6
OFF_THE_ROUTE = 0.42
"""The share of the pings after which every truck is off its route, and none is back on it."""


def detours() -> list[dict[str, Any]]:
    """All trucks' pings in the order of receipt: each leaves its route for some minutes, so that each has much to be told."""
    pings = [ping for number in range(TRUCKS) for ping in drive(number, off_from=10, off_to=16)]
    return sorted(pings, key=lambda ping: (ping["recv_utc_ts"], ping["unit_id"]))


class Scene:
    """Trackers of one build, and the pings of a few trucks that are sent to them part by part."""

    def __init__(self, evidence: Evidence, guards: str, partitions: int, producer: AIOKafkaProducer, db: Any) -> None:
        self.evidence, self.db = evidence, db
        self.pings = detours()
        self._guards, self._partitions, self._producer = guards, partitions, producer
        self._processes: list[Process] = []
        self._sent = 0

    def tracker(self, name: str, *, freeze: str = "", hold: str = "") -> Process:
        """A tracker of this build, which may be made to stand still at a moment."""
        stop = [f"--{way}={moment}={self.stop}" for way, moment in (("freeze", freeze), ("hold", hold)) if moment]
        process = Process(
            self.evidence.folder, name, self.evidence.bootstrap, self.evidence.database,
            ("faults.without", self._guards, *stop, "--", "wastetrack", "tracker"), WASTETRACK_GROUP=self.evidence.group,
        )
        self._processes.append(process)
        return process

    @property
    def stop(self) -> Path:
        return self.evidence.folder / "stop"

    async def has_come(self) -> None:
        """Returns once the moment has been reached."""
        await until(reached(self.stop).exists, "the moment has come")

    async def stands(self, process: Process) -> None:
        """Returns once a tracker has frozen at its moment."""
        await self.has_come()
        await until(lambda: psutil.Process(process.child.pid).status() == psutil.STATUS_STOPPED, "it stands still")

    async def send(self, from_share: float, to_share: float) -> None:
        """Sends a part of the pings, which the gateway would have accepted."""
        some = self.pings[int(from_share * len(self.pings)) : int(to_share * len(self.pings))]
        await send(self._producer, gateway_records(some), self._partitions)
        self._sent += len(some)
        with Lines(self.evidence.folder, Acked) as acked:
            for ping in some:
                acked.write(Acked(acked_ms=time.time_ns() // 1_000_000, location=ping))

    def go_on(self) -> None:
        """Lets a task that is held at its moment go on."""
        reached(self.stop).unlink()

    async def rebalances(self) -> None:
        """Returns once the group waits for a member to let go of its partitions."""
        admin = AdminClient({"bootstrap.servers": self.evidence.bootstrap, "log_level": 0})

        def preparing() -> bool:
            described = admin.describe_consumer_groups([self.evidence.group])[self.evidence.group].result(10)
            return bool(described.state == ConsumerGroupState.PREPARING_REBALANCING)

        await until(preparing, "another wants to join")

    async def stored_number(self) -> int:
        return await count(self.db, "pings")

    async def stored(self, number: int) -> None:
        await until(lambda: self._stored(number), f"{number} pings are stored")

    async def owned_by(self, *names: str) -> None:
        """Returns once exactly these trackers hold the partitions of pings."""
        await until(lambda: self._owned_by(set(names)), f"{names} hold the partitions")

    async def settled(self) -> None:
        """Returns once all has been read, weighed and sent."""
        await until(self._settled, "all has been read and sent")

    async def found(self) -> list[Breach]:
        return await breaches(self.evidence, DELIVERY)

    async def caught_by(self, checks: Iterable[str]) -> None:
        """Returns once each of these checks has found a breach."""
        wanted = set(checks)
        seen: set[str] = set()

        async def caught() -> bool:
            seen.update(breach.check for breach in await self.found())
            return wanted <= seen

        await until(caught, f"{wanted} have found a breach")

    def end(self) -> None:
        for process in self._processes:
            process.end()

    async def _stored(self, number: int) -> bool:
        return await count(self.db, "pings") >= number

    async def _owned_by(self, names: set[str]) -> bool:
        rows = (await load(self.db)).values()
        return {row.owner for row in rows if row.topic == PINGS.name} == names

    async def _settled(self) -> bool:
        read = sum(row.next_offset for row in (await load(self.db)).values() if row.topic in {PINGS.name, LATE.name})
        return read >= self._sent and not await count(self.db, "outbox") and not await count(self.db, "facts")


@contextlib.asynccontextmanager
async def sampled(evidence: Evidence) -> AsyncIterator[None]:
    """Notes all the time where the partitions stand."""

    async def sample() -> None:
        async with database_of(evidence.database) as db:
            while True:
                for row in (await load(db)).values():
                    lines.write(Offset(at_ms=0, topic=row.topic, partition=row.partition, next_offset=row.next_offset, token=row.token))
                await asyncio.sleep(0.1)

    with Lines(evidence.folder, Offset) as lines:
        sampling = asyncio.create_task(sample())
        try:
            yield
        finally:
            sampling.cancel()
            await asyncio.gather(sampling, return_exceptions=True)


@contextlib.asynccontextmanager
async def scene(guards: str, apache: Callable[[int], str], database: str, folder: Path, partitions: int) -> AsyncIterator[Scene]:
    """A scene whose trackers lack these guards; afterwards none of them is left."""
    evidence = Evidence(
        bootstrap=apache(partitions), database=database, folder=folder, group=unique("tracker"), personal_key=PERSONAL_KEY
    )
    async with producing(evidence.bootstrap) as producer, database_of(database) as db:
        await publish_reference(producer, reference(TRUCKS))
        made = Scene(evidence, guards, partitions, producer, db)
        try:
            async with sampled(evidence):
                yield made
        finally:
            made.end()
