"""A truck of the fleet and its rounds, decided by the fleet's seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from models.times import MINUTE_MS
from simulator.errand import Errand
from simulator.estates import ESTATES
from simulator.harmless import clean
from simulator.incidents import INCIDENTS, KINDS
from simulator.sites import Place
from simulator.truck import Round, make_round, waiting_before
from simulator.ways import empty_way, home_way, route_between


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """What is asked of a fleet: trucks set out within `minutes` of `start_ms`, and all come home."""

    units: int
    seed: int
    start_ms: int
    minutes: int
    period_s: float = 60.0
    share: float = 0.5
    kinds: tuple[str, ...] = KINDS
    estates: tuple[str, ...] = tuple(estate.code for estate in ESTATES)
    longest_km: float = 150.0
    rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A truck with its device, its usual trip, and the errand of its first round."""

    index: int
    unit_id: str
    plate: str
    province: str
    kind: str
    factory: Place
    plant: Place
    yard: Place
    permit_no: str | None
    manifests: int
    period_s: float
    first_ms: int
    errand: Errand | None = None
    meets: tuple[float, int] | None = None
    at_factory: bool = False
    seen_from_ms: int | None = None

    @property
    def vendor(self) -> str:
        """The vendor's code."""
        return self.unit_id[:3]


@dataclass(frozen=True, slots=True)
class TimedRound:
    """A round and when it starts."""

    number: int
    start_ms: int
    round: Round

    def at_ms(self, t_s: float) -> int:
        """A moment of the round."""
        return self.start_ms + round(t_s * 1000)


def plain_errand(factory: Place, plant: Place, kind: str, rng: Random) -> Errand:
    """An ordinary errand, before anything happens to it."""
    route = route_between(factory, plant)
    return Errand(
        kind=kind,
        factory=factory,
        plant=plant,
        reaches=plant,
        route=route,
        driven=route,
        load_s=rng.uniform(11, 28) * 60,
        unload_s=rng.uniform(13, 38) * 60,
    )


def rounds_of(unit: Unit, plan: FleetPlan) -> Iterator[TimedRound]:
    """A truck's rounds in order: the first may be an incident, later ones are clean."""
    until_ms = plan.start_ms + plan.minutes * MINUTE_MS
    start_ms, number = unit.first_ms, 0
    while number == 0 or start_ms < until_ms:
        rng = Random(f"{plan.seed} unit {unit.index} round {number}")
        errand = unit.errand if number == 0 else None
        if errand is None:
            errand = clean(plain_errand(unit.factory, unit.plant, "clean", rng), rng)
        if unit.errand is not None and unit.errand.ahead_ms:
            errand = replace(errand, ahead_ms=unit.errand.ahead_ms)
        coming = None if unit.at_factory and number == 0 else empty_way(unit.yard, unit.factory)
        home = home_way(errand.reaches, unit.yard) if errand.reaches is not None else None
        made = make_round(errand, rng, coming=coming, home=home)
        if number == 0 and unit.meets is not None:
            at_m, at_ms = unit.meets
            start_ms = at_ms - round(made.passes_s(at_m) * 1000)
        if number == 0 and unit.seen_from_ms is not None:
            made = waiting_before(made, (start_ms - unit.seen_from_ms) / 1000)
        timed = TimedRound(number, start_ms, made)
        yield timed
        number += 1
        last = unit.kind in INCIDENTS and INCIDENTS[unit.kind].last
        if last or (plan.rounds is not None and number >= plan.rounds):
            return
        start_ms = timed.at_ms(made.ends_s)
