"""Reference records as senders write them, to be changed by tests."""

from typing import Any

SQUARE = [[101.10, 12.60], [101.12, 12.60], [101.12, 12.62], [101.10, 12.62], [101.10, 12.60]]


def vehicle(**changes: Any) -> dict[str, Any]:
    return {
        "unit_id": "043GT0600000860000090000000", "plate": "70-1234", "province": "ระยอง", "carrier": "ขนส่งดี",
        "vehicle_type": "tipper", "valid_from": "2025-01-01", "valid_to": None, **changes,
    }


def zone(zone_id: str = "Z-GEN-1", *, geometry: Any = None, **changes: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]} if geometry is None else geometry,
        "properties": {
            "zone_id": zone_id, "kind": "generator", "name_th": "โรงงาน", "name_en": "Factory", "factory_no": None, **changes,
        },
    }


def item(**changes: Any) -> dict[str, Any]:
    return {
        "item_no": 1, "waste_code": "110302HA", "waste_name_th": "กากตะกอน", "management_code": "072",
        "quantity_t": 120.0, "monthly_t": [10] * 12,
        "processor": {"factory_no": "3-106-33/50รย", "name_th": "ผู้รับ", "zone_id": "Z-PROC-1"},
        "consent": "accepted", **changes,
    }


def route(**changes: Any) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[101.13, 12.67], [101.02, 12.75]]}
    return {"route_id": "R1", "item_nos": [1], "corridor_m": 300, "line": line, **changes}


def permit(**changes: Any) -> dict[str, Any]:
    return {
        "permit_no": "กอ.1-2569-000417", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": "72190300225401", "name_th": "โรงงาน", "name_en": "Factory", "zone_id": "Z-GEN-1"},
        "items": [item()], "routes": [route()], "vehicles": [{"plate": "70-1234", "province": "ระยอง"}],
        "allowed_stop_zone_ids": [], "time_windows": [{"days": [1, 2, 3, 4, 5], "from": "06:00", "to": "20:00"}],
        **changes,
    }


def manifest(**changes: Any) -> dict[str, Any]:
    return {
        "manifest_no": "9000004-00", "permit_no": "กอ.1-2569-000417", "item_no": 1, "plate": "70-1234", "province": "ระยอง",
        "quantity_t": 6.0, "planned_depart": "2026-11-02T06:30:00.000Z", "planned_arrive": "2026-11-02T07:22:00.000Z",
        "status": "received", "weigh_out_t": 6.0, "weigh_in_t": 6.0, "received_at": "2026-11-02T07:19:00.000Z", **changes,
    }
