"""Notices: which alert is told to officers at once, and in which words."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

import msgspec

from alerts.shelving import holder, is_grave, place_of
from alerts.wording import day_en, day_th
from models.shelf import Shelf
from models.times import from_iso

OPENED: Final = "wastetrack.alert.opened"
UPDATED: Final = "wastetrack.alert.updated"

# Rule -> what it is called, in Thai and in English.
TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "route-deviation": ("ออกนอกเส้นทางที่ได้รับอนุญาต", "Off the permitted route"),
    "unauthorised-stop": ("จอดนอกจุดที่ได้รับอนุญาต", "Unauthorised stop"),
    "restricted-zone": ("เข้าพื้นที่เฝ้าระวัง", "In a restricted area"),
    "wrong-destination": ("จอดในโรงงานที่ไม่ใช่ปลายทาง", "Wrong destination"),
    "unloaded-elsewhere": ("สงสัยขนถ่ายกากนอกปลายทาง", "Suspected unloading elsewhere"),
    "not-arrived": ("ไม่ถึงปลายทางตามเวลา", "Not arrived in time"),
    "signal-lost": ("สัญญาณ GPS ขาดหายระหว่างขนส่ง", "GPS signal lost on a trip"),
    "vendor-outage": ("ระบบของผู้ให้บริการ GPS ขัดข้อง", "GPS vendor outage"),
    "power-cut": ("ไฟเลี้ยงเครื่อง GPS ถูกตัด", "GPS power cut"),
    "frozen-position": ("พิกัดค้างทั้งที่รถวิ่ง", "Position frozen while moving"),
    "impossible-move": ("ตำแหน่งรถเป็นไปไม่ได้", "Impossible movement"),
    "undeclared-trip": ("ขนออกโดยไม่ได้แจ้ง", "Undeclared trip"),
    "permit-invalid": ("ใบอนุญาตใช้ไม่ได้", "Permit not valid"),
    "quota-exceeded": ("ปริมาณเกินที่ได้รับอนุญาต", "Quota exceeded"),
    "outside-hours": ("ขนส่งนอกเวลาที่ได้รับอนุญาต", "Outside permitted hours"),
    "paper-trip": ("แจ้งรับกากโดยไม่พบรถขนส่ง", "Receipt without a truck"),
    "implausible-completion": ("การแจ้งรับไม่ตรงกับพิกัดรถ", "Receipt does not fit the positions"),
    "weight-mismatch": ("น้ำหนักต้นทางและปลายทางไม่ตรงกัน", "Weights do not agree"),
    "vehicle-mismatch": ("ใช้รถที่ไม่มีในใบอนุญาต", "Truck not on the permit"),
    "secondary-movement": ("ขนออกจากโรงงานผู้รับไปที่อื่น", "Moved on from the processor"),
    "repeated-short-stops": ("แวะจอดสั้น ๆ หลายครั้ง", "Repeated short stops"),
    "overnight-hold": ("ค้างกากไว้บนรถนานผิดปกติ", "Waste held on the truck"),
    "province-left": ("ออกนอกจังหวัดตามเส้นทาง", "Left the permitted provinces"),
    "emerging-site": ("พบจุดจอดซ้ำที่ไม่ได้ขึ้นทะเบียน", "New unregistered stopping place"),
    "late-confirmation": ("ผู้รับยังไม่ยืนยันการรับตามกำหนด", "Receipt not confirmed in time"),
    "device-check-overdue": ("เครื่อง GPS ไม่ส่งข้อมูลเกินกำหนด", "GPS device overdue"),
}

CERTAINTY: Final[Mapping[str, tuple[str, str]]] = {
    "observed": ("เห็นชัดจากพิกัด GPS", "seen in the GPS fixes"),
    "likely": ("น่าเชื่อถือ จากข้อมูลสองแหล่ง", "likely, from two sources"),
    "possible": ("เป็นไปได้ ควรตรวจสอบก่อน", "possible, to be checked first"),
}


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A notice in both languages, each in a few short lines."""

    message_th: str
    message_en: str


def needs_notice(event_type: str, data: Mapping[str, Any]) -> bool:
    """Whether this version of an alert is to be told at once: opened or updated, and `immediate`."""
    return event_type in {OPENED, UPDATED} and data["urgency"] == "immediate"


def is_shelved(data: Mapping[str, Any], shelves: Iterable[Shelf], now_ms: int) -> bool:
    """Whether officers have shelved what this alert is about: then it is told to nobody."""
    rule = data["rule"]
    place = place_of(rule, data.get("zone_id"), data.get("lat"), data.get("lon"))
    grave = is_grave(data["urgency"], data["severity"])
    return holder(shelves, now_ms, rule=rule, unit_id=data.get("unit_id"), place=place, grave=grave) is not None


def wording(data: Mapping[str, Any], zone: tzinfo, *, buddhist: bool, closed: bool) -> Wording:
    """What is told of an alert: what, which truck, where, since when, how sure; `closed` when it is over by now.

    Times are in `zone`, years of the Buddhist era where asked for.
    """
    title_th, title_en = TITLES.get(data["rule"], (data["rule"], data["rule"]))
    sure_th, sure_en = CERTAINTY[data["certainty"]]
    since = datetime.fromtimestamp(from_iso(data["started_at"]) // 1000, zone)
    clock = f"{since:%H:%M}"
    place = _place(data)
    thai = [f"{'[ปิดแล้ว] ' if closed else ''}ด่วน: {title_th}"]
    english = [f"{'[closed] ' if closed else ''}Urgent: {title_en}"]
    if truck := _truck(data):
        thai.append(f"รถ: {truck}")
        english.append(f"Truck: {truck}")
    thai.append(f"เหตุ: {data['reason_th']}")
    english.append(f"Reason: {data['reason_en']}")
    if place:
        thai.append(f"พิกัด: {place}")
        english.append(f"Place: {place}")
    thai.append(f"ตั้งแต่: {day_th(since, buddhist=buddhist)} เวลา {clock} น.")
    english.append(f"Since: {day_en(since, buddhist=buddhist)}, {clock}")
    thai.append(f"ความแน่ชัด: {sure_th}")
    english.append(f"Certainty: {sure_en}")
    return Wording(message_th="\n".join(thai), message_en="\n".join(english))


def _truck(data: Mapping[str, Any]) -> str:
    """The plate and province as written; without a plate the unit."""
    plate = data.get("plate")
    if plate:
        return f"{plate} {data.get('province') or ''}".strip()
    return str(data.get("unit_id") or data.get("vendor") or "")


def _place(data: Mapping[str, Any]) -> str:
    """Latitude and longitude to 5 decimals (about 1 m), and a link that map programs open."""
    lat, lon = data.get("lat"), data.get("lon")
    if lat is None or lon is None:
        return ""
    return f"{lat:.5f}, {lon:.5f} geo:{lat:.5f},{lon:.5f}"
