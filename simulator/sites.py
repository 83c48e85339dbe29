"""Every place of the made-up country as a zone: where it lies, how far it reaches, and its outline."""

import math
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from simulator.estates import ESTATES, PLANTS, PROVINCES, Estate
from simulator.path import Path, Point, moved
from simulator.roads import thai_roads
from simulator.yards import ALERT_ZONES, SERVICES, YARDS, Roadside

ESTATE_RADIUS_M: Final = 2400.0
FACTORY_RADIUS_M: Final = 265.0
PLANT_RADIUS_M: Final = 260.0
SERVICE_RADIUS_M: Final = 260.0
YARD_RADIUS_M: Final = 240.0


@dataclass(frozen=True, slots=True)
class Place:
    """A zone; `radius_m` is how far it reaches from its middle, `outline` its corners where it is no circle."""

    zone_id: str
    kind: str
    name_th: str
    name_en: str
    province: str
    at: Point
    radius_m: float
    factory_no: str | None = None
    outline: tuple[Point, ...] = ()

    def feature(self) -> dict[str, Any]:
        """The zone as a GeoJSON Feature."""
        properties: dict[str, Any] = {
            "zone_id": self.zone_id,
            "kind": self.kind,
            "name_th": self.name_th,
            "name_en": self.name_en,
            "factory_no": self.factory_no,
        }
        if not self.outline:
            geometry: dict[str, Any] = {"type": "Point", "coordinates": degrees(self.at)}
            properties["radius_m"] = self.radius_m
        else:
            ring = [degrees(point) for point in (*self.outline, self.outline[0])]
            geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "geometry": geometry, "properties": properties}


def degrees(point: Point) -> list[float]:
    """A point as GeoJSON writes it, to about a centimetre."""
    return [round(point.lon, 7), round(point.lat, 7)]


def factory_no(province: str, serial: int, year_be: int) -> str:
    """A made-up number of 14 digits, laid out as those of factories inside estates are."""
    body = f"72{province[3:]}{serial:05d}{year_be:04d}"
    weighted = sum(int(digit) * weight for digit, weight in zip(body, range(14, 1, -1), strict=True))
    return f"{body}{(11 - weighted % 11) % 10}"


@cache
def factory_places(estate: Estate) -> tuple[Place, ...]:
    """The made-up generators of an estate, around its middle and over 1 km apart."""
    rng = Random(f"factories {estate.code}")
    turn = rng.uniform(0, 360)
    places = []
    for i in range(estate.factories):
        angle = math.radians(turn + i * 360 / estate.factories)
        reach_m = rng.uniform(1150, 1650)
        at = moved(estate.at, reach_m * math.sin(angle), reach_m * math.cos(angle))
        places.append(
            Place(
                zone_id=f"Z-GEN-{estate.code}-{i + 1}",
                kind="generator",
                name_th=f"โรงงานตัวอย่าง {estate.name_th.removeprefix('นิคมอุตสาหกรรม').strip()} {i + 1}",
                name_en=f"Example Factory {estate.name_en} {i + 1}",
                province=estate.province,
                at=at,
                radius_m=FACTORY_RADIUS_M,
                factory_no=factory_no(estate.province, 100 * ESTATES.index(estate) + i + 1, 2540 + i),
                outline=_box(at, 190 + 20 * (i % 2), 150),
            )
        )
    return tuple(places)


def _box(at: Point, east_m: float, north_m: float) -> tuple[Point, ...]:
    return tuple(moved(at, x * east_m, y * north_m) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)))


@cache
def plant_places() -> tuple[Place, ...]:
    """The made-up plants that take waste, in the order of their table."""
    return tuple(
        Place(
            zone_id=f"Z-PRO-{plant.code}",
            kind="processor",
            name_th=plant.name_th,
            name_en=plant.name_en,
            province=plant.province,
            at=plant.at,
            radius_m=PLANT_RADIUS_M,
            factory_no=factory_no(plant.province, 9001 + i, 2550 + i % 10),
        )
        for i, plant in enumerate(PLANTS)
    )


@cache
def estate_places() -> tuple[Place, ...]:
    """The estates as polygons, large enough for their factories."""
    return tuple(
        Place(
            zone_id=f"Z-EST-{estate.code}",
            kind="estate",
            name_th=estate.name_th,
            name_en=estate.name_en,
            province=estate.province,
            at=estate.at,
            radius_m=ESTATE_RADIUS_M,
            outline=_ring(estate.at, ESTATE_RADIUS_M, 24, 0.0, f"estate {estate.code}"),
        )
        for estate in ESTATES
    )


def _ring(at: Point, radius_m: float, corners: int, rough: float, name: str) -> tuple[Point, ...]:
    rng = Random(f"ring {name}")
    reach = [radius_m * (1 - rng.uniform(0, rough)) for _ in range(corners)]
    turns = [math.tau * i / corners for i in range(corners)]
    return tuple(moved(at, r * math.cos(turn), r * math.sin(turn)) for r, turn in zip(reach, turns, strict=True))


@cache
def yard_places() -> tuple[Place, ...]:
    """The carriers' yards, zones of kind depot."""
    return tuple(
        Place(f"Z-DEP-{yard.code}", "depot", yard.name_th, yard.name_en, "", yard.at, YARD_RADIUS_M) for yard in YARDS
    )


def _beside(site: Roadside) -> tuple[Path, float, Point]:
    """The road of a site, where along it the site lies, and its middle."""
    road = next(path for a, b, path in thai_roads().roads if (a, b) == site.road)
    at_m = road.length_m * site.share
    return road, at_m, road.beside(at_m, site.side_m)


@cache
def service_places() -> tuple[Place, ...]:
    """Rest areas, fuel and weigh stations: a driver may stop there."""
    return tuple(
        Place(f"Z-{site.code}", site.kind, site.name_th, site.name_en, "", _beside(site)[2], SERVICE_RADIUS_M)
        for site in SERVICES
    )


@cache
def alert_places() -> tuple[Place, ...]:
    """The restricted zones: known dumps, canals, forests."""
    return tuple(_alert_place(site) for site in ALERT_ZONES)


def _alert_place(site: Roadside) -> Place:
    road, at_m, at = _beside(site)
    radius_m = 280.0
    outline: tuple[Point, ...] = ()
    if site.kind == "forest":
        radius_m = 700.0
        outline = _ring(at, radius_m, 11, 0.25, site.code)
    elif site.kind == "canal":
        radius_m = 800.0
        course = math.radians(road.spot(at_m).course)
        east, north = math.sin(course), math.cos(course)
        bank = ((-800, -20), (0, -35), (800, -20), (800, 20), (0, 5), (-800, 20))
        outline = tuple(moved(at, along * east + off * north, along * north - off * east) for along, off in bank)
    return Place(f"Z-{site.code}", "restricted", site.name_th, site.name_en, "", at, radius_m, None, outline)


@cache
def all_places() -> tuple[Place, ...]:
    """Every zone there is, estates first."""
    factories = tuple(place for estate in ESTATES for place in factory_places(estate))
    return (*estate_places(), *factories, *plant_places(), *yard_places(), *service_places(), *alert_places())


def province_name(code: str) -> str:
    """A province's Thai name."""
    return PROVINCES[code].name_th
