"""How far all trackers have come together, and whether what rules across units have to say of it has been heard."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class PaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """`floor_ms`: every partition has come so far; `newest_ms`: one of them has; 0 before any.

    `weighed`: the facts up to the floor have been weighed, and the rulings on them have been sent; `rulings` is up to
    where each partition has taken them in.
    """

    floor_ms: int
    newest_ms: int
    weighed: bool
    rulings: Mapping[int, int]


async def read_pace(connection: Any, pings: str, late: str, rulings: str, shard: int) -> PaceRow:
    """The rows of all partitions of three topics, and of the judge, at one moment."""
    row = await connection.fetchrow(
        """
        WITH floor AS (
            SELECT coalesce(min(watermark_ms), 0) AS ms FROM offsets
            WHERE (topic = $1 AND NOT (idle AND watermark_ms = 0)) OR (topic = $2 AND NOT idle)
        )
        SELECT floor.ms AS floor_ms,
            (SELECT coalesce(max(watermark_ms), 0) FROM offsets WHERE topic IN ($1, $2)) AS newest_ms,
            coalesce((SELECT watermark_ms >= floor.ms FROM judge WHERE shard = $4), false)
                AND NOT EXISTS (SELECT FROM facts WHERE receipt_ms <= floor.ms)
                AND NOT EXISTS (SELECT FROM outbox WHERE topic = $3) AS weighed,
            (SELECT array_agg(partition ORDER BY partition) FROM offsets WHERE topic = $3) AS numbers,
            (SELECT array_agg(next_offset ORDER BY partition) FROM offsets WHERE topic = $3) AS following
        FROM floor
        """,
        pings, late, rulings, shard,
    )  # fmt: skip
    numbers: Sequence[int] = row["numbers"] or ()
    taken = dict(zip(numbers, row["following"] or (), strict=True))
    return PaceRow(floor_ms=row["floor_ms"], newest_ms=row["newest_ms"], weighed=row["weighed"], rulings=taken)
