"""Alerts: the newest version of each."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from storage.together import Change


class AlertRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alert as it stands; `data` is its event's data as JSON."""

    alert_id: str
    rule: str
    severity: str
    urgency: str
    state: Literal["open", "closed"]
    unit_id: str | None
    trip_id: str | None
    started_ms: int
    detected_ms: int
    version: int
    data: bytes


def saved_alerts(rows: Sequence[AlertRow]) -> Change:
    """Writes alerts; of an alert only a higher version replaces what stands."""
    newest = {row.alert_id: row for row in sorted(rows, key=lambda row: row.version)}
    kept = [newest[alert_id] for alert_id in sorted(newest)]
    return Change(
        """
        INSERT INTO alerts AS known (alert_id, rule, severity, urgency, state, unit_id, trip_id, started_ms,
                                     detected_ms, version, data)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::bigint[], $9::bigint[], $10::integer[], $11::jsonb[])
        ON CONFLICT (alert_id) DO UPDATE SET
            rule = excluded.rule, severity = excluded.severity, urgency = excluded.urgency, state = excluded.state,
            unit_id = excluded.unit_id, trip_id = excluded.trip_id, started_ms = excluded.started_ms,
            detected_ms = excluded.detected_ms, version = excluded.version, data = excluded.data
        WHERE known.version < excluded.version
        """,
        (
            [row.alert_id for row in kept],
            [row.rule for row in kept],
            [row.severity for row in kept],
            [row.urgency for row in kept],
            [row.state for row in kept],
            [row.unit_id for row in kept],
            [row.trip_id for row in kept],
            [row.started_ms for row in kept],
            [row.detected_ms for row in kept],
            [row.version for row in kept],
            [row.data for row in kept],
        ),
    )


async def load_alerts(connection: Any, alert_ids: Sequence[str]) -> list[AlertRow]:
    """These alerts, by alert_id."""
    rows = await connection.fetch("SELECT * FROM alerts WHERE alert_id = ANY($1::text[]) ORDER BY alert_id", alert_ids)
    return [AlertRow(**dict(row)) for row in rows]


async def load_alerts_of_trips(connection: Any, trip_ids: Sequence[str]) -> list[AlertRow]:
    """The alerts of some trips, by trip and detection: what a verdict counts."""
    rows = await connection.fetch(
        "SELECT * FROM alerts WHERE trip_id = ANY($1::text[]) ORDER BY trip_id, detected_ms, alert_id", list(trip_ids)
    )
    return [AlertRow(**dict(row)) for row in rows]


async def load_alerts_of_units(connection: Any, unit_ids: Sequence[str], detected_after_ms: int) -> list[AlertRow]:
    """The alerts of some units detected after a time, and those still open, by unit and detection."""
    rows = await connection.fetch(
        """
        SELECT * FROM alerts WHERE unit_id = ANY($1::text[]) AND (detected_ms > $2 OR state = 'open')
        ORDER BY unit_id, detected_ms, alert_id
        """,
        list(unit_ids),
        detected_after_ms,
    )
    return [AlertRow(**dict(row)) for row in rows]
