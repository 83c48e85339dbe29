"""The forms that papers are written on: records of the registers as they stand in files and on topics."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from simulator.path import Path
from simulator.plates import plate_spelling, province_spelling
from simulator.sites import Place, degrees

WASTES: Final = (
    ("110302HA", "กากตะกอนชุบโลหะ", "072"),
    ("120109HA", "น้ำมันหล่อเย็นใช้แล้ว", "042"),
    ("130205HA", "น้ำมันหล่อลื่นใช้แล้ว", "042"),
    ("150202HM", "ผ้าและวัสดุดูดซับปนเปื้อน", "075"),
    ("080111HM", "กากสีและตัวทำละลาย", "042"),
    ("060502HM", "กากตะกอนระบบบำบัดน้ำเสีย", "073"),
    ("190401", "ตะกรันหลอมแก้ว", "049"),
    ("030105", "ขี้เลื่อยไม้", "041"),
)


def local_day(at_ms: int) -> date:
    """The day in Bangkok."""
    return date(1970, 1, 1) + timedelta(days=(at_ms + 7 * HOUR_MS) // DAY_MS)


def local_clock(at_ms: int) -> str:
    """Hour and minute in Bangkok."""
    minute = (at_ms // MINUTE_MS + 7 * 60) % 1440
    return f"{minute // 60:02d}:{minute % 60:02d}"


def permit_form(
    permit_no: str,
    generator: Place,
    items: list[dict[str, Any]],
    routes: list[dict[str, Any]],
    trucks: list[dict[str, Any]],
    first_day: date,
    last_day: date,
) -> dict[str, Any]:
    """An approved permit, valid from day to day, at any hour."""
    return {
        "permit_no": permit_no,
        "status": "approved",
        "valid_from": str(first_day),
        "valid_to": str(last_day),
        "generator": {**_firm(generator), "zone_id": generator.zone_id},
        "items": items,
        "routes": routes,
        "vehicles": trucks,
        "allowed_stop_zone_ids": [],
        "time_windows": [],
    }


def item_form(item_no: int, waste: tuple[str, str, str], plant: Place) -> dict[str, Any]:
    """One waste of a permit and where it goes, with room for more than anybody carries."""
    code, name_th, management_code = waste
    return {
        "item_no": item_no,
        "waste_code": code,
        "waste_name_th": name_th,
        "management_code": management_code,
        "quantity_t": 12_000.0,
        "monthly_t": [1000] * 12,
        "processor": {**_firm(plant), "zone_id": plant.zone_id},
        "consent": "accepted",
    }


def route_form(route_id: str, item_nos: Sequence[int], path: Path, corridor_m: int = 300) -> dict[str, Any]:
    """A permitted route along a path."""
    return {
        "route_id": route_id,
        "item_nos": list(item_nos),
        "corridor_m": corridor_m,
        "line": {"type": "LineString", "coordinates": [degrees(point) for point in path.points]},
    }


def named_truck(plate: str, province: str, rng: Random) -> dict[str, str]:
    """A truck as a permit names it, in one of the ways of writing."""
    return {"plate": plate_spelling(plate, rng), "province": province_spelling(province, rng)}


def _firm(place: Place) -> dict[str, Any]:
    return {"factory_no": place.factory_no, "name_th": place.name_th, "name_en": place.name_en}
