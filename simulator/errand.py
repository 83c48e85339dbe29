"""One loaded trip as it will be driven, and what is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from simulator.driving import Pause, Stretch
from simulator.path import Path
from simulator.sites import Place

Moment = float | Literal["departure", "arrival"]
"""When something begins: so many metres along the path driven, or at departure or arrival."""


class Silence(NamedTuple):
    """Nothing is sent for a while from a place on the path, or while unloading."""

    at: Moment
    for_s: float


class Backlog(NamedTuple):
    """What is measured for a while from a place on the path arrives together, so much after the while is over."""

    at_m: float
    for_s: float
    wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a right judgement of the trip says; `begins` tells when each rule's breach begins.

    `may` names rules that the same conduct breaks as well, if it lasts or leads far enough from the way.
    """

    benign: bool = True
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    never_at: Mapping[str, str] = field(default_factory=dict)
    late_evidence: tuple[str, ...] = ()
    verdict: str | None = "verified"
    begins: Mapping[str, Moment] = field(default_factory=dict)
    completes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A trip from a factory to a plant: the permitted route, the path driven, and what happens on it."""

    kind: str
    factory: Place
    plant: Place
    reaches: Place | None
    route: Path
    driven: Path
    load_s: float
    unload_s: float
    pauses: tuple[Pause, ...] = ()
    jams: tuple[Stretch, ...] = ()
    silence: Silence | None = None
    backlog: Backlog | None = None
    shunts: bool = False
    repeats: bool = False
    garbles: bool = False
    glitches: bool = False
    ahead_ms: int = 0
    truth: Truth = Truth()
