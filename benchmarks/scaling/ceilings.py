"""What there is only one of, however many machines there are, and how full it is."""

from collections.abc import Callable
from typing import Final

import msgspec

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.needs import Fleet, needs, reference_bytes, renew_s, told_a_day

_DAY_S: Final = 86_400


class Ceiling(msgspec.Struct, frozen=True):
    """A thing that more machines do not widen: what it is full at, and which share of that a fleet takes."""

    what: str
    full_at: str
    share: Callable[[Fleet, Figures, Assumed], float]


def first(fleet: Fleet, found: Figures, assumed: Assumed) -> Ceiling:
    """The one that is fullest."""
    return max(CEILINGS, key=lambda one: one.share(fleet, found, assumed))


def _gateway(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return needs(fleet, found, assumed).gateway_cores


def _database(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return needs(fleet, found, assumed).database_cores / assumed.database_cores


def _log(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    need = needs(fleet, found, assumed)
    return (need.log_a_second + need.pages_a_second) / (assumed.log_mb_s * 1e6)


def _judge(fleet: Fleet, found: Figures, _: Assumed) -> float:
    return (_facts(fleet, found) * found.weigh_us + _saves(fleet, found) * found.case_us) / 1e6


def _cases(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _saves(fleet, found) * found.case_bytes / (assumed.log_mb_s * 1e6)


def _facts(fleet: Fleet, found: Figures) -> float:
    """A second; trucks do what they do by the minute, however often they send."""
    return fleet.units / 60 * found.facts


def _saves(fleet: Fleet, found: Figures) -> float:
    return _facts(fleet, found) * found.saves_a_fact


def _renewing(fleet: Fleet, found: Figures, assumed: Assumed, days: float) -> float:
    """Seconds of a core that each second asks for: every change of the reference data builds all of it anew."""
    return renew_s(fleet, found, assumed, days) * told_a_day(fleet, assumed) / _DAY_S


def _first_day(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _renewing(fleet, found, assumed, 1)


def _after_a_year(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _renewing(fleet, found, assumed, assumed.working_days)


def _memory(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return reference_bytes(fleet, found, assumed, assumed.working_days) / (assumed.tracker_gb * 1e9)


CEILINGS: Final = (
    Ceiling("one gateway", "1 core", _gateway),
    Ceiling("reference data built anew, on the first day", "1 core of each tracker", _first_day),
    Ceiling("reference data built anew, after a year", "1 core of each tracker", _after_a_year),
    Ceiling("reference data in each tracker, after a year", "{tracker_gb:.0f} GB", _memory),
    Ceiling("the judge, with gates a year old", "1 core", _judge),
    Ceiling("PostgreSQL's log of such gates", "{log_mb_s:.0f} MB/s", _cases),
    Ceiling("PostgreSQL's log of pings", "{log_mb_s:.0f} MB/s", _log),
    Ceiling("PostgreSQL's processor", "{database_cores:.0f} cores", _database),
)
