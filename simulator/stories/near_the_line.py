"""Pairs of kinds to either side of a rule's line, near it: what moves when a threshold moves."""

from simulator.driving import Pause
from simulator.path import Path, joined, path_of
from simulator.spur import NoRoomForIt, first_off_m, pick, spur
from simulator.stories.actor import MINUTE_S
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim
from simulator.stories.twists import silent
from simulator.surroundings import EVERY_KIND, PERMITTED_KINDS, clear_of, inland_side, open_spots


def _turn_off(stage: Stage, depth_m: float) -> tuple[Path, float, float]:
    """The route with a turn to a place so far beside it; where it leaves the route, and where that place is."""
    spots = open_spots(stage.route, 2500, 3500, EVERY_KIND, 1500)
    stage.rng.shuffle(spots)
    for at_m in spots[:10]:
        far = stage.route.beside(at_m, inland_side(stage.route, at_m) * depth_m)
        if abs(stage.route.nearest(far)[0] - depth_m) > 60 or not clear_of([far], EVERY_KIND, 600):
            continue
        driven, far_m = spur(stage.route, at_m - 350, at_m + 350, far, f"turn {stage.number} {at_m}")
        return driven, at_m - 350, far_m
    raise NoRoomForIt


def shallow_detour(stage: Stage) -> None:
    """Leaves its route by 620 to 1,200 m, waits there for some three minutes and comes back."""
    driven, leaves_m, far_m = _turn_off(stage, stage.rng.uniform(620, 1200))
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(far_m, stage.rng.uniform(150, 195)),))
    off_s = haul.passes_s(first_off_m(stage.route, driven, leaves_m))
    claim = Claim(must={"route-deviation": Breach("high", off_s)}, verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def wide_berth(stage: Stage) -> None:
    """Drives 2 to 4 km at 330 to 460 m from its line: beyond the corridor, within the margin."""
    length_m = stage.rng.uniform(2000, 4000)
    from_m = pick(open_spots(stage.route, 2500, length_m + 2500, EVERY_KIND, 600), stage.rng)
    side_m = stage.rng.uniform(330, 460) * inland_side(stage.route, from_m)
    inner = [stage.route.beside(from_m + share * length_m / 10, side_m) for share in range(11)]
    if any(not 320 < stage.route.nearest(point)[0] < 470 for point in inner):
        raise NoRoomForIt
    before, after = stage.route.cut(0, from_m - 500), stage.route.cut(from_m + length_m + 500, stage.route.length_m)
    driven = joined((before, path_of(inner, 50.0), after))
    truck = stage.truck()
    haul = stage.trip(truck, driven)
    stage.claims(truck, Claim(never=("route-deviation",)), permit=stage.papered(truck, haul))


def short_dump(stage: Stage) -> None:
    """Stands off the corridor for 7 to 9 min, within the margin: only the stop tells."""
    driven, _, far_m = _turn_off(stage, stage.rng.uniform(370, 450))
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(far_m, stage.rng.uniform(7, 9) * MINUTE_S),))
    must = {"unauthorised-stop": Breach("high", haul.passes_s(far_m))}
    claim = Claim(must=must, never=("route-deviation",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def brief_turn_off(stage: Stage) -> None:
    """Stands off the corridor for 1.5 to 2.8 min, within the margin: a driver who looks for the way."""
    driven, _, far_m = _turn_off(stage, stage.rng.uniform(370, 450))
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(far_m, stage.rng.uniform(90, 168)),))
    never = ("unauthorised-stop", "route-deviation")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def roadside_pause(stage: Stage) -> None:
    """Stands on the corridor for 8 to 17 min: a puncture, a telephone call."""
    at_m = pick(open_spots(stage.route, 3000, 3000, EVERY_KIND, 450), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck, pauses=(Pause(at_m, stage.rng.uniform(8, 17) * MINUTE_S),))
    stage.claims(truck, Claim(never=("unauthorised-stop",)), permit=stage.papered(truck, haul))


def roadside_rest(stage: Stage) -> None:
    """Stands on the corridor for 23 to 40 min."""
    at_m = pick(open_spots(stage.route, 3000, 3000, EVERY_KIND, 450), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck, pauses=(Pause(at_m, stage.rng.uniform(23, 40) * MINUTE_S),))
    claim = Claim(must={"unauthorised-stop": Breach("warning", haul.passes_s(at_m))})
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def brief_silence(stage: Stage) -> None:
    """Is not heard for 7 to 7.9 min on the open road."""
    _not_heard(stage, stage.rng.uniform(7, 7.9), breach=True)


def patchy_coverage(stage: Stage) -> None:
    """Is not heard for 2 to 3.5 min, several times: hills."""
    _not_heard(stage, stage.rng.uniform(2, 3.5), breach=False)


def _not_heard(stage: Stage, minutes: float, *, breach: bool) -> None:
    at_m = pick(open_spots(stage.route, 2500, 12_000, PERMITTED_KINDS, 400), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck)
    from_s = haul.passes_s(at_m)
    for i in range(1 if breach else 3):
        starts_s = from_s + i * (minutes + 4) * MINUTE_S
        truck.twists.append(silent(starts_s, starts_s + minutes * MINUTE_S))
    if not breach:
        stage.claims(truck, Claim(never=("signal-lost",)), permit=stage.papered(truck, haul))
        return
    if from_s + minutes * MINUTE_S > haul.arrival_s - 5 * MINUTE_S:
        raise NoRoomForIt
    must = {"signal-lost": Breach("warning", from_s)}
    stage.claims(truck, Claim(must=must), permit=stage.papered(truck, haul))
