"""Days that were counted before: what a trend is drawn from without counting months of trips again and again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec


class CountedDay(msgspec.Struct, frozen=True, kw_only=True):
    """One local day of a time zone: when it was counted, and its figures as JSON."""

    day: date
    counted_ms: int
    body: str


async def read_days(pool: Any, timezone: str, days: Sequence[date]) -> dict[date, CountedDay]:
    """Those of some days that were counted before."""
    rows = await pool.fetch(
        "SELECT day, counted_ms, body::text AS body FROM numbers_days WHERE timezone = $1 AND day = ANY($2::date[])",
        timezone,
        list(days),
    )
    return {row["day"]: CountedDay(**dict(row)) for row in rows}


async def save_day(pool: Any, timezone: str, counted: CountedDay) -> None:
    """Keeps a day in place of what stood."""
    await pool.execute(
        """
        INSERT INTO numbers_days (timezone, day, counted_ms, body) VALUES ($1, $2, $3, $4::text::jsonb)
        ON CONFLICT (timezone, day) DO UPDATE SET counted_ms = excluded.counted_ms, body = excluded.body
        """,
        timezone,
        counted.day,
        counted.counted_ms,
        counted.body,
    )
