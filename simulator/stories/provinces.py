"""Provinces that a route does not cross. Their zones make the rule judged for every truck of the same scenario."""

from simulator.path import Path, Point, moved
from simulator.sites import Place
from simulator.spur import NoRoomForIt, first_off_m, spur
from simulator.stories.stage import Haul, Stage
from simulator.stories.truth import Breach, Claim
from simulator.surroundings import EVERY_KIND, clear_of, inland_side, inside, open_spots

HALF_M = 3000.0
BORDER_M = 1200.0


def _province(stage: Stage, at: Point) -> Place:
    corners = tuple(moved(at, x * HALF_M, y * HALF_M) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
    name = f"Z-PROV-{stage.number:05d}"
    return Place(name, "province", "จังหวัดตัวอย่าง", "Example Province", "", at, HALF_M * 1.42, None, corners)


def province_left(stage: Stage) -> None:
    """Leaves its route and crosses the border of a province that the route does not touch."""
    spots = open_spots(stage.route, 2000, 4000, EVERY_KIND, 600)
    stage.rng.shuffle(spots)
    for at_m in spots[:10]:
        side = inland_side(stage.route, at_m)
        province = _province(stage, stage.route.beside(at_m, side * (BORDER_M + HALF_M * 1.42)))
        far = stage.route.beside(at_m, side * (BORDER_M + HALF_M * 1.42 - HALF_M * 0.4))
        crossed = any(inside(province, stage.route.point(m * 200.0)) for m in range(int(stage.route.length_m // 200)))
        if crossed or not inside(province, far):
            continue
        driven, far_m = spur(stage.route, at_m - 600, at_m + 600, far, f"border {stage.number} {at_m}")
        shown = [driven.point(at_m - 600 + i * 250.0) for i in range(int((far_m - at_m + 600) * 2 // 250))]
        if clear_of(shown[3:-3], EVERY_KIND, 450):
            _crosses(stage, province, driven, at_m - 600, far_m)
            return
    raise NoRoomForIt


def _crosses(stage: Stage, province: Place, driven: Path, leaves_m: float, far_m: float) -> None:
    stage.add_zone(province)
    truck = stage.truck()
    haul: Haul = stage.trip(truck, driven)
    stage.in_time(haul)
    steps = [leaves_m + i * 10.0 for i in range(int((far_m - leaves_m) // 10))]
    enters_m = next((m for m in steps if inside(province, driven.point(m))), None)
    # Fixes a minute apart must see it there.
    if enters_m is None or haul.passes_s(2 * far_m - enters_m) - haul.passes_s(enters_m) < 130:
        raise NoRoomForIt
    must = {
        "province-left": Breach("warning", haul.passes_s(enters_m)),
        "route-deviation": Breach("high", haul.passes_s(first_off_m(stage.route, driven, leaves_m))),
    }
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=stage.papered(truck, haul))


def province_crossed(stage: Stage) -> None:
    """Its route crosses a province, and so does it."""
    at_m = stage.route.length_m * stage.rng.uniform(0.3, 0.7)
    stage.add_zone(_province(stage, stage.route.point(at_m)))
    truck = stage.truck()
    haul = stage.trip(truck)
    stage.claims(truck, Claim(never=("province-left", "route-deviation")), permit=stage.papered(truck, haul))
