"""Passages: made of stored pings an hour at a time, once, by whoever comes first, and again where more is stored since."""

import asyncio
from typing import Any

import pytest

from geofences.cells import cell_at, to_e7
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso
from storage.partitions import drop_days_before
from storage.passages import CHECK_AFTER_MS, SETTLED_MS, check_next, fill_next, filled_up_to
from tests.dashboard.pings import Fix, judged_to, put_fixes

BEGIN = from_iso("2026-11-02T00:00:00Z")


def fix(minute: int, lon: float, lat: float = 12.61, **changes: Any) -> Fix:
    values: dict[str, Any] = {"unit_id": "U1", "utc_ms": BEGIN + minute * MINUTE_MS, "lon": lon, "lat": lat} | changes
    return Fix(**values)


async def fill_all(db: Any) -> int:
    """Goes through all hours that can be; gives their number."""
    hours = 0
    while await fill_next(db):
        hours += 1
    return hours


async def cells(db: Any) -> dict[int, int]:
    """Fixes by cell."""
    rows = await db.fetch("SELECT cell, sum(fixes)::int AS fixes FROM passages GROUP BY cell")
    return {row["cell"]: row["fixes"] for row in rows}


def at(lon: float, lat: float = 12.61) -> int:
    return cell_at(to_e7(lon), to_e7(lat))


async def test_an_hour_is_gone_through_once_all_its_receipts_are_judged(db: Any):
    await put_fixes(db, [fix(5, 101.01), fix(6, 101.02), fix(65, 101.06)])
    await judged_to(db, BEGIN + HOUR_MS + SETTLED_MS - 1)
    assert await fill_all(db) == 0
    await judged_to(db, BEGIN + HOUR_MS + SETTLED_MS)
    assert await fill_all(db) == 1
    assert await cells(db) == {at(101.01): 2}
    await judged_to(db, BEGIN + 3 * HOUR_MS)
    assert await fill_all(db) == 1
    assert await filled_up_to(db) == BEGIN + 2 * HOUR_MS
    assert await cells(db) == {at(101.01): 2, at(101.06): 1}


async def test_before_anything_is_stored_there_is_nothing_to_do(db: Any):
    assert not await fill_next(db)
    await put_fixes(db, [fix(5, 101.01)])
    assert not await fill_next(db)


LEFT_OUT: tuple[Any, ...] = (
    ("a repeat", {"standing": 1}, 0),
    ("a position without a valid fix", {"fix": 0}, 0),
    ("a fix over a day late is a fix", {"late_ms": 2 * DAY_MS, "standing": 2}, 1),
    ("a fix that tells nothing of its validity is one", {"fix": None}, 1),
)


@pytest.mark.parametrize(("changes", "counted"), [row[1:] for row in LEFT_OUT], ids=[row[0] for row in LEFT_OUT])
async def test_what_counts(db: Any, changes: dict[str, Any], counted: int):
    await put_fixes(db, [fix(5, 101.01, **changes)])
    await judged_to(db, BEGIN + 3 * DAY_MS)
    await fill_all(db)
    assert sum((await cells(db)).values()) == counted


JOINED: tuple[Any, ...] = (
    ("into the next cell: the way stands in both", [(0, 101.04), (1, 101.06)], {at(101.04): 1, at(101.06): 1}, 2),
    ("over a cell: it stands there too, without a fix", [(0, 101.04), (4, 101.11)], {at(101.04): 1, at(101.06): 0, at(101.11): 1}, 3),
    ("over a cell after more than 5 min: nobody knows the way", [(0, 101.04), (6, 101.11)], {at(101.04): 1, at(101.11): 1}, 0),
    ("faster than anybody drives", [(0, 101.04), (1, 101.94)], {at(101.04): 1, at(101.94): 1}, 0),
    ("over the hour's end: the hour after has the fix before it", [(59, 101.04), (60, 101.06)], {at(101.04): 1, at(101.06): 1}, 2),
)


@pytest.mark.parametrize(("places", "found", "ways"), [row[1:] for row in JOINED], ids=[row[0] for row in JOINED])
async def test_the_way_between_two_fixes_stands_in_the_cells_between_them(
    db: Any, places: list[tuple[int, float]], found: dict[int, int], ways: int
):
    await put_fixes(db, [fix(minute, lon) for minute, lon in places])
    await judged_to(db, BEGIN + 4 * HOUR_MS)
    await fill_all(db)
    assert await cells(db) == found
    assert await db.fetchval("SELECT count(*) FROM passages WHERE length(track) = 2 * 12") == ways


async def test_of_several_at_once_one_is_at_an_hour(db: Any, db2: Any):
    await put_fixes(db, [fix(minute, 101.01) for minute in range(600)])
    await judged_to(db, BEGIN + 11 * HOUR_MS)

    async def until_filled(connection: Any) -> None:
        while await filled_up_to(connection) < BEGIN + 10 * HOUR_MS:
            await fill_next(connection)

    await asyncio.gather(until_filled(db), until_filled(db2))
    assert await cells(db) == {at(101.01): 600}


async def test_what_was_stored_of_an_hour_after_it_was_gone_through_is_found_a_day_later(db: Any):
    await put_fixes(db, [fix(5, 101.01), fix(70, 101.01)])
    await judged_to(db, BEGIN + 2 * HOUR_MS + SETTLED_MS)
    await fill_all(db)
    await put_fixes(db, [fix(30, 101.21)])
    await judged_to(db, BEGIN + HOUR_MS + CHECK_AFTER_MS - 1)
    assert not await check_next(db)
    await judged_to(db, BEGIN + 2 * HOUR_MS + CHECK_AFTER_MS)
    assert await check_next(db)
    assert await check_next(db)
    assert not await check_next(db)
    assert await cells(db) == {at(101.01): 2, at(101.21): 1}


async def test_a_day_from_before_the_index_gets_it(db: Any):
    await put_fixes(db, [fix(5, 101.01)])
    name = await db.fetchval(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'pings_20261102'::regclass"
        " AND indexrelid::regclass::text LIKE '%receipt%'"
    )
    await db.execute("ALTER TABLE pings DETACH PARTITION pings_20261102")
    await db.execute(f"DROP INDEX {name}")
    await db.execute("DROP INDEX pings_receipt")
    await db.execute(f"ALTER TABLE pings ATTACH PARTITION pings_20261102 FOR VALUES FROM ({BEGIN}) TO ({BEGIN + DAY_MS})")
    await judged_to(db, BEGIN + 2 * HOUR_MS)
    assert await fill_all(db) == 1
    assert await cells(db) == {at(101.01): 1}
    assert await db.fetchval("SELECT count(*) FROM pg_index WHERE indexrelid = 'pings_20261102_receipt'::regclass AND indisvalid")


async def test_a_day_s_passages_go_with_its_pings(db: Any):
    await put_fixes(db, [fix(5, 101.01), fix(24 * 60 + 5, 101.01)])
    await judged_to(db, BEGIN + 2 * DAY_MS)
    await fill_all(db)
    assert "passages_20261102" in await drop_days_before(db, BEGIN + DAY_MS)
    assert sum((await cells(db)).values()) == 1
    assert not await fill_next(db)


class Explained:
    """A session that also tells how it would go through an hour."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plan = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, query: str, *values: Any) -> Any:
        if "INSERT INTO passages" in query:
            rows = await self._connection.fetch(f"EXPLAIN {query}", *values)
            self.plan = "\n".join(row[0] for row in rows)
        return await self._connection.execute(query, *values)


# A ping of each of 3,000 units in every half minute of two hours.
MANY_PINGS = f"""
    INSERT INTO pings (unit_id, utc_ms, receipt_ms, lon, lat, fix, shift_ms, standing, topic, partition, "offset")
    SELECT 'U' || unit, {BEGIN} + turn * 30000, {BEGIN} + turn * 30000, 101.01, 12.61, 1, 0, CASE WHEN turn % 40 > 0 THEN 1 ELSE 0 END,
           'gps.pings', 0, 0
    FROM generate_series(0, 239) AS turn, generate_series(1, 3000) AS unit
    """


async def test_a_unit_s_past_is_found_by_its_index_in_a_day_that_the_server_has_no_figures_of(db: Any):
    await put_fixes(db, [fix(0, 101.01)])
    await db.execute(MANY_PINGS)
    await judged_to(db, BEGIN + 3 * HOUR_MS)
    await fill_next(db)
    # What ten times as many pings do: a read of the whole day looks cheaper than one of an index for each unit.
    await db.execute("SET random_page_cost = 30")
    explained = Explained(db)
    await fill_next(explained)
    past = explained.plan.split("CTE Scan on heard heard_1")[1]
    assert "Cond: ((unit_id = heard_1.unit_id)" in past
