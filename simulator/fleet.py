"""Who drives what from where: a fleet decided by its seed."""

from dataclasses import replace
from random import Random
from typing import Final

from models.times import MINUTE_MS
from simulator.country import NoSuchFleet, nearest_yard, pairs, permit_number
from simulator.errand import Errand, Silence
from simulator.incidents import INCIDENTS, KINDS, Incident
from simulator.plates import OUTAGE_VENDOR, VENDORS, plate_number, unit_number
from simulator.spur import NoRoomForIt
from simulator.stories.catalogue import STORIES
from simulator.stories.stage import Told
from simulator.stories.telling import tell
from simulator.surroundings import PERMITTED_KINDS, open_spots
from simulator.unit import FleetPlan, Unit, plain_errand

OUTAGE_UNITS: Final = 7
SHARED_BY: Final = 5


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
        if kind in STORIES:
            continue
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
                permit_no=None if kind == "undeclared" else permit_number(plan, permit),
                manifests=_manifests(kind, permit),
                period_s=plan.period_s,
                first_ms=first_ms,
                errand=errand,
                meets=meets,
            )
        )
    return tuple(units)


def tell_stories(plan: FleetPlan) -> tuple[Told, ...]:
    """The stories of the fleet, each with trucks of its own; the same plan gives the same stories."""
    return tuple(tell(plan, kind, index) for index, kind in enumerate(_kinds(plan)) if kind in STORIES)


def _manifests(kind: str, permit: str) -> int:
    """How many manifests each trip has; the trucks of one permit all have them or all have none."""
    if kind == "manifests_three":
        return 3
    return 1 if kind != "undeclared" and int(permit) % 5 in {0, 2} else 0


def _kinds(plan: FleetPlan) -> list[str]:
    """What happens to each truck: the kinds in turn, spread over the fleet, the rest clean."""
    unknown = [kind for kind in plan.kinds if kind not in {*INCIDENTS, *STORIES, "clean"}]
    if unknown:
        names = ", ".join(("clean", *KINDS, *STORIES))
        raise NoSuchFleet(f"no incident is called {', '.join(unknown)}; there are: {names}; or none")
    wanted = round(plan.units * plan.share)
    singles = [kind for kind in plan.kinds if kind not in {"clean", "vendor_outage"}]
    kinds: list[str] = []
    if "vendor_outage" in plan.kinds and wanted >= len(singles) + OUTAGE_UNITS:
        kinds = ["vendor_outage"] * OUTAGE_UNITS
    while singles and len(kinds) < wanted:
        kinds += singles[: wanted - len(kinds)]
    kinds += ["clean"] * (plan.units - len(kinds))
    Random(f"{plan.seed} kinds").shuffle(kinds)
    return kinds


def _in_outage(plan: FleetPlan, errand: Errand, rng: Random) -> tuple[Errand, tuple[float, int]]:
    """The errand with the fleet's one outage in it, and where the truck is when that begins."""
    for_s = Random(f"{plan.seed} outage").uniform(11.5, 17) * 60
    room_m = errand.route.length_m - for_s * 24.4 - 5000
    spots = [m for m in open_spots(errand.route, 2500, 500, PERMITTED_KINDS, 300) if 9000 < m < room_m]
    at_m = rng.choice(spots) if spots else errand.route.length_m * 0.4
    begins_ms = plan.start_ms + (200 + round(plan.minutes * 0.3)) * MINUTE_MS
    return silenced(errand, at_m, for_s, begins_ms, rng)


def silenced(
    errand: Errand, at_m: float, for_s: float, begins_ms: int, rng: Random
) -> tuple[Errand, tuple[float, int]]:
    """The errand with a silence from a place on, timed by the moment at which the vendor's server stops."""
    truth = replace(errand.truth, begins={"vendor-outage": at_m})
    silence = Silence(at_m, for_s + rng.uniform(0, 20))
    return replace(errand, silence=silence, truth=truth), (at_m, begins_ms + rng.randrange(15_000))
