"""What was stored of units before a time: the pings that a re-run folds again, and checkpoints that it makes stale."""

from collections.abc import Sequence
from typing import Any, Final

from models.ping import Ping
from storage.pings import COLUMNS, JUDGED, ping_of

_READ: Final = ", ".join(f"pings.{name}" for name in COLUMNS)
_AHEAD_MS: Final = 10 * 60_000


async def read_judged_after(connection: Any, after_ms: Sequence[tuple[str, int]]) -> dict[str, tuple[Ping, ...]]:
    """Of each (unit, time) the judged pings after that time, oldest first; a unit without any is not among them."""
    # A ping is received at most 5 min before its own time: that leaves the days' tables before it untouched.
    rows = await connection.fetch(
        f"""
        SELECT found.* FROM unnest($1::text[], $2::bigint[]) AS asked (unit_id, at_ms)
        CROSS JOIN LATERAL (
            SELECT {_READ} FROM pings
            WHERE pings.unit_id = asked.unit_id AND pings.utc_ms > asked.at_ms
              AND pings.receipt_ms > asked.at_ms - $4 AND pings.standing = $3
        ) AS found
        ORDER BY found.unit_id, found.utc_ms, found.receipt_ms
        """,  # noqa: S608 - constants
        [unit_id for unit_id, _ in after_ms],
        [at_ms for _, at_ms in after_ms],
        JUDGED,
        _AHEAD_MS,
    )
    found: dict[str, list[Ping]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], []).append(ping_of(tuple(row)))
    return {unit_id: tuple(pings) for unit_id, pings in found.items()}


async def read_at(connection: Any, places: Sequence[tuple[str, int, int]]) -> dict[str, Ping]:
    """Of each (unit, time, receipt) the judged ping that stands there; a unit without one is not among them."""
    rows = await connection.fetch(
        f"""
        SELECT found.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS asked (unit_id, utc_ms, receipt_ms)
        CROSS JOIN LATERAL (
            SELECT {_READ} FROM pings
            WHERE pings.unit_id = asked.unit_id AND pings.utc_ms = asked.utc_ms
              AND pings.receipt_ms = asked.receipt_ms AND pings.standing = $4
            LIMIT 1
        ) AS found
        """,  # noqa: S608 - constants
        [unit_id for unit_id, _, _ in places],
        [utc_ms for _, utc_ms, _ in places],
        [receipt_ms for _, _, receipt_ms in places],
        JUDGED,
    )
    return {row["unit_id"]: ping_of(tuple(row)) for row in rows}


async def drop_checkpoints_after(connection: Any, after_ms: Sequence[tuple[str, int]]) -> None:
    """Of each (unit, time) drops the checkpoints after that time, inside the caller's transaction."""
    if after_ms:
        await connection.execute(
            "DELETE FROM checkpoints USING unnest($1::text[], $2::bigint[]) AS stale (unit_id, at_ms)"
            " WHERE checkpoints.unit_id = stale.unit_id AND checkpoints.at_ms > stale.at_ms",
            [unit_id for unit_id, _ in after_ms],
            [at_ms for _, at_ms in after_ms],
        )
