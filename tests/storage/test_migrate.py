"""The schema comes up once, whoever asks, however the database is named."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from ops.ports import free_port
from storage.migrate import LOCK_KEY, migrate
from storage.pool import DatabaseUnavailable, connect, open_pool, place_of, wait_until_ready


def test_a_second_run_finds_nothing_to_do(postgres: str) -> None:
    assert migrate(postgres)[0] == "0001_initial"
    assert migrate(postgres) == []


def test_of_several_at_once_one_migrates(postgres: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        ran = list(threads.map(migrate, [postgres] * 4))
    assert sum(bool(names) for names in ran) == 1


def test_a_lock_left_by_a_killed_run_stops_nobody(postgres: str) -> None:
    migrate(postgres)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 1)")
        connection.execute("DELETE FROM _yoyo_migration")
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert migrate(postgres)


def test_another_migration_is_waited_for(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as guard, ThreadPoolExecutor(1) as threads:
        guard.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
        running = threads.submit(migrate, postgres)
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query LIKE '%pg_try_advisory_lock%'"
        )
        while guard.execute(waiting).fetchone() == (0,):
            assert not running.done()
        guard.execute("SELECT pg_advisory_unlock(%s)", (LOCK_KEY,))
        assert running.result(30)


def test_a_host_given_as_a_parameter_as_with_sockets(postgres: str) -> None:
    parts = urlsplit(postgres)
    named = f"postgresql://{parts.username}:{parts.password}@{parts.path}?host={quote(str(parts.hostname), safe='')}&port={parts.port}"
    assert migrate(named)
    assert place_of(named) == f"{parts.hostname}{parts.path}"
    asyncio.run(wait_until_ready(named, 0))


def test_a_socket_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        migrate("postgresql://wt:secret@/wastetrack?host=/nowhere/at/all")
    assert "/nowhere/at/all/wastetrack" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("dsn", ("", "nonsense", "mysql://127.0.0.1/x", "postgresql://h:port/x"))
async def test_a_dsn_that_is_none(dsn: str) -> None:
    for attempt in (migrate, lambda dsn: asyncio.run(connect(dsn))):
        with pytest.raises(DatabaseUnavailable, match="write postgresql://user"):
            await asyncio.to_thread(attempt, dsn)


async def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    dsn = f"postgresql://wt:secret@127.0.0.1:{free_port()}/wastetrack"
    for attempt in (connect(dsn), open_pool(dsn), wait_until_ready(dsn, 0), asyncio.to_thread(migrate, dsn)):
        with pytest.raises(DatabaseUnavailable, match=r"does not answer at 127\.0\.0\.1") as caught:
            await attempt
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)


async def test_a_database_that_is_not_there_is_not_waited_for(postgres: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="has no such database"):
        await wait_until_ready(f"{postgres}_not", 600)


async def test_a_wrong_password_is_not_waited_for(postgres: str) -> None:
    parts = urlsplit(postgres)
    with pytest.raises(DatabaseUnavailable, match="refuses this user or password"):
        await wait_until_ready(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":no@")).geturl(), 600)


async def test_a_service_waits_for_the_schema(postgres: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="run `wastetrack migrate`"):
        await wait_until_ready(postgres, 0)
    waiting = asyncio.create_task(wait_until_ready(postgres, 60))
    await asyncio.to_thread(migrate, postgres)
    await waiting
