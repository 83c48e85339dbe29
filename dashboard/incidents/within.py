"""An incident as far as a scope reaches: made of the alerts that are seen, in full for those alone who work on it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from dashboard.incidents.gather import subject_of_all
from dashboard.incidents.summary import summarise
from dashboard.people.person import Person
from models.incident import GatheredAlert
from models.reach import Reach
from storage.incidents import load_members
from storage.lists_incidents import IncidentRow, read_incident


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as somebody sees it; `in_full`: with what officers wrote and who they are, and to be acted on."""

    row: IncidentRow
    in_full: bool


def seen_by(row: IncidentRow, person: Person, alerts: Sequence[GatheredAlert]) -> Seen | None:
    """The incident for somebody kept to a scope, given those of its alerts that this scope reaches; None of none.

    In full for an officer who sees all of it. What else there is of it nobody else can tell from it: subject, place and
    gravity are those of the alerts that are seen.
    """
    if not alerts:
        return None
    incident = row.incident
    if {alert.alert_id for alert in alerts} == set(incident.summary.alert_ids):  # read a moment apart
        return Seen(row=row, in_full=person.may("officer"))
    subject = subject_of_all(alerts)
    incident = msgspec.structs.replace(
        incident, summary=summarise(alerts), about=subject.about, subject=subject.key
    )
    return Seen(row=msgspec.structs.replace(row, incident=incident), in_full=False)


async def seen_of(
    connection: Any, rows: Sequence[IncidentRow], person: Person, reach: Reach | None
) -> list[Seen]:
    """Of some incidents those that are seen, as they are seen."""
    if reach is None:
        return [Seen(row=row, in_full=True) for row in rows]
    members = await load_members(connection, [row.incident.incident_id for row in rows], reach)
    found = (seen_by(row, person, members[row.incident.incident_id]) for row in rows)
    return [one for one in found if one is not None]


async def read_seen(connection: Any, incident_id: str, person: Person, reach: Reach | None) -> Seen | None:
    """One incident as it is seen, None when none of this id is."""
    row = await read_incident(connection, incident_id, reach)
    found = [] if row is None else await seen_of(connection, [row], person, reach)
    return found[0] if found else None
