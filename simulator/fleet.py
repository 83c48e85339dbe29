"""Who drives what from where: a fleet decided by its seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Final

from models.times import MINUTE_MS
from simulator.errand import Errand, Silence
from simulator.estates import ESTATES
from simulator.incidents import INCIDENTS, KINDS, Incident, NoRoomForIt, clean
from simulator.path import distance_m
from simulator.plates import OUTAGE_VENDOR, VENDORS, plate_number, unit_number
from simulator.sites import (
    Place,
    empty_way,
    factory_places,
    home_way,
    loaded_way,
    plant_places,
    route_between,
    yard_places,
)
from simulator.surroundings import PERMITTED_KINDS, open_spots
from simulator.truck import Round, make_round, waiting_before

OUTAGE_UNITS: Final = 7
SHARED_BY: Final = 5


class NoSuchFleet(ValueError):
    """A wish that no fleet can fulfil; the text says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """What is asked of a fleet: trucks set out within `minutes` of `start_ms`, and all come home."""

    units: int
    seed: int
    start_ms: int
    minutes: int
    period_s: float = 60.0
    share: float = 0.5
    kinds: tuple[str, ...] = KINDS
    estates: tuple[str, ...] = tuple(estate.code for estate in ESTATES)
    longest_km: float = 150.0
    rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A truck with its device, its usual trip, and the errand of its first round."""

    index: int
    unit_id: str
    plate: str
    province: str
    kind: str
    factory: Place
    plant: Place
    yard: Place
    permit_no: str | None
    manifests: int
    period_s: float
    first_ms: int
    errand: Errand | None = None
    meets: tuple[float, int] | None = None
    at_factory: bool = False
    seen_from_ms: int | None = None

    @property
    def vendor(self) -> str:
        """The vendor's code."""
        return self.unit_id[:3]


@dataclass(frozen=True, slots=True)
class TimedRound:
    """A round and when it starts."""

    number: int
    start_ms: int
    round: Round

    def at_ms(self, t_s: float) -> int:
        """A moment of the round."""
        return self.start_ms + round(t_s * 1000)


@cache
def pairs(estates: tuple[str, ...], longest_km: float) -> tuple[tuple[Place, Place], ...]:
    """Factories and the plants they may send to, 14 km to the longest way apart."""
    found = []
    for estate in ESTATES:
        if estate.code not in estates:
            continue
        for factory in factory_places(estate):
            for plant in plant_places():
                way = loaded_way(factory, plant)
                if way is not None and 14_000 < way.length_m < longest_km * 1000:
                    found.append((factory, plant))
    return tuple(found)


def nearest_yard(factory: Place) -> Place:
    """The yard nearest to a factory that a road joins to it."""
    joined = [yard for yard in yard_places() if empty_way(yard, factory) is not None]
    return min(joined, key=lambda yard: distance_m(yard.at, factory.at))


def plain_errand(factory: Place, plant: Place, kind: str, rng: Random) -> Errand:
    """An ordinary errand, before anything happens to it."""
    route = route_between(factory, plant)
    return Errand(
        kind=kind,
        factory=factory,
        plant=plant,
        reaches=plant,
        route=route,
        driven=route,
        load_s=rng.uniform(11, 28) * 60,
        unload_s=rng.uniform(13, 38) * 60,
    )


def happening(plan: FleetPlan, kind: str, rng: Random) -> Errand:
    """An errand of this kind somewhere in the fleet's country, on a route that has room for it."""
    incident: Incident = INCIDENTS[kind]
    choice = list(pairs(plan.estates, plan.longest_km))
    rng.shuffle(choice)
    for factory, plant in choice:
        errand = plain_errand(factory, plant, kind, rng)
        if errand.route.length_m < incident.shortest_km * 1000:
            continue
        try:
            return incident.make(errand, rng)
        except NoRoomForIt:
            continue
    raise NoSuchFleet(f"no route of these estates has room for {kind}: allow more estates or longer routes")


def build_units(plan: FleetPlan) -> tuple[Unit, ...]:
    """Every truck of the fleet; the same plan gives the same trucks."""
    kinds = _kinds(plan)
    choice = pairs(plan.estates, plan.longest_km)
    if not choice:
        raise NoSuchFleet("no estate of these has a plant within reach: allow longer routes")
    usual = Random(f"{plan.seed} usual").sample(choice, min(len(choice), max(4, kinds.count("clean") // 3)))
    units: list[Unit] = []
    shared: dict[tuple[str, str], list[int]] = {}
    for index, kind in enumerate(kinds):
        rng = Random(f"{plan.seed} unit {index}")
        first_ms = plan.start_ms + round(rng.random() * plan.minutes * 0.75) * MINUTE_MS
        errand, meets, vendor, permit = None, None, VENDORS[index % len(VENDORS)], f"{index:06d}"
        if kind == "clean":
            factory, plant = rng.choice(usual)
            group = shared.setdefault((factory.zone_id, plant.zone_id), [])
            group.append(index)
            permit = f"{group[(len(group) - 1) // SHARED_BY * SHARED_BY]:06d}"
        else:
            errand = happening(plan, kind, rng)
            factory, plant = errand.factory, errand.plant
        if kind == "vendor_outage" and errand is not None:
            errand, meets = _in_outage(plan, errand, rng)
            vendor = OUTAGE_VENDOR
        units.append(
            Unit(
                index=index,
                unit_id=unit_number(vendor, index),
                plate=plate_number(index),
                province=factory.province,
                kind=kind,
                factory=factory,
                plant=plant,
                yard=nearest_yard(factory),
                permit_no=None if kind == "undeclared" else _permit_no(plan, permit),
                manifests=_manifests(kind, permit),
                period_s=plan.period_s,
                first_ms=first_ms,
                errand=errand,
                meets=meets,
            )
        )
    return tuple(units)


def _permit_no(plan: FleetPlan, serial: str) -> str:
    year_be = 1970 + int((plan.start_ms + 7 * 60 * MINUTE_MS) / (365.2425 * 24 * 60 * MINUTE_MS)) + 543
    return f"กอ.1-{year_be}-{serial}"


def _manifests(kind: str, permit: str) -> int:
    """How many manifests each trip has; the trucks of one permit all have them or all have none."""
    if kind == "manifests_three":
        return 3
    return 1 if kind != "undeclared" and int(permit) % 5 in {0, 2} else 0


def _kinds(plan: FleetPlan) -> list[str]:
    """What happens to each truck: the kinds in turn, spread over the fleet, the rest clean."""
    unknown = [kind for kind in plan.kinds if kind not in INCIDENTS and kind != "clean"]
    if unknown:
        raise NoSuchFleet(f"no incident is called {', '.join(unknown)}; there are: clean, {', '.join(KINDS)}")
    wanted = round(plan.units * plan.share)
    singles = [kind for kind in plan.kinds if kind in INCIDENTS and kind != "vendor_outage"]
    kinds: list[str] = []
    if "vendor_outage" in plan.kinds and wanted >= len(singles) + OUTAGE_UNITS:
        kinds = ["vendor_outage"] * OUTAGE_UNITS
    while singles and len(kinds) < wanted:
        kinds += singles[: wanted - len(kinds)]
    kinds += ["clean"] * (plan.units - len(kinds))
    Random(f"{plan.seed} kinds").shuffle(kinds)
    return kinds


def _in_outage(plan: FleetPlan, errand: Errand, rng: Random) -> tuple[Errand, tuple[float, int]]:
    """The errand with a silence that begins when the vendor's server stops, the same moment for all its trucks."""
    common = Random(f"{plan.seed} outage")
    for_s = common.uniform(11.5, 17) * 60
    at_ms = plan.start_ms + (200 + round(plan.minutes * 0.3)) * MINUTE_MS
    room_m = errand.route.length_m - for_s * 24.4 - 5000
    spots = [m for m in open_spots(errand.route, 2500, 500, PERMITTED_KINDS, 300) if 9000 < m < room_m]
    at_m = rng.choice(spots) if spots else errand.route.length_m * 0.4
    silent = replace(
        errand,
        silence=Silence(at_m, for_s + rng.uniform(0, 20)),
        truth=replace(errand.truth, begins={"vendor-outage": at_m}),
    )
    return silent, (at_m, at_ms + rng.randrange(15_000))


def rounds_of(unit: Unit, plan: FleetPlan) -> Iterator[TimedRound]:
    """A truck's rounds in order: the first may be an incident, later ones are clean."""
    until_ms = plan.start_ms + plan.minutes * MINUTE_MS
    start_ms, number = unit.first_ms, 0
    while number == 0 or start_ms < until_ms:
        rng = Random(f"{plan.seed} unit {unit.index} round {number}")
        errand = unit.errand if number == 0 else None
        if errand is None:
            errand = clean(plain_errand(unit.factory, unit.plant, "clean", rng), rng)
        if unit.errand is not None and unit.errand.ahead_ms:
            errand = replace(errand, ahead_ms=unit.errand.ahead_ms)
        coming = None if unit.at_factory and number == 0 else empty_way(unit.yard, unit.factory)
        home = home_way(errand.reaches, unit.yard) if errand.reaches is not None else None
        made = make_round(errand, rng, coming=coming, home=home)
        if number == 0 and unit.meets is not None:
            at_m, at_ms = unit.meets
            start_ms = at_ms - round(made.passes_s(at_m) * 1000)
        if number == 0 and unit.seen_from_ms is not None:
            made = waiting_before(made, (start_ms - unit.seen_from_ms) / 1000)
        timed = TimedRound(number, start_ms, made)
        yield timed
        number += 1
        last = unit.errand is not None and INCIDENTS[unit.kind].last
        if last or (plan.rounds is not None and number >= plan.rounds):
            return
        start_ms = timed.at_ms(made.ends_s)
