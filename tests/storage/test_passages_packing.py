"""Packing beside all else: whenever it ends or whoever reads, nothing is lost or doubled, and no event is held back."""

import asyncio
import functools
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import asyncpg
import pytest

import storage.passages_packed as packed
from models.times import DAY_MS
from storage.cursors import load_cursor
from storage.partitions import drop_days_before, ensure_beside
from storage.passages import hold_passages
from storage.pool import connect
from tests.dashboard.pings import put_fixes
from tests.dashboard.wait import until
from tests.storage.test_passages import BEGIN, fix
from tests.storage.test_passages_packed import go_through, stands

DAY: Final = "passages_20261102"
SUMS: Final = """
    SELECT sum(fixes), sum(length(track)), min(west), max(east), min(south), max(north), min(first_ms), max(last_ms),
           count(DISTINCT cell) FROM passages
    """
TABLES: Final = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ '^passages' ORDER BY 1"
DESCRIBED: Final = """
    SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid::text,
           (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = indexrelid)
    FROM pg_index WHERE indrelid = $1::text::regclass
    UNION ALL
    SELECT 'constraint', conname, pg_get_constraintdef(oid), convalidated::text, conislocal::text || coninhcount
    FROM pg_constraint WHERE conrelid = $1::text::regclass
    UNION ALL
    SELECT 'column', attname, format_type(atttypid, atttypmod), attnotnull::text, attstorage::text || attislocal
    FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0
    UNION ALL
    SELECT 'table', relkind::text, reloptions::text, relpersistence::text, relacl::text
    FROM pg_class WHERE oid = $1::text::regclass
    ORDER BY 1, 2
    """


class Gone(Exception):
    """The process ended."""


class Watched:
    """A session whose statements are looked at; before one of them it may end as a process does, all at once."""

    def __init__(self, connection: Any, *, ends_before: int | None = None) -> None:
        self._connection = connection
        self._ends_before = ends_before
        self.said: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def before(self, statement: str) -> None:
        """What else is done before a statement."""

    async def execute(self, statement: str, *values: Any) -> Any:
        if len(self.said) == self._ends_before:
            self._connection.terminate()
            raise Gone
        self.said.append(statement)
        await self.before(statement)
        return await self._connection.execute(statement, *values)


async def fill_a_day(db: Any) -> None:
    """Rows of four units in ten cells, some hundred, of which a few packed ones are made."""
    for unit in range(4):
        await put_fixes(db, [fix(minute, 101.01 + (minute // 7 + unit) % 10 / 20, unit_id=f"U{unit}") for minute in range(400)])
    await put_fixes(db, stands(range(24 * 60, 24 * 60 + 5)))
    await go_through(db, BEGIN + DAY_MS)


async def tables(db: Any) -> list[str]:
    return [row["relname"] for row in await db.fetch(TABLES)]


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "SLICE_ROWS", 8)


@pytest.fixture
async def sessions(database: str) -> AsyncIterator[Callable[[], Awaitable[Any]]]:
    """Opens sessions, as many as are asked for."""
    opened: list[Any] = []

    async def one_more() -> Any:
        opened.append(await connect(database))
        return opened[-1]

    yield one_more
    for connection in opened:
        connection.terminate()


async def test_wherever_packing_ends_nothing_is_lost_or_doubled(db: Any, sessions: Any):
    await fill_a_day(db)
    before, rows = tuple(await db.fetchrow(SUMS)), await db.fetchval("SELECT count(*) FROM passages")
    for ends_before in range(100):
        dying = Watched(await sessions(), ends_before=ends_before)
        pid = dying.get_server_pid()
        try:
            assert await packed.pack_next(dying)
        except (Gone, asyncpg.InterfaceError):
            await until(functools.partial(is_gone, db, pid), "its session is over")
            assert tuple(await db.fetchrow(SUMS)) == before, dying.said[-1:]
            if await load_cursor(db, packed.PACKED):
                break
            assert await db.fetchval("SELECT count(*) FROM passages") == rows, dying.said[-1:]
            # What was whole already would be taken as it is, and not one of the slices be tried again.
            await db.execute(f"DROP TABLE IF EXISTS {DAY}_packed")
    said = " ".join(dying.said)
    assert said.count("$slice$") > 4
    assert "DROP TABLE" in said
    assert len(dying.said) == ends_before > 15
    assert tuple(await db.fetchrow(SUMS)) == before
    assert await db.fetchval("SELECT count(*) FROM passages") < rows
    assert await tables(db) == ["passages", DAY, "passages_20261103"]


async def test_a_day_that_somebody_reads_is_packed_when_it_is_read_no_more(db: Any, db2: Any, sessions: Any):
    await fill_a_day(db)
    before = await db.fetchval("SELECT count(*) FROM passages")
    async with db2.transaction():
        await db2.fetch("SELECT FROM passages LIMIT 1")
        assert not await packed.pack_next(db)
        assert await db.fetchval("SELECT count(*) FROM passages") == before
        assert f"{DAY}_packed" in await tables(db)
    again = Watched(db)
    assert await packed.pack_next(again)
    assert not [statement for statement in again.said if "$slice$" in statement], "what is whole is computed once"
    assert await db.fetchval("SELECT count(*) FROM passages") < before
    assert await tables(db) == ["passages", DAY, "passages_20261103"]


async def test_a_reading_of_one_snapshot_finds_the_day_whole_whenever_it_is_packed(db: Any, db2: Any):
    """Its snapshot is from between two slices: the rows of the later ones are not in it."""
    await fill_a_day(db)
    before = tuple(await db.fetchrow(SUMS))
    reading = db2.transaction(isolation="repeatable_read", readonly=True)

    class Read(Watched):
        async def before(self, statement: str) -> None:
            if "$slice$" in statement and len([one for one in self.said if "$slice$" in one]) == 2:
                await reading.start()
                await hold_passages(db2)
                await db2.fetchval("SELECT 1")

    assert not await packed.pack_next(Read(db))
    assert tuple(await db2.fetchrow(SUMS)) == before
    await reading.rollback()
    assert await packed.pack_next(db)


async def test_no_transaction_number_outlasts_a_slice(db: Any, db2: Any):
    """Whatever is about to be done, an event that was just written is told: it lies behind the oldest running number."""
    await fill_a_day(db)
    written: list[int] = []

    class Told(Watched):
        async def before(self, statement: str) -> None:
            if self._connection.is_in_transaction() and "SET LOCAL" not in statement and "DECLARE" not in statement:
                return
            told = await db2.fetchval("SELECT pg_current_xact_id()::text::bigint")
            assert await db2.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > told, statement
            if "$slice$" in statement:
                written.append(await db2.fetchval(f"SELECT count(*) FROM {DAY}_packing"))

    assert await packed.pack_next(Told(db))
    assert len(written) > 4
    assert all(after - before <= packed.SLICE_ROWS for before, after in itertools.pairwise(written))


async def test_a_slice_of_long_tracks_is_of_fewer_rows(db: Any, monkeypatch: pytest.MonkeyPatch):
    await fill_a_day(db)
    monkeypatch.setattr(packed, "SLICE_ROWS", 1_000)
    monkeypatch.setattr(packed, "SLICE_BYTES", 2_000)
    before, written = tuple(await db.fetchrow(SUMS)), Watched(db)
    assert await packed.pack_next(written)
    assert len([statement for statement in written.said if "$slice$" in statement]) > 4
    assert tuple(await db.fetchrow(SUMS)) == before


async def test_rows_are_computed_without_a_transaction_number(db: Any, db2: Any):
    """The computing is stopped in its midst: it waits for the day's table."""
    await fill_a_day(db)
    pid, keeps = db.get_server_pid(), db2.transaction()
    seen: list[Any] = []

    class Stopped(Watched):
        async def before(self, statement: str) -> None:
            if "DECLARE packed_passages" in statement:
                assert await self._connection.fetchval("SHOW transaction_read_only") == "on"
                await keeps.start()
                await db2.execute(f"LOCK TABLE {DAY} IN ACCESS EXCLUSIVE MODE")
                seen.append(asyncio.create_task(self.look()))

        async def look(self) -> None:
            asked = "SELECT wait_event_type = 'Lock' AS waits, backend_xid::text FROM pg_stat_activity WHERE pid = $1"

            async def waits() -> bool:
                await db2.execute("SELECT pg_stat_clear_snapshot()")
                return bool((await db2.fetchrow(asked, pid))["waits"])

            await until(waits, "the computing waits")
            found = await db2.fetchrow(asked, pid)
            await keeps.rollback()
            assert found["backend_xid"] is None

    assert await packed.pack_next(Stopped(db))
    await asyncio.gather(*seen)
    assert seen


async def test_a_packed_day_is_made_as_any_other(db: Any):
    await fill_a_day(db)
    as_made = [tuple(row) for row in await db.fetch(DESCRIBED, DAY)]
    assert await packed.pack_next(db)
    assert [tuple(row) for row in await db.fetch(DESCRIBED, DAY)] == as_made
    assert len([row for row in as_made if row[0] == "index"]) == 1
    # It is found by its name, and takes what its day may hold alone.
    await ensure_beside(db, BEGIN)
    assert await tables(db) == ["passages", DAY, "passages_20261103"]
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute(f"UPDATE {DAY} SET hour_ms = hour_ms + $1", DAY_MS)


async def test_rows_lie_side_by_side_by_cell_and_plans_know_it(db: Any):
    """A small row may fill the end of a page before."""
    await fill_a_day(db)
    assert await packed.pack_next(db)
    known = "SELECT correlation FROM pg_stats WHERE tablename = $1 AND attname = 'cell'"
    assert await db.fetchval(known, DAY) > 0.8


async def test_while_one_packs_nobody_else_goes_through_anything(db: Any, db2: Any):
    await fill_a_day(db)
    others: list[bool] = []

    class Beside(Watched):
        async def before(self, statement: str) -> None:
            if "$slice$" in statement:
                others.append(await packed.pack_next(db2))

    assert await packed.pack_next(Beside(db))
    assert set(others) == {False}
    assert not await packed.pack_next(db2)


async def test_what_is_left_of_a_day_that_was_dropped_goes_too(db: Any, db2: Any):
    await fill_a_day(db)
    await put_fixes(db, stands(range(48 * 60, 48 * 60 + 5)))
    async with db2.transaction():
        await db2.fetch("SELECT FROM passages LIMIT 1")
        assert not await packed.pack_next(db)
    await drop_days_before(db, BEGIN + DAY_MS)
    await go_through(db, BEGIN + 2 * DAY_MS)
    assert await packed.pack_next(db)
    assert f"{DAY}_packed" not in await tables(db)


async def is_gone(db: Any, pid: int) -> bool:
    return not await db.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", pid)
