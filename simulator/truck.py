"""A truck through one round: to the factory, loading, on the road, unloading, home. Seconds from the round's start."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from simulator.driving import Drive, Pause, drive, standing
from simulator.errand import Backlog, Errand
from simulator.path import Path, Spot, distance_m
from simulator.sites import Place

MINUTE_S: Final = 60.0
OUT_OF_THE_GATE_M: Final = 300.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive or stay of a round; a truck in its yard reports seldom."""

    starts_s: float
    drive: Drive
    name: str

    @property
    def ends_s(self) -> float:
        """When the leg is over."""
        return self.starts_s + self.drive.duration_s

    def at(self, t_s: float) -> tuple[Spot, float]:
        """Where the truck is and how fast it drives, in km/h."""
        at_m, speed_kmh = self.drive.along(t_s - self.starts_s)
        return self.drive.path.spot(at_m), speed_kmh


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A truck's round; times of what matters for papers and labels, None where it does not come to that."""

    errand: Errand
    legs: tuple[Leg, ...]
    departs_s: float
    arrives_s: float | None
    leaves_s: float | None
    mute: tuple[tuple[float, float], ...] = ()
    backlogs: tuple[tuple[float, float, float], ...] = ()
    begins_s: dict[str, float] = field(default_factory=dict)
    out: Leg

    @property
    def ends_s(self) -> float:
        """When the round is over."""
        return self.legs[-1].ends_s

    def passes_s(self, at_m: float) -> float:
        """When the loaded truck reaches a place along its path."""
        return self.out.starts_s + self.out.drive.reaches_s(at_m)


class _Day:
    """Legs one after another."""

    def __init__(self) -> None:
        self.legs: list[Leg] = []
        self.now_s = 0.0

    def add(self, part: Drive, name: str) -> Leg:
        leg = Leg(self.now_s, part, name)
        self.legs.append(leg)
        self.now_s = leg.ends_s
        return leg


def make_round(errand: Errand, rng: Random, *, coming: Path | None, home: Path | None) -> Round:
    """Drives an errand; `coming` leads from the yard to the factory (None: it already stands there), `home` back."""
    day = _Day()
    if coming is not None:
        day.add(standing(coming, 0, rng.uniform(6, 16) * MINUTE_S), "yard")
        day.add(drive(coming, rng), "coming")
    day.add(standing(errand.driven, 0, errand.load_s), "loading")
    if errand.shunts:
        _shunt(day, errand.driven, rng)
    out = day.add(drive(errand.driven, rng, errand.pauses, errand.jams), "out")
    departs_s = out.starts_s + out.drive.reaches_s(OUT_OF_THE_GATE_M)
    arrives_s, leaves_s = None, None
    if errand.reaches is None:
        day.add(standing(errand.driven, errand.driven.length_m, rng.uniform(25, 45) * MINUTE_S), "returned")
    else:
        arrives_s = enters_s(out, errand.reaches)
        day.add(standing(errand.driven, errand.driven.length_m, errand.unload_s), "unloading")
        leaves_s = day.now_s
    if errand.reaches is not None and home is not None:
        day.add(drive(home, rng), "home")
        day.add(standing(home, home.length_m, rng.uniform(20, 50) * MINUTE_S), "yard")
    mute, backlogs = _unheard(errand, out)
    begins_s = {
        rule: departs_s if moment == "departure" else _moment_s(out, moment, arrives_s)
        for rule, moment in errand.truth.begins.items()
    }
    return Round(
        errand=errand,
        legs=tuple(day.legs),
        departs_s=departs_s,
        arrives_s=arrives_s,
        leaves_s=leaves_s,
        mute=mute,
        backlogs=backlogs,
        begins_s=begins_s,
        out=out,
    )


def waiting_before(made: Round, for_s: float) -> Round:
    """The same round after so long a wait where it begins."""
    if for_s <= 0:
        return made
    first = made.legs[0]
    return replace(made, legs=(Leg(-for_s, standing(first.drive.path, first.drive.at_m[0], for_s), "yard"), *made.legs))


def _moment_s(out: Leg, moment: float | str, arrives_s: float | None) -> float:
    if isinstance(moment, str):
        return out.ends_s if arrives_s is None else arrives_s
    return out.starts_s + out.drive.reaches_s(moment)


def _shunt(day: _Day, driven: Path, rng: Random) -> None:
    """Out of the gate and back, well within the 10 min and 500 m that undo a departure."""
    lane = driven.cut(0, OUT_OF_THE_GATE_M + 40)
    day.add(drive(lane, rng, (Pause(lane.length_m - 1, rng.uniform(130, 170)),)), "shunting")
    day.add(drive(lane.reversed(), rng), "shunting")
    day.add(standing(driven, 0, rng.uniform(12, 18) * MINUTE_S), "loading")


def enters_s(out: Leg, plant: Place) -> float:
    """When the truck enters the zone of the plant that it reaches."""
    at_m = out.drive.path.length_m
    while at_m > 0 and distance_m(out.drive.path.point(at_m - 10), plant.at) < plant.radius_m:
        at_m -= 10
    return out.starts_s + out.drive.reaches_s(at_m)


def _unheard(
    errand: Errand, out: Leg
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float, float], ...]]:
    mute: tuple[tuple[float, float], ...] = ()
    if errand.silence is not None:
        moment = errand.silence.at
        from_s = out.ends_s + 4 * MINUTE_S if isinstance(moment, str) else out.starts_s + out.drive.reaches_s(moment)
        mute = ((from_s, from_s + errand.silence.for_s),)
    backlog: Backlog | None = errand.backlog
    if backlog is None:
        return mute, ()
    from_s = out.starts_s + out.drive.reaches_s(backlog.at_m)
    to_s = from_s + backlog.for_s
    return mute, ((from_s, to_s, to_s + backlog.wait_s),)
