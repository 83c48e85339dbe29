"""A small world of its own: one permit, a generator and a processor, a straight road between, trucks at one ping a minute."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from models.event import Event, decode_event, encode_event
from models.reference import Kind, ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import MINUTE_MS, to_iso
from streams.judging.world import World
from streams.replay import Line, Replay

START_MS = 1_793_500_000_000 // MINUTE_MS * MINUTE_MS  # 1 Nov 2026, in the night
LAT = 13.0
FROM_LON, TO_LON = 101.0, 101.40
KM_PER_DEGREE = 108.4


def square(zone_id: str, kind: str, lon: float, half: float = 0.003) -> dict[str, Any]:
    west, east, south, north = lon - half, lon + half, LAT - half, LAT + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": zone_id, "name_en": zone_id, "factory_no": None},
    }


def plate(number: int) -> str:
    return f"70-{number:04d}"


def unit(number: int) -> str:
    return f"043GT06{number:020d}"


def permit(trucks: int, *, corridor_m: int = 300) -> dict[str, Any]:
    return {
        "permit_no": "P-1", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": "1", "name_th": "ก", "name_en": "G", "zone_id": "Z-GEN"},
        "items": [{
            "item_no": 1, "waste_code": "110302HA", "waste_name_th": "ก", "management_code": "072", "quantity_t": 120.0,
            "monthly_t": [10] * 12, "processor": {"factory_no": "2", "name_th": "ข", "zone_id": "Z-PROC"}, "consent": "accepted",
        }],
        "routes": [{
            "route_id": "R1", "item_nos": [1], "corridor_m": corridor_m,
            "line": {"type": "LineString", "coordinates": [[FROM_LON, LAT], [TO_LON, LAT]]},
        }],
        "vehicles": [{"plate": plate(n), "province": "ระยอง"} for n in range(trucks)],
        "allowed_stop_zone_ids": [], "time_windows": [],
    }


def reference(trucks: int = 12, **changes: Any) -> dict[Kind, list[dict[str, Any]]]:
    vehicles = [
        {"unit_id": unit(n), "plate": plate(n), "province": "ระยอง", "carrier": "C", "vehicle_type": "T", "valid_from": "2026-01-01", "valid_to": None}
        for n in range(trucks)
    ]
    return {
        "vehicles": vehicles,
        "zones": [square("Z-GEN", "generator", FROM_LON), square("Z-PROC", "processor", TO_LON)],
        "permits": [permit(trucks, **changes)],
        "manifests": [],
    }


def key_of(kind: Kind, value: dict[str, Any]) -> bytes:
    match kind:
        case "vehicles":
            return f"{value['unit_id']}|{value['valid_from']}".encode()
        case "zones":
            return str(value["properties"]["zone_id"]).encode()
        case "permits":
            return str(value["permit_no"]).encode()
        case "manifests":
            return str(value["manifest_no"]).encode()


def versions_of(records: dict[Kind, list[dict[str, Any]]]) -> list[ReferenceVersion]:
    return [
        ReferenceVersion(kind=kind, key=version_key(body), version_from_ms=None, received_ms=0, body=body, seq=seq)
        for seq, (kind, body) in enumerate(((k, decode(k, v)) for k, values in records.items() for v in values), 1)
    ]


def world(records: dict[Kind, list[dict[str, Any]]]) -> World:
    return World(versions_of(records), Thresholds(), ZoneInfo("Asia/Bangkok"))


def drive(number: int, *, waits: int = 15, kmh: float = 60.0, off_from: int = 0, off_to: int = 0, silent_from: int = 0, silent_to: int = 0) -> Iterator[dict[str, Any]]:
    """A truck that loads, drives, unloads and leaves; off the road, or silent, between two of its minutes on the road."""
    minutes = int((TO_LON - FROM_LON) * KM_PER_DEGREE / kmh * 60)
    step = (TO_LON - FROM_LON) / minutes
    places = [(FROM_LON, LAT, 0.0)] * waits
    for m in range(1, minutes):
        off = 0.02 if off_from <= m < off_to else 0.0
        places.append((FROM_LON + m * step, LAT + off, kmh))
    places += [(TO_LON, LAT, 0.0)] * 10
    places += [(TO_LON - m * step, LAT, kmh) for m in range(1, 6)]
    for minute, (lon, lat, speed) in enumerate(places):
        if silent_from <= minute - waits < silent_to:
            continue
        at_ms = START_MS + minute * MINUTE_MS + number * 700
        yield {
            "unit_id": unit(number), "utc_ts": to_iso(at_ms), "recv_utc_ts": to_iso(at_ms + 1500),
            "lat": lat + number * 1e-5, "lon": round(lon, 6), "speed": speed, "fix": 1, "engine_status": 1, "hdop": 0.9, "num_sats": 9,
        }


def fleet(trucks: int = 12) -> list[dict[str, Any]]:
    """All trucks' pings in the order of receipt: most are clean, every third leaves its route, every fourth falls silent."""
    pings: list[dict[str, Any]] = []
    for n in range(trucks):
        off = (10, 16) if n % 3 == 1 else (0, 0)
        silent = (5, 14) if n % 4 == 2 else (0, 0)
        pings += drive(n, off_from=off[0], off_to=off[1], silent_from=silent[0], silent_to=silent[1])
    return sorted(pings, key=lambda ping: (ping["recv_utc_ts"], ping["unit_id"]))


def offline(pings: Iterable[dict[str, Any]], records: dict[Kind, list[dict[str, Any]]]) -> list[Event]:
    """What a replay of the same pings says."""
    return _replayed(pings, world(records), None)


def replayed(pings: Iterable[dict[str, Any]], versions: Iterable[ReferenceVersion], until_ms: int) -> list[Event]:
    """What a replay says under these versions, its clock running on to a time."""
    return _replayed(pings, World(versions, Thresholds(), ZoneInfo("Asia/Bangkok")), until_ms)


def _replayed(pings: Iterable[dict[str, Any]], under: World, until_ms: int | None) -> list[Event]:
    events: list[Event] = []
    replay = Replay(under, events.append, lambda bad: (_ for _ in ()).throw(AssertionError(str(bad))))
    for number, ping in enumerate(pings, 1):
        replay.feed(Line(file="pings", number=number, body=json.dumps(ping).encode()))
    replay.finish(until_ms)
    return [decode_event(encode_event(event)) for event in events]
