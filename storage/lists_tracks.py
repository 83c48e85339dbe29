"""The stored fixes of one unit, as a map plays them back."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.reach import UnitSpan
from models.times import MINUTE_MS
from storage.lists_filter import Filter
from storage.lists_scope import ping_within

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


async def read_track(
    pool: Any, unit_id: str, from_ms: int, to_ms: int, limit: int, spans: Sequence[UnitSpan] | None = None
) -> list[TrackPoint]:
    """At most `limit` fixes of a unit with from_ms <= time < to_ms, oldest first; late ones too, no repeats.

    With `spans` those alone that lie in one of them.
    """
    asked = Filter()
    asked.equals("unit_id", unit_id)
    asked.holds(f"utc_ms >= {asked.bind(from_ms)} AND utc_ms < {asked.bind(to_ms)}")
    asked.holds(f"receipt_ms >= {asked.bind(from_ms - _AHEAD_MS)}")
    asked.holds(f"standing <> {_REPEATED} AND coalesce(fix, 1) = 1")
    asked.holds(ping_within(asked, spans))
    rows = await pool.fetch(
        f"SELECT utc_ms, recv_ms, lat, lon, speed_kmh, course_deg, fix FROM pings {asked.where()}"  # noqa: S608
        f' ORDER BY utc_ms, receipt_ms, topic, partition, "offset" LIMIT {asked.bind(limit)}',
        *asked.values,
    )
    return [msgspec.convert(dict(row), TrackPoint) for row in rows]
