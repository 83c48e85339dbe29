"""emerging-site: trucks stop again and again at a place that nobody has registered; it may be a new dump."""

import math
from collections.abc import Iterable, Iterator

import msgspec

from models.alert import Evidence, EvidencePing, Finding
from models.thresholds import EmergingSite
from models.times import DAY_MS, to_iso

RULE = "emerging-site"
Cell = tuple[int, int]


class SiteStop(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A truck's stop in no registered zone: its place in degrees and on the plane, and the plane's scale there."""

    first_ms: int
    last_ms: int
    unit_id: str
    plate_key: str
    lat: float
    lon: float
    x: float
    y: float
    metres_per_unit: float
    pings: tuple[EvidencePing, ...] = ()


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A place where trucks have stopped too often: the stop that made it one, its centre for good, and those before."""

    opening: SiteStop
    before: tuple[SiteStop, ...]

    @property
    def stops(self) -> tuple[SiteStop, ...]:
        """The stops that made it a site, in the order of time."""
        return (*self.before, self.opening)


def find_sites(stops: Iterable[SiteStop], limits: EmergingSite) -> tuple[Site, ...]:
    """All sites, by the time of the stop that made each a site.

    Stops are gone through in the order of their own time, so the answer is a function of their set. A stop that lies
    at a site that there is already makes no other one.
    """
    ordered = sorted(set(stops), key=_in_order)
    # No scale is smaller than the one taken: whatever lies within the radius lies in the same cell or one beside it.
    side = max(limits.radius_m, 1.0) / min((stop.metres_per_unit for stop in ordered), default=1.0)
    sites: list[Site] = []
    earlier: dict[Cell, list[SiteStop]] = {}
    centres: dict[Cell, list[SiteStop]] = {}
    for stop in ordered:
        near = tuple(one for one in _around(stop, earlier, side) if _is_near(one, stop, limits))
        known = any(_distance_m(one, stop) <= limits.radius_m for one in _around(stop, centres, side))
        if not known and is_site((*near, stop), limits):
            sites.append(Site(opening=stop, before=tuple(sorted(near, key=_in_order))))
            centres.setdefault(_cell(stop, side), []).append(stop)
        earlier.setdefault(_cell(stop, side), []).append(stop)
    return tuple(sites)


def is_site(stops: tuple[SiteStop, ...], limits: EmergingSite) -> bool:
    """Whether stops near the last of them are enough, and by vehicles enough, to make a site."""
    return len(stops) >= limits.stops and len({stop.plate_key for stop in stops}) >= limits.vehicles


def finding(site: Site, limits: EmergingSite) -> Finding:
    """What is to be said of a site, on the unit whose stop made it one; the caller adds its plate."""
    opening, stops = site.opening, site.stops
    vehicles = len({stop.plate_key for stop in stops})
    return Finding(
        rule=RULE, episode=str(opening.first_ms), severity="high", urgency="today", certainty="likely",
        started_ms=opening.first_ms, ended_ms=opening.first_ms, unit_id=opening.unit_id, lat=opening.lat,
        lon=opening.lon,
        reason_en=(
            f"{len(stops)} stops by {vehicles} vehicles within {limits.radius_m:g} m and {limits.days:g} days at an"
            " unregistered place."
        ),
        reason_th=(
            f"มีรถ {vehicles} คันจอดรวม {len(stops)} ครั้งในระยะ {limits.radius_m:g} ม. ภายใน {limits.days:g} วัน"
            " ณ จุดที่ไม่ใช่สถานที่ขึ้นทะเบียน"
        ),
        evidence=Evidence(
            thresholds={
                "stops": limits.stops, "vehicles": limits.vehicles, "radius_m": limits.radius_m, "days": limits.days,
            },
            measured={
                "stops": [
                    {"unit_id": stop.unit_id, "from": to_iso(stop.first_ms), "lat": stop.lat, "lon": stop.lon}
                    for stop in stops
                ],
                "vehicles": vehicles,
            },
            pings=tuple(ping for stop in stops for ping in stop.pings),
        ),
    )  # fmt: skip


def _in_order(stop: SiteStop) -> tuple[int, str, str, int, float, float]:
    return stop.first_ms, stop.unit_id, stop.plate_key, stop.last_ms, stop.x, stop.y


def _is_near(one: SiteStop, stop: SiteStop, limits: EmergingSite) -> bool:
    return stop.first_ms - one.first_ms <= limits.days * DAY_MS and _distance_m(one, stop) <= limits.radius_m


def _distance_m(one: SiteStop, stop: SiteStop) -> float:
    return math.hypot(one.x - stop.x, one.y - stop.y) * stop.metres_per_unit


def _cell(stop: SiteStop, side: float) -> Cell:
    return math.floor(stop.x / side), math.floor(stop.y / side)


def _around(stop: SiteStop, cells: dict[Cell, list[SiteStop]], side: float) -> Iterator[SiteStop]:
    column, row = _cell(stop, side)
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            yield from cells.get((column + east, row + north), ())
