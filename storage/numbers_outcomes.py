"""What officers made of alerts: the one place where the numbers read of incidents.

Both begin at the incidents, of which there are few beside the alerts of months.
"""

from typing import Any

import msgspec

from models.alert import Urgency
from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_scope import keep_alerts


class OutcomeCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many incidents in which a rule told were closed with an outcome."""

    rule: str
    outcome: str
    incidents: int


class StaleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alert that has been open for long."""

    alert_id: str
    rule: str
    urgency: Urgency
    unit_id: str | None
    plate: str | None
    detected_ms: int


async def read_outcomes(pool: Any, from_ms: int, to_ms: int, reach: Reach | None = None) -> list[OutcomeCount]:
    """The outcomes of the incidents that officers closed in a span [from, to), once for each rule of an incident.

    In a scope once for each rule of those of its alerts that are seen.
    """
    asked = Filter()
    asked.holds(f"closed_ms >= {asked.bind(from_ms)} AND closed_ms < {asked.bind(to_ms)}")
    asked.holds("incidents.state = 'closed' AND outcome IS NOT NULL")
    keep_alerts(asked, reach)
    # An incident's own list of rules is of all its alerts, also of those that are no longer kept.
    rules = "CROSS JOIN LATERAL jsonb_array_elements_text(incidents.body -> 'rules') AS rule"
    if reach is not None:
        rules = "JOIN incident_alerts USING (incident_id) JOIN alerts USING (alert_id)"
    rows = await pool.fetch(
        f"""
        SELECT rule, outcome, count(DISTINCT incident_id) AS incidents
        FROM incidents {rules}
        {asked.where()}
        GROUP BY 1, 2 ORDER BY 1, 2
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [OutcomeCount(**dict(row)) for row in rows]


async def read_stale(
    pool: Any, before_ms: int, limit: int, reach: Reach | None = None
) -> tuple[int, list[StaleRow]]:
    """How many open alerts were detected before a time whose incident nobody has closed, and the oldest of them.

    What is for the record calls nobody and does not count.
    """
    asked = Filter()
    asked.holds(f"alerts.state = 'open' AND alerts.detected_ms < {asked.bind(before_ms)}")
    asked.holds("incidents.state <> 'closed' AND alerts.urgency IN ('immediate', 'today')")
    keep_alerts(asked, reach)
    rows = await pool.fetch(
        f"""
        SELECT alerts.alert_id, alerts.rule, alerts.urgency, alerts.unit_id, alerts.data ->> 'plate' AS plate,
               alerts.detected_ms, count(*) OVER () AS in_all
        FROM incidents JOIN incident_alerts USING (incident_id) JOIN alerts USING (alert_id)
        {asked.where()}
        ORDER BY alerts.detected_ms, alerts.alert_id LIMIT {asked.bind(limit)}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    found = [dict(row) for row in rows]
    in_all = found[0]["in_all"] if found else 0
    return in_all, [StaleRow(**{name: row[name] for name in StaleRow.__struct_fields__}) for row in found]
