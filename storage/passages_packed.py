"""Passages packed: once nothing more is expected of a day, what a unit did in a cell on it becomes a row or a few.

Its drives through the cell are one row, and what it stood there one for each quarter of the day, with the times of each
stay beside them; what lies in one cell lies side by side on the disk. A look-up over a month reads a fraction.

Events are told up to the oldest running transaction number, so none is held for long: packed rows are computed by a
read, written in slices into a table beside the day's, and the tables change places in one short transaction.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.cursors import load_cursor, save_cursor
from storage.partitions import BESIDE, attach, day_of, first_kept_ms, make_beside
from storage.passages import CHECKED, LOCK_KEY

PACKED: Final = "passages.packed"
STAYS_MS: Final = 15 * MINUTE_MS
"""Passages of one cell that follow each other so closely are one stay."""
LONGEST_MS: Final = 6 * HOUR_MS
"""No row of one that stands holds more: where it reaches out of a period all its fixes are tried."""
SLICE_ROWS: Final = 5_000
"""So many rows are written in one transaction, fewer where their tracks are long."""
SLICE_BYTES: Final = 8 << 20

_STANDS_E7: Final = 20_000  # some 200 m across: who drove on is kept apart, as its track is what edges are tried with
_PATIENCE_MS: Final = 100  # all who look something up wait with us
_BEGUN, _WHOLE = "packing", "packed"
_CURSOR: Final = "packed_passages"
_COLUMNS: Final = "hour_ms, cell, day, unit_id, fixes, first_ms, last_ms, west, south, east, north, track, spans"
_PACKED_ROWS: Final = """
    WITH told AS (
        SELECT *, first_ms / {longest_ms} AS span,
               east - west < {stands_e7} AND north - south < {stands_e7} AS stands
        FROM {table}
    ), followed AS (
        SELECT *, first_ms - lag(last_ms) OVER way <= {stays_ms}
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
    SELECT max(hour_ms) AS hour_ms, cell, day, unit_id, sum(fixes) AS fixes, min(first_ms) AS first_ms,
           max(last_ms) AS last_ms, min(west) AS west, min(south) AS south, max(east) AS east, max(north) AS north,
           string_agg(track, ''::bytea ORDER BY first_ms, hour_ms) AS track,
           CASE WHEN count(*) > 1
                THEN string_agg(int8send(first_ms) || int8send(last_ms), ''::bytea ORDER BY first_ms, hour_ms) END
           AS spans
    FROM stays GROUP BY cell, day, unit_id, stands, span ORDER BY cell, day, unit_id
    """
# In the server alone: how long a slice takes depends on nobody who might stand still in the midst of it.
_WRITE_SLICE: Final = """
    DO $slice$
    DECLARE
        rows refcursor := '{cursor}';
        line record;
        written bigint := 0;
    BEGIN
        FOR turn IN 1..{slice_rows} LOOP
            FETCH rows INTO line;
            IF NOT FOUND THEN
                CLOSE rows;
                EXIT;
            END IF;
            INSERT INTO {table} ({columns}) VALUES ({values});
            written := written + length(line.track);
            EXIT WHEN written >= {slice_bytes};
        END LOOP;
    END $slice$
    """


async def pack_next(connection: Any) -> bool:
    """Packs the next day of receipts that was looked at again to its end; says whether one is packed now.

    In a session of its own and in no transaction. What was begun and left is begun again. Where somebody reads for long
    the day stays as it is, and a later call goes on from there.
    """
    day_ms = await _next_day(connection)
    if day_ms is None:
        return False
    async with _alone(connection) as is_alone:
        if not is_alone or await _next_day(connection) != day_ms:
            return False
        if not await _exists(connection, _table(day_ms)):
            await save_cursor(connection, PACKED, str(day_ms + DAY_MS))
            return True
        await _drop_leftovers(connection, keep=_table(day_ms, _WHOLE))
        if not await _exists(connection, _table(day_ms, _WHOLE)):
            await _write_beside(connection, day_ms)
        return await _change_places(connection, day_ms)


async def _next_day(connection: Any) -> int | None:
    first_ms = await first_kept_ms(connection)
    if first_ms is None:
        return None
    day_ms = max(first_ms, int(await load_cursor(connection, PACKED) or 0))
    return day_ms if day_ms + DAY_MS <= int(await load_cursor(connection, CHECKED) or 0) else None


@contextlib.asynccontextmanager
async def _alone(connection: Any) -> AsyncIterator[bool]:
    """Whether nobody else goes through an hour or a day before this ends; the lock is the session's."""
    is_alone = bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY))
    try:
        yield is_alone
    finally:
        if is_alone and not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)


async def _drop_leftovers(connection: Any, keep: str) -> None:
    """Drops what was begun and left, of other days too, but for the one table that is whole and waits for its place."""
    rows = await connection.fetch(
        f"SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid) AND relname <> $1"  # noqa: S608
        f" AND relname ~ '^{BESIDE}_[0-9]{{8}}_({_BEGUN}|{_WHOLE})$'",
        keep,
    )
    for row in rows:
        await connection.execute(f"DROP TABLE {row['relname']}")


async def _write_beside(connection: Any, day_ms: int) -> None:
    """Writes the packed rows of a day, in the order of cells, into a table of their own that is not yet a part."""
    table = _table(day_ms, _BEGUN)
    await make_beside(connection, table, day_ms)
    try:
        await _compute(connection, _table(day_ms))
        # The cursor is closed behind its last row.
        while await connection.fetchval("SELECT count(*) FROM pg_cursors WHERE name = $1", _CURSOR):
            await connection.execute(
                _WRITE_SLICE.format(
                    cursor=_CURSOR, slice_rows=SLICE_ROWS, slice_bytes=SLICE_BYTES, table=table,
                    columns=_COLUMNS, values=", ".join(f"line.{column}" for column in _COLUMNS.split(", ")),
                )
            )  # fmt: skip
    except BaseException:
        if not connection.is_closed():
            await connection.execute("CLOSE ALL")
        raise
    await connection.execute(f"ANALYZE {table}")
    await connection.execute(f"ALTER TABLE {table} RENAME TO {_table(day_ms, _WHOLE)}")


async def _compute(connection: Any, table: str) -> None:
    """Leaves the packed rows of a table in a cursor; a transaction that may not write has no number."""
    query = _PACKED_ROWS.format(longest_ms=LONGEST_MS, stands_e7=_STANDS_E7, stays_ms=STAYS_MS, table=table)
    async with connection.transaction(readonly=True):
        await connection.execute("SET LOCAL work_mem = '64MB'")
        await connection.execute(f"DECLARE {_CURSOR} NO SCROLL CURSOR WITH HOLD FOR {query}")


async def _change_places(connection: Any, day_ms: int) -> bool:
    """Puts the packed table in the place of the day's, all or nothing; False where somebody reads for long."""
    day, whole = _table(day_ms), _table(day_ms, _WHOLE)
    try:
        async with connection.transaction():
            # As a number is taken before the wait, it is short.
            await connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'")
            await connection.execute(f"LOCK TABLE ONLY {BESIDE}, {day}, {whole} IN ACCESS EXCLUSIVE MODE")
            await connection.execute(f"DROP TABLE {day}")
            await connection.execute(f"ALTER TABLE {whole} RENAME TO {day}")
            await _name_indexes(connection, day, _table(day_ms, _BEGUN))
            await attach(connection, day, day_ms)
            await save_cursor(connection, PACKED, str(day_ms + DAY_MS))
    except (asyncpg.LockNotAvailableError, asyncpg.UndefinedTableError):
        # Somebody reads, or the day was dropped with its pings.
        return False
    return True


async def _name_indexes(connection: Any, table: str, made_as: str) -> None:
    """Gives the indexes of a table the names they have where it was made under its own."""
    rows = await connection.fetch(
        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::text::regclass", table
    )
    for row in rows:
        await connection.execute(f"ALTER INDEX {row['name']} RENAME TO {row['name'].replace(made_as, table)}")


async def _exists(connection: Any, table: str) -> bool:
    return bool(await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table))


def _table(day_ms: int, part: str = "") -> str:
    return f"{BESIDE}_{day_of(day_ms)}" + (f"_{part}" if part else "")
