"""The story of a case: the incident, its alerts and log, and each incident that is part of it with its own log."""

from typing import Any

from dashboard.incidents.shown import shown_merged, shown_story
from dashboard.incidents.within import Seen
from dashboard.people.person import Person
from models.incident import LogLine
from storage.lists_alerts import read_alerts_of
from storage.lists_incidents import read_log
from storage.merges import load_parts


async def read_story(
    connection: Any, seen: Seen, person: Person, now_ms: int, log: list[LogLine] | None = None
) -> dict[str, object]:
    """The members of an `answers.IncidentStory` as the person sees it; `log` where it is known already."""
    incident = seen.row.incident
    alerts = await read_alerts_of(connection, incident.summary.alert_ids)
    lines = await read_log(connection, incident.incident_id) if log is None else log
    story = shown_story(seen, alerts, lines, person, now_ms)
    ids = [incident.incident_id] if seen.in_full and incident.summary.merged_ids else []
    parts = (await load_parts(connection, ids)).get(incident.incident_id, [])
    merged = [shown_merged(row.incident, await read_log(connection, row.incident.incident_id)) for row in parts]
    return story | {"merged": merged}
