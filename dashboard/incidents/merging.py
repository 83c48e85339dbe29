"""What a merge makes of two cases and what taking an incident out leaves of one; pure."""

from collections.abc import Sequence

import msgspec

from dashboard.incidents.follow import followed
from dashboard.incidents.gather import Case
from dashboard.incidents.noting import noted
from dashboard.incidents.parts import Part, alerts_in, estates_kept, own_alerts
from dashboard.incidents.summary import summarise
from models.incident import GatheredAlert, Incident, LogLine, State
from models.shelf import Shelf


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """The case after a merge, with the line of its log; the incident that is now part of it, and the line of that."""

    case: Case
    gone: Incident
    line: LogLine


class TakenOut(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a case, and the incident that came out of it, each with the line of its log."""

    rest: Case
    out: Case


def merged(
    gone: Case, stays: Case, person: str, text: str | None, now_ms: int, shelves: Sequence[Shelf]
) -> Merged:
    """One case made part of another, with all that is part of it; both are open.

    The case that stays keeps its state, assignee, subject and estate, and is from now on as grave as the worst of its
    alerts: who merged the two has seen both, so that it does not come back into the queue as grown graver.
    """
    incident, line = noted(
        gone.incident, "merge", "closed", now_ms, who=person, text=text, other_id=stays.incident.incident_id
    )
    own = own_alerts(gone.alerts, gone.parts)
    summary = msgspec.structs.replace(summarise(own), estate_zone_id=incident.summary.estate_zone_id)
    incident = msgspec.structs.replace(
        incident, merged_into=stays.incident.incident_id, touched=True, state_by=person, closed_ms=now_ms,
        shelf_id=None, shelved_until_ms=None, summary=summary,
    )  # fmt: skip
    alert_ids = frozenset(alert.alert_id for alert in own)
    came = [Part(incident=incident, alert_ids=alert_ids), *(_moved(part, stays.incident) for part in gone.parts)]
    case = _taken_in(stays, gone, (*stays.parts, *came), person, text, now_ms)
    return Merged(
        case=followed(case, shelves, estates_kept(case.incident, case.parts), now_ms), gone=incident, line=line
    )


def taken_out(
    case: Case, incident_id: str, person: str, text: str | None, now_ms: int, shelves: Sequence[Shelf]
) -> TakenOut:
    """One part of an open case as an incident of its own again, with its own alerts; raises KeyError where it is none.

    It is new where one of its alerts is open, for nobody has it in hand; else whoever took it out has it.
    """
    part = {part.incident.incident_id: part for part in case.parts}[incident_id]
    alerts = alerts_in(part, case.alerts)
    left = tuple(alert for alert in case.alerts if alert.alert_id not in part.alert_ids)
    parts = tuple(one for one in case.parts if one.incident.incident_id != incident_id)
    to_state: State = "new" if any(alert.is_open for alert in alerts) else "acknowledged"
    incident, line = noted(
        _past(part.incident, case.incident), "come_out", to_state, now_ms, who=person, text=text,
        other_id=case.incident.incident_id,
    )  # fmt: skip
    incident = msgspec.structs.replace(
        incident, merged_into=None, touched=True, state_by=person, assignee=None, closed_ms=None
    )
    out = Case(incident=_looked_at(incident, alerts), alerts=alerts, lines=(line,))
    incident, line = noted(
        case.incident, "split", case.incident.state, now_ms, who=person, text=text, other_id=incident_id
    )
    incident = _looked_at(msgspec.structs.replace(incident, touched=True), left)
    rest = Case(incident=incident, alerts=left, parts=parts, lines=(*case.lines, line))
    return TakenOut(
        rest=followed(rest, shelves, estates_kept(rest.incident, parts), now_ms),
        out=followed(out, shelves, estates_kept(out.incident, ()), now_ms),
    )


def _taken_in(
    stays: Case, gone: Case, parts: tuple[Part, ...], person: str, text: str | None, now_ms: int
) -> Case:
    incident, line = noted(
        _past(stays.incident, gone.incident), "take_in", stays.incident.state, now_ms, who=person, text=text,
        other_id=gone.incident.incident_id,
    )  # fmt: skip
    alerts = (*stays.alerts, *gone.alerts)
    worst_ever = min(incident.peak, gone.incident.peak)
    incident = _looked_at(msgspec.structs.replace(incident, touched=True), alerts)
    incident = msgspec.structs.replace(incident, peak=min(incident.peak, worst_ever))
    return Case(incident=incident, alerts=alerts, parts=parts, lines=(*stays.lines, line))


def _past(incident: Incident, other: Incident) -> Incident:
    """The incident at a version not below another's: what was seen of that one is not taken for the newest of this."""
    return msgspec.structs.replace(incident, version=max(incident.version, other.version))


def _looked_at(incident: Incident, alerts: Sequence[GatheredAlert]) -> Incident:
    """The incident as a person has just seen it: what its alerts say now is neither news nor graver than ever."""
    summary = msgspec.structs.replace(summarise(alerts), estate_zone_id=incident.summary.estate_zone_id)
    return msgspec.structs.replace(incident, summary=summary, peak=summary.rank)


def _moved(part: Part, into: Incident) -> Part:
    incident = msgspec.structs.replace(part.incident, merged_into=into.incident_id)
    return msgspec.structs.replace(part, incident=incident)
