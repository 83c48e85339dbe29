"""Loads with a life of their own: several generators or plants, transfers, papers that change on the way."""

from itertools import pairwise

from models.times import to_iso
from simulator.estates import ESTATES
from simulator.forms import local_day
from simulator.path import Path, joined
from simulator.roads import bent, thai_roads
from simulator.sites import Place, factory_places, plant_places
from simulator.spur import NoRoomForIt, pick
from simulator.stories.actor import MINUTE_S
from simulator.stories.on_the_road import at_service
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim
from simulator.surroundings import EVERY_KIND, open_spots
from simulator.truck import OUT_OF_THE_GATE_M
from simulator.ways import STREET_LIMIT_KMH, loaded_way, route_between


def milk_run(stage: Stage) -> None:
    """Loads at three factories of an estate, under a permit of each, and brings all to one plant."""
    estate = next(e for e in ESTATES if stage.factory in factory_places(e))
    others = [place for place in factory_places(estate) if place != stage.factory]
    if len(others) < 2:
        raise NoRoomForIt
    stops = [stage.factory, *stage.rng.sample(others, 2)]
    streets = [
        bent(a.at, b.at, STREET_LIMIT_KMH, f"street {a.zone_id} {b.zone_id}")
        for a, b in pairwise(stops)
    ]
    last = route_between(stops[-1], stage.plant)
    routes = [joined((*streets[i:], last)) for i in range(3)]
    truck = stage.truck()
    with_manifests = stage.rng.random() < 0.5
    departs = []
    for street, place in zip(streets, stops, strict=False):
        stage.loads(truck) if place == stage.factory else truck.stands(place.at, 13, "loading")
        departs.append(truck.drives(street).starts_s + 30)
    truck.stands(stops[-1].at, 13, "loading")
    haul = stage.hauls(truck, last)
    departs.append(haul.departs_s)
    signed_s = haul.out.ends_s + 8 * MINUTE_S
    for place, route, departs_s in zip(stops, routes, departs, strict=True):
        permit = stage.permit(truck, generator=place, routes=(route,))
        if with_manifests:
            planned_min = (haul.arrival_s - departs_s) / 60
            stage.manifest(permit, truck, departs_s, planned_min=planned_min, received_s=signed_s)
    never = ("wrong-destination", "unauthorised-stop", "route-deviation", "undeclared-trip", "unloaded-elsewhere")
    stage.claims(truck, Claim(never=never), permit=stage.permits[0])


def on_to(stage: Stage, least_m: float, most_m: float) -> tuple[Place, Path]:
    """Another plant and the road to it from this story's."""
    found = []
    for plant in plant_places():
        way = thai_roads().way(f"plant {stage.plant.zone_id[6:]}", f"plant {plant.zone_id[6:]}")
        if plant != stage.plant and way is not None and least_m < way.length_m < most_m:
            found.append((plant, way))
    if not found:
        raise NoRoomForIt
    return stage.rng.choice(found)


def two_plants(stage: Stage) -> None:
    """Carries two wastes under two manifests to two plants, one after the other."""
    second, onward = on_to(stage, 8_000, 70_000)
    whole = joined((stage.route, onward))
    truck = stage.truck()
    haul = stage.trip(truck, home=False)
    further = truck.drives(onward)
    truck.stands(second.at, 20, "unloading")
    permit = stage.permit(truck, plants=(stage.plant, second), routes=(whole, whole))
    stage.delivered(permit, truck, haul)
    stage.manifest(
        permit, truck, haul.departs_s, item_no=2, planned_min=(further.ends_s - haul.departs_s) / 60,
        received_s=further.ends_s + 12 * MINUTE_S,
    )  # fmt: skip
    truck.drives(onward.reversed().cut(0, 4000))
    never = ("wrong-destination", "route-deviation", "unauthorised-stop", "not-arrived", "paper-trip")
    stage.claims(truck, Claim(never=never), permit=permit)


def transfer(stage: Stage) -> None:
    """Hands its load over to the permit's second truck in a service area: lawful."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    _hands_over(stage, driven, stop_m, stage.rng.uniform(13, 22))


def transfer_at_the_roadside(stage: Stage) -> None:
    """Breaks down and hands its load over at the roadside within 15 min: lawful."""
    stop_m = pick(open_spots(stage.route, 4000, 4000, EVERY_KIND, 450), stage.rng)
    _hands_over(stage, stage.route, stop_m, stage.rng.uniform(10, 14))


def _hands_over(stage: Stage, driven: Path, stop_m: float, minutes: float) -> None:
    first, second = stage.truck(), stage.truck()
    rest = driven.cut(stop_m, driven.length_m)
    stage.loads(first)
    start_s = first.now_s
    out = first.drives(driven.cut(0, stop_m))
    departs_s = start_s + out.drive.reaches_s(OUT_OF_THE_GATE_M)
    met_s = first.now_s
    first.stands(out.drive.path.points[-1], minutes)
    second.now_s = met_s - stage.rng.uniform(2, 5) * MINUTE_S
    second.stands(out.drive.path.points[-1], (met_s - second.now_s) / MINUTE_S + minutes - 1)
    haul = stage.hauls(second, rest)
    # Only when the second one arrives is the first one's trip over: until then it drives back, not yet as far as home.
    first.drives(driven.cut(2500, stop_m).reversed())
    if haul.arrival_s > first.now_s - 2 * MINUTE_S:
        raise NoRoomForIt
    permit = stage.permit(first, second)
    if stage.rng.random() < 0.5:
        stage.manifest(permit, first, departs_s, received_s=haul.out.ends_s + 9 * MINUTE_S)
    never = ("undeclared-trip", "not-arrived", "unloaded-elsewhere", "unauthorised-stop", "signal-lost", "paper-trip")
    claim = Claim(never=never, verdict=None, completes=0, ends={"transferred": 1})
    stage.claims(first, claim, permit=permit)
    stage.claims(second, Claim(never=never), permit=permit)


def plant_that_also_sends(stage: Stage) -> None:
    """Delivers to a plant, loads there what that plant sends on under a permit of its own, and delivers that."""
    second, onward = on_to(stage, 15_000, 90_000)
    sender = Place(
        f"Z-GEN-SND-{stage.number:05d}", "generator", stage.plant.name_th, stage.plant.name_en, stage.plant.province,
        stage.plant.at, stage.plant.radius_m, stage.plant.factory_no,
    )  # fmt: skip
    stage.add_zone(sender)
    truck = stage.truck()
    haul = stage.trip(truck, home=False, unload_min=30)
    further = stage.hauls(truck, onward, to=second, home=False)
    truck.drives(onward.reversed().cut(0, 4000))
    permit = stage.papered(truck, haul)
    sends = stage.permit(truck, generator=sender, plants=(second,), routes=(onward,))
    if stage.rng.random() < 0.5:
        stage.delivered(sends, truck, further, planned_min=onward.length_m / 1000 / 42 * 60)
    never = ("undeclared-trip", "secondary-movement", "wrong-destination")
    stage.claims(truck, Claim(never=never, completes=2), permit=permit)


def overlapping_permits(stage: Stage) -> None:
    """Two permits of its factory name the truck, for two plants; where it arrives settles which."""
    other = stage.rng.choice([plant for plant in plant_places() if plant != stage.plant])
    way = loaded_way(stage.factory, other)
    if way is None or way.length_m > 160_000:
        raise NoRoomForIt
    truck = stage.truck()
    stage.trip(truck)
    stage.permit(truck, plants=(other,), routes=(way,))
    permit = stage.permit(truck)
    never = ("route-deviation", "wrong-destination", "permit-invalid")
    stage.claims(truck, Claim(never=never), permit=permit)


def suspended_on_the_way(stage: Stage) -> None:
    """Its permit is suspended while it drives: what counts is the departure."""
    truck = stage.truck()
    haul = stage.trip(truck)
    at_s = haul.departs_s + (haul.arrival_s - haul.departs_s) * stage.rng.uniform(0.2, 0.8)
    permit = stage.papered(truck, haul)
    at = to_iso(stage.at_ms(at_s))
    stage.permits.append({**permit, "status": "suspended", "status_since": at, "version_from": at})
    stage.claims(truck, Claim(never=("permit-invalid", "undeclared-trip", "route-deviation")), permit=permit)


def expires_on_the_way(stage: Stage) -> None:
    """Its permit's last day ends while it drives: what counts is the departure."""
    stage.begins_at(22, stage.rng.randrange(30, 59))
    truck = stage.truck()
    haul = stage.trip(truck)
    last_day = local_day(stage.at_ms(haul.departs_s))
    if last_day == local_day(stage.at_ms(haul.arrival_s)):
        raise NoRoomForIt
    permit = stage.papered(truck, haul, valid_to=str(last_day))
    stage.claims(truck, Claim(never=("permit-invalid", "undeclared-trip")), permit=permit)


def expired_at_midnight(stage: Stage) -> None:
    """It leaves a quarter of an hour after its permit's last day has ended."""
    stage.begins_at(23, 45)
    truck = stage.truck()
    stage.loads(truck, 25)
    haul = stage.hauls(truck)
    last_day = local_day(stage.at_ms(0))
    permit = stage.papered(truck, haul, valid_to=str(last_day))
    must = {"permit-invalid": Breach("critical", haul.departs_s)}
    claim = Claim(must=must, never=("undeclared-trip",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=permit)


def cancelled_on_the_way(stage: Stage) -> None:
    """Its only manifest is cancelled while it drives; it turns round and brings the load back."""
    turn_m = stage.route.length_m * stage.rng.uniform(0.4, 0.6)
    out = stage.route.cut(0, turn_m)
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, joined((out, out.reversed())))
    truck.stands(stage.factory.at, 20, "returned")
    permit = stage.permit(truck)
    manifest = stage.manifest(permit, truck, haul.departs_s)
    at = to_iso(stage.at_ms(haul.passes_s(turn_m) - 60))
    stage.manifests.append({**manifest, "status": "cancelled", "version_from": at})
    never = ("not-arrived", "undeclared-trip", "unloaded-elsewhere", "signal-lost")
    claim = Claim(never=never, verdict=None, completes=0, ends={"cancelled": 1})
    stage.claims(truck, claim, permit=permit)

