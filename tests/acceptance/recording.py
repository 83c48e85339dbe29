"""The recorded trucks of data/, as a vendor would send them, and papers drawn along one of their ways."""

import csv
import gzip
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data" / "myanmar_trucks.csv.gz"
TRUCK = "31cb5062-f316-49b6-b2bd-2317da383299"
CODE = "031"
STOPPED_AT = (22.353685, 96.831840)
STOP_BEGINS = "2018-05-03 15:59:19"
ZONE_M = 150
ASIDE_M = 2000.0


class Row(NamedTuple):
    """One recorded position."""

    vehicle: str
    utc_ts: str
    recv_utc_ts: str
    lat: float
    lon: float
    speed: float
    course: int


def recorded() -> list[Row]:
    """All positions in order of arrival."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        return [
            Row(
                line["vehicle_id"], _iso(line["pos_time"]), _iso(line["received_ts"]), float(line["lat"]), float(line["lon"]),
                round(float(line["speed"]), 1), int(line["azimuth"]) % 360,
            )
            for line in csv.DictReader(file)
        ]  # fmt: skip


def unit_of(vehicle: str, model: str = "DRVR") -> str:
    """A DLT number of 27 characters made from a vehicle's own: vendor, model, 20 digits."""
    return f"{CODE}{model}{int(vehicle.partition('-')[0], 16):020d}"


UNIT = unit_of(TRUCK)
ASTRAY = unit_of(TRUCK, "DRV2")
"""The same recording sent by a second device, of a truck whose permit has its corridor elsewhere."""


def locations(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """DLT's records in order of arrival; each of the truck followed by its twin's."""
    return [
        {
            "unit_id": unit, "utc_ts": row.utc_ts, "recv_utc_ts": row.recv_utc_ts, "lat": row.lat, "lon": row.lon,
            "speed": row.speed, "course": row.course, "fix": 1, "engine_status": 1, "driver_id": None, "license": None,
        }
        for row in rows
        for unit in ([UNIT, ASTRAY] if row.vehicle == TRUCK else [unit_of(row.vehicle)])
    ]  # fmt: skip


def papers(rows: Sequence[Row], folder: Path) -> dict[str, Path]:
    """Writes permits, vehicles and zones as files; by kind."""
    way = [(row.lat, row.lon) for row in sorted(rows, key=lambda row: row.utc_ts) if row.vehicle == TRUCK and row.utc_ts >= _iso(STOP_BEGINS + "+00:00")]
    thinned = [*_thinned(way, 40.0), way[-1]]
    contents: dict[str, Any] = {
        "zones": {"type": "FeatureCollection", "features": [_zone("Z-GEN-1", "generator", STOPPED_AT), _zone("Z-PROC-1", "processor", way[-1])]},
        "vehicles": [_vehicle(UNIT, "70-1001"), _vehicle(ASTRAY, "70-1002")],
        "permits": [_permit("1", "70-1001", thinned), _permit("2", "70-1002", _moved(thinned, ASIDE_M))],
    }
    files = {"zones": folder / "zones.geojson", "vehicles": folder / "vehicles.json", "permits": folder / "permits.json"}
    for kind, path in files.items():
        path.write_text(json.dumps(contents[kind], ensure_ascii=False), "utf-8")
    return files


def _zone(zone_id: str, kind: str, at: tuple[float, float]) -> dict[str, Any]:
    properties = {"zone_id": zone_id, "kind": kind, "name_th": "ที่ทดลอง", "name_en": kind, "factory_no": None, "radius_m": ZONE_M}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [at[1], at[0]]}, "properties": properties}


def _vehicle(unit_id: str, plate: str) -> dict[str, Any]:
    return {"unit_id": unit_id, "plate": plate, "province": "ระยอง", "carrier": "ทดลอง", "vehicle_type": "truck", "valid_from": "2018-01-01", "valid_to": None}


def _permit(number: str, plate: str, line: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {
        "permit_no": f"กอ.1-2561-{number}", "status": "approved", "valid_from": "2018-01-01", "valid_to": "2018-12-31",
        "generator": {"factory_no": "G1", "name_th": "โรงงาน", "name_en": "Works", "zone_id": "Z-GEN-1"},
        "items": [{
            "item_no": 1, "waste_code": "110302HA", "waste_name_th": "กากตะกอน", "management_code": "072", "quantity_t": 120.0,
            "monthly_t": [10] * 12, "consent": "accepted",
            "processor": {"factory_no": "P1", "name_th": "โรงกำจัด", "name_en": "Plant", "zone_id": "Z-PROC-1"},
        }],
        "routes": [{"route_id": "R1", "item_nos": [1], "corridor_m": 300, "line": {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in line]}}],
        "vehicles": [{"plate": plate, "province": "ระยอง"}],
        "allowed_stop_zone_ids": [], "time_windows": [],
    }  # fmt: skip


def _thinned(way: Sequence[tuple[float, float]], every_m: float) -> list[tuple[float, float]]:
    kept = [way[0]]
    for at in way:
        if math.dist(_metres(at), _metres(kept[-1])) >= every_m:
            kept.append(at)
    return kept


def _moved(way: Sequence[tuple[float, float]], by_m: float) -> list[tuple[float, float]]:
    """The same way so far to the left of its general direction."""
    (ax, ay), (bx, by) = _metres(way[0]), _metres(way[-1])
    length_m = math.hypot(bx - ax, by - ay)
    north, east = (bx - ax) / length_m * by_m, -(by - ay) / length_m * by_m
    scale = math.cos(math.radians(STOPPED_AT[0]))
    return [(lat + north / 111_195, lon + east / 111_195 / scale) for lat, lon in way]


def _metres(at: tuple[float, float]) -> tuple[float, float]:
    """East and north of nowhere, good enough over 20 km."""
    return at[1] * 111_195 * math.cos(math.radians(STOPPED_AT[0])), at[0] * 111_195


def _iso(text: str) -> str:
    """`2018-05-03 15:10:37+00:00`, with or without milliseconds, as the wire has it."""
    whole, _, rest = text.removesuffix("+00:00").replace(" ", "T").partition(".")
    return f"{whole}.{(rest + '000')[:3]}Z"
