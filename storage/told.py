"""What was told of units: the newest event of each trip and alert that may still change."""

from collections.abc import Sequence
from typing import Any

import msgspec


class ToldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A trip or an alert as it stands: its newest event's type and time, and that event's data as JSON."""

    unit_id: str
    type: str
    at_ms: int
    data: bytes


async def read_told_of_units(connection: Any, unit_ids: Sequence[str], after_ms: int) -> list[ToldRow]:
    """The trips and alerts of units that were told after a time or go on still, and the alerts of such trips.

    In the order in which they were first told; what began over 60 days before is among them only while it goes on.
    """
    rows = await connection.fetch(
        """
        WITH known AS (
            SELECT unit_id, trip_id AS id, trip_id, state IN ('on_the_way', 'arrived') AS goes_on, started_ms, data
            FROM trips WHERE unit_id = ANY($1::text[]) AND (started_ms > $3 OR state IN ('on_the_way', 'arrived'))
            UNION ALL
            SELECT unit_id, alert_id, trip_id, state = 'open' AND NOT data ? 'ended_at', started_ms, data
            FROM alerts WHERE unit_id = ANY($1::text[])
                AND (detected_ms > $3 OR (state = 'open' AND NOT data ? 'ended_at'))
        ), told AS (
            SELECT known.*, last.type, last.at_ms, last.seq, known.goes_on OR last.at_ms > $2 AS may_change
            FROM known CROSS JOIN LATERAL (
                SELECT type, at_ms, seq FROM events
                WHERE coalesce(body -> 'data' ->> 'alert_id', body -> 'data' ->> 'trip_id') = known.id
                ORDER BY (body -> 'data' ->> 'version')::int DESC LIMIT 1
            ) AS last
        )
        SELECT unit_id, type, at_ms, data FROM told
        WHERE may_change
           OR trip_id IN (SELECT trip_id FROM told AS trip WHERE trip.id = trip.trip_id AND trip.may_change)
        ORDER BY unit_id, started_ms, seq
        """,
        list(unit_ids),
        after_ms,
        after_ms - 60 * 86_400_000,
    )
    return [ToldRow(**dict(row)) for row in rows]


async def read_last_heard(connection: Any, unit_ids: Sequence[str], standing: int) -> dict[str, int]:
    """Of each unit the time of its newest stored ping that stands so; a unit without any is not among them."""
    rows = await connection.fetch(
        """
        SELECT asked.unit_id, last.utc_ms FROM unnest($1::text[]) AS asked (unit_id)
        CROSS JOIN LATERAL (
            SELECT utc_ms FROM pings WHERE pings.unit_id = asked.unit_id AND standing = $2
            ORDER BY utc_ms DESC LIMIT 1
        ) AS last
        """,
        list(unit_ids),
        standing,
    )
    return {row["unit_id"]: row["utc_ms"] for row in rows}


async def read_told_of_rules(connection: Any, rules: Sequence[str], after_ms: int) -> list[ToldRow]:
    """The alerts of some rules that were detected after a time, whoever they are of."""
    rows = await connection.fetch(
        """
        SELECT coalesce(alerts.unit_id, '') AS unit_id, last.type, last.at_ms, alerts.data FROM alerts
        CROSS JOIN LATERAL (
            SELECT type, at_ms FROM events
            WHERE coalesce(body -> 'data' ->> 'alert_id', body -> 'data' ->> 'trip_id') = alerts.alert_id
            ORDER BY (body -> 'data' ->> 'version')::int DESC LIMIT 1
        ) AS last
        WHERE rule = ANY($1::text[]) AND detected_ms > $2 ORDER BY alerts.detected_ms, alerts.alert_id
        """,
        list(rules),
        after_ms,
    )
    return [ToldRow(**dict(row)) for row in rows]
