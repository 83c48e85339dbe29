"""Lawful trips that look odd on a map: beside the line, between high buildings, on a ferry, at rest."""

from dataclasses import replace
from random import Random
from typing import Final

from simulator.driving import Pause, Stretch
from simulator.path import Path, path_of
from simulator.spur import NoRoomForIt, pick, spur
from simulator.stories.actor import MINUTE_S
from simulator.stories.stage import Stage
from simulator.stories.truth import Claim
from simulator.stories.twists import delayed, jittering, silent
from simulator.surroundings import PERMITTED_KINDS, open_spots, services_on

FERRY_KMH: Final = 14.0


def parallel_road(stage: Stage) -> None:
    """Drives 150 m beside the line of its corridor, on the road's other carriageway."""
    side_m = stage.rng.choice((-150.0, 150.0))
    length_m = stage.route.length_m
    inner = [stage.route.beside(at_m, side_m) for at_m in range(3000, int(length_m - 3000), 400)]
    ends = (stage.route.cut(0, 2600), stage.route.cut(length_m - 2600, length_m))
    driven = path_of([*ends[0].points, *inner, *ends[1].points], 60.0)
    truck = stage.truck()
    haul = stage.trip(truck, driven)
    stage.claims(truck, Claim(never=("route-deviation",)), permit=stage.papered(truck, haul))


def urban_canyon(stage: Stage) -> None:
    """Fixes stray 30 to 80 m for some kilometres between high buildings, some with a poor hdop."""
    from_m = pick(open_spots(stage.route, 2500, 8000, PERMITTED_KINDS, 0), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck)
    to_s = haul.passes_s(from_m + stage.rng.uniform(3000, 7000))
    truck.twists.append(jittering(haul.passes_s(from_m), to_s, 30, 80))
    never = ("route-deviation", "impossible-move", "unauthorised-stop", "repeated-short-stops")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def ferry(stage: Stage) -> None:
    """Crosses 3 to 5 km of water slowly, with gaps of some minutes in what is heard."""
    length_m = stage.rng.uniform(3000, 5000)
    from_m = pick(open_spots(stage.route, 2500, length_m + 2500, PERMITTED_KINDS, 300), stage.rng)
    driven = _slow(stage.route, Stretch(from_m, from_m + length_m), FERRY_KMH)
    truck = stage.truck()
    haul = stage.trip(truck, driven)
    stage.in_time(haul)
    t_s, ends_s = haul.passes_s(from_m), haul.passes_s(from_m + length_m)
    while t_s < ends_s:
        gap_s = stage.rng.uniform(150, 215)
        truck.twists.append(silent(t_s, t_s + gap_s))
        t_s += gap_s + stage.rng.uniform(70, 150)
    never = ("signal-lost", "unauthorised-stop", "not-arrived", "repeated-short-stops")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def _slow(path: Path, stretch: Stretch, limit_kmh: float) -> Path:
    """The path with a low limit over a stretch."""
    before, after = path.cut(0, stretch.from_m), path.cut(stretch.to_m, path.length_m)
    middle = path.cut(stretch.from_m, stretch.to_m)
    limits = (*before.limits_kmh, *(limit_kmh for _ in middle.limits_kmh), *after.limits_kmh)
    points = (*before.points, *middle.points[1:], *after.points[1:])
    return replace(path_of(points, limits), lights_m=())


def fuel_stop(stage: Stage) -> None:
    """Fills up at a fuel station for 10 to 18 min."""
    _rests(stage, {"fuel"}, stage.rng.uniform(10, 18))


def weighbridge_queue(stage: Stage) -> None:
    """Waits 20 to 40 min for its turn at a weigh station."""
    _rests(stage, {"weigh_station"}, stage.rng.uniform(20, 40))


def lunch(stage: Stage) -> None:
    """The driver eats in a rest area for 30 to 45 min."""
    _rests(stage, {"rest_area"}, stage.rng.uniform(30, 45))


def asleep_at_rest_area(stage: Stage) -> None:
    """The device sleeps while the truck stands in a rest area or at a fuel station: lawful, and excused."""
    _rests(stage, {"rest_area", "fuel"}, stage.rng.uniform(28, 42), asleep=True)


def _rests(stage: Stage, kinds: set[str], minutes: float, *, asleep: bool = False) -> None:
    driven, stop_m = at_service(stage, kinds)
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(stop_m, minutes * MINUTE_S),))
    stage.in_time(haul)
    if asleep:
        stops_s = haul.passes_s(stop_m)
        truck.twists.append(silent(stops_s + 100, stops_s + (minutes - 2) * MINUTE_S))
    never = ("unauthorised-stop", "route-deviation", "signal-lost", "not-arrived", "wrong-destination")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def at_service(stage: Stage, kinds: set[str]) -> tuple[Path, float]:
    """The route with a turn into a service of these kinds beside it, and where on that path it stands."""
    services = [(place, at_m) for place, at_m in services_on(stage.route) if place.kind in kinds]
    if not services:
        raise NoRoomForIt
    place, at_m = stage.rng.choice(services)
    return spur(stage.route, at_m - 170, at_m + 170, place.at, f"service {place.zone_id}")


def red_lights(stage: Stage) -> None:
    """Waits at many red lights, each under two minutes."""
    spots = open_spots(stage.route, 1500, 1500, PERMITTED_KINDS, 0)
    places = spread(spots, stage.rng, 5, 2500)
    pauses = tuple(Pause(at_m, stage.rng.uniform(50, 80)) for at_m in places)
    truck = stage.truck()
    haul = stage.trip(truck, pauses=pauses)
    never = ("repeated-short-stops", "unauthorised-stop")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def spread(spots: list[float], rng: Random, count: int, apart_m: float) -> list[float]:
    """Some of the places, so far from each other; raises NoRoomForIt."""
    chosen: list[float] = []
    for at_m in rng.sample(spots, len(spots)):
        if all(abs(at_m - other) >= apart_m for other in chosen):
            chosen.append(at_m)
        if len(chosen) == count:
            return sorted(chosen)
    raise NoRoomForIt


def shuffled(stage: Stage) -> None:
    """Its pings arrive in another order than they were measured, up to 4 min late."""
    truck = stage.truck()
    haul = stage.trip(truck)
    truck.twists.append(delayed(haul.departs_s + 300, haul.arrival_s, 230))
    stage.claims(truck, Claim(never=("route-deviation", "signal-lost")), permit=stage.papered(truck, haul))


def sent_twice(stage: Stage) -> None:
    """A second server of its vendor sends each ping again hours later."""
    truck = stage.truck()
    haul = stage.trip(truck)
    truck.repeats_after_s = stage.rng.uniform(1800, 3 * 3600)
    never = ("impossible-move", "frozen-position", "signal-lost")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def names_respelt(stage: Stage) -> None:
    """Permit, register and manifest each write the plate and the province in a way of their own."""
    truck = stage.truck(registered=False)
    bare = truck.plate.replace("-", " ")
    stage.vehicles.append(stage.vehicle_row(truck, plate=bare))
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    permit["vehicles"] = [{"plate": _thai(truck.plate), "province": truck.province[3:]}]
    written = permit["permit_no"].replace("-", " ").replace(".", "")
    stage.delivered(permit, truck, haul, plate=truck.plate.replace("-", ""), permit_no=written, province=truck.province)
    stage.claims(truck, Claim(never=("undeclared-trip", "vehicle-mismatch")), permit=permit)


def _thai(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

