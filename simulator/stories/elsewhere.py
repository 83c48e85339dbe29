"""Loads that end up elsewhere: tipped on the way back, taken on from a plant, left at a neighbour's."""

from simulator import breaches
from simulator.driving import Pause
from simulator.path import Path, joined, moved
from simulator.sites import Place, factory_places, plant_places
from simulator.spur import NoRoomForIt, spur
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.fields import field_beside
from simulator.stories.on_the_road import at_service
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim
from simulator.truck import Leg
from simulator.ways import home_way


def unloaded_elsewhere(stage: Stage) -> None:
    """Tips its load in a field and is back at the factory without having been at the plant."""
    errand = breaches.detour_dump(stage.errand(), stage.rng)
    stop_m = errand.pauses[0].at_m
    turn_m = min(stop_m + 4500, errand.driven.length_m - 6000)
    if turn_m < stop_m + 4000:
        raise NoRoomForIt
    out = errand.driven.cut(0, turn_m)
    way_back = stage.route.cut(0, stage.route.nearest(out.points[-1])[1]).reversed()
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, joined((out, way_back)), errand.pauses)
    stage.in_time(haul)
    truck.stands(stage.factory.at, 25, "returned")
    off_m = errand.truth.begins["route-deviation"]
    must = {
        "route-deviation": Breach("high", haul.passes_s(float(off_m))),
        "unauthorised-stop": Breach("high", haul.passes_s(stop_m)),
        "unloaded-elsewhere": Breach("critical", haul.out.ends_s - 20),
    }
    permit = stage.permit(truck)
    if stage.rng.random() < 0.5:
        stage.manifest(permit, truck, haul.departs_s)
    stage.claims(truck, Claim(must=must, verdict=None, completes=0, ends={"returned": 1}), permit=permit)


def returned_after_rest(stage: Stage) -> None:
    """Rests at a service area, turns round and brings its load back: lawful."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    out = driven.cut(0, min(stop_m + 900, driven.length_m - 5000))
    back = stage.route.cut(0, stage.route.nearest(out.points[-1])[1]).reversed()
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, joined((out, back)), (Pause(stop_m, stage.rng.uniform(8, 15) * MINUTE_S),))
    stage.in_time(haul)
    truck.stands(stage.factory.at, 25, "returned")
    permit = stage.permit(truck)
    if stage.rng.random() < 0.5:
        stage.manifest(permit, truck, haul.departs_s, status="returned")
    never = ("unloaded-elsewhere", "not-arrived", "unauthorised-stop", "undeclared-trip")
    stage.claims(truck, Claim(never=never, verdict=None, completes=0, ends={"returned": 1}), permit=permit)


def _from_plant(stage: Stage, truck: Actor, way: Path, stop_m: float | None, minutes: float) -> tuple[float, Leg]:
    """The truck comes empty to the plant, stands there and drives a way; when it leaves, and that leg."""
    home = home_way(stage.plant, stage.yard)
    if home is None:
        raise NoRoomForIt
    truck.stands(stage.yard.at, 8, "yard")
    truck.drives(home.reversed())
    truck.stands(stage.plant.at, stage.rng.uniform(13, 25))
    leaves_s = truck.now_s
    pauses = () if stop_m is None else (Pause(stop_m, minutes * MINUTE_S),)
    return leaves_s, truck.drives(way, pauses)


def secondary_movement(stage: Stage) -> None:
    """Comes empty to a plant, loads there, and next stands in a field."""
    home = home_way(stage.plant, stage.yard)
    if home is None or home.length_m < 9000:
        raise NoRoomForIt
    way, stop_m = field_beside(stage, home)
    truck = stage.truck()
    leaves_s, _ = _from_plant(stage, truck, way, stop_m, stage.rng.uniform(9, 20))
    must = {"secondary-movement": Breach("critical", leaves_s)}
    stage.claims(truck, Claim(must=must, verdict=None, completes=0))


def plant_to_plant(stage: Stage) -> None:
    """Comes empty to a plant and goes on from there to its yard: a registered place."""
    home = home_way(stage.plant, stage.yard)
    if home is None:
        raise NoRoomForIt
    truck = stage.truck()
    _from_plant(stage, truck, home, None, 0)
    truck.stands(stage.yard.at, 20, "yard")
    stage.claims(truck, Claim(never=("secondary-movement",), verdict=None, completes=0))


def lunch_after_unloading(stage: Stage) -> None:
    """Has delivered, and the driver eats at a noodle shop on the way home: empty, and lawful."""
    home = home_way(stage.plant, stage.yard)
    if home is None or home.length_m < 9000:
        raise NoRoomForIt
    way, stop_m = field_beside(stage, home)
    truck = stage.truck()
    haul = stage.trip(truck, home=False)
    truck.drives(way, (Pause(stop_m, stage.rng.uniform(15, 30) * MINUTE_S),))
    never = ("secondary-movement", "unauthorised-stop", "undeclared-trip")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def neighbour_stop(stage: Stage) -> None:
    """Stands at another factory or plant that it passes, which its permit does not name: 7 to 8, or 12 to 16 min."""
    others = [
        (place, at_m)
        for place in _works()
        if place not in {stage.factory, stage.plant}
        for away_m, at_m in [stage.route.nearest(place.at)]
        if 420 < away_m < 2500 and 3000 < at_m < stage.route.length_m - 3000
    ]
    if not others:
        raise NoRoomForIt
    place, at_m = stage.rng.choice(others)
    driven, stop_m = spur(stage.route, at_m - 300, at_m + 300, place.at, f"visit {place.zone_id}")
    truck = stage.truck()
    minutes = stage.rng.choice((stage.rng.uniform(6.8, 8), stage.rng.uniform(12, 16)))
    haul = stage.trip(truck, driven, (Pause(stop_m, minutes * MINUTE_S),))
    stopped_s = haul.passes_s(stop_m)
    must = {
        "wrong-destination": Breach("critical", stopped_s),
        "unauthorised-stop": Breach("high", stopped_s),
    }
    if place.kind == "generator" and minutes > 10:
        must["undeclared-trip"] = Breach("critical", stopped_s + minutes * MINUTE_S)
    may: tuple[str, ...] = ()
    if stage.route.nearest(place.at)[0] > 900:
        must["route-deviation"] = Breach("high", stopped_s - 60)
    else:
        may = ("route-deviation",)
    claim = Claim(must=must, may=may, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def _works() -> tuple[Place, ...]:
    from simulator.estates import ESTATES

    return (*plant_places(), *(place for estate in ESTATES for place in factory_places(estate)))


def overlapping_yards(stage: Stage) -> None:
    """Loads where its factory's zone and a neighbour's overlap: the one whose permit names it counts."""
    neighbour = Place(
        f"Z-GEN-NB-{stage.number:05d}", "generator", "โรงงานข้างเคียงตัวอย่าง", "Example Neighbour", stage.factory.province,
        moved(stage.factory.at, 150, 0), 240.0, f"N{stage.number:013d}",
    )  # fmt: skip
    stage.add_zone(neighbour)
    truck = stage.truck()
    haul = stage.trip(truck)
    never = ("undeclared-trip", "wrong-destination", "unauthorised-stop")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))
