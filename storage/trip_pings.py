"""The stored pings of a unit in a period: those that rules judge at once, or all of them page by page."""

from collections.abc import AsyncIterator
from typing import Any, Final

from models.ping import Ping
from models.times import MINUTE_MS
from storage.pings import JUDGED, REPEATED, StoredPing, columns_read, stored_of

_AHEAD_MS: Final = 10 * MINUTE_MS  # a time further ahead of its receipt is never stored
_FROM_THE_FIRST: Final = (-1, -1, "", -1, -1)


async def read_judged(pool: Any, unit_id: str, from_ms: int, to_ms: int, limit: int) -> list[Ping]:
    """At most `limit` judged pings of a unit with `from_ms` <= time <= `to_ms`, oldest first."""
    rows = await pool.fetch(
        f"""
        SELECT {columns_read()} FROM pings
        WHERE unit_id = $1 AND utc_ms BETWEEN $2 AND $3 AND receipt_ms >= $4 AND standing = $5
        ORDER BY utc_ms, receipt_ms, topic, partition, "offset" LIMIT $6
        """,  # noqa: S608 - constants
        unit_id, from_ms, to_ms, from_ms - _AHEAD_MS, JUDGED, limit,
    )  # fmt: skip
    return [stored_of(row).ping for row in rows]


async def page_pings(
    pool: Any, unit_id: str, from_ms: int, to_ms: int, page: int
) -> AsyncIterator[list[StoredPing]]:
    """Every ping of a unit with `from_ms` <= time <= `to_ms` but repeats, oldest first, `page` at a time.

    No connection is held between two pages, so that a client that takes its time holds up nobody.
    """
    last: tuple[int, int, str, int, int] = _FROM_THE_FIRST
    while True:
        rows = await pool.fetch(
            f"""
            SELECT {columns_read()} FROM pings
            WHERE unit_id = $1 AND utc_ms BETWEEN $2 AND $3 AND receipt_ms >= $4 AND standing <> $5
              AND (utc_ms, receipt_ms, topic, partition, "offset") > ($6, $7, $8, $9, $10)
            ORDER BY utc_ms, receipt_ms, topic, partition, "offset" LIMIT $11
            """,  # noqa: S608 - constants
            unit_id, max(from_ms, last[0]), to_ms, from_ms - _AHEAD_MS, REPEATED, *last, page,
        )  # fmt: skip
        found = [stored_of(row) for row in rows]
        if found:
            yield found
        if len(found) < page:
            return
        newest = found[-1]
        last = (newest.ping.utc_ms, newest.ping.receipt_ms, newest.topic, newest.partition, newest.offset)
