"""Incidents that are part of a case: which they are, what is theirs of it, and its going in and coming out."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from models.incident import Incident
from storage.incidents import COLUMNS, incident_of


class PartRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that is part of a case, and the alerts that were gathered into it."""

    incident: Incident
    alert_ids: frozenset[str]


async def case_of(connection: Any, incident_id: str) -> str:
    """The case to which an incident belongs: itself, unless it was merged into another."""
    return await connection.fetchval("SELECT merged_into FROM incidents WHERE incident_id = $1", incident_id) or (
        incident_id
    )


async def all_of(connection: Any, incident_id: str) -> list[str]:
    """The incidents of a case, given by its own id: itself, then those that were merged into it."""
    rows = await connection.fetch(
        "SELECT incident_id FROM incidents WHERE merged_into = $1 ORDER BY closed_ms, incident_id", incident_id
    )
    return [incident_id, *(row["incident_id"] for row in rows)]


async def load_parts(connection: Any, case_ids: Collection[str]) -> dict[str, list[PartRow]]:
    """The parts of some cases by the case, each case's in the order in which they were merged; none of one without."""
    if not case_ids:
        return {}
    rows = await connection.fetch(
        f"""
        SELECT {COLUMNS}, ARRAY(
            SELECT alert_id FROM incident_alerts WHERE gathered_in = incidents.incident_id
        ) AS alert_ids
        FROM incidents WHERE merged_into = ANY($1::text[]) ORDER BY closed_ms, incident_id
        """,  # noqa: S608 - constants
        list(case_ids),
    )
    found: dict[str, list[PartRow]] = {}
    for row in rows:
        part = PartRow(incident=incident_of(row), alert_ids=frozenset(row["alert_ids"]))
        found.setdefault(row["merged_into"], []).append(part)
    return found


async def save_parts(connection: Any, parts: Sequence[tuple[Incident, Collection[str]]]) -> None:
    """Writes what the alerts of parts say, in the caller's turn, and the alerts that came to them; tells nobody."""
    await connection.executemany(
        """
        UPDATE incidents SET about = $2, subject = $3, rank = $4, urgency = $5, unit_id = $6, trip_id = $7,
            started_ms = $8, body = $9
        WHERE incident_id = $1
        """,
        [
            (
                one.incident_id, one.about, one.subject, one.summary.rank, one.summary.urgency, one.summary.unit_id,
                one.summary.trip_id, one.summary.started_ms, msgspec.json.encode(one.summary),
            )
            for one, _ in parts
        ],
    )  # fmt: skip
    await connection.executemany(
        "INSERT INTO incident_alerts (alert_id, incident_id, gathered_in) VALUES ($1, $2, $3)"
        " ON CONFLICT (alert_id) DO NOTHING",
        [(alert_id, one.merged_into, one.incident_id) for one, alert_ids in parts for alert_id in alert_ids],
    )


async def move_in(connection: Any, incident_id: str, into_id: str) -> None:
    """Makes what is an incident's, and what was merged into it, another's: its parts, alerts and officers on the road.

    An officer who is out for both is out for the case once: as what asks for more care.
    """
    await connection.execute("UPDATE incidents SET merged_into = $2 WHERE merged_into = $1", incident_id, into_id)
    await connection.execute(
        "UPDATE incident_alerts SET incident_id = $2, gathered_in = coalesce(gathered_in, $1) WHERE incident_id = $1",
        incident_id,
        into_id,
    )
    await connection.execute(
        """
        UPDATE road_stays AS known SET
            state = CASE WHEN known.state = 'there' OR other.state = 'there' THEN 'there'
                         WHEN known.state = 'on_the_way' OR other.state = 'on_the_way' THEN 'on_the_way'
                         ELSE 'away' END,
            changed_ms = greatest(known.changed_ms, other.changed_ms), due_ms = least(known.due_ms, other.due_ms),
            overdue_ms = least(known.overdue_ms, other.overdue_ms), help_ms = least(known.help_ms, other.help_ms),
            lat = CASE WHEN other.newer THEN other.lat ELSE known.lat END,
            lon = CASE WHEN other.newer THEN other.lon ELSE known.lon END,
            accuracy_m = CASE WHEN other.newer THEN other.accuracy_m ELSE known.accuracy_m END,
            placed_ms = CASE WHEN other.newer THEN other.placed_ms ELSE known.placed_ms END
        FROM (
            SELECT gone.*, coalesce(gone.placed_ms, 0) > coalesce(stays.placed_ms, 0) AS newer
            FROM road_stays AS gone JOIN road_stays AS stays ON stays.person = gone.person AND stays.incident_id = $2
            WHERE gone.incident_id = $1
        ) AS other
        WHERE known.incident_id = $2 AND known.person = other.person
        """,
        incident_id,
        into_id,
    )
    await connection.execute(
        "DELETE FROM road_stays WHERE incident_id = $1"
        " AND person IN (SELECT person FROM road_stays WHERE incident_id = $2)",
        incident_id,
        into_id,
    )
    await connection.execute(
        "UPDATE road_stays SET incident_id = $2, gathered_in = coalesce(gathered_in, $1) WHERE incident_id = $1",
        incident_id,
        into_id,
    )


async def move_out(connection: Any, incident_id: str) -> None:
    """Gives an incident that was part of a case its own alerts and officers on the road back."""
    for table in ("incident_alerts", "road_stays"):
        await connection.execute(
            f"UPDATE {table} SET incident_id = $1, gathered_in = NULL WHERE gathered_in = $1",  # noqa: S608
            incident_id,
        )
