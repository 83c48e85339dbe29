"""A case as its officer's phone shows it: gathered from the incident, the truck, the papers and the road itself."""

from collections.abc import Sequence
from typing import Any, Final

from alerts.first_steps import FIRST_STEPS
from alerts.notices import TITLES
from dashboard.incidents.steps import judge
from dashboard.incidents.summary import worst_first
from dashboard.newest import shown_unit
from dashboard.problems import not_found
from dashboard.road import answers
from dashboard.road.door import officer_of, said_id
from dashboard.road.given import Road
from dashboard.road.papers import Papers, carrier_phone, papers_of
from dashboard.road.steps import may
from dashboard.road.surroundings import Known, nearest
from models.incident import Act, GatheredAlert, Incident, LogLine
from models.road import ROAD_ACTS, Place, RoadAct, RoadFile, Stay
from models.times import to_iso
from ops.case_link import CaseLink
from storage.incidents import load_members
from storage.lists_incidents import IncidentRow, read_incident, read_logs
from storage.lists_units import read_unit
from storage.merges import all_of
from storage.road import read_stay
from storage.road_files import read_files

MOST_FINDINGS: Final = 20
MOST_OTHERS: Final = 15
"""So many lines more are read on a phone; a case of a busy truck has hundreds."""


async def show_case(connection: Any, road: Road, link: CaseLink, now_ms: int) -> answers.RoadCase:
    """The case of a link as it stands; raises a 404 problem where there is none."""
    row = await read_incident(connection, link.incident_id)
    if row is None:
        raise not_found("case", "เรื่อง", link.incident_id)
    summary = row.incident.summary
    known = await road.surroundings.known(connection, now_ms)
    papers = await papers_of(connection, summary.trip_id, summary.permit_no, now_ms)
    phone = await carrier_phone(connection, summary.unit_id, road.timezone, now_ms)
    unit = None if summary.unit_id is None else await read_unit(connection, summary.unit_id)
    alerts = (await load_members(connection, [link.incident_id]))[link.incident_id]
    return _shown(
        row, link, alerts, await read_stay(connection, link.incident_id, link.person),
        await read_logs(connection, await all_of(connection, link.incident_id)),
        await read_files(connection, await all_of(connection, link.incident_id)), known, papers,
        phone, road.centre_phone, None if unit is None else _last_seen(unit),
    )  # fmt: skip


def acts_of(incident: Incident, stay: Stay, link: CaseLink) -> list[Act | RoadAct]:
    """What an officer may do or tell now."""
    told: list[Act | RoadAct] = [act for act in ROAD_ACTS if may(incident.state, stay, act)]
    may_acknowledge = judge(incident, "acknowledge", officer_of(link)) == "may"
    return ["acknowledge", *told] if may_acknowledge else told


def shown_stay(stay: Stay) -> answers.Out:
    """Where an officer is, as the API shows it."""
    return answers.Out(
        incident_id=stay.incident_id, person=stay.person, state=stay.state, changed_at=to_iso(stay.changed_ms),
        due_at=_time(stay.due_ms), overdue_at=_time(stay.overdue_ms), help_at=_time(stay.help_ms),
        place=shown_spot(stay.place),
    )  # fmt: skip


def shown_spot(place: Place | None) -> answers.Spot | None:
    """A place of a phone, as the API shows it."""
    if place is None:
        return None
    return answers.Spot(lat=place.lat, lon=place.lon, accuracy_m=place.accuracy_m, at=_time(place.at_ms))


def _shown(
    row: IncidentRow, link: CaseLink, alerts: Sequence[GatheredAlert], stay: Stay, log: Sequence[LogLine],
    files: Sequence[RoadFile], known: dict[str, Known], papers: Papers, phone: str | None,
    centre_phone: str | None, truck: answers.LastSeen | None,
) -> answers.RoadCase:  # fmt: skip
    incident, summary = row.incident, row.incident.summary
    rule = summary.rules[0] if summary.rules else ""
    title_th, title_en = TITLES.get(rule, (rule, rule))
    others = _others(alerts, rule, summary.reason_en)
    first_th, first_en = FIRST_STEPS.get(rule, ("", ""))
    return answers.RoadCase(
        incident_id=said_id(link), version=incident.version, person=link.person,
        expires_at=to_iso(link.expires_ms), state=incident.state, assignee=incident.assignee, plate=summary.plate,
        province=summary.province, urgency=summary.urgency, severity=summary.severity, certainty=summary.certainty,
        title_th=title_th, title_en=title_en, reason_th=summary.reason_th, reason_en=summary.reason_en,
        first_th=first_th, first_en=first_en, since=to_iso(summary.started_ms),
        where=shown_where(known, summary.lat, summary.lon), carrier=row.carrier, carrier_phone=phone,
        centre_phone=centre_phone, truck=truck, bound=_bound(papers, known), stay=shown_stay(stay),
        acts=acts_of(incident, stay, link),
        others=[_other(alert, summary.plate, known) for alert in others[:MOST_OTHERS]],
        more_others=max(0, len(others) - MOST_OTHERS), findings=_findings(log),
        files=[file.sha256.hex() for file in files if file.person == link.person],
    )  # fmt: skip


def _others(alerts: Sequence[GatheredAlert], rule: str, reason_en: str) -> list[GatheredAlert]:
    ordered = worst_first(alerts)
    # An incident that nothing was heard of since a release may be stored with another alert than the first by now.
    told = next((one for one in ordered if (one.rule, one.reason_en) == (rule, reason_en)), None)
    return [one for one in ordered if one is not told]


def _other(alert: GatheredAlert, plate: str | None, known: dict[str, Known]) -> answers.OtherAlert:
    title_th, title_en = TITLES.get(alert.rule, (alert.rule, alert.rule))
    return answers.OtherAlert(
        title_th=title_th, title_en=title_en, since=to_iso(alert.started_ms), has_ended=not alert.is_open,
        plate=None if alert.plate == plate else alert.plate, where=shown_where(known, alert.lat, alert.lon),
    )  # fmt: skip


def shown_where(known: dict[str, Known], lat: float | None, lon: float | None) -> answers.Where | None:
    """A place with what lies near it, as the API shows it."""
    if lat is None or lon is None:
        return None
    near = nearest(known, lat, lon)
    if near is None:
        return answers.Where(lat=lat, lon=lon, near_th=None, near_en=None, near_km=None, direction=None)
    return answers.Where(
        lat=lat, lon=lon, near_th=near.known.name_th, near_en=near.known.name_en, near_km=near.km,
        direction=near.direction,
    )  # fmt: skip


def _bound(papers: Papers, known: dict[str, Known]) -> answers.Bound | None:
    if not papers.items:
        return None
    factory = papers.items[0].processor
    zone = known.get(factory.zone_id)
    return answers.Bound(
        name_th=factory.name_th or factory.name_en or factory.factory_no,
        name_en=factory.name_en or factory.name_th or factory.factory_no,
        lat=None if zone is None else zone.lat, lon=None if zone is None else zone.lon,
    )  # fmt: skip


def _last_seen(row: Any) -> answers.LastSeen | None:
    unit = shown_unit(row)
    if unit is None:
        return None
    return answers.LastSeen(
        at=unit.utc_ts, lat=unit.lat, lon=unit.lon, speed=unit.speed, course=unit.course, state=unit.state
    )


def _findings(log: Sequence[LogLine]) -> list[answers.Finding]:
    told = [line for line in log if line.act in {"finding", "comment"} and line.who and line.text]
    return [
        answers.Finding(at=to_iso(line.at_ms), who=line.who or "", text=line.text or "")
        for line in told[-MOST_FINDINGS:]
    ]


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
