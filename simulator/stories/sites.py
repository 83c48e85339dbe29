"""Places in no register at which trucks stop again and again."""

from simulator import breaches
from simulator.path import Path
from simulator.spur import NoRoomForIt
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.fields import field_beside
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim
from simulator.ways import home_way


def emerging_site(stage: Stage) -> None:
    """Two trucks stop three times at one place in a field, on no trip."""
    way, stop_m = _hidden(stage)
    first, second = stage.truck(), stage.truck(from_s=stage.rng.uniform(30, 90) * MINUTE_S)
    _visits(stage, first, way, stop_m)
    _visits(stage, second, way, stop_m)
    third_s = _visits(stage, first, way, stop_m, after_s=second.now_s + 10 * MINUTE_S)
    must = {"emerging-site": Breach("high", third_s)}
    stage.claims(first, Claim(must=must, verdict=None, completes=0))
    stage.claims(second, Claim(never=("emerging-site",), verdict=None, completes=0))


def one_trucks_field(stage: Stage) -> None:
    """One truck stops three times at one place: its own affair."""
    way, stop_m = _hidden(stage)
    truck = stage.truck()
    for _ in range(3):
        _visits(stage, truck, way, stop_m)
    stage.claims(truck, Claim(never=("emerging-site",), verdict=None, completes=0))


def noodle_shop(stage: Stage) -> None:
    """Two trucks stop once each at one place."""
    way, stop_m = _hidden(stage)
    for i in range(2):
        truck = stage.truck(from_s=i * stage.rng.uniform(10, 60) * MINUTE_S)
        _visits(stage, truck, way, stop_m)
        stage.claims(truck, Claim(never=("emerging-site",), verdict=None, completes=0))


def emerging_dump(stage: Stage) -> None:
    """Three trucks of one permit leave the corridor for the same field and stand there, one after another."""
    errand = breaches.detour_dump(stage.errand(), stage.rng)
    off_m, stop_m = float(errand.truth.begins["route-deviation"]), errand.pauses[0].at_m
    trucks = [stage.truck(from_s=i * stage.rng.uniform(45, 60) * MINUTE_S) for i in range(3)]
    hauls = [stage.trip(truck, errand.driven, errand.pauses) for truck in trucks]
    permit = stage.permit(*trucks)
    order = sorted(range(3), key=lambda i: hauls[i].passes_s(stop_m))
    for i, (truck, haul) in enumerate(zip(trucks, hauls, strict=True)):
        must = {
            "route-deviation": Breach("high", haul.passes_s(off_m)),
            "unauthorised-stop": Breach("high", haul.passes_s(stop_m)),
        }
        if i == order[-1]:
            must["emerging-site"] = Breach("high", haul.passes_s(stop_m))
        stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def _hidden(stage: Stage) -> tuple[Path, float]:
    """A drive from the yard past a place in a field, and where on that drive it lies."""
    way = home_way(stage.plant, stage.yard)
    if way is None or way.length_m < 9000:
        raise NoRoomForIt
    return field_beside(stage, way.reversed(), 25_000)


def _visits(stage: Stage, truck: Actor, way: Path, stop_m: float, after_s: float = 0.0) -> float:
    """The truck comes from the yard, stands at the place and goes back; when it comes to stand there."""
    truck.stands(stage.yard.at, max((after_s - truck.now_s) / MINUTE_S, 7.0), "yard")
    out = way.cut(0, stop_m)
    truck.drives(out)
    stands_s = truck.now_s
    truck.stands(out.points[-1], stage.rng.uniform(8, 20))
    truck.drives(out.reversed())
    truck.stands(stage.yard.at, 6, "yard")
    return stands_s
