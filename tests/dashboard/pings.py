"""Stored pings of many fixes at once, and how far the judging has come."""

from collections.abc import Iterable
from typing import Any

import msgspec

from models.ping import Ping
from storage.partitions import ensure_days
from storage.pings import JUDGED, StoredPing, copy_pings


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """One fix of a unit; received a second after its time unless said otherwise."""

    unit_id: str
    utc_ms: int
    lon: float
    lat: float
    late_ms: int = 1_000
    standing: int = JUDGED
    fix: int | None = 1
    speed_kmh: float | None = 40.4


async def put_fixes(connection: Any, fixes: Iterable[Fix]) -> None:
    """Writes fixes as the tracker does."""
    rows = [
        StoredPing(
            Ping(
                unit_id=one.unit_id, utc_ms=one.utc_ms, receipt_ms=one.utc_ms + one.late_ms, lat=one.lat, lon=one.lon,
                fix=one.fix, speed_kmh=one.speed_kmh,
            ),
            one.standing, "gps.pings", 0, place,
        )
        for place, one in enumerate(fixes)
    ]  # fmt: skip
    await ensure_days(connection, [row.ping.receipt_ms for row in rows])
    await copy_pings(connection, rows)


async def judged_to(connection: Any, at_ms: int) -> None:
    """Says that all that was received up to a time is stored."""
    await connection.execute(
        "INSERT INTO offsets (topic, partition, next_offset, watermark_ms) VALUES ('gps.pings', 0, 1, $1)"
        " ON CONFLICT (topic, partition) DO UPDATE SET watermark_ms = excluded.watermark_ms",
        at_ms,
    )
