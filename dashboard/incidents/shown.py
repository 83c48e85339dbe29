"""An incident, its log and a shelf as the API shows them."""

from typing import Final

import msgspec

from alerts.first_steps import FIRST_STEPS
from dashboard.incidents import answers
from dashboard.incidents.case_steps import case_acts_of
from dashboard.incidents.steps import acts_of
from dashboard.incidents.within import Seen
from dashboard.people.person import Person
from dashboard.subscription import Changed
from models.incident import Incident, LogLine
from models.shelf import Shelf
from models.times import to_iso
from storage.lists_incidents import IncidentRow

ITSELF: Final = "wastetrack"
"""Who did what no person did."""
NOBODY: Final = Person(name="", role="viewer")


def shown_incident(seen: Seen, person: Person, now_ms: int) -> answers.Incident:
    """An incident for a person as that one sees it: what it may do with it now included."""
    incident = seen.row.incident if seen.in_full else _without_words(seen.row.incident)
    summary = incident.summary
    return answers.Incident(
        incident_id=incident.incident_id, version=incident.version, state=incident.state, about=incident.about,
        subject=incident.subject, trip_id=summary.trip_id, unit_id=summary.unit_id, plate=summary.plate,
        province=summary.province, zone_id=summary.zone_id, vendor=summary.vendor, permit_no=summary.permit_no,
        carrier=seen.row.carrier, urgency=summary.urgency, severity=summary.severity, certainty=summary.certainty,
        rules=summary.rules, alert_ids=summary.alert_ids, open_alerts=summary.open_alerts,
        refuted_alerts=summary.refuted_alerts, reason_th=summary.reason_th, reason_en=summary.reason_en,
        lat=summary.lat, lon=summary.lon, estate_zone_id=summary.estate_zone_id,
        started_at=to_iso(summary.started_ms), detected_at=to_iso(summary.detected_ms),
        changed_at=to_iso(incident.changed_ms), state_by=incident.state_by, assignee=incident.assignee,
        outcome=incident.outcome,
        outcome_reason=incident.outcome_reason, closed_by=incident.closed_by,
        acts=acts_of(incident, person) if seen.in_full else [], shelf=_on_shelf(seen, now_ms),
        merged_into=incident.merged_into, merged_ids=summary.merged_ids, plates=summary.plates,
        case_acts=case_acts_of(incident, person) if seen.in_full else [],
    )  # fmt: skip


def told_incident(row: IncidentRow, now_ms: int) -> Changed:
    """A change of an incident as a message to all clients: to each is added what it may do."""
    return Changed(row.incident, msgspec.json.encode(shown_incident(Seen(row=row, in_full=True), NOBODY, now_ms)))


def for_person(changed: Changed, person: Person) -> bytes:
    """The message for one client, as JSON."""
    members = msgspec.json.decode(changed.data, type=dict[str, msgspec.Raw])
    incident = changed.incident
    own = {"acts": acts_of(incident, person), "case_acts": case_acts_of(incident, person)}
    return msgspec.json.encode({**members, **own})


def shown_story(
    seen: Seen, alerts: list[str], log: list[LogLine], person: Person, now_ms: int
) -> dict[str, object]:
    """An incident with its alerts, given as JSON, and its log, empty unless it is seen in full.

    The members of an `answers.IncidentStory` but for what was merged into it.
    """
    shown = msgspec.structs.asdict(shown_incident(seen, person, now_ms))
    lines = [_line(line) for line in log] if seen.in_full else []
    first_th, first_en = FIRST_STEPS.get(seen.row.incident.summary.rules[0], (None, None))
    first = {"first_th": first_th, "first_en": first_en}
    return shown | first | {"alerts": [msgspec.Raw(alert.encode()) for alert in alerts], "log": lines}


def shown_merged(incident: Incident, log: list[LogLine]) -> answers.MergedIncident:
    """An incident that is part of a case, given its log."""
    summary = incident.summary
    line = next(line for line in reversed(log) if line.act == "merge")
    return answers.MergedIncident(
        incident_id=incident.incident_id, about=incident.about, subject=incident.subject, unit_id=summary.unit_id,
        trip_id=summary.trip_id, plate=summary.plate, province=summary.province, urgency=summary.urgency,
        severity=summary.severity, rules=summary.rules, alert_ids=summary.alert_ids, open_alerts=summary.open_alerts,
        reason_th=summary.reason_th, reason_en=summary.reason_en, started_at=to_iso(summary.started_ms),
        state_before=line.from_state or "new", assignee=incident.assignee, merged_by=line.who or ITSELF,
        merged_at=to_iso(line.at_ms), log=[_line(line) for line in log],
    )  # fmt: skip


def shown_shelf(shelf: Shelf, held: int, now_ms: int) -> answers.Shelf:
    """A shelf as it stands at a time."""
    return answers.Shelf(
        shelf_id=shelf.shelf_id, kind=shelf.kind, key=shelf.key, reason=shelf.reason, until=to_iso(shelf.until_ms),
        made_by=shelf.made_by, made_at=to_iso(shelf.made_ms), confirmed_by=shelf.confirmed_by,
        confirmed_at=_iso_or_none(shelf.confirmed_ms), lifted_by=shelf.lifted_by,
        lifted_at=_iso_or_none(shelf.lifted_ms), lift_reason=shelf.lift_reason, state=shelf.state_at(now_ms), held=held,
    )  # fmt: skip


def _without_words(incident: Incident) -> Incident:
    """State and outcome alone: neither who it was nor what an officer wrote; what it did by itself needs no hiding."""
    by_itself = incident.closed_by is None
    return msgspec.structs.replace(
        incident, state_by=None, assignee=None, closed_by=None,
        outcome_reason=incident.outcome_reason if by_itself else None,
    )  # fmt: skip


def _on_shelf(seen: Seen, now_ms: int) -> answers.OnShelf | None:
    incident = seen.row.incident
    until_ms = incident.shelved_until_ms
    if until_ms is None or incident.shelf_id is None or not incident.is_shelved(now_ms):
        return None
    reason = seen.row.shelf_reason if seen.in_full else None
    return answers.OnShelf(shelf_id=incident.shelf_id, until=to_iso(until_ms), reason=reason or "")


def _line(line: LogLine) -> answers.LogLine:
    return answers.LogLine(
        seq=line.version, version=line.version, at=to_iso(line.at_ms), who=line.who or ITSELF, act=line.act,
        from_=line.from_state, to=line.to_state, text=line.text, assignee=line.assignee, outcome=line.outcome,
        alert_id=line.alert_id, other_id=line.other_id,
    )  # fmt: skip


def _iso_or_none(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
