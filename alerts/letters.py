"""Letters: what is written to an officer about a step of an incident, or about many at once, in Thai and in English."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from alerts.first_steps import FIRST_STEPS
from alerts.notices import CERTAINTY, TITLES
from alerts.wording import day_en, day_th
from models.alert import Urgency
from models.incident import Incident, Summary
from models.telling import StepName
from models.vendor import vendor_of

_HEADS: Final[Mapping[StepName, tuple[str, str]]] = {
    "opened": ("", ""),
    "worse": ("ร้ายแรงขึ้น: ", "Worse: "),
    "moved": ("รถเปลี่ยนที่: ", "Moved on: "),
    "closed": ("ปิดแล้ว: ", "Closed: "),
    "given": ("มอบหมายให้ท่าน: ", "Given to you: "),
    "asked": ("", ""),
}
_URGENT: Final = ("ด่วน! ", "URGENT: ")
_OUTCOMES: Final[Mapping[str | None, tuple[str, str]]] = {
    "confirmed": ("เจ้าหน้าที่ยืนยันว่าเกิดเหตุตามที่แจ้งเตือน", "confirmed"),
    "lawful": ("ตรวจแล้วถูกต้อง", "lawful"),
    "device_fault": ("เครื่อง GPS ผิดปกติ", "fault of the device"),
    "false": ("แจ้งเตือนผิด", "false alarm"),
    None: ("ระบบปิดโดยอัตโนมัติ", "closed by itself"),
}
_MANY: Final[Mapping[str, tuple[str, str]]] = {"signal-lost": ("ขาดสัญญาณ", "fell silent")}
"""What trucks did, where a rule's title is that of one."""
MOST_LINES: Final = 12
"""A digest names so many groups; the rest are counted."""


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """The place of an incident in words: the name of what it lies in or near, and how far that is (0: inside)."""

    name_th: str = ""
    name_en: str = ""
    away_km: float = 0.0


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message in both languages; a subject is one line, a text some short ones."""

    subject_th: str
    subject_en: str
    message_th: str
    message_en: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a message tells: a step of an incident as it stands now, and its place in words."""

    step: StepName
    incident: Incident
    place: Whereabouts


def letter_of(item: Item, zone: tzinfo, *, buddhist: bool) -> Letter:
    """The letter about one step: what, which truck, where, since when, how sure, and what to do first."""
    summary, step = item.incident.summary, item.step
    closed = item.incident.state == "closed"
    head = _HEADS["closed" if closed else step]
    urgent = _URGENT if summary.urgency == "immediate" and not closed else ("", "")
    title = TITLES.get(summary.rules[0], (summary.rules[0], summary.rules[0]))
    subjects = [f"{urgent[at]}{head[at]}{title[at]} {_truck(summary)}".strip() for at in (0, 1)]
    since = datetime.fromtimestamp(summary.started_ms // 1000, zone)
    thai = [subjects[0], f"เหตุ: {summary.reason_th}", *_place_th(item)]
    english = [subjects[1], f"Reason: {summary.reason_en}", *_place_en(item)]
    thai.append(f"ตั้งแต่: {day_th(since, buddhist=buddhist)} เวลา {since:%H:%M} น.")
    english.append(f"Since: {day_en(since, buddhist=buddhist)}, {since:%H:%M}")
    if closed:
        outcome = _OUTCOMES[item.incident.outcome]
        thai.append(f"ผล: {outcome[0]}")
        english.append(f"Outcome: {outcome[1]}")
    else:
        sure = CERTAINTY[summary.certainty]
        first = FIRST_STEPS.get(summary.rules[0])
        thai += [f"ความแน่ชัด: {sure[0]}", *([f"ทำก่อน: {first[0]}"] if first else [])]
        english += [f"Certainty: {sure[1]}", *([f"Do first: {first[1]}"] if first else [])]
    return Letter(
        subject_th=subjects[0], subject_en=subjects[1], message_th="\n".join(thai), message_en="\n".join(english)
    )


def digest_of(items: Sequence[Item]) -> Letter:
    """One letter about many: how many of which rule and vendor, the immediate ones first, the largest group first."""
    groups: dict[tuple[str, str, str, Urgency], dict[str, str]] = {}
    for item in items:
        summary = item.incident.summary
        step = "closed" if item.incident.state == "closed" else item.step
        key = (summary.rules[0], summary.vendor or _vendor(summary), step, summary.urgency)
        groups.setdefault(key, {})[item.incident.incident_id] = summary.unit_id or item.incident.incident_id
    ordered = sorted(
        groups.items(), key=lambda one: (one[0][3] != "immediate", one[0][2] == "closed", -len(one[1]), one[0])
    )
    lines = [_group(*key, count=len(found), trucks=len(set(found.values()))) for key, found in ordered[:MOST_LINES]]
    count = len({item.incident.incident_id for item in items})
    urgent = len({item.incident.incident_id for item in items if _is_urgent(item)})
    more = len(ordered) - MOST_LINES
    subject_th = f"{_URGENT[0] if urgent else ''}{count} เหตุการณ์ เร่งด่วน {urgent} เหตุการณ์"
    plural = "" if count == 1 else "s"
    subject_en = f"{_URGENT[1] if urgent else ''}{count} incident{plural}, {urgent} of them urgent"
    thai = [subject_th, *(th for th, _ in lines), *([f"และอีก {more} กลุ่ม"] if more > 0 else [])]
    english = [subject_en, *(en for _, en in lines), *([f"and {more} groups more"] if more > 0 else [])]
    return Letter(
        subject_th=subject_th, subject_en=subject_en, message_th="\n".join(thai), message_en="\n".join(english)
    )


def line_of(item: Item) -> tuple[str, str]:
    """One of many in a line, in Thai and in English: what, which truck, where."""
    summary = item.incident.summary
    title = TITLES.get(summary.rules[0], (summary.rules[0], summary.rules[0]))
    where_th, where_en = where_words(item.place)
    thai = " · ".join(part for part in (title[0], _truck(summary), where_th) if part)
    return f"- {thai}", "- " + " · ".join(part for part in (title[1], _truck(summary), where_en) if part)


def _group(rule: str, vendor: str, step: str, urgency: Urgency, *, count: int, trucks: int) -> tuple[str, str]:
    """Such as "23 trucks of vendor 043 fell silent", in Thai and in English, or of how many incidents."""
    title = TITLES.get(rule, (rule, rule))
    head = _HEADS.get(step, ("", ""))  # type: ignore[call-overload] # the names of steps are its keys
    mark = ("[ด่วน] ", "[urgent] ") if urgency == "immediate" and step != "closed" else ("", "")
    of_th, of_en = (f" ของผู้ให้บริการ {vendor}", f" of vendor {vendor}") if vendor else ("", "")
    if rule in _MANY:
        did, noun = _MANY[rule], "truck" if trucks == 1 else "trucks"
        return f"{mark[0]}{head[0]}รถ {trucks} คัน{of_th} {did[0]}", f"{mark[1]}{head[1]}{trucks} {noun}{of_en} {did[1]}"
    noun = "incident" if count == 1 else "incidents"
    thai = f"{mark[0]}{head[0]}{title[0]} {count} เหตุการณ์{of_th}"
    return thai, f"{mark[1]}{head[1]}{count} {noun}{of_en}: {title[1]}"


def _vendor(summary: Summary) -> str:
    return "" if summary.unit_id is None else vendor_of(summary.unit_id, "") or ""


def _is_urgent(item: Item) -> bool:
    return item.incident.summary.urgency == "immediate" and item.incident.state != "closed"


def _truck(summary: Summary) -> str:
    if summary.plate:
        return f"{summary.plate} {summary.province or ''}".strip()
    return summary.unit_id or summary.vendor or ""


def where_words(place: Whereabouts) -> tuple[str, str]:
    """The place in Thai and in English; empty where it has no name."""
    if not place.name_th or place.away_km <= 0:
        return place.name_th, place.name_en
    if place.away_km < 1:
        return f"ใกล้{place.name_th}", f"near {place.name_en}"
    return f"ห่างจาก{place.name_th} {place.away_km:.0f} กม.", f"{place.away_km:.0f} km from {place.name_en}"


def _place_th(item: Item) -> list[str]:
    where = where_words(item.place)[0]
    return [f"ที่: {where}"] * bool(where) + [f"แผนที่: {link}" for link in _map(item.incident.summary)]


def _place_en(item: Item) -> list[str]:
    where = where_words(item.place)[1]
    return [f"Place: {where}"] * bool(where) + [f"Map: {link}" for link in _map(item.incident.summary)]


def _map(summary: Summary) -> list[str]:
    """An address that a phone opens in its map program, to 5 decimals (about 1 m); empty without a place."""
    if summary.lat is None or summary.lon is None:
        return []
    return [f"https://www.google.com/maps/search/?api=1&query={summary.lat:.5f},{summary.lon:.5f}"]
