"""The demo's fleet: trucks on the road around Bangkok and the eastern seaboard, incidents from the first minute."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final

from models.times import HOUR_MS, MINUTE_MS
from simulator.country import nearest_yard, pairs, permit_number
from simulator.fleet import OUTAGE_UNITS, happening, silenced
from simulator.harmless import clean
from simulator.incidents import INCIDENTS
from simulator.pace import Pace, handfuls
from simulator.pings import simulate
from simulator.plates import OUTAGE_VENDOR, VENDORS, plate_number, unit_number
from simulator.send import Credentials, GatewaySender, Sent
from simulator.truck import OUT_OF_THE_GATE_M
from simulator.unit import FleetPlan, Unit, plain_errand
from simulator.world import CARRIERS, World, build_world

ESTATES: Final = ("MTP", "SMP", "LCB", "BPL", "BPU", "LKB", "BCH", "SKN")
HEAD_START_MS: Final = 6 * HOUR_MS
ON_THE_ROAD: Final = 28
LATER_INCIDENTS: Final = 18
LATER_EVERY_MIN: Final = 14
_PHONES: Final = {name: f"02 000 {number:04}" for number, name in enumerate(CARRIERS, 1)}
"""Numbers that nobody has."""

FIRST_ACT: Final = (
    ("detour_dump", 1.0), ("roadside_stop", -14.0), ("restricted", 3.0), ("silence", 2.0), ("undeclared", 4.0),
    ("wrong_destination", 6.0), ("permit_suspended", 8.0), ("detour_dump", 16.0), ("late_batch", 3.0), ("jam", -5.0),
)  # fmt: skip
"""What happens first, and how many of the fleet's minutes after the demo goes live."""


def live_from_ms(world: World) -> int:
    """When the demo goes live in the fleet's time; what lies before goes out at once."""
    return world.plan.start_ms


def demo_world(now_ms: int, seed: int = 7, head_start_ms: int = HEAD_START_MS) -> World:
    """About 60 trucks with their papers, so far behind `now_ms` (six hours), most of them on the road."""
    plan = FleetPlan(
        units=0,
        seed=seed,
        start_ms=now_ms // MINUTE_MS * MINUTE_MS - head_start_ms,
        minutes=30 * 60,
        period_s=30.0,
        estates=ESTATES,
        longest_km=95.0,
    )
    world = build_world(plan, _cast(plan))
    return replace(world, vehicles=[{**row, "carrier_phone": _PHONES[row["carrier"]]} for row in world.vehicles])


def _cast(plan: FleetPlan) -> list[Unit]:
    acts = [*FIRST_ACT, *_later(plan)]
    units = [_actor(plan, i, kind, minutes) for i, (kind, minutes) in enumerate(acts)]
    units += [_silenced(plan, len(units) + i) for i in range(OUTAGE_UNITS)]
    return units + [_on_the_road(plan, len(units) + i) for i in range(ON_THE_ROAD)]


def _later(plan: FleetPlan) -> Iterator[tuple[str, float]]:
    """Incidents of all kinds, one every few minutes for some hours."""
    kinds = [kind for kind in INCIDENTS if kind != "vendor_outage"]
    Random(f"{plan.seed} later").shuffle(kinds)
    for i in range(LATER_INCIDENTS):
        yield kinds[i % len(kinds)], 28.0 + i * LATER_EVERY_MIN


def _actor(plan: FleetPlan, index: int, kind: str, minutes: float) -> Unit:
    """A truck whose incident begins so many minutes after the demo goes live."""
    rng = Random(f"{plan.seed} actor {index}")
    errand = happening(plan, kind, rng)
    begins = [moment for moment in errand.truth.begins.values() if not isinstance(moment, str)]
    if begins:
        at_m = min(begins)
    elif "arrival" in errand.truth.begins.values():
        at_m = errand.driven.length_m
    elif "departure" in errand.truth.begins.values():
        at_m = OUT_OF_THE_GATE_M
    elif errand.backlog is not None:
        at_m = errand.backlog.at_m
    else:
        at_m = errand.driven.length_m * 0.3
    unit = _unit(plan, index, kind, VENDORS[index % len(VENDORS)])
    return replace(
        unit,
        factory=errand.factory,
        plant=errand.plant,
        province=errand.factory.province,
        yard=nearest_yard(errand.factory),
        permit_no=None if kind == "undeclared" else unit.permit_no,
        manifests=3 if kind == "manifests_three" else 0,
        errand=errand,
        meets=(at_m, plan.start_ms + round(minutes * MINUTE_MS)),
        at_factory=minutes < 28,
        seen_from_ms=None if minutes < 28 else plan.start_ms - 10 * MINUTE_MS,
    )


def _silenced(plan: FleetPlan, index: int) -> Unit:
    """A truck of the vendor whose server stops for a while, 40 minutes in."""
    rng = Random(f"{plan.seed} silenced {index}")
    errand = happening(plan, "vendor_outage", rng)
    at_m = errand.driven.length_m * rng.uniform(0.3, 0.5)
    silent, meets = silenced(errand, at_m, 13.0 * 60, plan.start_ms + 40 * MINUTE_MS, rng)
    unit = _unit(plan, index, "vendor_outage", OUTAGE_VENDOR)
    return replace(
        unit,
        factory=errand.factory,
        plant=errand.plant,
        province=errand.factory.province,
        yard=nearest_yard(errand.factory),
        errand=silent,
        meets=meets,
        at_factory=True,
    )


def _on_the_road(plan: FleetPlan, index: int) -> Unit:
    """A truck somewhere on its way when the demo goes live, on an ordinary trip."""
    rng = Random(f"{plan.seed} road {index}")
    unit = _unit(plan, index, "clean", VENDORS[index % len(VENDORS)])
    errand = clean(plain_errand(unit.factory, unit.plant, "clean", rng), rng)
    at_m = errand.driven.length_m * rng.uniform(0.02, 0.9)
    return replace(unit, errand=errand, meets=(at_m, plan.start_ms), at_factory=True, manifests=rng.randrange(2))


def _unit(plan: FleetPlan, index: int, kind: str, vendor: str) -> Unit:
    rng = Random(f"{plan.seed} place {index}")
    factory, plant = rng.choice(pairs(plan.estates, plan.longest_km))
    return Unit(
        index=index,
        unit_id=unit_number(vendor, index),
        plate=plate_number(index),
        province=factory.province,
        kind=kind,
        factory=factory,
        plant=plant,
        yard=nearest_yard(factory),
        permit_no=permit_number(plan, f"{800_000 + index}"),
        manifests=0,
        period_s=plan.period_s,
        first_ms=plan.start_ms,
    )


async def run_demo(
    gateway_url: str, vendor_credentials: Credentials, world: World, factor: float, stop: asyncio.Event
) -> Sent:
    """Sends what lies behind at once, then drives `factor` times as fast as life until the present is reached; NotSent.

    From there on it is in real time. Returns when `stop` is set, or when the last truck is home.
    """
    pace = Pace(factor=factor, at_once_until_ms=live_from_ms(world))
    sender = GatewaySender(gateway_url, vendor_credentials, stop)
    return await sender.run(handfuls(simulate(world.units, world.plan), pace, stop))
