"""What there is only one of, however many machines there are, and how full it is."""

from collections.abc import Callable
from typing import Final

import msgspec

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.needs import Fleet, deeds_a_second, needs, reference_bytes, renew_s

_REST: Final = 4.0
_MOST_REST_S: Final = 10.0
"""As long as trackers wait between two buildings (streams/tracker/worlds.py)."""


class Ceiling(msgspec.Struct, frozen=True):
    """A thing that more machines do not widen: what it is full at, which share of that a fleet takes.

    `aged` ones fill as the past grows.
    """

    what: str
    full_at: str
    share: Callable[[Fleet, Figures, Assumed], float]
    aged: bool = False


def first(fleet: Fleet, found: Figures, assumed: Assumed, *, aged: bool) -> Ceiling:
    """The one that is fullest, on the first day or, `aged`, after a year."""
    there = [one for one in CEILINGS if aged or not one.aged]
    return max(there, key=lambda one: one.share(fleet, found, assumed))


def _gateway(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return needs(fleet, found, assumed).gateway_cores


def _database(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return needs(fleet, found, assumed).database_cores / assumed.database_cores


def _log(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    need = needs(fleet, found, assumed)
    return (need.log_a_second + need.pages_a_second) / (assumed.log_mb_s * 1e6)


def _judge(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return (_facts(fleet, found, assumed) * found.weigh_us + _saves(fleet, found, assumed) * found.case_us) / 1e6


def _cases(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _saves(fleet, found, assumed) * found.case_bytes / (assumed.log_mb_s * 1e6)


def _facts(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return deeds_a_second(fleet) * assumed.hour_share * found.facts


def _saves(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _facts(fleet, found, assumed) * found.saves_a_fact


def _first_day(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _in_force_s(renew_s(fleet, found, assumed, 1)) / assumed.in_force_s


def _after_a_year(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _in_force_s(renew_s(fleet, found, assumed, assumed.working_days)) / assumed.in_force_s


def _in_force_s(build_s: float) -> float:
    """At the longest: what is told while one is built waits for that, for the rest after it, and for its own."""
    return 2 * build_s + min(_REST * build_s, _MOST_REST_S)


def _memory(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return reference_bytes(fleet, found, assumed, assumed.working_days) / (assumed.tracker_gb * 1e9)


CEILINGS: Final = (
    Ceiling("one gateway", "1 core", _gateway),
    Ceiling("a new paper in force, on the first day", "{in_force_s:.0f} s", _first_day),
    Ceiling("a new paper in force, after a year", "{in_force_s:.0f} s", _after_a_year, aged=True),
    Ceiling("papers in each tracker's memory, after a year", "{tracker_gb:.0f} GB", _memory, aged=True),
    Ceiling("the judge, with gates a year old", "1 core", _judge, aged=True),
    Ceiling("PostgreSQL's log of such gates", "{log_mb_s:.0f} MB/s", _cases, aged=True),
    Ceiling("PostgreSQL's log of pings", "{log_mb_s:.0f} MB/s", _log),
    Ceiling("PostgreSQL's processor", "{database_cores:.0f} cores", _database),
)
