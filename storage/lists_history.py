"""The versions told of one trip or alert."""

from typing import Any

import msgspec


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a trip or alert: its version, its type, its time on the wire's form."""

    version: int
    type: str
    time: str


async def read_history(pool: Any, entity_id: str) -> list[Version]:
    """The versions of a trip_id or alert_id, oldest first."""
    rows = await pool.fetch(
        "SELECT (body -> 'data' ->> 'version')::int AS version, type, body ->> 'time' AS time FROM events"
        " WHERE coalesce(body -> 'data' ->> 'alert_id', body -> 'data' ->> 'trip_id') = $1 ORDER BY 1, seq",
        entity_id,
    )
    return [Version(version=row["version"], type=row["type"], time=row["time"]) for row in rows]


async def read_told(connection: Any, entity_id: str) -> list[bytes]:
    """The events of a trip_id or alert_id as JSON, by version."""
    rows = await connection.fetch(
        "SELECT body FROM events WHERE coalesce(body -> 'data' ->> 'alert_id', body -> 'data' ->> 'trip_id') = $1"
        " ORDER BY (body -> 'data' ->> 'version')::int, seq",
        entity_id,
    )
    return [row["body"] for row in rows]
