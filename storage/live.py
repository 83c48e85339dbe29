"""The newest place of each unit, for screens: may lag or repeat, never the truth."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

CHANNEL: Final = "wastetrack_live"
LOCK_KEY: Final = 0x77747_003
"""The advisory lock that makes the order of `seq` the order of commits, so that a reader who goes on misses none."""


class LiveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: the time of its newest fix and the unit object of the HTTP API as JSON."""

    unit_id: str
    utc_ms: int
    body: bytes


async def save_live(connection: Any, rows: Sequence[LiveRow]) -> None:
    """Writes units in a transaction of its own; one whose time is older than what stands is left as it is."""
    if not rows:
        return
    newest = {row.unit_id: row for row in sorted(rows, key=lambda row: row.utc_ms)}
    kept = [newest[unit_id] for unit_id in sorted(newest)]
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
        await connection.execute(
            """
            INSERT INTO unit_live AS known (unit_id, seq, utc_ms, body)
            SELECT unit_id, nextval('unit_live_seq'), utc_ms, body
            FROM unnest($1::text[], $2::bigint[], $3::jsonb[]) AS told (unit_id, utc_ms, body)
            ON CONFLICT (unit_id) DO UPDATE SET seq = excluded.seq, utc_ms = excluded.utc_ms, body = excluded.body
            WHERE known.utc_ms <= excluded.utc_ms
            """,
            [row.unit_id for row in kept],
            [row.utc_ms for row in kept],
            [row.body for row in kept],
        )
        await connection.execute("SELECT pg_notify($1, '')", CHANNEL)
