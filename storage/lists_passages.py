"""Passages as a look-up of an area asks for them: what lies wholly inside as sums, all else as tracks to be tried."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from geofences.cells import E7
from geofences.drawn_area import OUTSIDE_UNIT, SQUARES, DrawnArea
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.partitions import first_kept_ms
from storage.passages import JOINED_MS, filled_up_to, hold_passages
from storage.same_moment import both, seeing_the_same

TAIL_MS: Final = 3 * HOUR_MS
"""So much of what has not been gone through yet is read ping by ping; of more an answer says that it is not in it."""

SHARED_DAYS: Final = 4
"""A longer period is read by two at once, half of it each."""

_AHEAD_MS: Final = 10 * MINUTE_MS  # a time further ahead of its receipt is never stored
_MARGIN_E7: Final = E7 // 10  # who is further away than this cannot come and go within JOINED_MS
_REPEATED: Final = 1


class UnitPassages(msgspec.Struct, frozen=True):
    """The passages of one unit. Of those inside without a doubt `fixes` and `spans`: a first and a last ms each.

    Of the others one track after the other, and in `heads` of each the day, in days since the epoch, and its bytes. All
    numbers are packed, big-endian, 8 bytes each in spans and 4 in heads: they are many.
    """

    unit_id: str
    fixes: int
    spans: bytes
    heads: bytes
    tracks: bytes


class NearFix(msgspec.Struct, frozen=True):
    """One fix near the area, in 1e-7 degrees; `counts` unless it is counted among the passages already."""

    unit_id: str
    utc_ms: int
    lon_e7: int
    lat_e7: int
    counts: bool


class AreaRows(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored around an area; `received_to_ms` is up to which receipt, None where that is all."""

    passages: list[UnitPassages]
    near: list[NearFix]
    received_to_ms: int | None


# A plan for any area takes five times as long as one for this; sorted by unit, wide rows would go over the disk; and
# over sixty tables jit costs more than it saves.
_AS_PLANNED: Final = """
    SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL work_mem = '128MB'; SET LOCAL enable_sort = off;
    SET LOCAL jit = off
    """


async def read_area(
    pool: Any, area: DrawnArea, from_ms: int, to_ms: int, unit_ids: Collection[str] | None = None
) -> AreaRows:
    """What lies in or around an area with from_ms <= time < to_ms, as of one moment.

    Of these units alone, where some are named, none inside without a doubt: sums could not be cut by a unit's own time.
    """
    only = None if unit_ids is None else list(unit_ids)
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await hold_passages(connection)
        await connection.execute(_AS_PLANNED)
        filled_ms = max(await filled_up_to(connection), await first_kept_ms(connection) or 0)
        newest_ms = int(await connection.fetchval("SELECT coalesce(max(watermark_ms), 0) FROM offsets"))
        is_behind = newest_ms - filled_ms > TAIL_MS
        return AreaRows(
            passages=await _passages(pool, connection, area, from_ms, to_ms, only),
            near=[] if is_behind else await _near(connection, area, from_ms, to_ms, filled_ms, only),
            received_to_ms=filled_ms if is_behind else None,
        )


def _step(place: str, begin: str, end: str) -> str:
    """SQL: the column or row of the area's squares into which a place falls; one beyond falls into the last."""
    held = f"least(greatest({place}, {begin}), {end})"
    return f"(({held} - {begin}::bigint) * {SQUARES} / ({end}::bigint - {begin} + 1))::int"


def _sum(row: str, column: str) -> str:
    """SQL: what the area tells of all squares south and west of a corner."""
    return f"($8::int[])[({row}) * {SQUARES + 1} + {column} + 1]"


# Of all squares that a passage's box touches at once, whether all lie inside or none does. The server's polygons would
# tell it to the metre, and take ten times as long. OFFSET 0: each step is told once a row.
_PASSAGES: Final = f"""
    SELECT unit_id, coalesce(sum(fixes) FILTER (WHERE is_whole), 0)::bigint,
           coalesce(string_agg(coalesce(spans, int8send(first_ms) || int8send(last_ms)), ''::bytea)
                        FILTER (WHERE is_whole), ''::bytea),
           coalesce(string_agg(int4send(day) || int4send(length(track)), ''::bytea) FILTER (WHERE NOT is_whole),
                    ''::bytea),
           coalesce(string_agg(track, ''::bytea) FILTER (WHERE NOT is_whole), ''::bytea)
    FROM (
        SELECT *, is_asked AND told % {OUTSIDE_UNIT} = touched AS is_whole
        FROM (
            SELECT *, (row1 - row0 + 1) * (column1 - column0 + 1) AS touched,
                   {_sum("row1 + 1", "column1 + 1")} - {_sum("row0", "column1 + 1")}
                   - {_sum("row1 + 1", "column0")} + {_sum("row0", "column0")} AS told
            FROM (
                SELECT passages.*,
                       $9::text[] IS NULL AND first_ms >= $2 AND last_ms < $3
                       AND west >= $4 AND east <= $6 AND south >= $5 AND north <= $7 AS is_asked,
                       {_step("west", "$4", "$6")} AS column0, {_step("east", "$4", "$6")} AS column1,
                       {_step("south", "$5", "$7")} AS row0, {_step("north", "$5", "$7")} AS row1
                FROM passages
                WHERE cell = ANY($1::int[]) AND day BETWEEN $10 AND $11
                  AND hour_ms >= $2::bigint - {_AHEAD_MS + HOUR_MS} AND last_ms >= $2 AND first_ms < $3
                  AND west <= $6 AND east >= $4 AND south <= $7 AND north >= $5
                  AND ($9::text[] IS NULL OR unit_id = ANY($9::text[]))
                OFFSET 0
            ) AS placed
            OFFSET 0
        ) AS summed
        WHERE told / {OUTSIDE_UNIT} <> touched
    ) AS known
    GROUP BY unit_id
    """  # noqa: S608 - constants


async def _passages(
    pool: Any, connection: Any, area: DrawnArea, from_ms: int, to_ms: int, only: list[str] | None
) -> list[UnitPassages]:
    first, last = from_ms // DAY_MS, to_ms // DAY_MS + 1
    if last - first <= SHARED_DAYS:
        return await _of_days(connection, area, from_ms, to_ms, only, first, last)
    async with seeing_the_same(pool, connection) as other:
        if other is None:
            return await _of_days(connection, area, from_ms, to_ms, only, first, last)
        await other.execute(_AS_PLANNED)
        middle = (first + last) // 2
        return _together(
            *await both(
                _of_days(connection, area, from_ms, to_ms, only, first, middle),
                _of_days(other, area, from_ms, to_ms, only, middle + 1, last),
            )
        )


async def _of_days(
    connection: Any, area: DrawnArea, from_ms: int, to_ms: int, only: list[str] | None, first: int, last: int
) -> list[UnitPassages]:
    rows = await connection.fetch(
        _PASSAGES, list(area.cells), from_ms, to_ms, *area.box, area.square_sums, only, first, last
    )
    return [UnitPassages(*row) for row in rows]


def _together(some: Sequence[UnitPassages], others: Sequence[UnitPassages]) -> list[UnitPassages]:
    """The passages of two parts of a period, one for each unit."""
    known = {one.unit_id: one for one in some}
    for more in others:
        one = known.get(more.unit_id)
        known[more.unit_id] = more if one is None else UnitPassages(
            one.unit_id, one.fixes + more.fixes, one.spans + more.spans, one.heads + more.heads,
            one.tracks + more.tracks,
        )  # fmt: skip
    return list(known.values())


async def _near(
    connection: Any, area: DrawnArea, from_ms: int, to_ms: int, filled_ms: int, only: list[str] | None
) -> list[NearFix]:
    west, south, east, north = area.box
    rows = await connection.fetch(
        f"""
        SELECT unit_id, utc_ms, round(lon * {E7})::int, round(lat * {E7})::int, receipt_ms >= $1 FROM pings
        WHERE receipt_ms >= $1::bigint - {2 * JOINED_MS}
          AND utc_ms >= $2::bigint - {JOINED_MS} AND utc_ms < $3::bigint + {JOINED_MS}
          AND standing <> {_REPEATED} AND coalesce(fix, 1) = 1
          AND lon BETWEEN $4 AND $6 AND lat BETWEEN $5 AND $7
          AND ($8::text[] IS NULL OR unit_id = ANY($8::text[]))
        ORDER BY unit_id, utc_ms, lon, lat
        """,  # noqa: S608 - constants
        filled_ms, from_ms, to_ms,
        *((edge - _MARGIN_E7) / E7 for edge in (west, south)), *((edge + _MARGIN_E7) / E7 for edge in (east, north)),
        only,
    )  # fmt: skip
    return [NearFix(*row) for row in rows]
