"""While the database is away or slow, a tracker fetches nothing and keeps its place in the group; then it goes on."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from storage.pool import connect
from streams.compare import differences
from streams.tracker.back_off import STEADY_S, WAITS_S, BackOff
from streams.tracker.run import Tracker
from tests.fixtures.kafka import unique
from tests.fixtures.postgres import PostgresServer
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    settings,
    told,
    tracking,
    until,
)
from tests.tracker.road import fleet, offline, reference

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
    monkeypatch.setattr("streams.tracker.ping_path._SESSION_MS", int(SESSION_S * 1000))
    broker = apache(PARTITIONS)
    pings, records = fleet(TRUCKS), reference(TRUCKS)
    rows = gateway_records(pings)
    half = len(rows) // 2
    async with producing(broker) as producer:
        await publish_reference(producer, records)
        async with tracking(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))) as tracker:
            await send(producer, rows[:half], PARTITIONS)
            async with database_of(database) as db:
                await until(lambda: _stored(db, half), "the first half is written")
            before = generation(tracker)
            async with away(postgres_server, database):
                await send(producer, rows[half:], PARTITIONS)
                await until(lambda: not tracker.health.ready, "it says that it waits")
                ends_s = time.monotonic() + SESSION_S + 1
                await until(lambda: time.monotonic() > ends_s, "its session would be over")
                assert tracker.path is not None
                assert not tracker.path.holdings, "nothing is judged on what a failed write left behind"
            async with database_of(database) as db:
                await until(lambda: _stored(db, len(rows)), "the second half is written")
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
    async with producing(broker) as producer, database_of(database) as db:
        await publish_reference(producer, reference(TRUCKS))
        async with tracking(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))) as tracker:
            before = generation(tracker)
            async with db.transaction():
                await db.execute("LOCK TABLE pings IN ACCESS EXCLUSIVE MODE")
                await send(producer, rows, PARTITIONS)
                await until(lambda: not tracker.health.ready, "it says that it waits", 10)
            await until(lambda: _stored(db, len(rows)), "all is written")
            assert generation(tracker) == before
        assert await count(db, "pings") == len(rows)


def test_failures_in_a_row_are_tried_ever_more_seldom_and_told_when_they_are_news() -> None:
    failures = BackOff()
    waits = [failures.failed(OSError(), at_s) for at_s in (100.0, 101.0, 102.0, 103.0, 104.0, 105.0)]
    assert waits == [*WAITS_S, WAITS_S[-1]]
    assert (failures.worth_saying, failures.since_s) == (False, 100.0)
    failures.failed(TimeoutError(), 106.0)
    assert (failures.worth_saying, failures.since_s) == (True, 100.0), "another kind of failure is news"
    assert failures.failed(OSError(), 106.0 + STEADY_S + 1) == WAITS_S[0], "a new one, after a long time without"
    assert failures.since_s == 106.0 + STEADY_S + 1


def test_what_goes_well_ends_a_row_of_failures() -> None:
    failures = BackOff()
    failures.failed(OSError(), 100.0)
    failures.went_well()
    assert failures.since_s is None


async def _stored(db: Any, number: int) -> bool:
    return await count(db, "pings") >= number
