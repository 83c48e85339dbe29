"""Which alerts make one incident: its subject, and whether an alert joins the one that is open of it."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from alerts import emerging_site
from alerts.shelving import place_of
from dashboard.incidents.noting import noted
from dashboard.incidents.parts import Part, as_unmerged, with_alert
from dashboard.incidents.summary import summarise
from models.event import short_hash
from models.incident import About, GatheredAlert, Incident, LogLine
from models.names import normal_number
from models.times import DAY_MS

JOINS_WITHIN_MS: Final = DAY_MS
"""As long as a trip's pings are judged; what comes of its papers weeks later is another matter."""

Joining = Literal["joins", "other_subject", "closed", "too_far_apart"]


class Subject(msgspec.Struct, frozen=True):
    """What alerts must share to be one incident; `key` names it within its kind."""

    about: About
    key: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with its alerts as they stand, also those of its parts, and the lines its log has still to get."""

    incident: Incident
    alerts: tuple[GatheredAlert, ...]
    parts: tuple[Part, ...] = ()
    lines: tuple[LogLine, ...] = ()


def subject_of(alert: GatheredAlert) -> Subject:
    """The trip, else the truck, the place, the vendor, the permit; a site that emerges is a place whoever found it."""
    place = place_of(alert.rule, alert.zone_id, alert.lat, alert.lon)
    if alert.rule == emerging_site.RULE and place is not None:
        return Subject("place", place)
    if alert.trip_id is not None:
        return Subject("trip", alert.trip_id)
    if alert.unit_id is not None:
        return Subject("unit", alert.unit_id)
    if place is not None:
        return Subject("place", place)
    if alert.vendor is not None:
        return Subject("vendor", alert.vendor)
    if alert.permit_no is not None:
        return Subject("permit", normal_number(alert.permit_no))
    return Subject("unit", f"{alert.plate}|{alert.province}" if alert.plate is not None else alert.alert_id)


def subject_of_all(alerts: Sequence[GatheredAlert]) -> Subject:
    """What some alerts are about: what the first of them that was not refuted is about now.

    Late pings may undo a trip and put its alerts on another one: their incident follows them there.
    """
    standing = [alert for alert in alerts if not alert.is_refuted] or alerts
    return subject_of(min(standing, key=lambda alert: (alert.detected_ms, alert.alert_id)))


def joins(alert: GatheredAlert, incident: Incident) -> Joining:
    """Whether a new alert belongs to an incident."""
    if Subject(incident.about, incident.subject) != subject_of(alert):
        return "other_subject"
    if incident.state == "closed":
        return "closed"
    return "joins" if abs(alert.started_ms - incident.summary.started_ms) < JOINS_WITHIN_MS else "too_far_apart"


def placed(alert: GatheredAlert, cases: Sequence[Case], now_ms: int) -> Case:
    """The case of a new alert: the open one of its subject that began last, else one of its own.

    It is gathered into the very incident that it would join if nothing had been merged, and so into the case of that.
    """
    fitting = [
        (one, case)
        for case in cases
        for one in as_unmerged(case.incident, case.alerts, case.parts)
        if joins(alert, one) == "joins"
    ]
    if not fitting:
        return _opened(alert, now_ms)
    joined, case = max(fitting, key=lambda found: (found[0].summary.started_ms, found[0].incident_id))
    incident, line = noted(case.incident, "join", case.incident.state, now_ms, alert_id=alert.alert_id)
    parts = with_alert(case.parts, joined.incident_id, alert.alert_id)
    return Case(incident=incident, alerts=(*case.alerts, alert), parts=parts, lines=(*case.lines, line))


def _opened(alert: GatheredAlert, now_ms: int) -> Case:
    subject = subject_of(alert)
    incident = Incident(
        incident_id=short_hash("incident", subject.about, subject.key, alert.alert_id), version=1,
        about=subject.about, subject=subject.key, state="new", peak=alert.rank, changed_ms=now_ms,
        summary=summarise([alert]),
    )  # fmt: skip
    line = LogLine(
        incident_id=incident.incident_id, version=1, at_ms=now_ms, act="open", to_state="new", alert_id=alert.alert_id
    )
    return Case(incident=incident, alerts=(alert,), lines=(line,))
