"""The time as the database tells it: one clock for all who share its tables."""

from typing import Any


async def database_now_ms(connection: Any) -> int:
    """The database's own time of this moment, not of the transaction's beginning."""
    return int(await connection.fetchval("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"))
