"""The stored fixes of several units over a period, at most one in so many seconds of each, and alerts among them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.times import MINUTE_MS

_AHEAD_MS: Final = 10 * MINUTE_MS  # a time further ahead of its receipt is never stored
_REPEATED: Final = 1


class PlayedFix(msgspec.Struct, frozen=True):
    """One fix of a unit; speed in km/h."""

    unit_id: str
    utc_ms: int
    lat: float
    lon: float
    speed_kmh: float | None


async def read_played(
    pool: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int, *, step_ms: int, limit: int
) -> list[PlayedFix]:
    """At most `limit` fixes of some units with from_ms <= time < to_ms, by unit and time, the first of each step."""
    rows = await pool.fetch(
        f"""
        SELECT DISTINCT ON (unit_id, (utc_ms - $2) / $4) unit_id, utc_ms, lat, lon, speed_kmh FROM pings
        WHERE unit_id = ANY($1::text[]) AND utc_ms >= $2 AND utc_ms < $3 AND receipt_ms >= $2 - {_AHEAD_MS}
          AND standing <> {_REPEATED} AND coalesce(fix, 1) = 1
        ORDER BY unit_id, (utc_ms - $2) / $4, utc_ms, receipt_ms, topic, partition, "offset" LIMIT $5
        """,  # noqa: S608 - constants
        list(unit_ids), from_ms, to_ms, step_ms, limit,
    )  # fmt: skip
    return [PlayedFix(*row) for row in rows]


async def read_pins(pool: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int, limit: int) -> list[bytes]:
    """Alerts of some units that began in a period, as JSON with `state`, the latest first."""
    rows = await pool.fetch(
        """
        SELECT data || jsonb_build_object('state', state) AS body FROM alerts
        WHERE unit_id = ANY($1::text[]) AND detected_ms >= $2 AND started_ms >= $2 AND started_ms < $3
        ORDER BY started_ms DESC, alert_id LIMIT $4
        """,
        list(unit_ids),
        from_ms,
        to_ms,
        limit,
    )
    return [row["body"] for row in rows]
