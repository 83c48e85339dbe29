"""A batch is written while the next one is judged: what comes of it is what comes of one after the other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from models.times import HOUR_MS, from_iso, to_iso
from storage.errors import Fenced
from streams.compare import differences, order_differences
from streams.tracker.beside import AfterIt, Beside
from streams.tracker.poll import Poll
from tests.fixtures.kafka import unique
from tests.tracker.bench import count, database_of, gateway_records, producing, send, settings, told, tracking, until
from tests.tracker.road import drive, fleet, offline, reference, world
from tests.tracker.stand_in import Desk, Log, Message, messages

TRUCKS = 4


class BesideDesk(Desk):
    """A desk that judges on one connection while it writes on another, which begins only when somebody waits for it."""

    def __init__(self, reader: Any, writer: Any, found: Sequence[Message], made: Any) -> None:
        super().__init__(reader, Log(found), made)
        self.writer = writer
        self.asked = asyncio.Event()
        self.writing: Beside[bool] = Beside(lambda _: None)

    async def begin(self, batch: Sequence[Message], *, caught_up: bool = False) -> None:
        """Judges, and begins to write."""
        seen = self.seen(batch, caught_up=caught_up)
        judged = await self.poll.judge(AfterIt(self.db, self), self.holdings, seen, self.world)  # type: ignore[arg-type]
        await self.settled()
        self.asked.clear()
        self.writing.begin(self._write(judged))

    async def settled(self) -> None:
        self.asked.set()
        await self.writing.settled()

    async def _write(self, judged: Any) -> bool:
        await self.asked.wait()
        return await self.poll.write(self.writer, judged)


@asynccontextmanager
async def beside(dsn: str, found: Sequence[Message], made: Any) -> AsyncIterator[BesideDesk]:
    async with database_of(dsn) as reader, database_of(dsn) as writer:
        desk = BesideDesk(reader, writer, found, made)
        await desk.take()
        yield desk
        await desk.writing.over()


@pytest.mark.parametrize("size", (1, 9, 50))
async def test_written_beside_or_one_after_the_other(database: str, size: int) -> None:
    pings, records = fleet(TRUCKS), reference(TRUCKS)
    found = messages(gateway_records(pings))
    async with beside(database, found, world(records)) as desk:
        for start in range(0, len(found), size):
            await desk.begin(found[start : start + size])
        await desk.settled()
        assert order_differences(await told(desk.db), offline(pings, records)) == []
        assert await count(desk.db, "pings", "standing = 0") == len(pings)


async def test_a_late_ping_finds_what_the_batch_before_it_brought(database: str) -> None:
    """A truck's middle hour comes at the end; what it must be judged with is in the batch that is still being written."""
    records, pings = reference(TRUCKS), list(drive(1, off_from=10, off_to=16))
    in_time, held_back = [*pings[:20], *pings[40:]], pings[20:40]
    arrives_ms = from_iso(pings[-1]["recv_utc_ts"]) + HOUR_MS
    late = [ping | {"recv_utc_ts": to_iso(arrives_ms + n)} for n, ping in enumerate(held_back)]
    found = messages([*gateway_records(in_time), *gateway_records(late, backup=True)])
    async with beside(database, found, world(records)) as desk:
        for batch in (found[: len(in_time)], found[len(in_time) : -5], found[-5:]):
            await desk.begin(batch)
        await desk.settled()
        assert differences(await told(desk.db), offline([*in_time, *late], records)) == []


async def test_one_that_lost_its_partition_writes_neither_batch(database: str) -> None:
    found = messages(gateway_records(fleet(TRUCKS)))
    async with beside(database, found, world(reference(TRUCKS))) as zombie, database_of(database) as db:
        await zombie.begin(found[:40])
        owner = Desk(db, Log(found), world(reference(TRUCKS)), "owner")
        await owner.take()
        with pytest.raises(Fenced, match="held by 'owner'"):
            await zombie.begin(found[40:80])
        assert await count(db, "pings") == 0
        await owner.work(found[:80])
        assert await count(db, "pings") == 80


async def test_what_went_wrong_is_told_once_to_who_waits_first() -> None:
    heard: list[int] = []
    work: Beside[int] = Beside(heard.append)

    async def fail() -> int:
        raise OSError("gone")

    async def answer() -> int:
        return 7

    work.begin(fail())
    with pytest.raises(RuntimeError):
        work.begin(unused := answer())
    unused.close()
    with pytest.raises(OSError, match="gone"):
        await work.settled()
    await work.settled()
    work.begin(answer())
    assert work.is_busy
    await work.settled()
    assert (heard, work.is_busy) == ([7], False)
    work.begin(fail())
    assert not await work.over()
    assert await work.over()


async def test_a_backlog_is_written_once_through_a_write_that_fails(
    broker: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small batches, one of which does not reach the database while the next is judged: both are read again."""
    monkeypatch.setattr("streams.tracker.ping_path.MOST", 20)
    monkeypatch.setattr("streams.tracker.ping_path._RECORDS_AT_FIRST", 20)
    rows = gateway_records(fleet(8))
    overlapped, written = [], 0
    write, judge = Poll.write, Poll.judge

    async def failing(self: Poll, connection: Any, batch: Any) -> bool:
        nonlocal written
        written += batch.rows is not None
        if written == 5:
            written += 1
            raise ConnectionResetError("the line is cut")
        await asyncio.sleep(0.02)
        return await write(self, connection, batch)

    async def noting(self: Poll, connection: Any, *rest: Any) -> Any:
        overlapped.append(connection._writing.is_busy)
        return await judge(self, connection, *rest)

    monkeypatch.setattr(Poll, "write", failing)
    monkeypatch.setattr(Poll, "judge", noting)
    async with producing(broker) as producer:
        await send(producer, rows, 3)
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"), WASTETRACK_CLOCK="wall")
    async with database_of(database) as db, tracking(chosen):

        async def all_there() -> bool:
            return await count(db, "pings") >= len(rows)

        await until(all_there, "everything is written")
        assert await count(db, "pings") == len(rows)
        distinct = "SELECT count(DISTINCT (topic, partition, \"offset\")) FROM pings"
        assert await db.fetchval(distinct) == len(rows)
        assert written > 5
    assert any(overlapped), "no batch was judged while another was written"
