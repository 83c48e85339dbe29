"""The stored fixes of one unit, as a map plays them back."""

from typing import Any, Final

import msgspec

from models.times import MINUTE_MS

_AHEAD_MS: Final = 10 * MINUTE_MS  # a time further ahead of its receipt is never stored
_REPEATED: Final = 1


class TrackPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One stored fix, times in ms, speed in km/h, course in degrees."""

    utc_ms: int
    recv_ms: int | None
    lat: float
    lon: float
    speed_kmh: float | None
    course_deg: float | None
    fix: int | None


async def read_track(pool: Any, unit_id: str, from_ms: int, to_ms: int, limit: int) -> list[TrackPoint]:
    """At most `limit` fixes of a unit with from_ms <= time < to_ms, oldest first; late ones too, no repeats."""
    rows = await pool.fetch(
        """
        SELECT utc_ms, recv_ms, lat, lon, speed_kmh, course_deg, fix FROM pings
        WHERE unit_id = $1 AND utc_ms >= $2 AND utc_ms < $3 AND receipt_ms >= $4
          AND standing <> $5 AND coalesce(fix, 1) = 1
        ORDER BY utc_ms, receipt_ms, topic, partition, "offset" LIMIT $6
        """,
        unit_id,
        from_ms,
        to_ms,
        from_ms - _AHEAD_MS,
        _REPEATED,
        limit,
    )
    return [msgspec.convert(dict(row), TrackPoint) for row in rows]
