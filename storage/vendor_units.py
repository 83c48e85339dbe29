"""A GPS vendor's units as they were heard last: how many, how many are silent, and which."""

from collections.abc import Collection
from typing import Any, Final

import msgspec

from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from models.vendor import CODE_LETTERS, DLT_UNIT_LETTERS

SILENT_MS: Final = 5 * MINUTE_MS
MOST_NAMED: Final = 100

_MINE: Final = f"""
    WITH mine AS (
        SELECT unit_id, body ->> 'utc_ts' AS utc_ts, coalesce(body ->> 'recv_utc_ts', body ->> 'utc_ts') AS heard_at
        FROM unit_live
        WHERE (length(unit_id) = {DLT_UNIT_LETTERS} AND left(unit_id, {CODE_LETTERS}) = ANY($1::text[]))
           OR unit_id = ANY($2::text[])
    )
"""  # noqa: S608 - constants


class SilentUnit(msgspec.Struct, frozen=True):
    """A unit and when it was heard last."""

    unit_id: str
    heard_at: str


class UnitsHeard(msgspec.Struct, frozen=True, kw_only=True):
    """Units by how long ago they were heard; `silent` names those heard within the shortest time first, cut."""

    units: int
    silent_5_min: int
    silent_1_h: int
    silent_24_h: int
    newest_utc_ts: str | None
    newest_recv_utc_ts: str | None
    silent: tuple[SilentUnit, ...]


async def load_units_heard(connection: Any, codes: Collection[str], units: Collection[str], now_ms: int) -> UnitsHeard:
    """The units of these codes and of these ids that were ever heard, as they stand at a time."""
    asked = list(codes), list(units)
    limits = [to_iso(now_ms - age_ms) for age_ms in (SILENT_MS, HOUR_MS, DAY_MS)]
    counts = await connection.fetchrow(
        f"""{_MINE}
        SELECT count(*) AS units, max(utc_ts) AS newest_utc_ts, max(heard_at) AS newest_recv_utc_ts,
               count(*) FILTER (WHERE heard_at < $3) AS silent_5_min,
               count(*) FILTER (WHERE heard_at < $4) AS silent_1_h,
               count(*) FILTER (WHERE heard_at < $5) AS silent_24_h
        FROM mine
        """,  # noqa: S608 - constants
        *asked, *limits,
    )  # fmt: skip
    silent = await connection.fetch(
        f"{_MINE} SELECT unit_id, heard_at FROM mine WHERE heard_at < $3 ORDER BY heard_at DESC, unit_id LIMIT $4",  # noqa: S608
        *asked, limits[0], MOST_NAMED,
    )  # fmt: skip
    named = tuple(SilentUnit(row["unit_id"], row["heard_at"]) for row in silent)
    return UnitsHeard(**dict(counts), silent=named)
