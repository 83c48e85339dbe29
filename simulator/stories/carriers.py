"""Which truck carries which manifest, and which device rides on which truck."""

from datetime import timedelta

from simulator.forms import local_day
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.stage import Haul, Paper, Stage
from simulator.stories.truth import Breach, Claim


def vehicle_mismatch(stage: Stage) -> None:
    """A truck drives that the permit does not name, though a manifest of that permit does."""
    truck = stage.truck()
    haul = stage.trip(truck)
    named = stage.truck(from_s=10 * MINUTE_S)
    named.stands(stage.yard.at, 60, "yard")
    permit = stage.permit(named)
    stage.delivered(permit, truck, haul)
    must = {"vehicle-mismatch": Breach("high", haul.departs_s)}
    claim = Claim(must=must, never=("undeclared-trip",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=permit)
    stage.claims(named, Claim(verdict=None, completes=0), permit=permit)


def second_vehicle(stage: Stage) -> None:
    """The permit's second truck carries the first one's manifest, which stands broken down in the yard: lawful."""
    first, second = stage.truck(), stage.truck()
    first.stands(stage.yard.at, 200, "yard")
    haul = stage.trip(second)
    permit = stage.permit(first, second)
    stage.delivered(permit, first, haul)
    never = ("vehicle-mismatch", "undeclared-trip", "paper-trip", "not-arrived")
    stage.claims(second, Claim(never=never), permit=permit)
    stage.claims(first, Claim(never=("undeclared-trip", "not-arrived"), verdict=None, completes=0), permit=permit)


def contested_manifest(stage: Stage) -> None:
    """Both trucks of a permit load; the one that leaves first has no manifest, the other takes its own."""
    _contested(stage, owner_comes_min=-4)


def contested_later(stage: Stage) -> None:
    """A truck leaves with what seems free to it; then the manifest's own truck comes to load."""
    _contested(stage, owner_comes_min=28)


def _contested(stage: Stage, owner_comes_min: float) -> None:
    other = stage.truck()
    haul = _loads_and_hauls(stage, other, 14)
    owner = stage.truck(from_s=max(haul.departs_s + owner_comes_min * MINUTE_S - 10 * MINUTE_S, 0.0))
    own_haul = _loads_and_hauls(stage, owner, 26)
    permit = stage.permit(owner, other)
    paper = stage.delivered(permit, owner, own_haul)
    paper["planned_depart"] = stage.iso(own_haul.departs_s - 5 * MINUTE_S)
    _uses_manifests_already(stage, permit, owner)
    never = ("undeclared-trip", "not-arrived", "paper-trip", "implausible-completion", "vehicle-mismatch")
    stage.claims(owner, Claim(never=never), permit=permit)
    must = {"undeclared-trip": Breach("critical", haul.departs_s)}
    stage.claims(other, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def _uses_manifests_already(stage: Stage, permit: Paper, truck: Actor) -> None:
    """An old manifest, long since cancelled: from its day on the permit uses manifests."""
    stage.manifest(permit, truck, -3 * 86_400.0, status="cancelled")


def _loads_and_hauls(stage: Stage, truck: Actor, minutes: float) -> Haul:
    stage.loads(truck, minutes)
    return stage.hauls(truck)


def unit_moved(stage: Stage) -> None:
    """Its device rode on another truck until yesterday; the permit names today's."""
    truck = stage.truck(registered=False)
    haul = stage.trip(truck)
    today = local_day(stage.at_ms(0))
    before = stage.vehicle_row(truck, plate=f"59-{truck.plate[-4:]}", valid_to=str(today - timedelta(days=1)))
    stage.vehicles += [before, stage.vehicle_row(truck, valid_from=str(today))]
    never = ("undeclared-trip", "vehicle-mismatch")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))


def unit_moved_away(stage: Stage) -> None:
    """Its device rides on another truck since today; the permit names yesterday's."""
    truck = stage.truck(registered=False)
    stage.loads(truck)
    stage.hauls(truck)
    today = local_day(stage.at_ms(0))
    old_plate, truck.plate = truck.plate, f"59-{truck.plate[-4:]}"
    old = stage.vehicle_row(truck, plate=old_plate, valid_to=str(today - timedelta(days=1)))
    stage.vehicles += [old, stage.vehicle_row(truck, valid_from=str(today))]
    permit = stage.permit(truck)
    permit["vehicles"] = [{"plate": old_plate, "province": stage.factory.province}]
    must = {"undeclared-trip": Breach("critical", stage.actors[0].legs[1].starts_s + 30)}
    stage.claims(truck, Claim(must=must, verdict=None, completes=0))


def tractor_and_trailer(stage: Stage) -> None:
    """Tractor and trailer each have a device and are one truck: one trip."""
    tractor, trailer = stage.truck(), stage.truck(registered=False)
    haul = stage.trip(tractor)
    trailer.plate = tractor.plate
    trailer.legs = list(tractor.legs)
    trailer.now_s = tractor.now_s
    stage.vehicles.append(stage.vehicle_row(trailer, vehicle_type="trailer"))
    never = ("impossible-move", "undeclared-trip", "signal-lost")
    stage.claims(tractor, Claim(never=never), trailer, permit=stage.papered(tractor, haul))
