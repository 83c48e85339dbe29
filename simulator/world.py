"""The papers of a fleet: zones, vehicles, permits and manifests, as the registers would hold them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any, Final

from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from simulator.fleet import build_units
from simulator.plates import plate_spelling, province_spelling
from simulator.sites import Place, all_places, degrees, province_name
from simulator.unit import FleetPlan, TimedRound, Unit, rounds_of
from simulator.ways import route_between

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
CARRIERS: Final = ("ขนส่งตัวอย่าง ตะวันออก จำกัด", "ขนส่งตัวอย่าง สยาม จำกัด", "ขนส่งตัวอย่าง เจ้าพระยา จำกัด", "หจก. ตัวอย่างขนส่งกาก")
VEHICLE_TYPES: Final = ("tipper", "roll-off", "tanker", "tractor")


@dataclass(frozen=True, slots=True)
class World:
    """A fleet and all its papers."""

    plan: FleetPlan
    units: tuple[Unit, ...]
    zones: dict[str, Any]
    vehicles: list[dict[str, Any]]
    permits: list[dict[str, Any]]
    manifests: list[dict[str, Any]]


def build_world(plan: FleetPlan, units: Sequence[Unit] | None = None) -> World:
    """The fleet of a plan with its papers; the same plan gives the same world."""
    fleet = build_units(plan) if units is None else tuple(units)
    return World(
        plan=plan,
        units=fleet,
        zones={"type": "FeatureCollection", "features": [place.feature() for place in all_places()]},
        vehicles=[row for unit in fleet for row in _vehicles(unit, plan)],
        permits=list(_permits(fleet, plan)),
        manifests=[row for unit in fleet if unit.manifests for row in _manifests(unit, plan)],
    )


def local_day(at_ms: int) -> date:
    """The day in Bangkok."""
    return date(1970, 1, 1) + timedelta(days=(at_ms + 7 * HOUR_MS) // DAY_MS)


def _vehicles(unit: Unit, plan: FleetPlan) -> Iterator[dict[str, Any]]:
    rng = Random(f"{plan.seed} vehicle {unit.index}")
    row = {
        "unit_id": unit.unit_id,
        "plate": unit.plate,
        "province": province_name(unit.province),
        "carrier": rng.choice(CARRIERS),
        "vehicle_type": rng.choice(VEHICLE_TYPES),
        "valid_from": "2025-01-01",
        "valid_to": None,
    }
    if rng.random() < 0.1:
        yield {**row, "plate": f"6{unit.plate[1:]}", "valid_from": "2024-01-01", "valid_to": "2024-12-31"}
    yield row


def _permits(units: Sequence[Unit], plan: FleetPlan) -> Iterator[dict[str, Any]]:
    named = sorted((unit for unit in units if unit.permit_no), key=lambda unit: (unit.permit_no, unit.index))
    for permit_no, group in groupby(named, key=lambda unit: unit.permit_no):
        yield _permit(str(permit_no), list(group), plan)


def _permit(permit_no: str, units: list[Unit], plan: FleetPlan) -> dict[str, Any]:
    first = units[0]
    rng = Random(f"{plan.seed} permit {permit_no}")
    route = route_between(first.factory, first.plant)
    today = local_day(plan.start_ms)
    expired = first.kind == "permit_expired"
    count = max(first.manifests, rng.randrange(1, 3))
    return {
        "permit_no": permit_no,
        "status": "suspended" if first.kind == "permit_suspended" else "approved",
        "valid_from": str(today - timedelta(days=300 if expired else 90)),
        "valid_to": str(today - timedelta(days=12) if expired else today + timedelta(days=270)),
        "generator": {**_firm(first.factory), "zone_id": first.factory.zone_id},
        "items": [_item(i + 1, waste, first.plant) for i, waste in enumerate(rng.sample(WASTES, count))],
        "routes": [
            {
                "route_id": "R1",
                "item_nos": list(range(1, count + 1)),
                "corridor_m": 300,
                "line": {"type": "LineString", "coordinates": [degrees(point) for point in route.points]},
            }
        ],
        "vehicles": [
            {"plate": plate_spelling(unit.plate, rng), "province": province_spelling(unit.province, rng)}
            for unit in units
        ],
        "allowed_stop_zone_ids": [],
        "time_windows": _windows(first, plan),
    }


def _firm(place: Place) -> dict[str, Any]:
    return {"factory_no": place.factory_no, "name_th": place.name_th, "name_en": place.name_en}


def _item(item_no: int, waste: tuple[str, str, str], plant: Place) -> dict[str, Any]:
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


def _windows(unit: Unit, plan: FleetPlan) -> list[dict[str, Any]]:
    """A truck whose clock is 7 h ahead has a window that only its true times keep to; others drive at any hour."""
    if unit.kind != "clock_7h":
        return []
    rounds = list(rounds_of(unit, plan))
    first_ms = rounds[0].at_ms(rounds[0].round.departs_s) - 20 * MINUTE_MS
    last_ms = rounds[-1].at_ms(rounds[-1].round.out.ends_s) + 20 * MINUTE_MS
    if last_ms - first_ms > 20 * HOUR_MS:
        return []
    from_min, to_min = ((at_ms // MINUTE_MS + 7 * 60) % 1440 for at_ms in (first_ms, last_ms))
    return [{"days": [1, 2, 3, 4, 5, 6, 7], "from": _clock(from_min), "to": _clock(to_min)}]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _manifests(unit: Unit, plan: FleetPlan) -> Iterator[dict[str, Any]]:
    for timed in rounds_of(unit, plan):
        rng = Random(f"{plan.seed} manifest {unit.index} {timed.number}")
        departs_ms = timed.at_ms(timed.round.departs_s)
        planned_ms = departs_ms // MINUTE_MS * MINUTE_MS - rng.randrange(0, 8) * MINUTE_MS
        minutes = round(timed.round.errand.route.length_m / 1000 / 42 * 60)
        for i in range(unit.manifests):
            weight_t = round(rng.uniform(4, 14), 2)
            yield {
                "manifest_no": f"{unit.index:05d}{timed.number:04d}-{i:02d}",
                "permit_no": unit.permit_no,
                "item_no": i + 1,
                "plate": unit.plate,
                "province": province_name(unit.province),
                "quantity_t": round(weight_t),
                "planned_depart": to_iso(planned_ms),
                "planned_arrive": to_iso(planned_ms + minutes * MINUTE_MS),
                **_receipt(unit, timed, weight_t, rng),
            }


def _receipt(unit: Unit, timed: TimedRound, weight_t: float, rng: Random) -> dict[str, Any]:
    """The plant signs while the truck stands there; a load that never came is not signed for."""
    made = timed.round
    if made.errand.reaches != unit.plant or made.leaves_s is None:
        status = "returned" if unit.kind == "returned_load" else "issued"
        return {"status": status, "weigh_out_t": weight_t, "weigh_in_t": None, "received_at": None}
    signed_s = made.out.ends_s + (made.leaves_s - made.out.ends_s) * 0.75
    return {
        "status": "received",
        "weigh_out_t": weight_t,
        "weigh_in_t": round(weight_t * rng.uniform(0.995, 1.004), 2),
        "received_at": to_iso(timed.at_ms(signed_s) // MINUTE_MS * MINUTE_MS),
    }
