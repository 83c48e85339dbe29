"""Small worlds for tests: one road near Rayong with a generator at its beginning and a processor at its end.

Places are metres east and north of the generator; the road runs due east, so metres north are metres from the road.
Times are minutes after 08:00 in Bangkok on Monday 2026-11-02.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import msgspec

from models.event import ALERT_TYPES, Event, encode_event, entity_of
from models.reference import KINDS, Kind, ReferenceVersion
from models.reference_json import FILES, as_versions, read_records
from models.rules_toml import parse_rules
from models.thresholds import Thresholds
from models.times import MINUTE_MS, from_iso, to_iso
from streams.judging.world import World
from streams.replay import BadLine, Line, Replay

START_MS: Final = from_iso("2026-11-02T01:00:00Z")
LAT, LON = 12.70, 101.10
# Metres a degree at that latitude on the WGS84 ellipsoid.
M_A_DEGREE_EAST, M_A_DEGREE_NORTH = 108_613.6, 110_628.0

UNIT: Final = "unit-1"
PLATE, PROVINCE = "70-1234", "ระยอง"
PERMIT: Final = "กอ.1-2569-000417"
ROAD_M: Final = 20_000
CORRIDOR_M: Final = 300


def at(minute: float) -> str:
    """A time on the wire."""
    return to_iso(ms(minute))


def ms(minute: float) -> int:
    """The same time inside."""
    return START_MS + round(minute * MINUTE_MS)


def place(east_m: float, north_m: float = 0) -> tuple[float, float]:
    """(lon, lat) of a place."""
    return LON + east_m / M_A_DEGREE_EAST, LAT + north_m / M_A_DEGREE_NORTH


def a_ping(minute: float, east_m: float, north_m: float = 0, **fields: Any) -> dict[str, Any]:
    """One location on the wire; `recv` is the minute at which the vendor had it, without it that of the fix."""
    lon, lat = place(east_m, north_m)
    recv = fields.pop("recv", None)
    received = {} if recv is None else {"recv_utc_ts": at(recv)}
    return {"unit_id": UNIT, "utc_ts": at(minute), "lat": lat, "lon": lon, "speed": 40.0, **received, **fields}


def a_zone(zone_id: str, kind: str, east_m: float, north_m: float = 0, radius_m: float = 300, **properties: Any) -> dict[str, Any]:
    """A round zone."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(place(east_m, north_m))},
        "properties": {
            "zone_id": zone_id, "kind": kind, "radius_m": radius_m, "name_th": f"พื้นที่ {zone_id}",
            "name_en": f"Place {zone_id}", "factory_no": None, **properties,
        },
    }  # fmt: skip


def an_area(
    zone_id: str, kind: str, west_m: float, south_m: float, east_m: float, north_m: float, **properties: Any
) -> dict[str, Any]:
    """A zone with four corners."""
    corners = [(west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m), (west_m, south_m)]
    zone = a_zone(zone_id, kind, 0, **properties)
    zone["geometry"] = {"type": "Polygon", "coordinates": [[list(place(*corner)) for corner in corners]]}
    del zone["properties"]["radius_m"]
    return zone


def an_item(item_no: int = 1, to: str = "Z-PROC", **changes: Any) -> dict[str, Any]:
    """One waste of a permit."""
    return {
        "item_no": item_no, "waste_code": "110302HA", "waste_name_th": "กากตะกอน", "management_code": "072",
        "quantity_t": 1200.0, "monthly_t": [100.0] * 12,
        "processor": {"factory_no": f"F-{to}", "name_th": "ผู้รับ", "zone_id": to}, "consent": "accepted", **changes,
    }  # fmt: skip


def a_route(route_id: str = "R1", item_nos: Sequence[int] = (1,), to_m: float = ROAD_M, **changes: Any) -> dict[str, Any]:
    """The road as a permitted route."""
    line = {"type": "LineString", "coordinates": [list(place(0)), list(place(to_m))]}
    return {"route_id": route_id, "item_nos": list(item_nos), "corridor_m": CORRIDOR_M, "line": line, **changes}


def a_permit(permit_no: str = PERMIT, **changes: Any) -> dict[str, Any]:
    """A KorOr.1 from the road's beginning to its end, for the one truck."""
    return {
        "permit_no": permit_no, "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": "F-GEN", "name_th": "โรงงาน", "name_en": "Factory", "zone_id": "Z-GEN"},
        "items": [an_item()], "routes": [a_route()], "vehicles": [{"plate": PLATE, "province": PROVINCE}],
        "allowed_stop_zone_ids": [], "time_windows": [], **changes,
    }  # fmt: skip


def a_vehicle(unit_id: str = UNIT, plate: str = PLATE, **changes: Any) -> dict[str, Any]:
    """A unit on a truck."""
    return {
        "unit_id": unit_id, "plate": plate, "province": PROVINCE, "carrier": "ขนส่งดี", "vehicle_type": "tipper",
        "valid_from": "2025-01-01", "valid_to": None, **changes,
    }  # fmt: skip


def a_manifest(manifest_no: str = "M-1", depart: float = 15, **changes: Any) -> dict[str, Any]:
    """A manifest planned to depart at a minute; `received` is the minute of its receipt."""
    received = changes.pop("received", None)
    told = {"status": "received", "received_at": at(received)} if received is not None else {"status": "issued"}
    return {
        "manifest_no": manifest_no, "permit_no": PERMIT, "item_no": 1, "plate": PLATE, "province": PROVINCE,
        "quantity_t": 6.0, "planned_depart": at(depart), "planned_arrive": at(depart + 30), "weigh_out_t": None,
        "weigh_in_t": None, "received_at": None, **told, **changes,
    }  # fmt: skip


GENERATOR: Final = a_zone("Z-GEN", "generator", 0, factory_no="F-GEN")
PROCESSOR: Final = a_zone("Z-PROC", "processor", ROAD_M, factory_no="F-Z-PROC")


class Scene:
    """A scenario: reference data as it is written, and pings in order of arrival."""

    def __init__(
        self,
        pings: Iterable[Any] = (),
        *,
        zones: Sequence[dict[str, Any]] = (),
        permits: Sequence[dict[str, Any]] | None = None,
        vehicles: Sequence[dict[str, Any]] | None = None,
        manifests: Sequence[dict[str, Any]] | None = None,
        rules: str | None = None,
    ) -> None:
        """`zones` stand beside the generator and the processor; the rest replaces the defaults."""
        self.pings = list(pings)
        self.rules = rules
        self.reference: dict[Kind, list[dict[str, Any]]] = {
            "zones": [GENERATOR, PROCESSOR, *zones],
            "permits": list(permits if permits is not None else [a_permit()]),
            "vehicles": list(vehicles if vehicles is not None else [a_vehicle()]),
        }
        if manifests is not None:
            self.reference["manifests"] = list(manifests)

    def world(self) -> World:
        """Its reference data, judged as a folder's."""
        thresholds = Thresholds() if self.rules is None else parse_rules(self.rules)
        return World(self.versions(), thresholds, ZoneInfo("Asia/Bangkok"))

    def versions(self) -> list[ReferenceVersion]:
        """Its reference data as a folder tells them."""
        versions: list[ReferenceVersion] = []
        for kind in KINDS:
            accepted, rejected = read_records(kind, FILES[kind], self.reference.get(kind, []))
            assert not rejected, rejected
            versions += as_versions(kind, accepted, len(versions) + 1)
        return versions

    def write(self, folder: Path) -> None:
        """Its folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for kind, records in self.reference.items():
            document: Any = {"type": "FeatureCollection", "features": records} if kind == "zones" else records
            text = json.dumps(document, ensure_ascii=False, indent=1)
            (folder / FILES[kind]).write_text(text + "\n", encoding="utf-8")
        lines = "".join(json.dumps(ping, ensure_ascii=False) + "\n" for ping in self.pings)
        (folder / "pings.ndjson").write_text(lines, encoding="utf-8")
        if self.rules is not None:
            (folder / "rules.toml").write_text(self.rules, encoding="utf-8")


class Told:
    """What a replay said."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.bad: list[BadLine] = []

    def newest(self, rule: str | None = None) -> list[dict[str, Any]]:
        """The data of each alert's newest version (of one rule), in the order in which they were opened."""
        found = self._newest(alerts=True)
        return [event.data for event in found if rule is None or event.data["rule"] == rule]

    def standing(self, rule: str | None = None) -> list[dict[str, Any]]:
        """`newest` without what later evidence took back."""
        return [data for data in self.newest(rule) if data.get("close_reason") != "late_evidence"]

    def trips(self) -> list[tuple[str, dict[str, Any]]]:
        """Each trip's newest version: the last word of its type, and its data."""
        return [(event.type.rpartition(".")[2], event.data) for event in self._newest(alerts=False)]

    def life(self, rule: str | None = None) -> list[str]:
        """The events one by one, in words: `started`, `opened high`, `closed high moved_on`; of one rule, or of trips."""
        lines = []
        for event in self.events:
            verb = event.type.rpartition(".")[2]
            if rule is None and event.type not in ALERT_TYPES:
                lines.append(" ".join([verb, *([event.data["reason"]] if "reason" in event.data else [])]))
            elif rule is not None and event.data.get("rule") == rule:
                reason = event.data.get("close_reason")
                lines.append(" ".join([verb, event.data["severity"], *([reason] if reason else [])]))
        return lines

    def lines(self) -> bytes:
        """The events as they stand in a file."""
        return b"".join(encode_event(event) + b"\n" for event in self.events)

    def _newest(self, *, alerts: bool) -> list[Event]:
        found: dict[str, Event] = {}
        for event in self.events:
            if (event.type in ALERT_TYPES) == alerts:
                found[entity_of(event)] = event
        return list(found.values())


def judge(scene: Scene, until: float | None = None) -> Told:
    """Replays a scene; `until` is the minute to which the clock runs on."""
    told = Told()
    run = Replay(scene.world(), told.events.append, told.bad.append)
    until_ms = None if until is None else ms(until)
    for number, ping in enumerate(scene.pings, 1):
        body = ping if isinstance(ping, bytes) else msgspec.json.encode(ping)
        if not run.feed(Line(file="pings.ndjson", number=number, body=body), until_ms):
            break
    run.finish(until_ms)
    return told


class Track:
    """Pings of one truck, a ping a minute unless told otherwise, in a few words."""

    def __init__(
        self, minute: float = 0, east_m: float = 0, north_m: float = 0, *, unit_id: str = UNIT, every: float = 1
    ) -> None:
        self.minute, self.east_m, self.north_m = minute, east_m, north_m
        self.unit_id, self.every = unit_id, every
        self.pings: list[dict[str, Any]] = []

    def see(self, **fields: Any) -> Self:
        """One ping here and now; then it is a ping later."""
        self.pings.append(a_ping(self.minute, self.east_m, self.north_m, **{"unit_id": self.unit_id, **fields}))
        self.minute += self.every
        return self

    def stand(self, minutes: float) -> Self:
        """Stands here for so long, from the first ping to the last."""
        for _ in range(round(minutes / self.every) + 1):
            self.see(speed=0.0)
        return self

    def go(self, east_m: float, north_m: float | None = None, *, kmh: float = 60) -> Self:
        """Drives there in a straight line, the first ping one step on, the last one there."""
        north_m = self.north_m if north_m is None else north_m
        away_m = ((east_m - self.east_m) ** 2 + (north_m - self.north_m) ** 2) ** 0.5
        steps = max(1, -int(-away_m // (kmh * 1000 / 60 * self.every)))
        from_east_m, from_north_m = self.east_m, self.north_m
        for step in range(1, steps + 1):
            self.east_m = from_east_m + (east_m - from_east_m) * step / steps
            self.north_m = from_north_m + (north_m - from_north_m) * step / steps
            self.see(speed=float(kmh))
        return self

    def move(self, east_m: float, north_m: float = 0) -> Self:
        """Is there at the next ping."""
        self.east_m, self.north_m = east_m, north_m
        return self

    def silent(self, minutes: float) -> Self:
        """Sends nothing for so long on top of the usual minute."""
        self.minute += minutes
        return self


def a_clean_trip(minute: float = 0, *, unit_id: str = UNIT, every: float = 1) -> Track:
    """Loads for 15 minutes, drives the road, unloads for 20 minutes, drives off."""
    return Track(minute, unit_id=unit_id, every=every).stand(15).go(ROAD_M).stand(20).go(ROAD_M - 3000)
