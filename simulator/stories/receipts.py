"""Receipts: signed for loads that never moved, too early, too quickly, or for another weight."""

from simulator.path import joined
from simulator.spur import NoRoomForIt
from simulator.stories.actor import MINUTE_S
from simulator.stories.stage import Haul, Stage
from simulator.stories.truth import Breach, Claim


def paper_trip(stage: Stage) -> None:
    """A load is signed for that no truck of the permit ever fetched: the truck stands in its yard all day."""
    truck = stage.truck()
    truck.stands(stage.yard.at, 300, "yard")
    permit = stage.permit(truck)
    received_s = stage.rng.uniform(150, 240) * MINUTE_S
    stage.manifest(permit, truck, 60 * MINUTE_S, received_s=received_s)
    must = {"paper-trip": Breach("critical", received_s)}
    stage.claims(truck, Claim(must=must, verdict=None, completes=0), permit=permit)


def paper_trip_returned(stage: Stage) -> None:
    """A load is signed for that turned round on the way and stands at the factory again."""
    turn_m = stage.route.length_m * stage.rng.uniform(0.3, 0.5)
    out = stage.route.cut(0, turn_m)
    truck = stage.truck()
    stage.loads(truck)
    haul = stage.hauls(truck, joined((out, out.reversed())))
    truck.stands(stage.factory.at, 60, "returned")
    permit = stage.permit(truck)
    received_s = truck.now_s + 20 * MINUTE_S
    stage.manifest(permit, truck, haul.departs_s, received_s=received_s)
    must = {"paper-trip": Breach("critical", received_s)}
    stage.claims(truck, Claim(must=must, verdict=None, completes=0, ends={"returned": 1}), permit=permit)


def received_early(stage: Stage) -> None:
    """A load is signed for 15 to 40 min before it comes."""
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    received_s = haul.arrival_s - stage.rng.uniform(15, 40) * MINUTE_S
    if received_s < haul.departs_s + 6 * MINUTE_S:
        raise NoRoomForIt
    stage.delivered(permit, truck, haul, received_s=received_s)
    must = {"paper-trip": Breach("critical", received_s), "implausible-completion": Breach("critical", haul.arrival_s)}
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def signed_at_the_gate(stage: Stage) -> None:
    """A load is signed for 4 to 8 min before the truck drives in: the clerk saw it come."""
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    stage.delivered(permit, truck, haul, received_s=haul.arrival_s - stage.rng.uniform(4, 8) * MINUTE_S)
    # Before it was there it was signed for: that a visit comes within ten minutes refutes it.
    stage.claims(truck, Claim(never=("implausible-completion",), may=("paper-trip",)), permit=permit)


def passed_through(stage: Stage) -> None:
    """Stands in the plant for a minute, is signed for, and is gone: nothing was unloaded."""
    truck = stage.truck()
    haul = stage.trip(truck, unload_min=stage.rng.uniform(0.8, 1.3))
    if haul.leaves_s is None or _seconds_inside(haul) > 250:
        raise NoRoomForIt
    permit = stage.permit(truck)
    stage.delivered(permit, truck, haul, received_s=haul.out.ends_s + 20)
    must = {"implausible-completion": Breach("critical", haul.arrival_s)}
    stage.claims(truck, Claim(must=must, never=("paper-trip",), verdict="verified_with_alerts"), permit=permit)


def _seconds_inside(haul: Haul) -> float:
    """About how long it is inside: driving in, standing, and driving out as it drove in."""
    drive_in_s = haul.out.ends_s - haul.arrival_s
    return (haul.leaves_s or 0.0) - haul.out.ends_s + 2 * drive_in_s


def quick_unloading(stage: Stage) -> None:
    """Unloads in 7 to 9 min: quick, and enough."""
    truck = stage.truck()
    haul = stage.trip(truck, unload_min=stage.rng.uniform(7, 9))
    permit = stage.permit(truck)
    stage.delivered(permit, truck, haul)
    stage.claims(truck, Claim(never=("implausible-completion", "paper-trip")), permit=permit)


def weight_short(stage: Stage) -> None:
    """Between 6 and 9 % of the load, and over 0.2 t, are missing at the plant."""
    _weighed(stage, stage.rng.uniform(6, 14), stage.rng.uniform(-0.09, -0.06), "high")


def weight_missing(stage: Stage) -> None:
    """Between 12 and 45 % of the load are missing at the plant, or it has grown by as much."""
    _weighed(stage, stage.rng.uniform(6, 14), stage.rng.choice((-1, -1, 1)) * stage.rng.uniform(0.12, 0.45), "critical")


def weight_close(stage: Stage) -> None:
    """Up to 4.5 % lighter at the plant: wet waste drips."""
    _weighed(stage, stage.rng.uniform(6, 14), stage.rng.uniform(-0.045, 0.03), None)


def weight_of_a_small_load(stage: Stage) -> None:
    """A load of about a tonne, 0.15 t lighter at the plant: within the scale's error."""
    _weighed(stage, stage.rng.uniform(0.9, 1.3), -0.15 / 1.1, None)


def _weighed(stage: Stage, out_t: float, change: float, severity: str | None) -> None:
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    left_t, came_t = round(out_t, 2), round(out_t * (1 + change), 2)
    stage.delivered(permit, truck, haul, quantity_t=left_t, weigh_out_t=left_t, weigh_in_t=came_t)
    if severity is None:
        stage.claims(truck, Claim(never=("weight-mismatch",)), permit=permit)
        return
    must = {"weight-mismatch": Breach(severity, haul.arrival_s)}
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)
