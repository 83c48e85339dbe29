"""Passages going in: each visit of a unit to a cell of the map, made of the stored pings an hour of receipts at a time.

What is read before anything is written takes no transaction number: events are not held back by it.
"""

from typing import Any, Final

from geofences.cells import CELL_E7, COLUMNS, E7
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from models.topics import LATE, PINGS
from storage.cursors import load_cursor, save_cursor
from storage.facts_weighed import newest_watermark
from storage.offsets import read_watermark
from storage.partitions import day_of, ensure_beside, first_kept_ms

LOCK_KEY: Final = 0x77747_014
"""The advisory lock of whoever goes through an hour or packs a day."""
FILLED: Final = "passages"
CHECKED: Final = "passages.checked"
JOINED_MS: Final = 5 * MINUTE_MS
"""Two fixes further apart than this are not joined: nobody knows the way between them."""
SETTLED_MS: Final = MINUTE_MS
CHECK_AFTER_MS: Final = DAY_MS
"""What comes into an hour after it was gone through (with a partition that moved, say) is found when it is so old."""

_REPEATED: Final = 1
_MOST_CELLS: Final = 6  # across; nobody drives 30 km in five minutes
_TOPICS: Final = (PINGS.name, LATE.name)
_FIXES: Final = f"standing <> {_REPEATED} AND coalesce(fix, 1) = 1"
_FILL: Final = f"""
    WITH heard AS (
        SELECT unit_id, utc_ms, round(lon * {E7})::int AS x, round(lat * {E7})::int AS y, true AS ours FROM pings
        WHERE receipt_ms >= $1 AND receipt_ms < $1 + {HOUR_MS} AND {_FIXES}
    ), known AS (
        -- What came before lies around and between the fixes that came late, and ahead of the first that did not.
        -- OFFSET 0: unit by unit, whatever is believed of the newest hour, of which the planner has no figures; else
        -- each unit is held against all of a day.
        SELECT earlier.* FROM (
            SELECT unit_id, min(utc_ms) AS from_ms,
                   greatest(max(utc_ms) FILTER (WHERE utc_ms < $1), min(utc_ms) FILTER (WHERE utc_ms >= $1)) AS to_ms
            FROM heard GROUP BY unit_id
        ) AS span CROSS JOIN LATERAL (
            SELECT unit_id, utc_ms, round(lon * {E7})::int AS x, round(lat * {E7})::int AS y, false AS ours FROM pings
            WHERE pings.unit_id = span.unit_id AND pings.utc_ms >= span.from_ms - {JOINED_MS}
              AND pings.utc_ms <= span.to_ms + {JOINED_MS}
              AND receipt_ms >= $1 - {DAY_MS} AND receipt_ms < $1 AND {_FIXES}
            OFFSET 0
        ) AS earlier
    ), fixes AS (
        SELECT *, (x::bigint + {180 * E7}) / {CELL_E7} AS gx, (y::bigint + {90 * E7}) / {CELL_E7} AS gy
        FROM (SELECT * FROM heard UNION ALL SELECT * FROM known) AS both_of_them
    ), lines AS (
        SELECT *, lag(utc_ms) OVER line AS utc_ms0, lag(x) OVER line AS x0, lag(y) OVER line AS y0,
               lag(gx) OVER line AS gx0, lag(gy) OVER line AS gy0, lag(ours) OVER line AS ours0
        FROM fixes WINDOW line AS (PARTITION BY unit_id ORDER BY utc_ms, x, y)
    ), steps AS (
        SELECT *, coalesce(
            utc_ms - utc_ms0 <= {JOINED_MS} AND abs(gx - gx0) < {_MOST_CELLS} AND abs(gy - gy0) < {_MOST_CELLS}, false
        ) AS joined, count(*) FILTER (WHERE (gx, gy) IS DISTINCT FROM (gx0, gy0)) OVER line AS visit
        FROM lines WINDOW line AS (PARTITION BY unit_id ORDER BY utc_ms, x, y)
    ), placed AS (
        SELECT step.*, place_y * {COLUMNS} + place_x AS cell, ours AND (place_x, place_y) = (gx, gy) AS own,
               -- Where it leaves a cell, the way out belongs to the visit that ends there.
               visit - coalesce((place_x, place_y) = (gx0, gy0) AND (gx, gy) <> (gx0, gy0), false)::int AS of_visit,
               joined AND ((place_x, place_y) <> (gx0, gy0) OR utc_ms / {DAY_MS} <> utc_ms0 / {DAY_MS} OR NOT ours0)
                   AS enters
        FROM steps AS step
        CROSS JOIN LATERAL generate_series(least(gx, CASE WHEN joined THEN gx0 END),
                                           greatest(gx, CASE WHEN joined THEN gx0 END)) AS place_x
        CROSS JOIN LATERAL generate_series(least(gy, CASE WHEN joined THEN gy0 END),
                                           greatest(gy, CASE WHEN joined THEN gy0 END)) AS place_y
        WHERE ours OR (joined AND ours0)
    ), points AS (
        SELECT cell::int AS cell, unit_id, (utc_ms / {DAY_MS})::int AS day, of_visit, utc_ms, x, y, own, joined
        FROM placed
        UNION ALL
        SELECT cell::int, unit_id, (utc_ms / {DAY_MS})::int, of_visit, utc_ms0, x0, y0, false, false
        FROM placed WHERE enters
    )
    INSERT INTO passages (hour_ms, cell, day, unit_id, fixes, first_ms, last_ms, west, south, east, north, track)
    SELECT $1, cell, day, unit_id, count(*) FILTER (WHERE own), min(utc_ms), max(utc_ms),
           min(x), min(y), max(x), max(y),
           string_agg(
               int4send(((utc_ms - (day * {DAY_MS}::bigint - {JOINED_MS})) * 4 + joined::int * 2 + own::int)::int)
               || int4send(x) || int4send(y), ''::bytea ORDER BY utc_ms, x, y, joined DESC
           )
    FROM points GROUP BY cell, day, unit_id, of_visit ORDER BY cell, unit_id
    """  # noqa: S608 - constants


async def fill_next(connection: Any) -> bool:
    """Goes through the next hour whose receipts are all stored; says whether there was one that nobody else is at."""
    hour_ms = await _next_hour(connection, FILLED, SETTLED_MS)
    if hour_ms is None:
        return False
    await _make_ready(connection, hour_ms)
    async with connection.transaction():
        if not await is_mine(connection, FILLED, hour_ms):
            return False
        await _fill(connection, hour_ms)
        await save_cursor(connection, FILLED, str(hour_ms + HOUR_MS))
    return True


async def check_next(connection: Any) -> bool:
    """Looks at an hour of a day ago again, goes through it anew where more is stored; says whether there was one."""
    hour_ms = await _next_hour(connection, CHECKED, CHECK_AFTER_MS)
    if hour_ms is None or hour_ms >= await filled_up_to(connection):
        return False
    await _make_ready(connection, hour_ms)
    async with connection.transaction():
        if not await is_mine(connection, CHECKED, hour_ms):
            return False
        if not await _is_whole(connection, hour_ms):
            await _fill(connection, hour_ms)
            await connection.execute(
                "DELETE FROM passages WHERE hour_ms = $1 AND xmin <> pg_current_xact_id()::xid", hour_ms
            )
        await save_cursor(connection, CHECKED, str(hour_ms + HOUR_MS))
    return True


async def filled_up_to(connection: Any) -> int:
    """The receipt up to which all that was stored has been gone through; 0 before the first hour."""
    return int(await load_cursor(connection, FILLED) or 0)


async def _next_hour(connection: Any, name: str, behind_ms: int) -> int | None:
    """The hour that comes next under a cursor, None as long as some of its receipts may still be judged."""
    first_ms = await first_kept_ms(connection)
    reached_ms = await read_watermark(connection, _TOPICS) or await newest_watermark(connection, _TOPICS)
    if first_ms is None or reached_ms is None:
        return None
    hour_ms = max(first_ms, int(await load_cursor(connection, name) or 0))
    return hour_ms if hour_ms + HOUR_MS + behind_ms <= reached_ms else None


async def hold_passages(connection: Any) -> None:
    """To the end of this transaction no day changes places with its packed one; the first thing in one of one snapshot.

    Rows that were packed after a snapshot are not in it, and the table that held them before would be gone.
    """
    await connection.execute("LOCK TABLE ONLY passages IN ACCESS SHARE MODE")


async def is_mine(connection: Any, name: str, hour_ms: int) -> bool:
    """Whether this transaction alone is at an hour that nobody has gone through meanwhile."""
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK_KEY):
        return False
    return int(await load_cursor(connection, name) or 0) <= hour_ms


async def _make_ready(connection: Any, hour_ms: int) -> None:
    """Makes the hour's day a table of passages, and its pings findable by their receipt."""
    table = f"pings_{day_of(hour_ms)}"
    if await connection.fetchval("SELECT to_regclass($1) IS NULL", table):
        return
    await ensure_beside(connection, hour_ms)
    index = """
        SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class AS made ON made.oid = indexrelid
        JOIN pg_am ON pg_am.oid = made.relam WHERE indrelid = to_regclass($1) AND amname = 'brin' AND indisvalid
        """
    found = await connection.fetchval(index, table)
    if found is None:
        # A day from before this index was thought of; built beside those who write.
        await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {table}_receipt")
        await connection.execute(f"CREATE INDEX CONCURRENTLY {table}_receipt ON {table} USING brin (receipt_ms)")
        found = await connection.fetchval(index, table)
    await connection.execute("SELECT brin_summarize_new_values($1::regclass)", found)


async def _fill(connection: Any, hour_ms: int) -> None:
    await connection.execute("SET LOCAL work_mem = '64MB'")
    await connection.execute(_FILL, hour_ms)


async def _is_whole(connection: Any, hour_ms: int) -> bool:
    """Whether every fix that was received in an hour stands in a passage."""
    query = f"""
        SELECT (SELECT count(*) FROM pings
                WHERE receipt_ms >= $1 AND receipt_ms < $1 + {HOUR_MS} AND {_FIXES})
             = (SELECT coalesce(sum(fixes), 0) FROM passages WHERE hour_ms = $1)
        """  # noqa: S608 - constants
    return bool(await connection.fetchval(query, hour_ms))
