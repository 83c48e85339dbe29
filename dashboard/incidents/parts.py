"""The parts of a case: incidents that were merged into it, each with the alerts that were gathered into it."""

from collections.abc import Callable, Sequence

import msgspec

from dashboard.incidents.summary import summarise
from models.incident import GatheredAlert, Incident, Summary


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that is part of a case, and which of the case's alerts were gathered into it."""

    incident: Incident
    alert_ids: frozenset[str]


def alerts_in(part: Part, alerts: Sequence[GatheredAlert]) -> tuple[GatheredAlert, ...]:
    """Of the alerts of a case those of a part."""
    return tuple(alert for alert in alerts if alert.alert_id in part.alert_ids)


def own_alerts(alerts: Sequence[GatheredAlert], parts: Sequence[Part]) -> tuple[GatheredAlert, ...]:
    """Of the alerts of a case those that are in no part of it: what it would hold if nothing had been merged."""
    if not parts:
        return tuple(alerts)
    others = frozenset[str]().union(*(part.alert_ids for part in parts))
    return tuple(alert for alert in alerts if alert.alert_id not in others)


def as_unmerged(incident: Incident, alerts: Sequence[GatheredAlert], parts: Sequence[Part]) -> list[Incident]:
    """The incidents of a case as if nobody had merged them, its own first, each in the state of the case."""
    if not parts:
        return [incident]
    own = msgspec.structs.replace(incident, summary=summarise(own_alerts(alerts, parts)))
    return [own, *(msgspec.structs.replace(part.incident, state=incident.state) for part in parts)]


def estates_kept(incident: Incident, parts: Sequence[Part]) -> Callable[[Summary], str | None]:
    """What gives the case and each of its parts the estate that it has."""
    of_parts = {part.incident.summary.alert_ids: part.incident.summary.estate_zone_id for part in parts}
    return lambda summary: of_parts.get(summary.alert_ids, incident.summary.estate_zone_id)


def with_alert(parts: Sequence[Part], incident_id: str, alert_id: str) -> tuple[Part, ...]:
    """The parts after an alert was gathered into the one of this id, if it is one of them."""
    return tuple(
        msgspec.structs.replace(part, alert_ids=part.alert_ids | {alert_id})
        if part.incident.incident_id == incident_id
        else part
        for part in parts
    )
