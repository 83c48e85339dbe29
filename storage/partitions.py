"""Tables by the day (UTC) of receipt, made when a day is first written to."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from models.times import DAY_MS
from storage.breaks import note_dropped

TABLES: Final = ("pings", "raw_batches")
BESIDE: Final = "passages"
"""Made of a day's pings by those who look up places, and dropped with them."""
LOCK_KEY: Final = 0x77747_002
"""The advisory lock under which days are made."""
_PATIENCE_MS: Final = 2_000
_SEEN_S: Final = 60.0
_BESIDE_OPTIONS: Final = " WITH (toast_tuple_target = 256)"
_WITHIN: Final = "within_its_day"


def day_of(receipt_ms: int) -> str:
    """The day of a receipt as it stands in a table's name: 20261102."""
    return f"{datetime.fromtimestamp(receipt_ms // 1000, UTC):%Y%m%d}"


async def ensure_days(connection: Any, receipts_ms: Iterable[int]) -> None:
    """Makes the tables of the days of these receipts where they are missing; many may ask at once.

    Not inside a transaction: a batch that fails must not take its day away from others.
    """
    days = {receipt_ms // DAY_MS * DAY_MS for receipt_ms in receipts_ms}
    names = [f"{table}_{day_of(day_ms)}" for day_ms in sorted(days) for table in TABLES]
    if not names:
        return
    missing = await connection.fetchval(
        "SELECT count(*) FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL", names
    )
    if missing:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
            for day_ms in sorted(days):
                for table in TABLES:
                    await _make(connection, table, day_ms)


class Days:
    """The days whose tables were there a moment ago: of those the database is not asked again.

    Days are dropped only once they are old, so what was seen holds for longer than that.
    """

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._monotonic_s = monotonic_s
        self._seen_s: dict[int, float] = {}

    async def ensure(self, connection: Any, receipts_ms: Iterable[int]) -> None:
        """As `ensure_days`."""
        now_s = self._monotonic_s()
        days = {receipt_ms // DAY_MS * DAY_MS for receipt_ms in receipts_ms}
        new = [day_ms for day_ms in days if now_s - self._seen_s.get(day_ms, -_SEEN_S) >= _SEEN_S]
        await ensure_days(connection, new)
        self._seen_s |= dict.fromkeys(new, now_s)

    def forget(self) -> None:
        """Asks of all again: something could not be written."""
        self._seen_s.clear()


async def ensure_beside(connection: Any, hour_ms: int) -> None:
    """Makes the table of passages of an hour's day where it is missing; not inside a transaction, as `ensure_days`."""
    day_ms = hour_ms // DAY_MS * DAY_MS
    if await connection.fetchval("SELECT to_regclass($1) IS NULL", f"{BESIDE}_{day_of(day_ms)}"):
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
            await _make(connection, BESIDE, day_ms, _BESIDE_OPTIONS)


async def make_beside(connection: Any, name: str, day_ms: int) -> None:
    """Makes a table like those of passages that holds rows of one day alone and is no part of them until `attach`."""
    within = f"CONSTRAINT {_WITHIN} CHECK (hour_ms >= {day_ms} AND hour_ms < {day_ms + DAY_MS})"
    await connection.execute(f"CREATE TABLE {name} (LIKE {BESIDE} INCLUDING ALL, {within}){_BESIDE_OPTIONS}")


async def attach(connection: Any, name: str, day_ms: int) -> None:
    """Makes what `make_beside` made the table of its day."""
    await _attach(connection, BESIDE, name, day_ms)
    # It has spared the rows being read through; the bounds say the same from here on.
    await connection.execute(f"ALTER TABLE {name} DROP CONSTRAINT {_WITHIN}")


async def first_kept_ms(connection: Any) -> int | None:
    """When the first day begins that has a table of pings; None where there is none."""
    found = await connection.fetchval(
        """
        SELECT min(right(inhrelid::regclass::text, 8)) FROM pg_inherits WHERE inhparent = 'pings'::regclass
        """
    )
    return None if found is None else int(datetime.strptime(found, "%Y%m%d").replace(tzinfo=UTC).timestamp()) * 1000


async def drop_days_before(connection: Any, receipt_ms: int) -> list[str]:
    """Drops the tables of the days that ended before a receipt and returns their names; a day's go together.

    Each day goes in a transaction of its own, in which is noted where the chains of its bytes end. Raises
    asyncpg.LockNotAvailableError where somebody reads for so long that others would have to wait with us: the rest is
    dropped by a later call.
    """
    last = day_of(receipt_ms)
    rows = await connection.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = ANY($1::regclass[]) ORDER BY 1",
        [*TABLES, BESIDE],
    )
    days: dict[str, list[str]] = {}
    for row in rows:
        days.setdefault(row["name"].rpartition("_")[2], []).append(row["name"])
    old = {day: names for day, names in sorted(days.items()) if day < last}
    for names in old.values():
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'")
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
            for name in names:
                if name.startswith("raw_batches"):
                    await note_dropped(connection, name)
                await connection.execute(f"DROP TABLE IF EXISTS {name}")
    return [name for names in old.values() for name in names]


async def _make(connection: Any, table: str, day_ms: int, options: str = "") -> None:
    name = f"{table}_{day_of(day_ms)}"
    # Asked of the catalogue itself: what a session remembers of a name may be from before it waited for the lock.
    if await connection.fetchval("SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass($1)", name):
        return
    # Made beside the parent and then attached: that does not stop those who read or write other days.
    await connection.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL){options}")
    await _attach(connection, table, name, day_ms)


async def _attach(connection: Any, table: str, name: str, day_ms: int) -> None:
    await connection.execute(
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({day_ms}) TO ({day_ms + DAY_MS})"
    )
