"""Trips on which something is wrong, and what a right judgement says of each."""

from dataclasses import replace
from random import Random
from typing import Final

from simulator.driving import Pause
from simulator.errand import Errand, Silence, Truth
from simulator.sites import plant_places
from simulator.spur import NoRoomForIt, first_off_m, pick, spur
from simulator.surroundings import (
    EVERY_KIND,
    PERMITTED_KINDS,
    alert_zones_near,
    clear_of,
    inland_side,
    inside,
    open_spots,
)
from simulator.ways import loaded_way

MINUTE_S: Final = 60.0


def detour_dump(errand: Errand, rng: Random) -> Errand:
    """Leaves the corridor by 1 to 4 km, stands there 10 to 25 min, comes back and delivers."""
    spots = open_spots(errand.route, 2000, 4000, EVERY_KIND, 600)
    for attempt in range(30):
        at_m, depth_m = pick(spots, rng), rng.uniform(1300, 3600)
        half_m = rng.uniform(350, 1100)
        dump = errand.route.beside(at_m, inland_side(errand.route, at_m) * depth_m)
        if errand.route.nearest(dump)[0] < max(1000, 0.7 * depth_m):
            continue
        name = f"dump {rng.random()} {attempt}"
        driven, stop_m = spur(errand.route, at_m - half_m, at_m + half_m, dump, name)
        around = [driven.point(at_m - half_m + i * 200.0) for i in range(int((2 * depth_m + 2200) // 200))]
        if not clear_of(around, EVERY_KIND, 450):
            continue
        truth = Truth(
            benign=False,
            must=("route-deviation", "unauthorised-stop"),
            severity={"route-deviation": "high", "unauthorised-stop": "high"},
            verdict="verified_with_alerts",
            begins={
                "route-deviation": first_off_m(errand.route, driven, at_m - half_m),
                "unauthorised-stop": stop_m,
            },
        )
        pause = Pause(stop_m, rng.uniform(10.5, 25) * MINUTE_S)
        return replace(errand, driven=driven, pauses=(pause,), truth=truth)
    raise NoRoomForIt


def roadside_stop(errand: Errand, rng: Random) -> Errand:
    """Stands 30 to 75 min at the roadside, on the corridor, where no stop is permitted."""
    at_m = pick(open_spots(errand.route, 3000, 3000, EVERY_KIND, 450), rng)
    long = errand.route.length_m > 75_000 and rng.random() < 0.6
    minutes = rng.uniform(65, 75) if long else rng.uniform(30, 55)
    truth = Truth(
        benign=False,
        must=("unauthorised-stop",),
        severity={"unauthorised-stop": "high" if long else "warning"},
        never=("route-deviation",),
        verdict="verified_with_alerts" if long else "verified",
        begins={"unauthorised-stop": at_m},
    )
    return replace(errand, pauses=(Pause(at_m, minutes * MINUTE_S),), truth=truth)


def restricted(errand: Errand, rng: Random) -> Errand:
    """Leaves the route and crosses an alert zone; in a dump or forest it may stop."""
    zones = alert_zones_near(errand.route)
    if not zones:
        raise NoRoomForIt
    zone, at_m, side_m = rng.choice(zones)
    stops = bool("CAN" not in zone.zone_id and rng.random() < 0.5)
    depth_m = abs(side_m) + (260 if "CAN" in zone.zone_id else 60)
    far = errand.route.beside(at_m, depth_m if side_m > 0 else -depth_m)
    driven, far_m = spur(errand.route, at_m - 700, at_m + 700, far, f"zone {zone.zone_id} {rng.random()}")
    enters_m = next((m for m in _steps(at_m - 700, far_m, 5) if inside(zone, driven.point(m))), None)
    if enters_m is None or (stops and not inside(zone, far)):
        raise NoRoomForIt
    severity = {"restricted-zone": "critical" if stops else "warning", "route-deviation": "high"}
    begins = {"restricted-zone": enters_m, "route-deviation": first_off_m(errand.route, driven, at_m - 700)}
    if stops:
        severity["unauthorised-stop"] = "high"
        begins["unauthorised-stop"] = far_m
    truth = Truth(
        benign=False, must=tuple(severity), severity=severity, verdict="verified_with_alerts", begins={**begins}
    )
    pauses = (Pause(far_m, rng.uniform(8, 14) * MINUTE_S),) if stops else ()
    return replace(errand, driven=driven, pauses=pauses, truth=truth)


def _steps(from_m: float, to_m: float, step_m: float) -> list[float]:
    return [from_m + i * step_m for i in range(int((to_m - from_m) // step_m) + 1)]


def wrong_destination(errand: Errand, rng: Random) -> Errand:
    """Unloads at a plant that is not on its permit."""
    others = []
    for plant in plant_places():
        way = loaded_way(errand.factory, plant) if plant != errand.plant else None
        if way and 10_000 < way.length_m < 150_000 and way.nearest(errand.plant.at)[0] > 1000:
            others.append((plant, way))
    if not others:
        raise NoRoomForIt
    plant, way = rng.choice(others)
    truth = Truth(
        benign=False,
        must=("wrong-destination",),
        may=("route-deviation", "unauthorised-stop", "not-arrived", "signal-lost", "overnight-hold"),
        severity={"wrong-destination": "critical"},
        verdict=None,
        begins={"wrong-destination": "arrival"},
        completes=0,
    )
    return replace(errand, driven=way, reaches=plant, truth=truth)


def silence(errand: Errand, rng: Random) -> Errand:
    """The device is off for 8 to 40 min on the open road."""
    length_m = errand.route.length_m
    shortest, longest, level = rng.choice(
        [(8.0, 13.0, "warning")]
        + ([(18.0, 27.0, "high")] if length_m > 62_000 else [])
        + ([(33.0, 40.0, "critical")] if length_m > 88_000 else [])
    )
    for_s = rng.uniform(shortest, longest) * MINUTE_S
    spots = open_spots(errand.route, 2500, 500, PERMITTED_KINDS, 300)
    at_m = pick([m for m in spots if 5000 < m < length_m - for_s * 24.4 - 4000], rng)
    if for_s > 10.3 * MINUTE_S:
        verdict: str | None = "unverified"
    else:
        verdict = None if for_s > 8.7 * MINUTE_S else "verified"
    truth = Truth(
        benign=False,
        must=("signal-lost",),
        severity={"signal-lost": level},
        never=("vendor-outage",),
        verdict=verdict,
        begins={"signal-lost": at_m},
    )
    return replace(errand, silence=Silence(at_m, for_s), truth=truth)


def undeclared(errand: Errand, rng: Random) -> Errand:
    """Loads where no permit names it, and drives off."""
    truth = Truth(
        benign=False,
        must=("undeclared-trip",),
        severity={"undeclared-trip": "critical"},
        verdict=None,
        begins={"undeclared-trip": "departure"},
        completes=0,
    )
    return replace(errand, load_s=rng.uniform(15, 30) * MINUTE_S, truth=truth)


def permit_invalid(errand: Errand, _rng: Random) -> Errand:
    """Drives properly under a permit that is suspended or has expired."""
    truth = Truth(
        benign=False,
        must=("permit-invalid",),
        severity={"permit-invalid": "critical"},
        never=("undeclared-trip",),
        verdict="verified_with_alerts",
        begins={"permit-invalid": "departure"},
    )
    return replace(errand, truth=truth)


def vendor_outage(errand: Errand, _rng: Random) -> Errand:
    """One of a vendor's units that all fall silent together; the fleet times them and adds the silence."""
    truth = Truth(
        benign=False,
        must=("vendor-outage",),
        severity={"vendor-outage": "high"},
        never_at={"signal-lost": "high"},
        verdict="unverified",
    )
    return replace(errand, truth=truth)
