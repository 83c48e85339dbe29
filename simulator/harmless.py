"""Trips on which all is in order, however odd some of them look."""

from dataclasses import replace
from random import Random
from typing import Final

from simulator.driving import Pause, Stretch
from simulator.errand import Backlog, Errand, Silence, Truth
from simulator.path import joined
from simulator.spur import pick, spur
from simulator.surroundings import PERMITTED_KINDS, open_spots, services_on

SEVEN_HOURS_MS: Final = 7 * 3_600_000
MINUTE_S: Final = 60.0


def clean(errand: Errand, rng: Random) -> Errand:
    """An ordinary trip, now and then with a stop at a service area or a wild fix."""
    services = services_on(errand.driven)
    glitches = rng.random() < 0.15
    if not services or rng.random() > 0.45:
        return replace(errand, glitches=glitches)
    place, at_m = rng.choice(services)
    driven, stop_m = spur(errand.driven, at_m - 170, at_m + 170, place.at, f"service {place.zone_id}")
    minutes = rng.uniform(4, 9) if place.kind == "weigh_station" else rng.uniform(8, 28)
    return replace(errand, driven=driven, pauses=(Pause(stop_m, minutes * MINUTE_S),), glitches=glitches)


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
    from_m = pick(open_spots(errand.route, 2500, 6500, PERMITTED_KINDS, 0), rng)
    truth = Truth(never=("unauthorised-stop", "route-deviation", "not-arrived", "repeated-short-stops"))
    return replace(errand, jams=(Stretch(from_m, from_m + rng.uniform(2000, 5000)),), truth=truth)


def tunnel(errand: Errand, rng: Random) -> Errand:
    """No fix for under 5 min, as under ground or between mountains."""
    at_m = pick(open_spots(errand.route, 2500, 6000, PERMITTED_KINDS, 300), rng)
    truth = Truth(never=("signal-lost",))
    return replace(errand, silence=Silence(at_m, rng.uniform(100, 175)), truth=truth)


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
    at_m = pick([m for m in spots if 5000 < m < errand.route.length_m - for_s * 24.4 - 4000], rng)
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
