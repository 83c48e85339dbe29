"""What lies in an area is read by two at once over a longer period: as one would, of one moment, and by one where none is free."""

import asyncio
from typing import Any

import pytest

from geofences.drawn_area import DrawnArea
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso
from storage.lists_passages import SHARED_DAYS, AreaRows, read_area
from storage.passages import fill_next
from storage.pool import open_pool
from storage.same_moment import both, seeing_the_same
from tests.dashboard.pings import Fix, judged_to, put_fixes

BEGIN = from_iso("2026-11-02T00:00:00Z")
DAYS = 2 * SHARED_DAYS
AREA = DrawnArea([(101.0, 12.6), (101.2, 12.6), (101.2, 12.8), (101.0, 12.8)])


def told(rows: AreaRows) -> dict[str, tuple[int, list[bytes], int, int]]:
    """What was read of each unit, in an order that does not hang on who read first."""
    return {
        one.unit_id: (
            one.fixes, sorted(one.spans[at : at + 16] for at in range(0, len(one.spans), 16)), len(one.heads), len(one.tracks),
        )
        for one in rows.passages
    }  # fmt: skip


@pytest.fixture
async def month(db: Any) -> None:
    """Three units: one that is there every day, one in the first half and one in the second; each crosses the edge too."""
    days = {"U1": range(DAYS), "U2": range(DAYS // 2), "U3": range(DAYS // 2, DAYS)}
    for unit_id, those in days.items():
        await put_fixes(db, [
            Fix(unit_id=unit_id, utc_ms=BEGIN + day * DAY_MS + minute * MINUTE_MS, lon=100.98 + minute / 1000, lat=12.7)
            for day in those for minute in range(0, 60, 3)
        ])  # fmt: skip
    await judged_to(db, BEGIN + DAYS * DAY_MS + 2 * HOUR_MS)
    while await fill_next(db):
        pass


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize("sessions", (1, 2), ids=["one session is all there is", "a second is free"])
async def test_each_unit_is_told_once_with_all_its_days(database: str, sessions: int):
    pool = await open_pool(database, max_size=sessions)
    try:
        rows = told(await read_area(pool, AREA, BEGIN, BEGIN + DAYS * DAY_MS))
        a_day = told(await read_area(pool, AREA, BEGIN, BEGIN + DAY_MS))
    finally:
        await pool.close()
    fixes, spans, heads, tracks = a_day["U1"]
    for unit_id, days in (("U1", DAYS), ("U2", DAYS // 2), ("U3", DAYS // 2)):
        assert (rows[unit_id][0], len(rows[unit_id][1])) == (fixes * days, len(spans) * days)
        assert rows[unit_id][2:] == (heads * days, tracks * days)
    assert "U3" not in a_day


async def test_the_second_sees_what_the_first_sees_and_nothing_since(database: str, db: Any):
    pool = await open_pool(database, max_size=2)
    try:
        async with pool.acquire() as one, one.transaction(isolation="repeatable_read", readonly=True):
            assert await one.fetchval("SELECT count(*) FROM cursors") == 0
            await db.execute("INSERT INTO cursors (name, position) VALUES ('since', '1')")
            async with seeing_the_same(pool, one) as other:
                assert await other.fetchval("SELECT count(*) FROM cursors") == 0
    finally:
        await pool.close()


async def test_where_one_fails_the_other_has_ended():
    ended = asyncio.Event()

    async def waits() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return 1

    async def fails() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await both(waits(), fails())
    assert ended.is_set()
