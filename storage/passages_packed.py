"""Passages packed: once nothing more is expected of a day, what a unit did in a cell on it becomes a row or a few.

Its drives through the cell are one row, and what it stood there one for each quarter of the day, with the times of each
stay beside them; what lies in one cell lies side by side on the disk. A look-up over a month reads a fraction.
"""

from typing import Any, Final

import asyncpg

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.cursors import load_cursor, save_cursor
from storage.partitions import day_of, first_kept_ms
from storage.passages import CHECKED, is_mine

PACKED: Final = "passages.packed"
STAYS_MS: Final = 15 * MINUTE_MS
"""Passages of one cell that follow each other so closely are one stay."""
LONGEST_MS: Final = 6 * HOUR_MS
"""No row of one that stands holds more: where it reaches out of a period all its fixes are tried."""

_STANDS_E7: Final = 20_000  # some 200 m across: who drove on is kept apart, as its track is what edges are tried with
_PATIENCE_MS: Final = 2_000
_PACK: Final = f"""
    WITH told AS (
        SELECT *, first_ms / {LONGEST_MS} AS span,
               east - west < {_STANDS_E7} AND north - south < {_STANDS_E7} AS stands
        FROM passages WHERE hour_ms >= $1 AND hour_ms < $1 + {DAY_MS}
    ), followed AS (
        SELECT *, first_ms - lag(last_ms) OVER way <= {STAYS_MS}
                  AND cell = lag(cell) OVER way AND day = lag(day) OVER way
                  AND span = lag(span) OVER way AND stands = lag(stands) OVER way AS goes_on
        FROM told WINDOW way AS (PARTITION BY unit_id ORDER BY first_ms, last_ms, hour_ms)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE goes_on IS NOT TRUE)
                  OVER (PARTITION BY unit_id ORDER BY first_ms, last_ms, hour_ms ROWS UNBOUNDED PRECEDING) AS stay
        FROM followed
    ), stays AS (
        SELECT cell, day, unit_id, stands, CASE WHEN stands THEN span END AS span, max(hour_ms) AS hour_ms,
               sum(fixes) AS fixes, min(first_ms) AS first_ms, max(last_ms) AS last_ms, min(west) AS west,
               min(south) AS south, max(east) AS east, max(north) AS north,
               string_agg(track, ''::bytea ORDER BY first_ms, hour_ms) AS track
        FROM numbered GROUP BY unit_id, stay, cell, day, stands, span
    )
    INSERT INTO passages (hour_ms, cell, day, unit_id, fixes, first_ms, last_ms, west, south, east, north, track, spans)
    SELECT max(hour_ms), cell, day, unit_id, sum(fixes), min(first_ms), max(last_ms),
           min(west), min(south), max(east), max(north), string_agg(track, ''::bytea ORDER BY first_ms, hour_ms),
           CASE WHEN count(*) > 1
                THEN string_agg(int8send(first_ms) || int8send(last_ms), ''::bytea ORDER BY first_ms, hour_ms) END
    FROM stays GROUP BY cell, day, unit_id, stands, span ORDER BY cell, day, unit_id
    """  # noqa: S608 - constants


async def pack_next(connection: Any) -> bool:
    """Packs the next day of receipts that was looked at again to its end; says whether there was one."""
    first_ms = await first_kept_ms(connection)
    if first_ms is None:
        return False
    day_ms = max(first_ms, int(await load_cursor(connection, PACKED) or 0))
    if day_ms + DAY_MS > int(await load_cursor(connection, CHECKED) or 0):
        return False
    async with connection.transaction():
        if not await is_mine(connection, PACKED, day_ms):
            return False
        await connection.execute("SET LOCAL work_mem = '64MB'")
        await connection.execute(_PACK, day_ms)
        await connection.execute(
            "DELETE FROM passages WHERE hour_ms >= $1 AND hour_ms < $2 AND xmin <> pg_current_xact_id()::xid",
            day_ms,
            day_ms + DAY_MS,
        )
        await save_cursor(connection, PACKED, str(day_ms + DAY_MS))
    await _make_small(connection, day_ms)
    return True


async def _make_small(connection: Any, day_ms: int) -> None:
    """Gives the room of what was packed back; left as it is where somebody reads that day for long."""
    table = f"passages_{day_of(day_ms)}"
    if await connection.fetchval("SELECT to_regclass($1) IS NULL", table):
        return
    await connection.execute(f"SET lock_timeout = '{_PATIENCE_MS}ms'")
    try:
        await connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
    except asyncpg.LockNotAvailableError:
        await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.execute("RESET lock_timeout")
