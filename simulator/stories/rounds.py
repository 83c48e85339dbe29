"""Several rounds of a truck, a turn at the plant's gate, trucks without a trip or without a device."""

from simulator import breaches
from simulator.spur import NoRoomForIt
from simulator.stories.actor import MINUTE_S
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim, label


def two_rounds(stage: Stage) -> None:
    """Drives two rounds in a day, each with a manifest of its own; neither takes the other's."""
    truck = stage.truck()
    hauls = []
    for _ in range(2):
        stage.loads(truck)
        hauls.append(stage.hauls(truck, home=False))
        truck.drives(stage.route.reversed())
    truck.stands(stage.factory.at, 4)
    permit = stage.permit(truck)
    for haul in hauls:
        stage.delivered(permit, truck, haul)
    never = ("undeclared-trip", "paper-trip", "not-arrived", "unloaded-elsewhere", "implausible-completion")
    stage.claims(truck, Claim(never=never, completes=2), permit=permit)


def turns_at_the_plant(stage: Stage) -> None:
    """Drives into the plant, is sent away within three minutes, waits outside and comes back to unload."""
    truck = stage.truck()
    stage.loads(truck)
    first = stage.hauls(truck, unload_min=0.6, home=False)
    if first.leaves_s is None or first.leaves_s - first.arrival_s > 160:
        raise NoRoomForIt
    last = stage.route.cut(stage.route.length_m - 700, stage.route.length_m)
    truck.drives(last.reversed())
    truck.stands(last.points[0], 3.5)
    second = truck.drives(last)
    truck.stands(stage.plant.at, 18, "unloading")
    stage.goes_home(truck, stage.plant)
    permit = stage.permit(truck)
    if stage.rng.random() < 0.5:
        stage.manifest(permit, truck, first.departs_s, received_s=second.ends_s + 12 * MINUTE_S)
    never = ("implausible-completion", "paper-trip", "unauthorised-stop", "secondary-movement")
    stage.claims(truck, Claim(never=never), permit=permit)


def restricted_without_a_load(stage: Stage) -> None:
    """Passes through an alert zone, or stands there, on no trip: first seen on the road, and named by no permit."""
    errand = breaches.restricted(stage.errand(), stage.rng)
    truck = stage.truck()
    way = errand.driven.cut(2500, errand.driven.length_m - 3000)
    leg = truck.drives(way, [pause._replace(at_m=pause.at_m - 2500) for pause in errand.pauses])
    enters_s = leg.starts_s + leg.drive.reaches_s(float(errand.truth.begins["restricted-zone"]) - 2500)
    must = {"restricted-zone": Breach(errand.truth.severity["restricted-zone"], enters_s)}
    never = ("route-deviation", "unauthorised-stop", "undeclared-trip")
    stage.claims(truck, Claim(must=must, never=never, verdict=None, completes=0))


def receipt_without_a_device(stage: Stage) -> None:
    """A load is signed for that a truck without any device is said to have brought: judged by its number plate."""
    truck = stage.truck(registered=False)
    stage.actors.remove(truck)
    permit = stage.permit(truck)
    received_s = stage.rng.uniform(150, 240) * MINUTE_S
    stage.manifest(permit, truck, 60 * MINUTE_S, received_s=received_s)
    claim = Claim(must={"paper-trip": Breach("critical", received_s)}, verdict=None, completes=0)
    plant = stage.plant.zone_id
    entry = label(stage.kind, [truck.unit_id], truck.plate, permit["permit_no"], plant, claim, stage.at_ms)
    stage.labels.append({**entry, "unit_id": None, "units": []})
    stage.runs_on(received_s + 26 * 3600)

