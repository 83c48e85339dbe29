"""The database dies, is shut down, refuses to commit, has no connection free, is locked, or its disk is full."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg

from faults.kinds.kind import Kind
from faults.servers.proxy import FAIR, Weather, is_commit
from faults.stage import Stage

FAMILY: Final = "database"
_MINUTE_S: Final = 60.0
_TABLES: Final = ("offsets", "pings", "outbox", "events", "unit_states", "notices", "raw_batches")
_CONNECTIONS: Final = 200
_LOCK_MS: Final = 3_000
_REFUSE: Final = """
    CREATE OR REPLACE FUNCTION refuse_to_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF random() < 0.7 THEN RAISE EXCEPTION 'this commit is refused' USING ERRCODE = 'serialization_failure'; END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER refuse_to_commit AFTER UPDATE ON offsets
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_to_commit();
"""


@contextlib.asynccontextmanager
async def _connected(stage: Stage) -> AsyncIterator[Any]:
    """A connection past the proxy; it is gone afterwards, with what it held."""
    connection = await asyncpg.connect(stage.postgres.dsn, timeout=10)
    try:
        yield connection
    finally:
        connection.terminate()


async def database_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of all of PostgreSQL's processes, and a start over the same data."""
    async with stage.postgres_turn:
        await asyncio.to_thread(stage.postgres.kill)
        await asyncio.sleep(rng.uniform(0, 3))
        await _start(stage)
    return "database"


async def database_restarted(stage: Stage, rng: random.Random) -> str:
    """A fast shut-down, and a start some seconds later."""
    async with stage.postgres_turn:
        await asyncio.to_thread(stage.postgres.stop)
        await asyncio.sleep(rng.uniform(0, 5))
        await _start(stage)
    return "database"


async def _start(stage: Stage) -> None:
    await asyncio.to_thread(stage.postgres.start)
    stage.to_postgres.target = stage.postgres.port


async def session_killed(stage: Stage, _: random.Random) -> str:
    """SIGKILL of one session: PostgreSQL throws out all others and recovers by itself."""
    async with stage.postgres_turn:
        await asyncio.to_thread(stage.postgres.crash_a_backend)
        await asyncio.sleep(1.0)
    return "database"


async def commits_refused(stage: Stage, rng: random.Random) -> str:
    """For some seconds most commits of a tracker's batch fail."""
    async with stage.postgres_turn:
        async with _connected(stage) as connection:
            await connection.execute(f"SET lock_timeout = {_LOCK_MS}")
            await connection.execute(_REFUSE)
        try:
            await asyncio.sleep(rng.uniform(2, 6))
        finally:
            async with _connected(stage) as connection:
                await connection.execute("DROP TRIGGER IF EXISTS refuse_to_commit ON offsets")
    return "offsets"


async def commits_unanswered(stage: Stage, rng: random.Random) -> str:
    """For some seconds each commit goes through, and its answer is lost with the connection."""
    async with stage.postgres_turn:
        stage.to_postgres.weather = Weather(lose_answer=is_commit)
        try:
            await asyncio.sleep(rng.uniform(1, 5))
        finally:
            stage.to_postgres.weather = FAIR
    return "database"


async def connections_exhausted(stage: Stage, rng: random.Random) -> str:
    """Somebody else takes every connection, those of the services too, and keeps them for some seconds."""
    async with stage.postgres_turn:
        held: list[Any] = []
        try:
            async with _connected(stage) as connection:
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
                await _take_all(stage, held)
            await _take_all(stage, held)
            await asyncio.sleep(rng.uniform(3, 7))
        finally:
            for one in held:
                one.terminate()
    return f"{len(held)} connections"


async def _take_all(stage: Stage, held: list[Any]) -> None:
    for _ in range(_CONNECTIONS):
        try:
            held.append(await asyncpg.connect(stage.postgres.dsn, timeout=10))
        except (asyncpg.PostgresError, OSError):
            return


async def sessions_ended(stage: Stage, _: random.Random) -> str:
    """An operator ends every session of the services."""
    async with stage.postgres_turn, _connected(stage) as connection:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    return f"{len(ended)} sessions"


async def table_locked(stage: Stage, rng: random.Random) -> str:
    """A table is locked by somebody else for some seconds."""
    return await _locked(stage, rng.choice(_TABLES), rng.uniform(2, 10))


async def locked_for_a_minute(stage: Stage, rng: random.Random) -> str:
    """A table is locked by somebody else for a minute."""
    return await _locked(stage, rng.choice(_TABLES), _MINUTE_S)


async def _locked(stage: Stage, table: str, seconds: float) -> str:
    async with stage.postgres_turn, _connected(stage) as connection:
        await connection.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        await asyncio.sleep(seconds)
    return table


async def disk_full(stage: Stage, rng: random.Random) -> str:
    """The file system under the database has no room for some seconds; where it gives up, it is started again."""
    async with stage.postgres_turn:
        await asyncio.to_thread(stage.disk.fill)
        try:
            await asyncio.sleep(rng.uniform(3, 8))
        finally:
            await asyncio.to_thread(stage.disk.clear)
        if not stage.postgres.serving():
            await asyncio.to_thread(stage.postgres.stop)
            await _start(stage)
    return "database"


def _no_small_disk(stage: Stage) -> str | None:
    return None if stage.disk.mounted else "only root can mount a small file system"


KINDS: Final = (
    Kind(name="database-killed", family=FAMILY, tells="SIGKILL of PostgreSQL", inject=database_killed, weight=3),
    Kind(name="database-restarted", family=FAMILY, tells="a fast shut-down and a start", inject=database_restarted),
    Kind(name="session-killed", family=FAMILY, tells="SIGKILL of one session of PostgreSQL", inject=session_killed),
    Kind(name="commits-refused", family=FAMILY, tells="commits fail", inject=commits_refused, weight=2),
    Kind(
        name="commits-unanswered", family=FAMILY, tells="commits succeed and their answers are lost",
        inject=commits_unanswered, weight=3,
    ),
    Kind(
        name="connections-exhausted", family=FAMILY, tells="no connection to PostgreSQL is free",
        inject=connections_exhausted,
    ),
    Kind(name="sessions-ended", family=FAMILY, tells="every session is ended", inject=sessions_ended),
    Kind(name="table-locked", family=FAMILY, tells="a table is locked for seconds", inject=table_locked, weight=2),
    Kind(
        name="table-locked-a-minute", family=FAMILY, tells="a table is locked for a minute",
        inject=locked_for_a_minute, weight=0.2,
    ),
    Kind(
        name="disk-full", family=FAMILY, tells="the database's disk is full", inject=disk_full, weight=1, alone=True,
        cannot=_no_small_disk,
    ),
)  # fmt: skip
