"""Passages as a look-up of an area asks for them: what lies wholly inside as sums, all else as tracks to be tried."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from geofences.cells import E7
from geofences.drawn_area import DrawnArea
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.partitions import first_kept_ms
from storage.passages import JOINED_MS, filled_up_to

TAIL_MS: Final = 3 * HOUR_MS
"""So much of what has not been gone through yet is read ping by ping; of more an answer says that it is not in it."""

_AHEAD_MS: Final = 10 * MINUTE_MS  # a time further ahead of its receipt is never stored
_MARGIN_E7: Final = E7 // 10  # who is further away than this cannot come and go within JOINED_MS
_REPEATED: Final = 1


class WholePassages(msgspec.Struct, frozen=True):
    """All that one unit was inside without a doubt: how many fixes, and from when to when each time."""

    unit_id: str
    fixes: int
    from_ms: list[int]
    to_ms: list[int]


class PartPassage(msgspec.Struct, frozen=True):
    """One track of which some part may lie inside; `day` in days since the epoch."""

    unit_id: str
    day: int
    track: bytes


class NearFix(msgspec.Struct, frozen=True):
    """One fix near the area, in 1e-7 degrees; `counts` unless it is counted among the passages already."""

    unit_id: str
    utc_ms: int
    lon_e7: int
    lat_e7: int
    counts: bool


class AreaRows(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored around an area; `received_to_ms` is up to which receipt, None where that is all."""

    whole: list[WholePassages]
    parts: list[PartPassage]
    near: list[NearFix]
    received_to_ms: int | None


async def read_area(pool: Any, area: DrawnArea, from_ms: int, to_ms: int) -> AreaRows:
    """What lies in or around an area with from_ms <= time < to_ms, as of one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL work_mem = '32MB'")
        filled_ms = max(await filled_up_to(connection), await first_kept_ms(connection) or 0)
        newest_ms = int(await connection.fetchval("SELECT coalesce(max(watermark_ms), 0) FROM offsets"))
        is_behind = newest_ms - filled_ms > TAIL_MS
        return AreaRows(
            whole=await _whole(connection, area, from_ms, to_ms),
            parts=await _parts(connection, area, from_ms, to_ms),
            near=[] if is_behind else await _near(connection, area, from_ms, to_ms, filled_ms),
            received_to_ms=filled_ms if is_behind else None,
        )


_AROUND: Final = f"""
    cell = ANY($1::int[]) AND day BETWEEN $2::bigint / {DAY_MS} AND $3::bigint / {DAY_MS} + 1
    AND hour_ms >= $2::bigint - {_AHEAD_MS + HOUR_MS} AND last_ms >= $2 AND first_ms < $3
    AND west <= $6 AND east >= $4 AND south <= $7 AND north >= $5
    """
_BOX: Final = "box(point(west, south), point(east, north))::polygon"
_IS_WHOLE: Final = f"first_ms >= $2 AND last_ms < $3 AND $8::polygon @> {_BOX}"


async def _whole(connection: Any, area: DrawnArea, from_ms: int, to_ms: int) -> list[WholePassages]:
    rows = await connection.fetch(
        f"""
        SELECT unit_id, sum(fixes)::bigint AS fixes, array_agg(first_ms) AS from_ms, array_agg(last_ms) AS to_ms
        FROM passages WHERE {_AROUND} AND {_IS_WHOLE} GROUP BY unit_id
        """,  # noqa: S608 - constants
        *_asked(area, from_ms, to_ms),
    )
    return [WholePassages(*row) for row in rows]


async def _parts(connection: Any, area: DrawnArea, from_ms: int, to_ms: int) -> list[PartPassage]:
    rows = await connection.fetch(
        f"""
        SELECT unit_id, day, track FROM passages
        WHERE {_AROUND} AND NOT ({_IS_WHOLE}) AND ($8::polygon && {_BOX} OR $8::polygon @> {_BOX})
        """,  # noqa: S608 - constants
        *_asked(area, from_ms, to_ms),
    )
    return [PartPassage(*row) for row in rows]


async def _near(connection: Any, area: DrawnArea, from_ms: int, to_ms: int, filled_ms: int) -> list[NearFix]:
    west, south, east, north = area.box
    rows = await connection.fetch(
        f"""
        SELECT unit_id, utc_ms, round(lon * {E7})::int, round(lat * {E7})::int, receipt_ms >= $1 FROM pings
        WHERE receipt_ms >= $1::bigint - {2 * JOINED_MS}
          AND utc_ms >= $2::bigint - {JOINED_MS} AND utc_ms < $3::bigint + {JOINED_MS}
          AND standing <> {_REPEATED} AND coalesce(fix, 1) = 1
          AND lon BETWEEN $4 AND $6 AND lat BETWEEN $5 AND $7
        ORDER BY unit_id, utc_ms, lon, lat
        """,  # noqa: S608 - constants
        filled_ms, from_ms, to_ms,
        *((edge - _MARGIN_E7) / E7 for edge in (west, south)), *((edge + _MARGIN_E7) / E7 for edge in (east, north)),
    )  # fmt: skip
    return [NearFix(*row) for row in rows]


def _asked(area: DrawnArea, from_ms: int, to_ms: int) -> Sequence[Any]:
    # The server's polygons are the same plane: a way around in whole numbers, so that nothing is rounded.
    return (list(area.cells), from_ms, to_ms, *area.box, area.corners)
