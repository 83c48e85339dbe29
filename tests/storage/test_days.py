"""The tables of days: made where they are missing, and not asked for again and again."""

from typing import Any

from models.times import DAY_MS
from storage.partitions import Days, day_of, drop_days_before
from tests.storage.rows import AT


class Counted:
    """A connection that counts how often it is asked which days there are."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.asked = connection, 0

    async def fetchval(self, *values: Any) -> Any:
        self.asked += "unnest" in values[0]
        return await self.connection.fetchval(*values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


async def is_there(db: Any, receipt_ms: int) -> bool:
    return bool(await db.fetchval("SELECT to_regclass($1) IS NOT NULL", f"pings_{day_of(receipt_ms)}"))


async def test_a_day_that_was_there_a_moment_ago_is_not_asked_for_again(db: Any) -> None:
    now_s, counted = [100.0], Counted(db)
    days = Days(lambda: now_s[0])
    for receipt_ms, asked in ((AT, 1), (AT + 1, 1), (AT + DAY_MS, 2), (AT, 2)):
        await days.ensure(counted, [receipt_ms])
        assert (counted.asked, await is_there(db, receipt_ms)) == (asked, True)
    now_s[0] += 60.0
    await days.ensure(counted, [AT])
    assert counted.asked == 3, "what was seen a minute ago may be gone"


async def test_a_day_that_was_dropped_is_made_again_after_a_failure(db: Any) -> None:
    days = Days()
    await days.ensure(db, [AT])
    await drop_days_before(db, AT + DAY_MS)
    assert not await is_there(db, AT)
    days.forget()
    await days.ensure(db, [AT])
    assert await is_there(db, AT)
