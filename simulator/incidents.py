"""Incidents whose truth is known: each turns a plain errand into one in which something happens."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final, NamedTuple

from simulator.driving import Pause, Stretch
from simulator.errand import Backlog, Errand, Silence, Truth
from simulator.path import Path, Point, joined
from simulator.roads import bent
from simulator.sites import loaded_way, plant_places
from simulator.surroundings import (
    EVERY_KIND,
    PERMITTED_KINDS,
    alert_zones_near,
    clear_of,
    inland_side,
    inside,
    open_spots,
    services_on,
)

TRACK_LIMIT_KMH: Final = 28.0
OFF_CORRIDOR_M: Final = 500.0
SEVEN_HOURS_MS: Final = 7 * 3_600_000
MINUTE_S: Final = 60.0


class NoRoomForIt(Exception):
    """The route is too short, or too built up, for this incident."""


def _pick(spots: list[float], rng: Random) -> float:
    if not spots:
        raise NoRoomForIt
    return rng.choice(spots)


def _spur(path: Path, leave_m: float, back_m: float, far: Point, name: str) -> tuple[Path, float]:
    """The path with a way out to a far point and back instead of the part between, and where the far point is."""
    way_out = bent(path.point(leave_m), far, TRACK_LIMIT_KMH, f"{name} out")
    way_back = bent(far, path.point(back_m), TRACK_LIMIT_KMH, f"{name} back")
    whole = joined((path.cut(0, leave_m), way_out, way_back, path.cut(back_m, path.length_m)))
    return whole, leave_m + way_out.length_m


def _first_off_m(route: Path, driven: Path, from_m: float) -> float:
    """Where the path driven first is further from the route than the corridor and its margin."""
    at_m = from_m
    while at_m < driven.length_m:
        if route.nearest(driven.point(at_m))[0] > OFF_CORRIDOR_M:
            return at_m
        at_m += 25
    raise NoRoomForIt


def clean(errand: Errand, rng: Random) -> Errand:
    """An ordinary trip, now and then with a stop at a service area or a wild fix."""
    services = services_on(errand.driven)
    glitches = rng.random() < 0.15
    if not services or rng.random() > 0.45:
        return replace(errand, glitches=glitches)
    place, at_m = rng.choice(services)
    driven, stop_m = _spur(errand.driven, at_m - 170, at_m + 170, place.at, f"service {place.zone_id}")
    minutes = rng.uniform(4, 9) if place.kind == "weigh_station" else rng.uniform(8, 28)
    return replace(errand, driven=driven, pauses=(Pause(stop_m, minutes * MINUTE_S),), glitches=glitches)


def detour_dump(errand: Errand, rng: Random) -> Errand:
    """Leaves the corridor by 1 to 4 km, stands there 10 to 25 min, comes back and delivers."""
    spots = open_spots(errand.route, 2000, 4000, EVERY_KIND, 600)
    for attempt in range(30):
        at_m, depth_m = _pick(spots, rng), rng.uniform(1300, 3600)
        half_m = rng.uniform(350, 1100)
        dump = errand.route.beside(at_m, inland_side(errand.route, at_m) * depth_m)
        if errand.route.nearest(dump)[0] < max(1000, 0.7 * depth_m):
            continue
        name = f"dump {rng.random()} {attempt}"
        driven, stop_m = _spur(errand.route, at_m - half_m, at_m + half_m, dump, name)
        around = [driven.point(at_m - half_m + i * 200.0) for i in range(int((2 * depth_m + 2200) // 200))]
        if not clear_of(around, EVERY_KIND, 450):
            continue
        truth = Truth(
            benign=False,
            must=("route-deviation", "unauthorised-stop"),
            severity={"route-deviation": "high", "unauthorised-stop": "high"},
            verdict="verified_with_alerts",
            begins={
                "route-deviation": _first_off_m(errand.route, driven, at_m - half_m),
                "unauthorised-stop": stop_m,
            },
        )
        pause = Pause(stop_m, rng.uniform(10.5, 25) * MINUTE_S)
        return replace(errand, driven=driven, pauses=(pause,), truth=truth)
    raise NoRoomForIt


def roadside_stop(errand: Errand, rng: Random) -> Errand:
    """Stands 30 to 75 min at the roadside, on the corridor, where no stop is permitted."""
    at_m = _pick(open_spots(errand.route, 3000, 3000, EVERY_KIND, 450), rng)
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
    driven, far_m = _spur(errand.route, at_m - 700, at_m + 700, far, f"zone {zone.zone_id} {rng.random()}")
    enters_m = next((m for m in _steps(at_m - 700, far_m, 5) if inside(zone, driven.point(m))), None)
    if enters_m is None or (stops and not inside(zone, far)):
        raise NoRoomForIt
    severity = {"restricted-zone": "critical" if stops else "warning", "route-deviation": "high"}
    begins = {"restricted-zone": enters_m, "route-deviation": _first_off_m(errand.route, driven, at_m - 700)}
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
    at_m = _pick([m for m in spots if 5000 < m < length_m - for_s * 24.4 - 4000], rng)
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


def returned_load(errand: Errand, rng: Random) -> Errand:
    """Turns round on the way and brings the load back: lawful."""
    turn_m = errand.route.length_m * rng.uniform(0.35, 0.6)
    way_out = errand.route.cut(0, turn_m)
    driven = joined((way_out, way_out.reversed()))
    truth = Truth(
        never=("unloaded-elsewhere", "not-arrived", "wrong-destination", "undeclared-trip"), verdict=None, completes=0
    )
    return replace(errand, driven=driven, reaches=None, truth=truth)


def jam(errand: Errand, rng: Random) -> Errand:
    """Crawls for 2 to 5 km."""
    from_m = _pick(open_spots(errand.route, 2500, 6500, PERMITTED_KINDS, 0), rng)
    truth = Truth(never=("unauthorised-stop", "route-deviation", "not-arrived", "repeated-short-stops"))
    return replace(errand, jams=(Stretch(from_m, from_m + rng.uniform(2000, 5000)),), truth=truth)


def tunnel(errand: Errand, rng: Random) -> Errand:
    """No fix for under 5 min, as under ground or between mountains."""
    at_m = _pick(open_spots(errand.route, 2500, 6000, PERMITTED_KINDS, 300), rng)
    truth = Truth(never=("signal-lost",))
    return replace(errand, silence=Silence(at_m, rng.uniform(120, 215)), truth=truth)


def sleeping_device(errand: Errand, rng: Random) -> Errand:
    """The device sleeps while the truck unloads."""
    for_s = rng.uniform(14, 22) * MINUTE_S
    truth = Truth(never=("signal-lost",))
    return replace(errand, silence=Silence("arrival", for_s), unload_s=for_s + 9 * MINUTE_S, truth=truth)


def gate_jitter(errand: Errand, _rng: Random) -> Errand:
    """Rolls out of the gate, waits and rolls back before it truly leaves."""
    return replace(errand, shunts=True, truth=Truth(never=("undeclared-trip",)))


def late_batch(errand: Errand, rng: Random) -> Errand:
    """No coverage for a while; what was measured arrives 10 to 60 min late, on the backup call."""
    for_s, wait_s = rng.uniform(12, 34) * MINUTE_S, rng.uniform(10.5, 24) * MINUTE_S
    spots = open_spots(errand.route, 2500, 500, PERMITTED_KINDS, 300)
    at_m = _pick([m for m in spots if 5000 < m < errand.route.length_m - for_s * 24.4 - 4000], rng)
    truth = Truth(never=("route-deviation", "not-arrived"), late_evidence=("signal-lost",))
    return replace(errand, backlog=Backlog(at_m, for_s, wait_s), truth=truth)


def clock_7h(errand: Errand, _rng: Random) -> Errand:
    """The device writes Thai time and marks it Z."""
    truth = Truth(never=("outside-hours", "signal-lost", "impossible-move"))
    return replace(errand, ahead_ms=SEVEN_HOURS_MS, truth=truth)


def manifests_three(errand: Errand, _rng: Random) -> Errand:
    """Carries three wastes under three manifests in one trip."""
    return replace(errand, truth=Truth(never=("undeclared-trip", "quota-exceeded")))


def duplicates(errand: Errand, _rng: Random) -> Errand:
    """Many pings are sent twice."""
    return replace(errand, repeats=True, truth=Truth(never=("impossible-move", "frozen-position")))


def bad_lines(errand: Errand, _rng: Random) -> Errand:
    """Broken records and broken lines stand between the good ones."""
    return replace(errand, garbles=True, truth=Truth(never=("signal-lost",)))


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


class Incident(NamedTuple):
    """A kind of trip: how it is made, the shortest route it fits on, and whether it is the unit's last."""

    make: Callable[[Errand, Random], Errand]
    shortest_km: float = 0.0
    last: bool = False


INCIDENTS: Final = {
    "detour_dump": Incident(detour_dump, 25),
    "roadside_stop": Incident(roadside_stop, 30),
    "restricted": Incident(restricted, 25),
    "wrong_destination": Incident(wrong_destination, 20, last=True),
    "silence": Incident(silence, 36),
    "undeclared": Incident(undeclared, 15, last=True),
    "permit_suspended": Incident(permit_invalid, 15, last=True),
    "permit_expired": Incident(permit_invalid, 15, last=True),
    "returned_load": Incident(returned_load, 20, last=True),
    "jam": Incident(jam, 30),
    "tunnel": Incident(tunnel, 25),
    "sleeping_device": Incident(sleeping_device, 15),
    "gate_jitter": Incident(gate_jitter, 15),
    "late_batch": Incident(late_batch, 72),
    "clock_7h": Incident(clock_7h, 15),
    "manifests_three": Incident(manifests_three, 15),
    "duplicates": Incident(duplicates, 15),
    "bad_lines": Incident(bad_lines, 15),
    "vendor_outage": Incident(vendor_outage, 62, last=True),
}
KINDS: Final = tuple(INCIDENTS)
