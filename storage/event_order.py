"""The durable order of events across a restore: new ones come after all that were ever read."""

from typing import Any, Final

_LEAP: Final = 1 << 40
"""Beyond every place that a reader may have been given after the back-up was made; 8,000 restores fit into a place."""


async def go_on(connection: Any) -> bool:
    """Says whether the order had to leap: the database was restored into a cluster of younger transaction numbers."""
    leapt = await connection.fetchval(
        """
        UPDATE event_order SET ahead = newest.tx + $1
        FROM (SELECT (max(tx)::text)::bigint AS tx FROM events) AS newest
        WHERE newest.tx >= (pg_current_xact_id()::text)::bigint + ahead
        RETURNING true
        """,
        _LEAP,
    )
    return bool(leapt)
