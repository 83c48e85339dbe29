"""Sites: places in no registered zone at which several trucks stop, land by land."""

import math
from typing import Final

import msgspec

from alerts import emerging_site
from alerts.emerging_site import SiteStop
from geofences.projection import metres_per_unit, to_plane
from models.observation import Stand
from models.times import DAY_MS
from streams.judging.world import World
from streams.weighing.case_ledger import settle
from streams.weighing.docket import Case, Seen
from streams.weighing.held import Held
from streams.weighing.weighed import Weighed

LAND_DEGREES: Final = 0.1
"""The side of a square of land, about 11 km."""
EDGE_DEGREES: Final = 0.01
SPARE_MS: Final = 4 * DAY_MS


def lands_of(stand: Stand) -> list[str]:
    """The squares of land that a stop belongs to: its own, and those whose edge it is near; none where it may stand."""
    if stand.registered or stand.on_route:
        return []
    rows = {_number(stand.lat + edge) for edge in (-EDGE_DEGREES, 0.0, EDGE_DEGREES)}
    columns = {_number(stand.lon + edge) for edge in (-EDGE_DEGREES, 0.0, EDGE_DEGREES)}
    return [f"{row},{column}" for row in sorted(rows) for column in sorted(columns)]


def judge_land(case: Case, land: str, world: World, now_ms: int, out: Weighed, *, late: bool) -> None:
    """Brings the case of a square of land up to a time; a site belongs to the square of the stop that made it one."""
    limits = world.thresholds.common.emerging_site
    whose = {(seen.unit_id, stand.first_ms): stand for seen, stand in _stands(case)}
    sites = emerging_site.find_sites([_stop(seen.unit_id, stand) for seen, stand in _stands(case)], limits)
    # What made a site is kept for good: without it the next stops there would make it anew.
    of_sites = {(stop.unit_id, stop.first_ms) for site in sites for stop in site.stops}
    oldest_ms = now_ms - int(limits.days * DAY_MS) - SPARE_MS
    case.seen = {
        f"{seen.unit_id} {stand.name}": seen
        for seen, stand in _stands(case)
        if stand.first_ms >= oldest_ms or (seen.unit_id, stand.first_ms) in of_sites
    }
    held: list[Held] = []
    for site in sites:
        opening = site.opening
        if f"{_number(opening.lat)},{_number(opening.lon)}" != land:
            continue
        stand = whose[opening.unit_id, opening.first_ms]
        finding = msgspec.structs.replace(
            emerging_site.finding(site, limits), plate=stand.plate, province=stand.province
        )
        held.append(Held(finding=finding, at_ms=opening.first_ms))
    settle(case, land, held, now_ms, out, late=late)


def _stands(case: Case) -> list[tuple[Seen, Stand]]:
    return [(seen, seen.observation) for seen in case.seen.values() if isinstance(seen.observation, Stand)]


def _number(degrees: float) -> int:
    return math.floor(degrees / LAND_DEGREES)


def _stop(unit_id: str, stand: Stand) -> SiteStop:
    x, y = to_plane(stand.lon, stand.lat)
    return SiteStop(
        first_ms=stand.first_ms, last_ms=stand.first_ms if stand.last_ms is None else stand.last_ms, unit_id=unit_id,
        plate_key=stand.plate_key, lat=stand.lat, lon=stand.lon, x=x, y=y, metres_per_unit=metres_per_unit(stand.lat),
    )  # fmt: skip
