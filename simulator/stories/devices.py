"""What devices do that they should not: lose their power, stand still on paper, be in two places."""

import math
from random import Random

from simulator.driving import Pause
from simulator.path import Point, distance_m, moved
from simulator.spur import NoRoomForIt, pick
from simulator.stories.actor import MINUTE_S
from simulator.stories.on_the_road import at_service
from simulator.stories.stage import Haul, Stage
from simulator.stories.truth import Breach, Claim
from simulator.stories.twists import Location, Twist, flagged, shifted, strayed_once
from simulator.surroundings import EVERY_KIND, PERMITTED_KINDS, clear_of, open_spots


def power_cut(stage: Stage) -> None:
    """The device is cut off from the vehicle's battery on the open road."""
    at_m = pick(open_spots(stage.route, 3000, 3000, PERMITTED_KINDS, 300), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck)
    cut_s = haul.passes_s(at_m)
    truck.twists.append(flagged(cut_s, truck.now_s, ext_power_status=0, ext_power=0.0))
    claim = Claim(must={"power-cut": Breach("high", cut_s)}, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def power_off_parked(stage: Stage) -> None:
    """The battery is switched off while the truck stands in a service area, and on again before it leaves."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    minutes = stage.rng.uniform(12, 18)
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(stop_m, minutes * MINUTE_S),))
    stops_s = haul.passes_s(stop_m)
    truck.twists.append(flagged(stops_s + 90, stops_s + (minutes - 1.5) * MINUTE_S, ext_power_status=0, ext_power=0.0))
    stage.claims(truck, Claim(never=("power-cut",)), permit=stage.papered(truck, haul))


def power_off_empty(stage: Stage) -> None:
    """The battery is cut off on the way home, when there is no trip any more."""
    truck = stage.truck()
    haul = stage.trip(truck)
    leaves_s = haul.leaves_s or 0.0
    truck.twists.append(flagged(leaves_s + 4 * MINUTE_S, truck.now_s, ext_power_status=0, ext_power=0.0))
    stage.claims(truck, Claim(never=("power-cut",)), permit=stage.papered(truck, haul))


def frozen_position(stage: Stage) -> None:
    """While the truck stands in a service area its device says that it drives, always from the same place."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    minutes = stage.rng.uniform(17, 24)
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(stop_m, minutes * MINUTE_S),))
    from_s = haul.passes_s(stop_m) + 2 * MINUTE_S
    truck.twists.append(_frozen(from_s, from_s + (minutes - 4) * MINUTE_S, moving=True))
    claim = Claim(must={"frozen-position": Breach("high", from_s)}, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def frozen_on_the_road(stage: Stage) -> None:
    """For 12 to 17 min the same place is sent while the truck drives on; then it is suddenly far away."""
    spots = open_spots(stage.route, 3000, 3000, EVERY_KIND, 300)
    at_m = pick([m for m in spots if 5000 < m < stage.route.length_m - 32_000], stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck)
    from_s = haul.passes_s(at_m)
    to_s = from_s + stage.rng.uniform(12, 17) * MINUTE_S
    gone_m = haul.out.drive.along(to_s - haul.out.starts_s)[0] - at_m
    if gone_m < 7000 or to_s > haul.arrival_s - 8 * MINUTE_S:
        raise NoRoomForIt
    truck.twists.append(_frozen(from_s, to_s, moving=True))
    must = {"frozen-position": Breach("high", from_s), "impossible-move": Breach("high", to_s)}
    claim = Claim(must=must, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def frozen_while_parked(stage: Stage) -> None:
    """A parked device sends exactly one place, and says that it stands."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(stop_m, 25 * MINUTE_S),))
    stage.in_time(haul)
    from_s = haul.passes_s(stop_m) + 60
    truck.twists.append(_frozen(from_s, from_s + 22 * MINUTE_S, moving=False))
    stage.claims(truck, Claim(never=("frozen-position",)), permit=stage.papered(truck, haul))


def _frozen(from_s: float, to_s: float, *, moving: bool) -> Twist:
    """The first fix of the while is sent again and again."""
    kept: dict[str, float] = {}

    def change(location: Location, rng: Random) -> Location:
        if not kept:
            kept.update(lat=location["lat"], lon=location["lon"])
        return {**location, **kept, "speed": round(rng.uniform(30, 70), 1) if moving else 0.0}

    return Twist(from_s, to_s, change)


def jump_and_stay(stage: Stage) -> None:
    """For 25 to 35 min every fix lies tens of kilometres beside the truth, as if the device had been carried off."""
    truck = stage.truck()
    haul = stage.trip(truck)
    from_s = haul.departs_s + (haul.arrival_s - haul.departs_s) * stage.rng.uniform(0.15, 0.3)
    to_s = from_s + stage.rng.uniform(25, 35) * MINUTE_S
    if to_s > haul.arrival_s - 13 * MINUTE_S:
        raise NoRoomForIt
    east_m, north_m = _aside(stage, haul, from_s, to_s)
    truck.twists.append(shifted(from_s, to_s, east_m, north_m))
    must = {"impossible-move": Breach("high", from_s), "route-deviation": Breach("high", from_s)}
    claim = Claim(must=must, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def _aside(stage: Stage, haul: Haul, from_s: float, to_s: float) -> tuple[float, float]:
    """A shift that keeps the shown track, and the straight ways to and from it, clear of every zone."""
    drive = haul.out.drive
    shown = [
        drive.path.point(drive.along(t_s - haul.out.starts_s)[0])
        for t_s in (from_s + i * (to_s - from_s) / 40 for i in range(41))
    ]
    for _ in range(40):
        angle, reach_m = stage.rng.uniform(0, math.tau), stage.rng.uniform(22_000, 40_000)
        east_m, north_m = reach_m * math.sin(angle), reach_m * math.cos(angle)
        moved_track = [moved(point, east_m, north_m) for point in shown]
        jumps = [
            moved(point, east_m * share / 30, north_m * share / 30)
            for point in (shown[0], shown[-1])
            for share in range(3, 31)
        ]
        far = all(stage.route.nearest(point)[0] > 6000 for point in moved_track[::8])
        if far and clear_of([*moved_track, *jumps], EVERY_KIND, 900):
            return east_m, north_m
    raise NoRoomForIt


def single_glitch(stage: Stage) -> None:
    """One fix in the middle of nowhere, with a good hdop; the next one is on the road again."""
    truck = stage.truck()
    haul = stage.trip(truck)
    for share in (0.35, 0.7):
        at_s = haul.departs_s + (haul.arrival_s - haul.departs_s) * share
        angle = stage.rng.uniform(0, math.tau)
        spot, _ = haul.out.at(at_s)
        far = moved(Point(spot.lon, spot.lat), 9000 * math.sin(angle), 9000 * math.cos(angle))
        if not clear_of([far], EVERY_KIND, 800):
            raise NoRoomForIt
        truck.twists.append(strayed_once(at_s, 9000 * math.sin(angle), 9000 * math.cos(angle)))
    stage.claims(truck, Claim(never=("impossible-move", "route-deviation")), permit=stage.papered(truck, haul))


def two_places(stage: Stage) -> None:
    """A second device sends under the same number from a yard far away."""
    truck = stage.truck()
    haul = stage.trip(truck)
    from_s = haul.departs_s + 8 * MINUTE_S
    if haul.arrival_s - from_s < 45 * MINUTE_S:
        raise NoRoomForIt
    twin = stage.truck(from_s=from_s, registered=False)
    twin.unit_id = truck.unit_id
    far = moved(stage.route.point(stage.route.length_m / 2), 0, stage.rng.choice((-1, 1)) * 65_000)
    if not clear_of([far], EVERY_KIND, 1000) or distance_m(far, stage.plant.at) < 30_000:
        raise NoRoomForIt
    twin.stands(far, 30)
    stage.actors.remove(twin)
    truck.doubles.append(twin)
    must = {"impossible-move": Breach("high", from_s)}
    # Which of the two places the truck is taken to be in is left to the rule; so is what follows from that.
    may = ("route-deviation", "unauthorised-stop", "restricted-zone", "overnight-hold", "repeated-short-stops")
    claim = Claim(must=must, may=may, verdict=None)
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def one_plate_twice(stage: Stage) -> None:
    """Two trucks far from each other carry one number plate, each with its own device."""
    truck = stage.truck()
    haul = stage.trip(truck)
    if haul.arrival_s - haul.departs_s < 45 * MINUTE_S:
        raise NoRoomForIt
    other = stage.truck(from_s=haul.departs_s + 5 * MINUTE_S, registered=False)
    other.plate = truck.plate
    stage.vehicles.append(stage.vehicle_row(other))
    far = moved(stage.route.point(stage.route.length_m / 2), 0, stage.rng.choice((-1, 1)) * 65_000)
    if not clear_of([far], EVERY_KIND, 1000) or distance_m(far, stage.plant.at) < 30_000:
        raise NoRoomForIt
    other.stands(far, 30)
    must = {"impossible-move": Breach("high", haul.departs_s + 5 * MINUTE_S)}
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=stage.papered(truck, haul))
    stage.claims(other, Claim(must=must, verdict=None, completes=0))
