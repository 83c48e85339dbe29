"""Connections to PostgreSQL: opened with limits, waited for, and their failures said in one line."""

import asyncio
import contextlib
import time
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from ops.setting_forms import is_postgres_address

CONNECT_S: Final = 5.0
COMMAND_S: Final = 60.0
_RETRY_S: Final = 0.2
_JSONB_VERSION: Final = b"\x01"


class DatabaseUnavailable(RuntimeError):
    """PostgreSQL cannot be used; its text says where, why and what to do, without the password."""


async def connect(dsn: str, *, command_s: float | None = COMMAND_S) -> Any:
    """One connection on which json and jsonb columns are UTF-8 bytes; raises DatabaseUnavailable.

    A command may take so long, None: for ever.
    """
    check_dsn(dsn)
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=command_s)
    except _FAILURES as error:
        raise unavailable(dsn, error) from error
    await prepare(connection)
    return connection


async def open_pool(dsn: str, *, max_size: int = 8) -> Any:
    """A pool of such connections, the first of them open; raises DatabaseUnavailable."""
    check_dsn(dsn)
    try:
        return await asyncpg.create_pool(
            dsn, min_size=1, max_size=max_size, init=prepare, reset=_leave_as_it_is, timeout=CONNECT_S,
            command_timeout=COMMAND_S,
        )  # fmt: skip
    except _FAILURES as error:
        raise unavailable(dsn, error) from error


async def open_lazy_pool(dsn: str, *, max_size: int = 8, command_s: float = COMMAND_S) -> Any:
    """A pool that keeps no connection open, so that it needs no database to begin; raises DatabaseUnavailable."""
    check_dsn(dsn)
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=max_size, init=prepare, reset=_leave_as_it_is, timeout=CONNECT_S,
        command_timeout=command_s,
    )  # fmt: skip


async def close_pool(pool: Any, patience_s: float) -> None:
    """Closes a pool; connections on which something still runs after so long are cut."""
    with contextlib.suppress(*_FAILURES):
        await asyncio.wait_for(pool.close(), patience_s)
    pool.terminate()


async def wait_until_ready(dsn: str, deadline_s: float) -> None:
    """Returns once PostgreSQL answers and its schema is there; raises DatabaseUnavailable after `deadline_s`.

    A malformed DSN, a wrong password or an unknown database is not waited for.
    """
    ends = time.monotonic() + deadline_s
    while True:
        try:
            connection = await connect(dsn)
        except DatabaseUnavailable as error:
            if isinstance(error.__cause__, _HOPELESS) or error.__cause__ is None or time.monotonic() > ends:
                raise
        else:
            try:
                if await is_migrated(connection):
                    return
            finally:
                await connection.close()
            if time.monotonic() > ends:
                raise DatabaseUnavailable(
                    f"the database at {place_of(dsn)} lacks the schema of this version: run `wastetrack migrate`"
                )
        await asyncio.sleep(_RETRY_S)


async def is_migrated(connection: Any) -> bool:
    """Whether the schema of this version, or a later one, is there."""
    if await connection.fetchval("SELECT to_regclass('_yoyo_migration') IS NULL"):
        return False
    done = {row["migration_id"] for row in await connection.fetch("SELECT migration_id FROM _yoyo_migration")}
    ours = files("storage").joinpath("migrations").iterdir()
    return {file.name.removesuffix(".sql") for file in ours if file.name.endswith(".sql")} <= done


async def prepare(connection: Any) -> None:
    """Makes json and jsonb columns UTF-8 bytes on this connection, both ways; text is taken too."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_to_jsonb, decoder=_from_jsonb
    )
    await connection.set_type_codec("json", schema="pg_catalog", format="binary", encoder=_to_json, decoder=bytes)


def check_dsn(dsn: str) -> None:
    """Raises DatabaseUnavailable unless the DSN has the form of one."""
    if not is_postgres_address(dsn):
        raise DatabaseUnavailable(
            "WASTETRACK_DATABASE is no PostgreSQL address: write postgresql://user:password@host:5432/database"
        )


def place_of(dsn: str) -> str:
    """Where a DSN leads, without user and password."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2] or parse_qs(parts.query).get("host", ["the local socket"])[0]
    return f"{host}/{unquote(parts.path.lstrip('/'))}"


def unavailable(dsn: str, error: BaseException) -> DatabaseUnavailable:
    """The one line for a failure to connect."""
    place = place_of(dsn)
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return DatabaseUnavailable(f"PostgreSQL at {place} has no such database: create it, or set WASTETRACK_DATABASE")
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return DatabaseUnavailable(
            f"PostgreSQL at {place} refuses this user or password: check WASTETRACK_DATABASE"
        )
    reason = "no answer in time" if isinstance(error, TimeoutError) else " ".join(str(error).split())
    return DatabaseUnavailable(
        f"PostgreSQL does not answer at {place} ({reason}): is it running, and is WASTETRACK_DATABASE right?"
    )


async def _leave_as_it_is(_: Any) -> None:
    """Asks nothing of a session that is given back: whoever takes one locks and sets within a transaction alone.

    A transaction that is still open has been rolled back before. To have the database forget what else a session may
    hold would be one more question for each that is asked.
    """


def _to_json(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _to_jsonb(value: bytes | str) -> bytes:
    return _JSONB_VERSION + _to_json(value)


def _from_jsonb(value: bytes) -> bytes:
    return bytes(value[1:])


_FAILURES: Final = (
    OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, ValueError,
)  # fmt: skip
_HOPELESS: Final = (
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.ClientConfigurationError,
)
