"""Where the fleet drives: places on a jittered grid, permits between them, each with a route of its own."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.traffic.plan import Plan
from models.times import DAY_MS
from simulator.forms import WASTES, local_day
from simulator.plates import VENDORS, plate_number, unit_number

Floats = NDArray[np.float64]

_WEST, _SOUTH, _EAST, _NORTH = 99.6, 13.0, 101.4, 15.4
_DEGREE_M: Final = 111_320.0
_SHORTEST_KM, _LONGEST_KM = 14.0, 30.0
_TRIED: Final = 60
RADIUS_M: Final = 200.0
CORRIDOR_M: Final = 300
_OTHERS: Final = ("rest_area", "fuel", "weigh_station", "depot", "restricted")
WITH_MANIFESTS: Final = 5
"""Every fifth permit uses manifests."""


class Country:
    """Places, routes and which truck drives which permit, drawn from the plan's seed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        rng = np.random.default_rng([plan.seed, 1])
        self.places = _places(plan.zones, rng)
        self.generators = max(1, plan.zones * 6 // 10)
        self.processors = max(1, plan.zones // 10)
        self.permit_of_unit = np.arange(plan.units) % plan.permits
        self.origin = np.arange(plan.permits) % self.generators
        self.target = self._targets(rng)
        self.routes = self._routes()
        """Of each permit its route's points as longitude and latitude."""

    @property
    def unit_ids(self) -> list[str]:
        """The devices, by number."""
        return [unit_number(VENDORS[index % len(VENDORS)], index) for index in range(self.plan.units)]

    @property
    def lengths_m(self) -> Floats:
        """How long each permit's route is."""
        lon_m, lat_m = scale_m(self.routes[:, 0, 1])
        steps = np.diff(self.routes, axis=1)
        return np.asarray(np.hypot(steps[:, :, 0] * lon_m[:, None], steps[:, :, 1] * lat_m).sum(axis=1))

    def zones(self) -> dict[str, Any]:
        """All places as a GeoJSON FeatureCollection."""
        return {"type": "FeatureCollection", "features": [self._zone(number) for number in range(self.plan.zones)]}

    def vehicles(self) -> list[dict[str, Any]]:
        """A truck for each unit."""
        return [
            {
                "unit_id": unit_id, "plate": plate_of(index), "province": "TH-21", "carrier": "ขนส่งตัวอย่าง จำกัด",
                "vehicle_type": "tipper", "valid_from": str(local_day(self.plan.start_ms - 90 * DAY_MS)),
                "valid_to": None,
            }
            for index, unit_id in enumerate(self.unit_ids)
        ]  # fmt: skip

    def permits(self) -> list[dict[str, Any]]:
        """A permit for each route, which names its trucks."""
        trucks: list[list[int]] = [[] for _ in range(self.plan.permits)]
        for index, permit in enumerate(self.permit_of_unit):
            trucks[permit].append(index)
        return [self._permit(number, named) for number, named in enumerate(trucks)]

    def _permit(self, number: int, trucks: list[int]) -> dict[str, Any]:
        code, name_th, management_code = WASTES[number % len(WASTES)]
        start_ms = self.plan.start_ms
        line = [[round(lon, 6), round(lat, 6)] for lon, lat in self.routes[number].tolist()]
        return {
            "permit_no": permit_no(number), "status": "approved",
            "valid_from": str(local_day(start_ms - 30 * DAY_MS)), "valid_to": str(local_day(start_ms + 300 * DAY_MS)),
            "generator": self._firm(int(self.origin[number])),
            "items": [{
                "item_no": 1, "waste_code": code, "waste_name_th": name_th, "management_code": management_code,
                "quantity_t": 120_000.0, "monthly_t": [10_000] * 12, "processor": self._firm(int(self.target[number])),
                "consent": "accepted",
            }],
            "routes": [{
                "route_id": "R1", "item_nos": [1], "corridor_m": CORRIDOR_M,
                "line": {"type": "LineString", "coordinates": line},
            }],
            "vehicles": [{"plate": plate_of(index), "province": "TH-21"} for index in trucks],
            "allowed_stop_zone_ids": [], "time_windows": [],
        }  # fmt: skip

    def _firm(self, place: int) -> dict[str, Any]:
        return {
            "factory_no": f"72{place:012d}", "name_th": f"โรงงาน {place}", "name_en": f"Works {place}",
            "zone_id": zone_id(place),
        }  # fmt: skip

    def _zone(self, number: int) -> dict[str, Any]:
        lon, lat = (round(value, 6) for value in self.places[number].tolist())
        kind = self._kind(number)
        firm = kind in {"generator", "processor"}
        return {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "zone_id": zone_id(number), "kind": kind, "name_th": f"สถานที่ {number}", "name_en": f"Place {number}",
                "factory_no": f"72{number:012d}" if firm else None, "radius_m": RADIUS_M,
            },
        }  # fmt: skip

    def _kind(self, number: int) -> str:
        if number < self.generators:
            return "generator"
        if number < self.generators + self.processors:
            return "processor"
        return _OTHERS[number % len(_OTHERS)]

    def _targets(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """For each permit a processor within a lorry's reach, as near to that as a few draws bring it."""
        drawn = rng.integers(self.generators, self.generators + self.processors, (self.plan.permits, _TRIED))
        here = self.places[self.origin][:, None, :]
        lon_m, lat_m = scale_m(here[:, :, 1])
        there = self.places[drawn]
        away_km = np.hypot((there[:, :, 0] - here[:, :, 0]) * lon_m, (there[:, :, 1] - here[:, :, 1]) * lat_m) / 1000
        wrong_km = np.abs(away_km - np.clip(away_km, _SHORTEST_KM, _LONGEST_KM))
        return np.asarray(drawn[np.arange(len(drawn)), wrong_km.argmin(axis=1)])

    def _routes(self) -> Floats:
        """From place to place with bends on the way; more vertices draw the same line finer, more permits add lines."""
        rng = np.random.default_rng([self.plan.seed, 5])
        at = np.linspace(0, 1, self.plan.vertices)
        start, end = self.places[self.origin], self.places[self.target]
        step = end - start
        bends = rng.normal(0, 1, (self.plan.permits, 4)) * np.array([0.06, 0.04, 0.02, 0.01])
        waves = np.sin(math.pi * np.outer(np.arange(1, 5), at))
        aside = (bends @ waves)[:, :, None]
        across = np.stack([-step[:, 1], step[:, 0]], axis=1)
        return np.asarray(start[:, None, :] + at[:, None] * step[:, None, :] + aside * across[:, None, :])


def scale_m(lat: Floats) -> tuple[Floats, float]:
    """Metres in a degree of longitude at these latitudes, and of latitude: near enough for made-up roads."""
    return _DEGREE_M * np.cos(np.radians(lat)), _DEGREE_M


def permit_no(number: int) -> str:
    """The permit's number as it is written."""
    return f"กอ.1-2569-{number:06d}"


def zone_id(number: int) -> str:
    """The key of a place."""
    return f"Z-{number:06d}"


def plate_of(index: int) -> str:
    """A truck's plate; no two trucks share one."""
    return plate_number(index) if index < 180_000 else f"{100 + index // 9000}-{1000 + index % 9000:04d}"


def _places(count: int, rng: np.random.Generator) -> Floats:
    """Each in a cell of its own, in shuffled order, so that no two overlap."""
    columns = math.ceil(math.sqrt(count * (_EAST - _WEST) / (_NORTH - _SOUTH)))
    rows = math.ceil(count / columns)
    cells = rng.permutation(columns * rows)[:count]
    jitter = rng.uniform(0.3, 0.7, (count, 2))
    lon = _WEST + (cells % columns + jitter[:, 0]) * (_EAST - _WEST) / columns
    lat = _SOUTH + (cells // columns + jitter[:, 1]) * (_NORTH - _SOUTH) / rows
    return np.stack([lon, lat], axis=1)

