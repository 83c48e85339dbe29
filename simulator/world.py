"""The papers of a fleet: zones, vehicles, permits and manifests, as the registers would hold them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from random import Random
from typing import Any, Final

from models.times import HOUR_MS, MINUTE_MS, to_iso
from simulator.fleet import build_units, tell_stories
from simulator.forms import WASTES, item_form, local_clock, local_day, named_truck, permit_form, route_form
from simulator.pings import Arrival, simulate
from simulator.sites import all_places, province_name
from simulator.stories.stage import Told
from simulator.unit import FleetPlan, TimedRound, Unit, rounds_of
from simulator.ways import route_between

CARRIERS: Final = ("ขนส่งตัวอย่าง ตะวันออก จำกัด", "ขนส่งตัวอย่าง สยาม จำกัด", "ขนส่งตัวอย่าง เจ้าพระยา จำกัด", "หจก. ตัวอย่างขนส่งกาก")
VEHICLE_TYPES: Final = ("tipper", "roll-off", "tanker", "tractor")


@dataclass(frozen=True, slots=True)
class World:
    """A fleet and all its papers."""

    plan: FleetPlan
    units: tuple[Unit, ...]
    zones: dict[str, Any]
    vehicles: list[dict[str, Any]]
    permits: list[dict[str, Any]]
    manifests: list[dict[str, Any]]
    stories: tuple[Told, ...] = ()


def build_world(plan: FleetPlan, units: Sequence[Unit] | None = None) -> World:
    """The fleet of a plan with its papers; the same plan gives the same world."""
    fleet = build_units(plan) if units is None else tuple(units)
    stories = tell_stories(plan) if units is None else ()
    zones = [place.feature() for place in all_places()]
    return World(
        plan=plan,
        units=fleet,
        zones={"type": "FeatureCollection", "features": zones + [row for told in stories for row in told.zones]},
        vehicles=[row for unit in fleet for row in _vehicles(unit, plan)] + [r for t in stories for r in t.vehicles],
        permits=[*_permits(fleet, plan), *(row for told in stories for row in told.permits)],
        manifests=[row for unit in fleet if unit.manifests for row in _manifests(unit, plan)]
        + [row for told in stories for row in told.manifests],
        stories=stories,
    )


def pings_of(world: World) -> Iterator[Arrival]:
    """Everything that a fleet and the trucks of its stories send, in order of arrival."""
    period_s, seed = world.plan.period_s, world.plan.seed
    others = (
        iter(actor.pings(told.start_ms, period_s, f"{seed} device {actor.unit_id}"))
        for told in world.stories
        for actor in told.actors
    )
    return simulate(world.units, world.plan, others)


def _vehicles(unit: Unit, plan: FleetPlan) -> Iterator[dict[str, Any]]:
    rng = Random(f"{plan.seed} vehicle {unit.index}")
    row = {
        "unit_id": unit.unit_id,
        "plate": unit.plate,
        "province": province_name(unit.province),
        "carrier": rng.choice(CARRIERS),
        "vehicle_type": rng.choice(VEHICLE_TYPES),
        "valid_from": "2025-01-01",
        "valid_to": None,
    }
    if rng.random() < 0.1:
        yield {**row, "plate": f"6{unit.plate[1:]}", "valid_from": "2024-01-01", "valid_to": "2024-12-31"}
    yield row


def _permits(units: Sequence[Unit], plan: FleetPlan) -> Iterator[dict[str, Any]]:
    named = sorted((unit for unit in units if unit.permit_no), key=lambda unit: (unit.permit_no, unit.index))
    for permit_no, group in groupby(named, key=lambda unit: unit.permit_no):
        yield _permit(str(permit_no), list(group), plan)


def _permit(permit_no: str, units: list[Unit], plan: FleetPlan) -> dict[str, Any]:
    first = units[0]
    rng = Random(f"{plan.seed} permit {permit_no}")
    route = route_between(first.factory, first.plant)
    today = local_day(plan.start_ms)
    expired = first.kind == "permit_expired"
    count = max(first.manifests, rng.randrange(1, 3))
    permit = permit_form(
        permit_no,
        first.factory,
        [item_form(i + 1, waste, first.plant) for i, waste in enumerate(rng.sample(WASTES, count))],
        [route_form("R1", list(range(1, count + 1)), route)],
        [named_truck(unit.plate, unit.province, rng) for unit in units],
        today - timedelta(days=300 if expired else 90),
        today - timedelta(days=12) if expired else today + timedelta(days=270),
    )
    status = "suspended" if first.kind == "permit_suspended" else "approved"
    return {**permit, "status": status, "time_windows": _windows(first, plan)}


def _windows(unit: Unit, plan: FleetPlan) -> list[dict[str, Any]]:
    """A truck whose clock is 7 h ahead has a window that only its true times keep to; others drive at any hour."""
    if unit.kind != "clock_7h":
        return []
    rounds = list(rounds_of(unit, plan))
    first_ms = rounds[0].at_ms(rounds[0].round.departs_s) - 20 * MINUTE_MS
    last_ms = rounds[-1].at_ms(rounds[-1].round.out.ends_s) + 20 * MINUTE_MS
    if last_ms - first_ms > 20 * HOUR_MS:
        return []
    return [{"days": [1, 2, 3, 4, 5, 6, 7], "from": local_clock(first_ms), "to": local_clock(last_ms)}]


def _manifests(unit: Unit, plan: FleetPlan) -> Iterator[dict[str, Any]]:
    for timed in rounds_of(unit, plan):
        rng = Random(f"{plan.seed} manifest {unit.index} {timed.number}")
        departs_ms = timed.at_ms(timed.round.departs_s)
        planned_ms = departs_ms // MINUTE_MS * MINUTE_MS - rng.randrange(0, 8) * MINUTE_MS
        minutes = round(timed.round.errand.route.length_m / 1000 / 42 * 60)
        for i in range(unit.manifests):
            weight_t = round(rng.uniform(4, 14), 2)
            yield {
                "manifest_no": f"{unit.index:05d}{timed.number:04d}-{i:02d}",
                "permit_no": unit.permit_no,
                "item_no": i + 1,
                "plate": unit.plate,
                "province": province_name(unit.province),
                "quantity_t": round(weight_t),
                "planned_depart": to_iso(planned_ms),
                "planned_arrive": to_iso(planned_ms + minutes * MINUTE_MS),
                **_receipt(unit, timed, weight_t, rng),
            }


def _receipt(unit: Unit, timed: TimedRound, weight_t: float, rng: Random) -> dict[str, Any]:
    """The plant signs while the truck stands there; a load that never came is not signed for."""
    made = timed.round
    if made.errand.reaches != unit.plant or made.leaves_s is None:
        status = "returned" if unit.kind == "returned_load" else "issued"
        return {"status": status, "weigh_out_t": weight_t, "weigh_in_t": None, "received_at": None}
    signed_s = made.out.ends_s + (made.leaves_s - made.out.ends_s) * 0.75
    return {
        "status": "received",
        "weigh_out_t": weight_t,
        "weigh_in_t": round(weight_t * rng.uniform(0.995, 1.004), 2),
        "received_at": to_iso(timed.at_ms(signed_s) // MINUTE_MS * MINUTE_MS),
    }
