"""A month in the database: one day of pings gone through as the dashboard does, its passages again for each day."""

from collections.abc import Callable
from typing import Any, Final

from benchmarks.area.fleet import at_ms, fleet
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso
from storage.cursors import save_cursor
from storage.partitions import ensure_beside, ensure_days
from storage.passages import CHECKED, FILLED, fill_next
from storage.passages_packed import PACKED, pack_next

BEGIN_MS: Final = from_iso("2026-10-01T00:00:00Z")
OPEN_DAYS: Final = 2
"""The newest days, which nothing is packed of yet."""

_COLUMNS: Final = (
    "unit_id", "utc_ms", "receipt_ms", "lon", "lat", "fix", "shift_ms", "standing", "topic", "partition", "offset",
)  # fmt: skip
_AGAIN: Final = f"""
    INSERT INTO passages (hour_ms, cell, day, unit_id, fixes, first_ms, last_ms, west, south, east, north, track,
                          spans)
    SELECT hour_ms + $2::int * {DAY_MS}::bigint, cell, day + $2, unit_id, fixes, first_ms + $2::int * {DAY_MS}::bigint,
           last_ms + $2::int * {DAY_MS}::bigint, west, south, east, north, track,
           (SELECT string_agg(int8send(('x' || encode(substr(spans, place, 8), 'hex'))::bit(64)::bigint
                                       + $2::int * {DAY_MS}::bigint), ''::bytea ORDER BY place)
            FROM generate_series(1, length(spans), 8) AS place)
    FROM passages WHERE hour_ms >= $1 AND hour_ms < $1 + {DAY_MS}
    """


async def fill(db: Any, units: int, days: int, seed: int, say: Callable[[str], None]) -> None:
    """Fills the tables that a look-up reads."""
    pings = await _pings(db, units, seed)
    await ensure_days(db, [BEGIN_MS + day * DAY_MS for day in range(days + 1)])
    end_ms = BEGIN_MS + days * DAY_MS
    await db.execute("INSERT INTO offsets (topic, partition, next_offset, watermark_ms) VALUES ('gps.pings', 0, 1, $1)",
                     end_ms + MINUTE_MS)  # fmt: skip
    say(f"{pings:,} pings of a day")
    for hour in range(24):
        await fill_next(db)
        say(f"hour {hour + 1} of 24 gone through")
    await _again(db, range(days - OPEN_DAYS, days))
    await save_cursor(db, CHECKED, str(BEGIN_MS + DAY_MS))
    await pack_next(db)
    await _again(db, range(1, days - OPEN_DAYS))
    await save_cursor(db, FILLED, str(end_ms))
    for name in (CHECKED, PACKED):
        await save_cursor(db, name, str(end_ms - OPEN_DAYS * DAY_MS))
    await _trips(db, days)
    await db.execute("VACUUM ANALYZE")


async def sizes(db: Any) -> tuple[int, int]:
    """How many passages there are, and their bytes on the disk."""
    rows = await db.fetchval("SELECT count(*) FROM passages")
    size = await db.fetchval(
        "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'passages'::regclass"
    )
    return int(rows), int(size)


async def _pings(db: Any, units: int, seed: int) -> int:
    await ensure_days(db, [BEGIN_MS])
    count = 0
    async with db.transaction():
        for truck in fleet(units, seed):
            records = [
                (truck.unit_id, utc_ms, utc_ms + 1000, float(lon), float(lat), 1, 0, 0, "gps.pings", 0, 0)
                for utc_ms, lon, lat in zip(at_ms(truck, BEGIN_MS), truck.lon, truck.lat, strict=True)
                if utc_ms < BEGIN_MS + DAY_MS - MINUTE_MS
            ]
            await db.copy_records_to_table("pings", records=records, columns=_COLUMNS)
            count += len(records)
    return count


async def _again(db: Any, days: range) -> None:
    for day in days:
        await ensure_beside(db, BEGIN_MS + day * DAY_MS)
        await db.execute(_AGAIN, BEGIN_MS, day)


async def _trips(db: Any, days: int) -> None:
    """Two trips a unit and day, and what is shown of each unit."""
    await db.execute(
        f"""
        INSERT INTO trips (trip_id, unit_id, plate_key, permit_no, state, started_ms, ended_ms, version, data)
        SELECT unit_id || '-' || day || '-' || turn, unit_id, unit_id, NULL, 'completed',
               begun_ms, begun_ms + 3 * {HOUR_MS}, 1, '{{}}'
        FROM (SELECT DISTINCT unit_id FROM passages WHERE hour_ms < $1::bigint + {DAY_MS}) AS units,
             generate_series(0, $2::int - 1) AS day, generate_series(0, 1) AS turn,
             LATERAL (SELECT $1::bigint + day * {DAY_MS}::bigint + (6 + turn * 6) * {HOUR_MS}) AS begins (begun_ms)
        """,
        BEGIN_MS,
        days,
    )
    await db.execute(
        """
        INSERT INTO unit_live (unit_id, seq, utc_ms, body)
        SELECT DISTINCT unit_id, nextval('unit_live_seq'), $1::bigint, jsonb_build_object(
            'unit_id', unit_id, 'plate', right(unit_id, 6), 'province', 'ระยอง', 'carrier', NULL, 'recv_utc_ts', NULL,
            'utc_ts', '2026-10-30T00:00:00.000Z', 'lat', 13.7, 'lon', 100.6, 'speed', 0, 'course', 0, 'state', 'parked',
            'trip_id', NULL, 'permit_no', NULL, 'urgency', NULL, 'severity', NULL)
        FROM (SELECT DISTINCT unit_id FROM trips) AS units
        """,
        BEGIN_MS,
    )
