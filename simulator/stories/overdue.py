"""Loads that do not come: parked, astray, overnight, and some that only look like it."""

from simulator import breaches
from simulator.driving import Pause
from simulator.sites import Place
from simulator.spur import NoRoomForIt, pick, spur
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.on_the_road import at_service
from simulator.stories.stage import Haul, Paper, Stage
from simulator.stories.truth import Breach, Claim
from simulator.surroundings import EVERY_KIND, open_spots

HOUR_S = 3600.0


def _limits_s(haul: Haul, planned_min: float) -> tuple[float, float]:
    """When a trip planned for so long is overdue, and when badly so."""
    planned_s = planned_min * MINUTE_S
    first_s = haul.departs_s + max(1.5 * planned_s, planned_s + HOUR_S)
    return first_s, haul.departs_s + max(1.5 * planned_s, planned_s + 4 * HOUR_S)


def _planned(stage: Stage, truck: Actor, haul: Haul) -> tuple[Paper, float]:
    """A permit, with or without a manifest, and how long the trip is planned to take, in minutes."""
    permit = stage.permit(truck)
    if stage.rng.random() < 0.5:
        signed_s = haul.out.ends_s + 8 * MINUTE_S
        stage.manifest(permit, truck, haul.departs_s, received_s=None if haul.leaves_s is None else signed_s)
        return permit, stage.planned_min()
    return permit, stage.route.length_m / 1000 / 40 * 60


def not_arrived_parked(stage: Stage) -> None:
    """Stands in a rest area, where that is permitted, until long after it should have come, and is never seen again."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel", "weigh_station"})
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, driven.cut(0, stop_m))
    truck.stands(haul.out.drive.path.points[-1], 9.5 * 60, "yard")
    permit, planned_min = _planned(stage, truck, haul)
    first_s, second_s = _limits_s(haul, planned_min)
    if second_s > truck.now_s - HOUR_S:
        raise NoRoomForIt
    stage.runs_on(second_s + 26 * HOUR_S)
    must = {"not-arrived": Breach("critical", first_s)}
    never = ("overnight-hold", "unauthorised-stop", "signal-lost", "route-deviation")
    claim = Claim(must=must, never=never, verdict=None, completes=0, ends={"not_arrived": 1})
    stage.claims(truck, claim, permit=permit)


def not_arrived_astray(stage: Stage) -> None:
    """Keeps away in a field for hours, then delivers after all."""
    _astray(stage, stage.rng.uniform(6.2, 7.5) * 60)


def overnight_hold(stage: Stage) -> None:
    """Stands in a field, loaded, for over 12 h, then delivers after all."""
    _astray(stage, stage.rng.uniform(13, 15) * 60)


def _astray(stage: Stage, minutes: float) -> None:
    errand = breaches.detour_dump(stage.errand(), stage.rng)
    stop_m, off_m = errand.pauses[0].at_m, float(errand.truth.begins["route-deviation"])
    truck = stage.truck()
    haul = stage.trip(truck, errand.driven, (Pause(stop_m, minutes * MINUTE_S),))
    permit, planned_min = _planned(stage, truck, haul)
    first_s, second_s = _limits_s(haul, planned_min)
    stopped_s = haul.passes_s(stop_m)
    must = {
        "route-deviation": Breach("high", haul.passes_s(off_m)),
        "unauthorised-stop": Breach("high", stopped_s),
        "not-arrived": Breach("critical" if haul.arrival_s > second_s + 300 else "high", first_s),
    }
    if abs(haul.arrival_s - second_s) < 600 or first_s > haul.arrival_s - 600:
        raise NoRoomForIt
    held_s = haul.departs_s + 12 * HOUR_S
    if stopped_s < held_s - 600 < held_s + 600 < stopped_s + minutes * MINUTE_S:
        must["overnight-hold"] = Breach("warning", held_s)
    elif minutes > 700:
        raise NoRoomForIt
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def late_but_in_time(stage: Stage) -> None:
    """Comes later than planned, and within the hour that is allowed for."""
    driven, stop_m = at_service(stage, {"rest_area", "fuel"})
    truck = stage.truck()
    haul = stage.trip(truck, driven, (Pause(stop_m, 40 * MINUTE_S),))
    permit, planned_min = _planned(stage, truck, haul)
    first_s, _ = _limits_s(haul, planned_min)
    if not haul.departs_s + planned_min * 60 < haul.arrival_s < first_s - 6 * MINUTE_S:
        raise NoRoomForIt
    stage.claims(truck, Claim(never=("not-arrived", "unauthorised-stop")), permit=permit)


def overnight_at_the_depot(stage: Stage) -> None:
    """Planned for the next day, it spends the night in a depot that its permit allows."""
    at_m = pick(open_spots(stage.route, 3000, 3000, EVERY_KIND, 900), stage.rng)
    at = stage.route.beside(at_m, 230)
    depot = Place(f"Z-DEP-NGT-{stage.number:05d}", "depot", "ลานจอดพักตัวอย่าง", "Example Night Depot", "", at, 200.0)
    stage.add_zone(depot)
    driven, stop_m = spur(stage.route, at_m - 200, at_m + 200, at, f"night {stage.number}")
    stage.begins_at(18, stage.rng.randrange(50))
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, driven, (Pause(stop_m, stage.rng.uniform(11, 12.5) * HOUR_S),))
    permit = stage.permit(truck, allowed_stop_zone_ids=[depot.zone_id])
    planned_min = (haul.arrival_s - haul.departs_s) / 60
    stage.delivered(permit, truck, haul, planned_min=planned_min)
    never = ("overnight-hold", "not-arrived", "unauthorised-stop", "wrong-destination", "signal-lost")
    stage.claims(truck, Claim(never=never), permit=permit)

