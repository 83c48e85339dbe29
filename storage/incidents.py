"""Incidents going in: written under one lock, so that the order of `seq` is that of the commits and none is lost."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from models.incident import GatheredAlert, Incident, LogLine, Summary
from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_scope import keep_alerts

CHANNEL: Final = "wastetrack_incidents"
"""Listeners hear here that incidents changed; they are read from the table."""
LOCK_KEY: Final = 0x77747_007
"""The advisory lock under which incidents, their shelves and the place of the gathering change."""

COLUMNS: Final = (
    "incident_id, version, about, subject, state, touched, state_by, assignee, outcome, outcome_reason, closed_by,"
    " closed_ms, peak, changed_ms, shelf_id, shelved_until_ms, merged_into, body"
)
_ALERT: Final = """
    alerts.alert_id, alerts.version, rule, severity, urgency, data ->> 'certainty' AS certainty,
    state = 'open' AS is_open, coalesce(data ->> 'close_reason' = 'late_evidence', false) AS is_refuted,
    started_ms, detected_ms, data ->> 'reason_th' AS reason_th, data ->> 'reason_en' AS reason_en, trip_id, unit_id,
    data ->> 'plate' AS plate, data ->> 'province' AS province, data ->> 'zone_id' AS zone_id,
    data ->> 'vendor' AS vendor, data ->> 'permit_no' AS permit_no, (data ->> 'lat')::float8 AS lat,
    (data ->> 'lon')::float8 AS lon
    """


async def take_turn(connection: Any) -> None:
    """Waits until nobody else changes incidents, for the rest of the caller's transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)


async def tell(connection: Any) -> None:
    """Tells listeners, when the caller's transaction is committed, that incidents changed."""
    await connection.execute("SELECT pg_notify($1, '')", CHANNEL)


def incident_of(row: Any) -> Incident:
    """The incident of a row that has COLUMNS."""
    fields = {name: row[name] for name in Incident.__struct_fields__ if name != "summary"}
    return Incident(**fields, summary=msgspec.json.decode(row["body"], type=Summary))


async def load_incidents(connection: Any, incident_ids: Collection[str]) -> list[Incident]:
    """These incidents, by id."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM incidents WHERE incident_id = ANY($1::text[]) ORDER BY incident_id",  # noqa: S608
        list(incident_ids),
    )
    return [incident_of(row) for row in rows]


async def open_incidents_of(connection: Any, subjects: Collection[tuple[str, str]]) -> list[str]:
    """The ids of the open incidents of some subjects, (about, subject), and of the open cases of which one is part."""
    rows = await connection.fetch(
        """
        WITH asked AS (SELECT * FROM unnest($1::text[], $2::text[]) AS asked (about, subject))
        SELECT incident_id FROM asked JOIN incidents USING (about, subject) WHERE state <> 'closed'
        UNION
        SELECT of_case.incident_id FROM asked JOIN incidents AS part USING (about, subject)
        JOIN incidents AS of_case ON of_case.incident_id = part.merged_into
        WHERE part.merged_into IS NOT NULL AND of_case.state <> 'closed'
        ORDER BY incident_id
        """,
        [about for about, _ in subjects],
        [subject for _, subject in subjects],
    )
    return [row["incident_id"] for row in rows]


async def incidents_of_alerts(connection: Any, alert_ids: Collection[str]) -> dict[str, str]:
    """To which incident each of these alerts belongs, of those that belong to one."""
    rows = await connection.fetch(
        "SELECT alert_id, incident_id FROM incident_alerts WHERE alert_id = ANY($1::text[])", list(alert_ids)
    )
    return {row["alert_id"]: row["incident_id"] for row in rows}


async def load_gathered(connection: Any, alert_ids: Collection[str]) -> list[GatheredAlert]:
    """These alerts as they stand, in the order of detection."""
    rows = await connection.fetch(
        f"SELECT {_ALERT} FROM alerts WHERE alert_id = ANY($1::text[]) ORDER BY detected_ms, alert_id",  # noqa: S608
        list(alert_ids),
    )
    return [GatheredAlert(**dict(row)) for row in rows]


async def load_members(
    connection: Any, incident_ids: Collection[str], reach: Reach | None = None
) -> dict[str, list[GatheredAlert]]:
    """The alerts of some incidents as they stand that are seen, each incident's in the order of detection."""
    asked = Filter()
    asked.holds(f"incident_id = ANY({asked.bind(list(incident_ids))}::text[])")
    keep_alerts(asked, reach)
    rows = await connection.fetch(
        f"""
        SELECT incident_id, {_ALERT} FROM incident_alerts JOIN alerts USING (alert_id)
        {asked.where()} ORDER BY detected_ms, alerts.alert_id
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    found: dict[str, list[GatheredAlert]] = {incident_id: [] for incident_id in incident_ids}
    for row in rows:
        fields = dict(row)
        found[fields.pop("incident_id")].append(GatheredAlert(**fields))
    return found


async def save_incidents(connection: Any, incidents: Sequence[Incident], *, told: bool) -> None:
    """Writes incidents as they stand inside the caller's transaction, in its turn; `told`: listeners are to read them.

    Their alerts are added to those that they had.
    """
    await connection.executemany(
        """
        INSERT INTO incidents (
            incident_id, seq, version, about, subject, state, touched, assignee, outcome, outcome_reason, closed_by,
            closed_ms, rank, peak, urgency, unit_id, trip_id, started_ms, changed_ms, shelf_id, shelved_until_ms, body,
            state_by, merged_into
        )
        VALUES ($1, CASE WHEN $2 THEN nextval('incidents_seq') ELSE 0 END, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
        ON CONFLICT (incident_id) DO UPDATE SET
            seq = excluded.seq, version = excluded.version, about = excluded.about, subject = excluded.subject,
            state = excluded.state, touched = excluded.touched, assignee = excluded.assignee,
            outcome = excluded.outcome, outcome_reason = excluded.outcome_reason, closed_by = excluded.closed_by,
            closed_ms = excluded.closed_ms, rank = excluded.rank, peak = excluded.peak, urgency = excluded.urgency,
            unit_id = excluded.unit_id, trip_id = excluded.trip_id, started_ms = excluded.started_ms,
            changed_ms = excluded.changed_ms, shelf_id = excluded.shelf_id,
            shelved_until_ms = excluded.shelved_until_ms, body = excluded.body, state_by = excluded.state_by,
            merged_into = excluded.merged_into
        """,
        [_row(incident, told=told) for incident in incidents],
    )
    await connection.executemany(
        "INSERT INTO incident_alerts (alert_id, incident_id) VALUES ($1, $2) ON CONFLICT (alert_id) DO NOTHING",
        [(alert_id, incident.incident_id) for incident in incidents for alert_id in incident.summary.alert_ids],
    )


async def save_step(connection: Any, incident: Incident, seen_version: int) -> bool:
    """Writes what a person made of an incident, unless it is no longer the version seen; says whether it did."""
    changed = await connection.fetchval(
        """
        UPDATE incidents SET
            seq = nextval('incidents_seq'), version = $3, state = $4, touched = $5, assignee = $6, outcome = $7,
            outcome_reason = $8, closed_by = $9, closed_ms = $10, changed_ms = $11, state_by = $12
        WHERE incident_id = $1 AND version = $2 RETURNING true
        """,
        incident.incident_id, seen_version, incident.version, incident.state, incident.touched, incident.assignee,
        incident.outcome, incident.outcome_reason, incident.closed_by, incident.closed_ms, incident.changed_ms,
        incident.state_by,
    )  # fmt: skip
    return bool(changed)


async def append_log(connection: Any, lines: Sequence[LogLine]) -> None:
    """Adds lines to the logs of their incidents inside the caller's transaction."""
    await connection.executemany(
        """
        INSERT INTO incident_log (
            incident_id, version, at_ms, who, act, from_state, to_state, text, assignee, outcome, alert_id,
            other_id
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        [
            (
                line.incident_id, line.version, line.at_ms, line.who, line.act, line.from_state, line.to_state,
                line.text, line.assignee, line.outcome, line.alert_id, line.other_id,
            )
            for line in lines
        ],
    )  # fmt: skip


def _row(incident: Incident, *, told: bool) -> tuple[Any, ...]:
    summary = incident.summary
    return (
        incident.incident_id, told, incident.version, incident.about, incident.subject, incident.state,
        incident.touched, incident.assignee, incident.outcome, incident.outcome_reason, incident.closed_by,
        incident.closed_ms, summary.rank, incident.peak, summary.urgency, summary.unit_id, summary.trip_id,
        summary.started_ms, incident.changed_ms, incident.shelf_id, incident.shelved_until_ms,
        msgspec.json.encode(summary), incident.state_by, incident.merged_into,
    )  # fmt: skip
