"""The notifier keeps to the database's clock, whatever its own says."""

import time

import asyncpg
import pytest

from storage.now import database_now_ms
from streams.notifier.clock import DatabaseClock


async def test_the_database_tells_the_time(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        assert abs(await database_now_ms(connection) - time.time() * 1000) < 60_000
    finally:
        await connection.close()


class Database:
    async def fetchval(self, _: str) -> int:
        return 1_000_000


async def test_it_goes_on_from_what_the_database_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monotonic_s = [5.0]
    monkeypatch.setattr(time, "time_ns", lambda: 86_400_000_000_000)
    clock = DatabaseClock(lambda: monotonic_s[0])
    assert clock.now_ms() == 86_400_000
    await clock.look(Database())
    monotonic_s[0] += 2.5
    assert clock.now_ms() == 1_002_500
