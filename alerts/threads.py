"""The thread of an incident: which step of it is told next, a table of what was told and of how it stands now."""

import math
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from models.alert import SEVERITY_RANK
from models.incident import URGENCY_RANK, Incident
from models.telling import Standing, StepName, Thread

Turn = Literal[
    "merged", "shelved", "closed", "unworthy", "in_hand", "graver_in_hand", "elsewhere_in_hand", "same", "graver",
    "elsewhere",
]
"""How an incident stands beside its thread.

`merged`: it is part of another's case, whose thread goes on. `unworthy`: no rule has it told. `in_hand`: a person has
taken it.
"""

MOVED_M: Final = 5_000.0
"""An officer on the way has to be told of a place further off than this from the one that was named."""
_EARTH_M: Final = 6_371_000.0


class Move(msgspec.Struct, frozen=True):
    """How the thread stands after it, and which step is told; None: nothing is. `notes`: how grave it is is kept."""

    to: Standing
    step: StepName | None = None
    notes: bool = False


_OPENED: Final = Move("told", "opened")
_OPENED_IN_HAND: Final = Move("taken", "opened")
MOVES: Final[Mapping[tuple[Standing, Turn], Move]] = {
    ("untold", "merged"): Move("untold"),
    ("told", "merged"): Move("closed"),
    ("taken", "merged"): Move("closed"),
    ("closed", "merged"): Move("closed"),
    ("aside", "merged"): Move("aside"),
    ("untold", "shelved"): Move("untold"),
    ("untold", "closed"): Move("untold"),
    ("untold", "unworthy"): Move("untold", notes=True),
    ("untold", "in_hand"): Move("untold", notes=True),
    ("untold", "graver_in_hand"): _OPENED_IN_HAND,
    ("untold", "elsewhere_in_hand"): Move("untold", notes=True),
    ("untold", "same"): _OPENED,
    ("untold", "graver"): _OPENED,
    ("untold", "elsewhere"): _OPENED,
    ("told", "shelved"): Move("aside"),
    ("told", "closed"): Move("closed", "closed"),
    ("told", "unworthy"): Move("told"),
    ("told", "in_hand"): Move("taken"),
    ("told", "graver_in_hand"): Move("taken", "worse"),
    ("told", "elsewhere_in_hand"): Move("taken", "moved"),
    ("told", "same"): Move("told"),
    ("told", "graver"): Move("told", "worse"),
    ("told", "elsewhere"): Move("told", "moved"),
    ("taken", "shelved"): Move("aside"),
    ("taken", "closed"): Move("closed", "closed"),
    ("taken", "unworthy"): Move("taken"),
    ("taken", "in_hand"): Move("taken"),
    ("taken", "graver_in_hand"): Move("taken", "worse"),
    ("taken", "elsewhere_in_hand"): Move("taken", "moved"),
    ("taken", "same"): _OPENED,
    ("taken", "graver"): _OPENED,
    ("taken", "elsewhere"): _OPENED,
    ("closed", "shelved"): Move("closed"),
    ("closed", "closed"): Move("closed"),
    ("closed", "unworthy"): Move("closed", notes=True),
    ("closed", "in_hand"): Move("closed", notes=True),
    ("closed", "graver_in_hand"): _OPENED_IN_HAND,
    ("closed", "elsewhere_in_hand"): Move("closed", notes=True),
    ("closed", "same"): _OPENED,
    ("closed", "graver"): _OPENED,
    ("closed", "elsewhere"): _OPENED,
    ("aside", "shelved"): Move("aside"),
    ("aside", "closed"): Move("closed"),
    ("aside", "unworthy"): Move("aside", notes=True),
    ("aside", "in_hand"): Move("aside", notes=True),
    ("aside", "graver_in_hand"): _OPENED_IN_HAND,
    ("aside", "elsewhere_in_hand"): Move("aside", notes=True),
    ("aside", "same"): _OPENED,
    ("aside", "graver"): _OPENED,
    ("aside", "elsewhere"): _OPENED,
}


def turn_of(thread: Thread, incident: Incident, now_ms: int, *, is_worth_telling: bool) -> Turn:
    """How an incident stands beside what was told of it; of several the one that says most."""
    if incident.merged_into is not None:
        return "merged"
    if incident.is_shelved(now_ms):
        return "shelved"
    if incident.state == "closed":
        return "closed"
    if not is_worth_telling:
        return "unworthy"
    is_new = incident.state == "new"
    if is_graver(thread, incident):
        return "graver" if is_new else "graver_in_hand"
    if incident.summary.urgency == "immediate" and moved_m(thread, incident) > MOVED_M:
        return "elsewhere" if is_new else "elsewhere_in_hand"
    return "same" if is_new else "in_hand"


def is_graver(thread: Thread, incident: Incident) -> bool:
    """Whether it became immediate since it was told or noted, or critical while it was; else it can wait."""
    now = incident.summary
    if thread.urgency is None or thread.severity is None or now.urgency != "immediate":
        return False
    if URGENCY_RANK[thread.urgency] < URGENCY_RANK[now.urgency]:
        return True
    return now.severity == "critical" and SEVERITY_RANK[thread.severity] < SEVERITY_RANK[now.severity]


def moved_m(thread: Thread, incident: Incident) -> float:
    """Metres between the place that was told and the one that stands now, near enough; 0 where one is not known."""
    now = incident.summary
    if thread.lat is None or thread.lon is None or now.lat is None or now.lon is None:
        return 0.0
    north = math.radians(now.lat - thread.lat)
    east = math.radians(now.lon - thread.lon) * math.cos(math.radians(now.lat))
    return math.hypot(north, east) * _EARTH_M


def thread_after(thread: Thread, incident: Incident, move: Move) -> Thread:
    """The thread after a move; a step that opens it begins a round, and every step keeps what was told."""
    now = incident.summary
    if move.step is None:
        noted = {"urgency": now.urgency, "severity": now.severity} if move.notes else {}
        return msgspec.structs.replace(thread, standing=move.to, assignee=incident.assignee, **noted)
    return Thread(
        incident_id=thread.incident_id, round=thread.round + (move.step == "opened"), standing=move.to,
        urgency=now.urgency, severity=now.severity, lat=now.lat, lon=now.lon, assignee=incident.assignee,
    )  # fmt: skip
