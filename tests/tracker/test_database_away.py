"""While the database is away or slow, a tracker fetches nothing and keeps its place in the group; then it goes on."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import pytest

from storage.pool import connect
from streams.compare import differences
from streams.tracker.back_off import STEADY_S, WAITS_S, BackOff
from streams.tracker.run import Tracker
from tests.fixtures.postgres import PostgresServer
from tests.tracker.bench import count, database_of, gateway_records, told, until
from tests.tracker.road import fleet, offline, reference
from tests.tracker.stage import staged, stored

PARTITIONS = 2
SESSION_S = 2.0
TRUCKS = 4


@contextlib.asynccontextmanager
async def away(server: PostgresServer, dsn: str) -> AsyncIterator[None]:
    """The database ends all its sessions and takes nobody in."""
    name = urlsplit(dsn).path.lstrip("/")
    connection = await connect(server.dsn)
    try:
        await connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        yield
        await connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
    finally:
        await connection.close()


def generation(tracker: Tracker) -> int:
    assert tracker.path is not None
    assert tracker.path._consumer is not None
    return int(tracker.path._consumer._coordinator.generation)


async def test_it_stays_in_its_group(
    apache: Callable[[int], str], database: str, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away for longer than the group's patience, in mid-stream: no rebalance, and the rest is written within seconds."""
    monkeypatch.setattr("streams.tracker.group.SESSION_MS", int(SESSION_S * 1000))
    broker = apache(PARTITIONS)
    pings, records = fleet(TRUCKS), reference(TRUCKS)
    rows = gateway_records(pings)
    half = len(rows) // 2
    async with staged(broker, database, records, PARTITIONS) as stage, stage.tracker() as tracker:
        await stage.send(rows[:half])
        async with database_of(database) as db:
            await stored(db, half)
        before = generation(tracker)
        async with away(postgres_server, database):
            await stage.send(rows[half:])
            await until(lambda: not tracker.health.ready, "it says that it waits")
            ends_s = time.monotonic() + SESSION_S + 1
            await until(lambda: time.monotonic() > ends_s, "its session would be over")
            assert tracker.path is not None
            assert not tracker.path.holdings, "nothing is judged on what a failed write left behind"
            assert "PostgreSQL" in tracker.health.waiting
            assert tracker.health.stuck is None
        async with database_of(database) as db:
            await stored(db, len(rows))
            assert generation(tracker) == before
            await until(lambda: tracker.health.ready, "ready again")
            assert differences(await told(db), offline(pings, records)) == []
            assert await count(db, "pings") == len(rows)


async def test_a_locked_table_is_waited_for(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held for longer than a statement may take: the batch fails, the group stays, the pings are written once."""
    monkeypatch.setattr("streams.tracker.run.COMMAND_S", 1.0)
    broker = apache(PARTITIONS)
    rows = gateway_records(fleet(TRUCKS))
    async with staged(broker, database, reference(TRUCKS), PARTITIONS) as stage, database_of(database) as db:
        async with stage.tracker() as tracker:
            before = generation(tracker)
            async with db.transaction():
                await db.execute("LOCK TABLE pings IN ACCESS EXCLUSIVE MODE")
                await stage.send(rows)
                await until(lambda: not tracker.health.ready, "it says that it waits", 10)
            await stored(db, len(rows))
            assert generation(tracker) == before
        assert await count(db, "pings") == len(rows)


def test_failures_in_a_row_are_tried_ever_more_seldom_and_told_when_they_are_news() -> None:
    failures = BackOff()
    told: list[tuple[float, bool]] = []

    def fail(error: BaseException, at_s: float) -> None:
        told.append((failures.failed(error, at_s), failures.worth_saying))

    for at_s in range(100, 106):
        fail(OSError(), at_s)
    assert told == [(WAITS_S[0], True), *((wait_s, False) for wait_s in WAITS_S[1:]), (WAITS_S[-1], False)]
    assert failures.since_s == 100
    fail(TimeoutError(), 106)  # another kind of failure is news
    fail(OSError(), 107 + STEADY_S)  # after a long time without, it is a new one
    failures.went_well()
    fail(OSError(), 140)
    assert told[-3:] == [(WAITS_S[-1], True), (WAITS_S[0], True), (WAITS_S[0], True)]
