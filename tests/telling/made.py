"""Incidents, rosters and people as decisions get them."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.calling import rule_for
from alerts.duty import OnDuty
from alerts.plans import Around
from models.incident import Incident, Summary
from models.roster import Hours, Member, Roster, Shift

BANGKOK: Final = ZoneInfo("Asia/Bangkok")
KINDS: Final = {"a-line": "line", "a-mail": "email", "a-sms": "twilio", "b-line": "line", "b-mail": "email", "s-mail": "email", "c-mail": "email"}


def at(text: str) -> int:
    """A local time of Bangkok, such as "2026-11-02 09:30", in milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=BANGKOK).timestamp() * 1000)


NOW_MS: Final = at("2026-11-02 09:30")  # a Monday


def summary(**changes: Any) -> Summary:
    fields: dict[str, Any] = {
        "urgency": "immediate", "severity": "high", "certainty": "observed", "rules": ("route-deviation",), "alert_ids": ("A1",),
        "open_alerts": 1, "refuted_alerts": 0, "started_ms": NOW_MS, "detected_ms": NOW_MS, "reason_th": "ออกนอกเส้นทาง",
        "reason_en": "off the route", "unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "lat": 12.67, "lon": 101.13,
        "estate_zone_id": "Z-EST-1",
    }  # fmt: skip
    return Summary(**(fields | changes))


def incident(state: str = "new", **changes: Any) -> Incident:
    """An open immediate incident, unless changed; what is no field of an incident is one of its summary."""
    own = {name: changes.pop(name) for name in list(changes) if name in Incident.__struct_fields__}
    fields: dict[str, Any] = {
        "incident_id": "I1", "version": 1, "about": "trip", "subject": "T1", "state": state, "peak": 0, "changed_ms": NOW_MS,
        "summary": summary(**changes),
    }  # fmt: skip
    return Incident(**(fields | own))


def member(person: str, role: Any = "officer", *channels: str, shifts: tuple[Shift, ...] = ()) -> Member:
    return Member(person=person, role=role, channels=channels or (f"{person}-mail",), shifts=shifts)


def shift(days: str, from_: str, to: str, holidays: Any = "as_usual") -> Shift:
    """A shift on days by their numbers, from one local time to another."""
    minutes = [int(text[:2]) * 60 + int(text[3:]) for text in (from_, to)]
    return Shift(days=tuple(int(day) for day in days), hours=Hours(from_min=minutes[0], to_min=minutes[1]), holidays=holidays)


def roster(roster_id: str = "mtp", *members: Member, **changes: Any) -> Roster:
    fields: dict[str, Any] = {"roster_id": roster_id, "version": 1, "name_th": "มาบตาพุด", "name_en": "Map Ta Phut", "members": members}
    return Roster(**(fields | changes))


def called(person: str, role: Any = "officer", *channels: str) -> OnDuty:
    return OnDuty(person=person, role=role, channels=channels, roster_id="mtp", by_area="estate", by_time="shift")


PEOPLE: Final = (
    called("anong", "officer", "a-line", "a-mail", "a-sms"), called("boon", "officer", "b-line", "b-mail"),
    called("suda", "supervisor", "s-mail"), called("chai", "centre", "c-mail"),
)  # fmt: skip


def around(one: Incident, now_ms: int = NOW_MS, **changes: Any) -> Around:
    fields: dict[str, Any] = {
        "people": PEOPLE, "rule": rule_for((), one.summary), "kinds": KINDS, "quiet_until_ms": None, "now_ms": now_ms,
    }  # fmt: skip
    return Around(**(fields | changes))
