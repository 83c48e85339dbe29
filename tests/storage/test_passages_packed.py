"""Packed passages: what was many rows is a few, with the same fixes, tracks and edges, once the day was looked at again."""

import struct
from typing import Any

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.partitions import drop_days_before
from storage.passages import CHECK_AFTER_MS, check_next, fill_next
from storage.passages_packed import pack_next
from tests.dashboard.pings import Fix, judged_to, put_fixes
from tests.storage.test_passages import BEGIN, at, cells, fix


def stands(minutes: range, lon: float = 101.01, **changes: Any) -> list[Fix]:
    return [fix(minute, lon, **changes) for minute in minutes]


async def go_through(db: Any, to_ms: int) -> None:
    """Fills and looks again at all hours of receipts up to a time."""
    await judged_to(db, to_ms + CHECK_AFTER_MS + HOUR_MS)
    while await fill_next(db) or await check_next(db):
        pass


async def spans(db: Any) -> list[tuple[int, int, int]]:
    """Cell, first and last minute of each stay, those of one passage together."""
    rows = await db.fetch("SELECT cell, first_ms, last_ms, spans FROM passages ORDER BY first_ms, cell")
    return [
        (row["cell"], (first_ms - BEGIN) // MINUTE_MS, (last_ms - BEGIN) // MINUTE_MS)
        for row in rows
        for first_ms, last_ms in (
            [(row["first_ms"], row["last_ms"])] if row["spans"] is None else struct.iter_unpack(">qq", row["spans"])
        )
    ]


async def test_a_night_in_one_place_is_a_row_every_six_hours(db: Any):
    await put_fixes(db, stands(range(24 * 60)))
    await go_through(db, BEGIN + DAY_MS)
    assert len(await spans(db)) == 24
    assert await pack_next(db)
    # An hour begins with the fix before it, from which the way is known, and so joins what that one is in.
    assert await spans(db) == [(at(101.01), *span) for span in ((0, 419), (419, 779), (779, 1139), (1139, 1439))]
    assert await cells(db) == {at(101.01): 24 * 60}


async def test_who_leaves_drives_or_is_silent_for_long_is_not_one_stay(db: Any):
    await put_fixes(db, [*stands(range(50)), fix(52, 101.06), fix(54, 101.06), *stands(range(56, 110)), *stands(range(150, 170))])
    await go_through(db, BEGIN + DAY_MS)
    before = await cells(db)
    assert await pack_next(db)
    assert [span[1:] for span in await spans(db) if span[0] == at(101.01)] == [(0, 52), (54, 59), (59, 109), (150, 169)]
    # One row of what it drove, and one of what it stood.
    assert await db.fetchval("SELECT count(*) FROM passages WHERE cell = $1", at(101.01)) == 2
    assert await cells(db) == before


async def test_points_are_all_kept_in_order(db: Any):
    await put_fixes(db, [fix(minute, 101.0 + minute % 90 / 1000) for minute in range(300)])
    await go_through(db, BEGIN + DAY_MS)
    query = "SELECT sum(fixes), sum(length(track)), min(west), max(east), min(first_ms), max(last_ms) FROM passages"
    before = tuple(await db.fetchrow(query))
    assert await pack_next(db)
    assert tuple(await db.fetchrow(query)) == before


async def test_a_day_is_packed_once_it_was_looked_at_again_to_its_end(db: Any):
    await put_fixes(db, [*stands(range(180)), *stands(range(24 * 60, 24 * 60 + 5))])
    await judged_to(db, BEGIN + 2 * DAY_MS - 1)
    while await fill_next(db) or await check_next(db):
        pass
    assert not await pack_next(db)
    await go_through(db, BEGIN + DAY_MS)
    assert await pack_next(db)
    assert not await pack_next(db)
    assert len(await spans(db)) == 2


async def test_before_anything_is_stored_there_is_nothing_to_pack(db: Any):
    assert not await pack_next(db)
    await put_fixes(db, stands(range(3)))
    assert not await pack_next(db)


async def test_a_packed_day_goes_with_its_pings(db: Any):
    await put_fixes(db, [*stands(range(180)), *stands(range(24 * 60, 24 * 60 + 5))])
    await go_through(db, BEGIN + 2 * DAY_MS)
    assert await pack_next(db)
    assert "passages_20261102" in await drop_days_before(db, BEGIN + DAY_MS)
    assert await pack_next(db)
    assert sum((await cells(db)).values()) == 5
