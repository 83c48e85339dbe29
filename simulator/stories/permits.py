"""Whether a departure is covered: by a permit in force, by another one, by a manifest that is still open."""

from datetime import timedelta

from simulator import breaches
from simulator.forms import local_day
from simulator.path import joined
from simulator.stories.actor import MINUTE_S
from simulator.stories.loads import on_to
from simulator.stories.stage import Paper, Stage
from simulator.stories.truth import Breach, Claim


def permit_not_in_force(stage: Stage) -> None:
    """Its permit is only submitted, revoked or not yet valid, or its waste is declined or not yet accepted."""
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.papered(truck, haul)
    _spoil(stage, permit)
    must = {"permit-invalid": Breach("critical", haul.departs_s)}
    claim = Claim(must=must, never=("undeclared-trip",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=permit)


def _spoil(stage: Stage, permit: Paper) -> None:
    tomorrow = local_day(stage.start_ms) + timedelta(days=2)
    ways: tuple[Paper, ...] = (
        {"status": "submitted"}, {"status": "revoked"}, {"valid_from": str(tomorrow)}, {"consent": "declined"},
        {"consent": "pending"},
    )  # fmt: skip
    way = stage.rng.choice(ways)
    (permit["items"][0] if "consent" in way else permit).update(way)


def another_permit_in_force(stage: Stage) -> None:
    """One of its permits is spoilt, another one of the same factory is in order and names it too."""
    truck = stage.truck()
    stage.trip(truck)
    _spoil(stage, stage.permit(truck))
    never = ("permit-invalid", "undeclared-trip")
    permit = stage.permit(truck)
    stage.claims(truck, Claim(never=never), permit=permit)


def signed_before_loading(stage: Stage) -> None:
    """Its only manifest is signed for before it leaves: nothing covers the load, and the receipt is on paper only."""
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    received_s = haul.departs_s - 5 * MINUTE_S
    paper = stage.manifest(permit, truck, haul.departs_s, received_s=received_s)
    paper["planned_depart"] = stage.iso(haul.departs_s - 8 * MINUTE_S)
    must = {
        "paper-trip": Breach("critical", received_s),
        "undeclared-trip": Breach("critical", haul.departs_s),
        "implausible-completion": Breach("critical", haul.arrival_s),
    }
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def unresolved_zone(stage: Stage) -> None:
    """Dumps, under a permit that names a stopping place which no register knows: some rules only warn."""
    errand = breaches.detour_dump(stage.errand(), stage.rng)
    truck = stage.truck()
    haul = stage.trip(truck, errand.driven, errand.pauses)
    permit = stage.papered(truck, haul, allowed_stop_zone_ids=[f"Z-UNKNOWN-{stage.number}"])
    must = {
        "route-deviation": Breach("high", haul.passes_s(float(errand.truth.begins["route-deviation"]))),
        "unauthorised-stop": Breach("warning", haul.passes_s(errand.pauses[0].at_m)),
    }
    stage.claims(truck, Claim(must=must, verdict="verified_with_alerts"), permit=permit)


def second_plant_skipped(stage: Stage) -> None:
    """Has two manifests for two plants, and stays at the first one for good."""
    second, onward = on_to(stage, 8_000, 70_000)
    whole = joined((stage.route, onward))
    truck = stage.truck()
    haul = stage.trip(truck, home=False, unload_min=9 * 60)
    permit = stage.permit(truck, plants=(stage.plant, second), routes=(whole, whole))
    signed_s = haul.out.ends_s + 15 * MINUTE_S
    planned_min = whole.length_m / 1000 / 42 * 60
    stage.manifest(permit, truck, haul.departs_s, planned_min=planned_min, received_s=signed_s)
    stage.manifest(permit, truck, haul.departs_s, planned_min=planned_min, item_no=2)
    first_s = haul.departs_s + max(1.5 * planned_min, planned_min + 60) * MINUTE_S
    second_s = haul.departs_s + max(1.5 * planned_min, planned_min + 240) * MINUTE_S
    stage.runs_on(second_s + 26 * 3600)
    must = {"not-arrived": Breach("critical", first_s)}
    never = ("signal-lost", "unauthorised-stop", "overnight-hold", "paper-trip", "implausible-completion")
    claim = Claim(must=must, never=never, verdict=None, completes=0, ends={"not_arrived": 1})
    stage.claims(truck, claim, permit=permit)


def returned_load_leaves_room(stage: Stage) -> None:
    """What came back does not count: with the returned load of an hour ago the month would be over."""
    first, second = stage.truck(), stage.truck(from_s=90 * MINUTE_S)
    out = stage.route.cut(0, stage.route.length_m * 0.3)
    stage.loads(first)
    back = stage.hauls(first, joined((out, out.reversed())))
    first.stands(stage.factory.at, 20, "returned")
    haul = stage.trip(second)
    permit = stage.permit(first, second)
    stage.manifest(permit, first, back.departs_s, status="returned", quantity_t=9.0, weigh_out_t=9.0)
    stage.delivered(permit, second, haul, quantity_t=9.0, weigh_out_t=9.0, weigh_in_t=8.95)
    permit["items"][0]["monthly_t"] = [14.0] * 12
    never = ("quota-exceeded", "unloaded-elsewhere")
    stage.claims(first, Claim(never=never, verdict=None, completes=0, ends={"returned": 1}), permit=permit)
    stage.claims(second, Claim(never=never), permit=permit)
