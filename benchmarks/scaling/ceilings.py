"""What there is only one of, however many machines there are, and how full it is."""

from collections.abc import Callable
from typing import Final

import msgspec

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.needs import Fleet, needs

_DAY_S: Final = 86_400
_TOLD_TWICE: Final = 2


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
    return _saves(fleet, found) * found.case_us / 1e6


def _cases(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    return _saves(fleet, found) * found.case_bytes / (assumed.log_mb_s * 1e6)


def _saves(fleet: Fleet, found: Figures) -> float:
    return fleet.units / 60 * found.facts * found.saves_a_fact


def _renewing(days: float) -> Callable[[Fleet, Figures, Assumed], float]:
    def share(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
        a_day = _told_a_day(fleet, assumed)
        renew_s = (_papers(fleet, assumed) * found.paper_us + a_day * days * found.manifest_us) / 1e6
        return renew_s * a_day / _DAY_S

    return share


def _memory(fleet: Fleet, found: Figures, assumed: Assumed) -> float:
    told = _told_a_day(fleet, assumed) * assumed.working_days
    held = _papers(fleet, assumed) * found.paper_bytes + told * found.manifest_bytes
    return held / (assumed.tracker_gb * 1e9)


def _papers(fleet: Fleet, assumed: Assumed) -> float:
    """Vehicles, permits and zones; manifests come each day."""
    return fleet.units * (1 + 1 / assumed.units_a_permit) + assumed.places


def _told_a_day(fleet: Fleet, assumed: Assumed) -> float:
    return fleet.units * assumed.manifests_a_day * _TOLD_TWICE


CEILINGS: Final = (
    Ceiling("one gateway", "1 core", _gateway),
    Ceiling("reference data built anew, on the first day", "1 core of each tracker", _renewing(1)),
    Ceiling("reference data built anew, after a year", "1 core of each tracker", _renewing(250)),
    Ceiling("reference data in each tracker, after a year", "{tracker_gb:.0f} GB", _memory),
    Ceiling("the judge writes cases of gates a year old", "1 core", _judge),
    Ceiling("PostgreSQL's log of such cases", "{log_mb_s:.0f} MB/s", _cases),
    Ceiling("PostgreSQL's log of pings", "{log_mb_s:.0f} MB/s", _log),
    Ceiling("PostgreSQL's processor", "{database_cores:.0f} cores", _database),
)
