"""What is heard late, in another order, by a wrong clock or not at all, of trips on which something is wrong or not."""

from dataclasses import replace

from models.times import HOUR_MS
from simulator import breaches
from simulator.driving import Pause
from simulator.path import distance_m
from simulator.spur import NoRoomForIt
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.stage import Haul, Stage
from simulator.stories.truth import Breach, Claim
from simulator.stories.twists import ahead, delayed, held_back, silent
from simulator.ways import home_way

HOUR_S = HOUR_MS / 1000


def _dumps(stage: Stage) -> tuple[Actor, Haul, dict[str, Breach], float]:
    """A truck that leaves the corridor, stands there and delivers; its breaches, and for how long it stands."""
    errand = breaches.detour_dump(stage.errand(), stage.rng)
    pause = errand.pauses[0]._replace(for_s=stage.rng.uniform(11, 15) * MINUTE_S)
    truck = stage.truck()
    haul = stage.trip(truck, errand.driven, (pause,))
    must = {
        "route-deviation": Breach("high", haul.passes_s(float(errand.truth.begins["route-deviation"]))),
        "unauthorised-stop": Breach("high", haul.passes_s(pause.at_m)),
    }
    return truck, haul, must, pause.for_s


def late_detour(stage: Stage) -> None:
    """Leaves its corridor and stands there out of coverage; what was measured arrives up to two hours late."""
    truck, haul, must, for_s = _dumps(stage)
    from_s = must["route-deviation"].from_s - 3 * MINUTE_S
    to_s = must["unauthorised-stop"].from_s + for_s + 6 * MINUTE_S
    if from_s < haul.departs_s + 4 * MINUTE_S or to_s > haul.arrival_s - 3 * MINUTE_S:
        raise NoRoomForIt
    truck.twists.append(held_back(from_s, to_s, to_s + stage.rng.uniform(20, 90) * MINUTE_S))
    claim = Claim(must=must, never=("signal-lost", "impossible-move"), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def detour_told_too_late(stage: Stage) -> None:
    """The same, but what was measured arrives over a day late: only that it was not heard can be said."""
    truck, haul, must, for_s = _dumps(stage)
    from_s = must["route-deviation"].from_s - 3 * MINUTE_S
    to_s = must["unauthorised-stop"].from_s + for_s + 6 * MINUTE_S
    if from_s < haul.departs_s + 4 * MINUTE_S or to_s > haul.arrival_s - 3 * MINUTE_S or to_s - from_s < 17 * MINUTE_S:
        raise NoRoomForIt
    truck.twists.append(held_back(from_s, to_s, to_s + 25 * HOUR_S))
    gap_min = (to_s - from_s) / MINUTE_S
    if 27 < gap_min < 32:
        raise NoRoomForIt
    lost = {"signal-lost": Breach("critical" if gap_min > 30 else "high", from_s)}
    claim = Claim(must=lost, never=("route-deviation", "unauthorised-stop"), verdict="unverified")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def shuffled_detour(stage: Stage) -> None:
    """Leaves its corridor and stands there; its pings arrive in another order, up to 4 min late."""
    truck, haul, must, _ = _dumps(stage)
    truck.twists.append(delayed(haul.departs_s + 300, haul.arrival_s, 230))
    claim = Claim(must=must, never=("signal-lost",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def clock_ahead_detour(stage: Stage) -> None:
    """Leaves its corridor and stands there; its device writes Thai time and marks it Z."""
    truck, haul, must, _ = _dumps(stage)
    truck.twists.append(ahead(7))
    claim = Claim(must=must, never=("outside-hours", "signal-lost"), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def asleep_while_loading(stage: Stage) -> None:
    """The device sleeps while the truck is loaded, and wakes before it leaves."""
    truck = stage.truck()
    stage.loads(truck, 45)
    truck.twists.append(silent(6 * MINUTE_S, 38 * MINUTE_S))
    haul = stage.hauls(truck)
    stage.claims(truck, Claim(never=("signal-lost", "undeclared-trip")), permit=stage.papered(truck, haul))


def wakes_on_the_road(stage: Stage) -> None:
    """The device sleeps while the truck is loaded, and wakes when it is kilometres away: nobody saw it leave."""
    truck = stage.truck()
    stage.loads(truck, 30)
    haul = stage.hauls(truck)
    if distance_m(stage.route.point(5000), stage.factory.at) < 1500:
        raise NoRoomForIt
    wakes_s = haul.passes_s(5000)
    truck.twists.append(silent(11 * MINUTE_S, wakes_s))
    claim = Claim(never=("signal-lost", "impossible-move"), verdict="unverified")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def first_seen_on_the_road(stage: Stage) -> None:
    """Its device is first heard half the way to the plant: no trip begins there."""
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, home=False)
    way = home_way(stage.plant, stage.yard)
    if way is None:
        raise NoRoomForIt
    truck.drives(way)
    truck.stands(stage.yard.at, 8)
    truck.twists.append(silent(-1, haul.passes_s(stage.route.length_m / 2)))
    never = ("undeclared-trip", "signal-lost", "not-arrived", "route-deviation", "secondary-movement")
    stage.claims(truck, Claim(never=never, verdict=None, completes=0), permit=stage.permit(truck))


def wide_turn_at_the_gate(stage: Stage) -> None:
    """Rolls 300 to 400 m out of the gate, waits and is back within 10 min before it truly leaves."""
    lane = stage.route.cut(0, stage.rng.uniform(420, 520))
    truck = stage.truck()
    stage.loads(truck)
    truck.drives(replace(lane, lights_m=()), (Pause(lane.length_m - 1, stage.rng.uniform(60, 150)),))
    truck.drives(replace(lane.reversed(), lights_m=()))
    haul = stage.trip(truck)
    stage.claims(truck, Claim(never=("undeclared-trip", "unloaded-elsewhere")), permit=stage.papered(truck, haul))
