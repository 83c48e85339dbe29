"""Old days of pings and bytes are dropped only as far as both clocks and the setting agree, and stop nobody."""

from typing import Any

import asyncpg
import pytest

from models.times import DAY_MS
from storage.partitions import day_of, drop_days_before, ensure_days
from storage.pool import connect
from streams.tracker.retention import drop_old_days
from tests.tracker.bench import count, database_of, gateway_records
from tests.tracker.road import START_MS, drive, reference, world
from tests.tracker.stand_in import Desk, Log, messages

NOW = START_MS
DAYS = tuple(NOW - n * DAY_MS for n in range(10))


async def days_left(db: Any) -> list[str]:
    rows = await db.fetch("SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'pings'::regclass")
    left = sorted(row["name"].removeprefix("pings_") for row in rows)
    assert await count(db, "pg_inherits", "inhparent = 'raw_batches'::regclass") == len(left), "pings and bytes go together"
    return left


@pytest.mark.parametrize(
    ("keep_days", "newest_ms", "now_ms", "kept"),
    (
        (0, NOW, NOW, 10),  # for ever
        (4, NOW, NOW, 5),  # the day that is not over four days ago stays
        (9, NOW, NOW, 10),
        (4, NOW + 3000 * DAY_MS, NOW, 5),  # one record from the future: this machine's clock counts
        (4, NOW, NOW + 3000 * DAY_MS, 5),  # this machine's clock is wrong, or a recording is played: the receipts count
    ),
)
async def test_days_go_by_the_earlier_clock(database: str, keep_days: int, newest_ms: int, now_ms: int, kept: int) -> None:
    async with database_of(database) as db:
        await ensure_days(db, DAYS)
        await drop_old_days(db, keep_days, newest_ms, now_ms)
        assert await days_left(db) == sorted(day_of(at_ms) for at_ms in DAYS[:kept])
        assert await drop_old_days(db, keep_days, newest_ms, now_ms) == []


async def test_who_reads_a_day_for_long_keeps_it_and_holds_nobody_up(database: str) -> None:
    async with database_of(database) as db:
        await ensure_days(db, DAYS)
        reader = await connect(database)
        async with reader.transaction():
            await reader.fetch("SELECT * FROM pings")
            assert await drop_old_days(db, 4, NOW, NOW) == []
            assert len(await days_left(db)) == 10
        await reader.close()
        assert len(await drop_old_days(db, 4, NOW, NOW)) == 10


async def test_a_day_that_goes_between_two_batches_is_made_again_and_nothing_is_lost(database: str) -> None:
    """The batch that meets it is not written, and read again: then the day is asked for, though it was there just now."""
    found, made = messages(gateway_records(list(drive(0)))), world(reference(1))
    first, rest = found[:20], found[20:]
    async with database_of(database) as db:
        desk = Desk(db, Log(found), made)
        await desk.take()
        await desk.work(first)
        assert len(await drop_days_before(db, NOW + 2 * DAY_MS)) > 0
        with pytest.raises(asyncpg.CheckViolationError):
            await desk.work(rest)
        await desk.take()
        await desk.work(rest)
        assert await count(db, "pings") == len(rest)
