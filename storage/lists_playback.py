"""The stored fixes of several units over a period, at most one in so many seconds of each, and alerts among them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.reach import Reach, UnitSpan
from models.times import MINUTE_MS
from storage.lists_filter import Filter
from storage.lists_scope import keep_alerts, ping_within

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
    pool: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int, *, step_ms: int, limit: int,
    spans: Sequence[UnitSpan] | None = None,
) -> list[PlayedFix]:
    """At most `limit` fixes of some units with from_ms <= time < to_ms, by unit and time, the first of each step.

    With `spans` those alone that lie in one of them.
    """
    asked = Filter()
    begins, ends, step = asked.bind(from_ms), asked.bind(to_ms), asked.bind(step_ms)
    asked.holds(f"unit_id = ANY({asked.bind(list(unit_ids))}::text[])")
    asked.holds(f"utc_ms >= {begins} AND utc_ms < {ends} AND receipt_ms >= {begins} - {_AHEAD_MS}")
    asked.holds(f"standing <> {_REPEATED} AND coalesce(fix, 1) = 1")
    asked.holds(ping_within(asked, spans))
    rows = await pool.fetch(
        f"""
        SELECT DISTINCT ON (unit_id, (utc_ms - {begins}) / {step}) unit_id, utc_ms, lat, lon, speed_kmh FROM pings
        {asked.where()}
        ORDER BY unit_id, (utc_ms - {begins}) / {step}, utc_ms, receipt_ms, topic, partition, "offset"
        LIMIT {asked.bind(limit)}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [PlayedFix(*row) for row in rows]


async def read_pins(
    pool: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int, limit: int, reach: Reach | None = None
) -> list[bytes]:
    """Alerts of some units that began in a period and are seen, as JSON with `state`, the latest first."""
    asked = Filter()
    asked.holds(f"unit_id = ANY({asked.bind(list(unit_ids))}::text[])")
    begins = asked.bind(from_ms)
    asked.holds(f"detected_ms >= {begins} AND started_ms >= {begins} AND started_ms < {asked.bind(to_ms)}")
    keep_alerts(asked, reach)
    rows = await pool.fetch(
        f"SELECT data || jsonb_build_object('state', state) AS body FROM alerts {asked.where()}"  # noqa: S608
        f" ORDER BY started_ms DESC, alert_id LIMIT {asked.bind(limit)}",
        *asked.values,
    )
    return [row["body"] for row in rows]
