"""A second opinion on a scenario folder: reads only its files and judges with shapely, not with the simulator's geometry."""

import gzip
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyproj
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from models.decode import Accepted, decode_message
from models.names import plate_key
from models.times import from_iso

PERMITTED = frozenset({"generator", "processor", "rest_area", "fuel", "weigh_station"})
SEVEN_HOURS_MS = 7 * 3_600_000


@dataclass(frozen=True)
class Fix:
    """One ping as a tracker would see it; `x`, `y` in metres."""

    utc_ms: int
    recv_ms: int
    lon: float
    lat: float
    speed: float
    x: float
    y: float

    @property
    def point(self) -> Point:
        return Point(self.x, self.y)


@dataclass
class Seen:
    """What a folder's files say."""

    folder: Path
    lines: list[bytes] = field(default_factory=list)
    bad: int = 0
    arrivals_ms: list[int] = field(default_factory=list)

    @cached_property
    def labels(self) -> dict[str, Any]:
        return json.loads((self.folder / "labels.json").read_text("utf-8"))  # type: ignore[no-any-return]

    def trips(self, kind: str) -> list[dict[str, Any]]:
        return [trip for trip in self.labels["trips"] if trip["kind"] == kind]

    @cached_property
    def permits(self) -> dict[str, dict[str, Any]]:
        return {row["permit_no"]: row for row in json.loads((self.folder / "permits.json").read_text("utf-8"))}

    @cached_property
    def manifests(self) -> list[dict[str, Any]]:
        return json.loads((self.folder / "manifests.json").read_text("utf-8"))  # type: ignore[no-any-return]

    @cached_property
    def vehicles(self) -> list[dict[str, Any]]:
        return json.loads((self.folder / "vehicles.json").read_text("utf-8"))  # type: ignore[no-any-return]

    @cached_property
    def named_plates(self) -> set[str]:
        """Every truck that a permit names, in the normal form."""
        return {plate_key(v["plate"], v["province"]) for permit in self.permits.values() for v in permit["vehicles"]}

    @cached_property
    def zones(self) -> dict[str, dict[str, Any]]:
        features = json.loads((self.folder / "zones.geojson").read_text("utf-8"))["features"]
        return {feature["properties"]["zone_id"]: feature for feature in features}

    @cached_property
    def tracks(self) -> dict[str, list[Fix]]:
        """Each unit's fixes by time, repeats and fixes that no device could make left out."""
        found: dict[str, dict[int, tuple[int, float, float, float]]] = {}
        packed = self.folder / "pings.ndjson.gz"
        self.lines = gzip.decompress(packed.read_bytes()).splitlines()
        for line in self.lines:
            for record in decode_message(line).records:
                if not isinstance(record, Accepted):
                    self.bad += 1
                    continue
                ping = record.location
                recv_ms = from_iso(ping.recv_utc_ts or "")
                self.arrivals_ms.append(recv_ms)
                if ping.fix == 0 or (ping.num_sats is not None and ping.num_sats < 4):
                    continue
                at = (recv_ms, ping.lon, ping.lat, ping.speed or 0.0)
                track = found.setdefault(ping.unit_id, {})
                utc_ms = from_iso(ping.utc_ts)
                track[utc_ms] = min(at, track.get(utc_ms, at))
        return {unit: self._fixes(track) for unit, track in found.items()}

    def _fixes(self, track: dict[int, tuple[int, float, float, float]]) -> list[Fix]:
        ahead = sum(utc_ms - row[0] > SEVEN_HOURS_MS - 600_000 for utc_ms, row in track.items()) > len(track) / 2
        fixes = []
        for utc_ms, (recv_ms, lon, lat, speed) in sorted(track.items()):
            x, y = to_metres(lon, lat)
            fixes.append(Fix(utc_ms - SEVEN_HOURS_MS * ahead, recv_ms, lon, lat, speed, x, y))
        return fixes

    def shape(self, zone_id: str) -> BaseGeometry:
        """A zone in metres."""
        feature = self.zones[zone_id]
        geometry = feature["geometry"]
        if geometry["type"] == "Point":
            lon, lat = geometry["coordinates"]
            return Point(to_metres(lon, lat)).buffer(feature["properties"]["radius_m"], 64)
        ring = geometry["coordinates"][0]
        return Polygon([to_metres(*corner) for corner in ring])

    def of_kinds(self, *kinds: str) -> BaseGeometry:
        """All zones of these kinds as one shape."""
        return shapely.union_all([self.shape(z) for z, f in self.zones.items() if f["properties"]["kind"] in kinds])

    @cached_property
    def restricted(self) -> BaseGeometry:
        return self.of_kinds("restricted")

    @cached_property
    def services(self) -> BaseGeometry:
        return self.of_kinds("rest_area", "fuel", "weigh_station")

    def loaded(self, trip: dict[str, Any], unit: str | None = None) -> "Loaded":
        """The first loaded run of a label's truck."""
        return Loaded(self, trip, self.tracks[unit or trip["unit_id"]])


_TO_METRES = pyproj.Transformer.from_crs(4326, 32647, always_xy=True).transform


def to_metres(lon: float, lat: float) -> tuple[float, float]:
    """UTM 47 north, in which Thailand's metres are right to a thousandth, at its eastern edge to two."""
    x, y = _TO_METRES(lon, lat)
    return float(x), float(y)


class Loaded:
    """The fixes of one trip from the last one at the factory to the first at the plant, or to the end."""

    def __init__(self, seen: Seen, trip: dict[str, Any], track: list[Fix]) -> None:
        self.seen, self.trip, self.track = seen, trip, track
        permit = seen.permits[trip["permit_no"]]
        self.permit = permit
        coordinates = permit["routes"][0]["line"]["coordinates"]
        self.route = LineString([to_metres(lon, lat) for lon, lat in coordinates])
        self.factory = seen.shape(permit["generator"]["zone_id"])
        self.plant = seen.shape(trip["processor_zone_id"])
        self.permitted = shapely.union_all([self.factory, self.plant, seen.services])
        self.first_inside = next(i for i, fix in enumerate(track) if self.factory.covers(fix.point))
        self.first_out = self._departure()
        self.arrival = next((i for i in range(self.first_out, len(track)) if self.plant.covers(track[i].point)), None)
        self.road = track[self.first_out : self.arrival]

    def _departure(self) -> int:
        """The first fix outside of the run after which it does not come back within 10 min."""
        inside = [self.factory.covers(fix.point) for fix in self.track]
        for i in range(self.first_inside + 1, len(self.track)):
            away = [j for j in range(i, len(self.track)) if self.track[j].utc_ms - self.track[i].utc_ms <= 600_000]
            if inside[i - 1] and not any(inside[j] for j in away):
                return i
        raise AssertionError("never leaves the factory")

    @property
    def loading_ms(self) -> int:
        return self.track[self.first_out - 1].utc_ms - self.track[self.first_inside].utc_ms

    def off_m(self, fix: Fix) -> float:
        return float(self.route.distance(fix.point))

    def off_run(self, limit_m: float) -> int:
        """The longest run of consecutive fixes further off the route, outside permitted zones."""
        longest = run = 0
        for fix in self.road:
            off = self.off_m(fix) > limit_m and not self.permitted.covers(fix.point)
            run = run + 1 if off else 0
            longest = max(longest, run)
        return longest

    def stops(self) -> list[tuple[float, Fix]]:
        """Minutes and first fix of each standstill on the road, outside permitted zones."""
        found, start = [], 0
        for i in range(1, len(self.road) + 1):
            still = i < len(self.road) and self.road[i].point.distance(self.road[start].point) < 60
            if still:
                continue
            minutes = (self.road[i - 1].utc_ms - self.road[start].utc_ms) / 60_000
            if minutes > 0 and not self.permitted.covers(self.road[start].point):
                found.append((minutes, self.road[start]))
            start = i
        return found

    def plant_minutes(self) -> float:
        """How long it was seen at the plant."""
        if self.arrival is None:
            return 0.0
        there = [fix for fix in self.track[self.arrival :] if self.plant.covers(fix.point)]
        return (there[-1].utc_ms - there[0].utc_ms) / 60_000

    def gaps(self, *, receipts: bool = False) -> list[tuple[float, Fix]]:
        """Seconds between neighbours on the road, by fix or as heard, with the fix before each."""
        fixes = sorted(self.track[self.first_out - 1 : self.arrival], key=lambda f: f.recv_ms if receipts else f.utc_ms)
        times = [fix.recv_ms if receipts else fix.utc_ms for fix in fixes]
        return [((b - a) / 1000, fix) for a, b, fix in zip(times, times[1:], fixes, strict=False)]

    def path(self) -> LineString:
        return LineString([fix.point for fix in self.road])
