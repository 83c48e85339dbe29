"""One threshold at a time over a range, on trips near its line: what more is found, what more is raised wrongly."""

from typing import Final, NamedTuple

import msgspec

from benchmarks.quality.folders import Folder, subset
from benchmarks.quality.reading import Reading
from models.rules_toml import BadRules, parse_rules


class Sweep(NamedTuple):
    """A threshold as written in rules.toml, its values, the rule (or trips) it moves, and the kinds it is tried on."""

    section: str
    key: str
    unit: str
    values: tuple[float, ...]
    rule: str
    kinds: tuple[str, ...]

    @property
    def name(self) -> str:
        """How the threshold is spoken of."""
        return f"{self.section}.{self.key}"

    def rules(self, value: float) -> str:
        """The rules.toml that sets it."""
        lines = [f"[{self.section}]", f"{self.key} = {value:g}"]
        if self.name == "unauthorised-stop.off_corridor_min" and value < 5:
            # No stop is shorter than a stop's own least length.
            lines += ["[stop]", f"min_s = {value * 60:g}"]
        return "\n".join(lines) + "\n"


TRIPS: Final = "trips"
_STOPS: Final = ("short_dump", "brief_turn_off", "detour_dump", "stop_and_go", "jam", "urban_canyon", "wide_berth")

SWEEPS: Final = (
    Sweep(
        "route-deviation", "margin_m", "m", (50, 100, 150, 200, 250, 300, 400, 500), "route-deviation",
        ("shallow_detour", "wide_berth", "detour_dump", "parallel_road", "urban_canyon", "short_dump", "single_glitch"),
    ),
    Sweep("unauthorised-stop", "off_corridor_min", "min", (2, 3, 4, 5, 7, 10, 15), "unauthorised-stop", _STOPS),
    Sweep(
        "unauthorised-stop", "on_corridor_min", "min", (10, 15, 20, 25, 30, 45, 60), "unauthorised-stop",
        ("roadside_pause", "roadside_rest", "roadside_stop", "stop_and_go", "jam", "transfer_at_the_roadside"),
    ),
    Sweep(
        "signal-lost", "warning_min", "min", (3, 4, 5.5, 7, 10, 15), "signal-lost",
        ("brief_silence", "patchy_coverage", "silence", "tunnel", "ferry", "shuffled", "asleep_at_rest_area"),
    ),
    Sweep(
        "stop", "radius_m", "m", (75, 100, 150, 200, 250, 300), "unauthorised-stop",
        (*_STOPS, "roadside_rest", "roadside_pause"),
    ),
    Sweep(
        "repeated-short-stops", "apart_m", "m", (0, 100, 250, 500, 1000, 2000, 4000), "repeated-short-stops",
        ("short_stops", "two_short_stops", "stop_and_go", "red_lights", "jam", "permitted_short_stops"),
    ),
    Sweep(
        "repeated-short-stops", "halts", "halts", (1, 2, 3, 4, 5), "repeated-short-stops",
        ("short_stops", "two_short_stops", "stop_and_go", "red_lights", "jam", "roadside_pause"),
    ),
    Sweep(
        "departure", "fixes", "fixes", (1, 2, 3, 4), TRIPS,
        ("gate_jitter", "overlapping_yards", "milk_run", "quick_unloading", "returned_after_rest", "urban_canyon"),
    ),
)  # fmt: skip


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """What a value gives: trips that must raise the rule and do, trips that must not and do, of how many each."""

    value: float
    found: int
    of: int
    false: int
    of_others: int

    @property
    def recall(self) -> float:
        """The share that is found."""
        return self.found / self.of if self.of else 0.0

    @property
    def false_share(self) -> float:
        """The share of the others on which it is raised wrongly."""
        return self.false / self.of_others if self.of_others else 0.0


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep's points; `default` is the value in force when nothing is said; no points: there is no such threshold."""

    name: str
    unit: str
    rule: str
    kinds: tuple[str, ...]
    default: float | None
    points: tuple[Point, ...] = ()


def default_of(sweep: Sweep) -> float | None:
    """The value in force when nothing is said; None where this version has no such threshold."""
    try:
        parse_rules(sweep.rules(sweep.values[0]), "sweep")
    except BadRules:
        return None
    section = getattr(parse_rules("", "sweep").common, sweep.section.replace("-", "_"))
    return float(getattr(section, sweep.key))


def folder_of(sweep: Sweep, number: int, times: int, seed: int) -> Folder:
    """The trips that a sweep is tried on."""
    return subset(f"sweep-{number}", sweep.kinds, times, seed * 10_000 + 8000 + number)


def point(sweep: Sweep, value: float, readings: list[Reading]) -> Point:
    """What the readings of a folder judged with a value say of the swept rule."""
    if sweep.rule == TRIPS:
        return _trips(value, readings)
    asked = [one for one in readings if sweep.rule in one.must]
    others = [one for one in readings if sweep.rule not in (*one.must, *one.may)]
    return Point(
        value=value,
        found=sum(sweep.rule in one.raised for one in asked),
        of=len(asked),
        false=sum(sweep.rule in one.raised for one in others),
        of_others=len(others),
    )


def _trips(value: float, readings: list[Reading]) -> Point:
    """Trips that are expected and seen, and trucks of which more trips are told than they made."""
    return Point(
        value=value,
        found=sum(min(one.started, one.expected) for one in readings),
        of=sum(one.expected for one in readings),
        false=sum(one.started > one.expected for one in readings),
        of_others=len(readings),
    )


