"""What an officer may tell of a case and what becomes of both: two tables with every pair written."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from models.incident import State
from models.road import Place, RoadAct, Stay, StayState
from models.times import MINUTE_MS

THERE_MS: Final = 20 * MINUTE_MS
"""By so long after an officer is there something is to be heard again."""

Timer = Literal["starts", "runs", "none"]


class StayStep(msgspec.Struct, frozen=True):
    """Where an officer is after an act, and what becomes of the timer."""

    to: StayState
    timer: Timer = "none"


STAYS: Final[Mapping[StayState, Mapping[RoadAct, StayStep | None]]] = {
    "away": {
        "on_the_way": StayStep("on_the_way"),
        "there": StayStep("there", "starts"),
        "renew": None,
        "leave": None,
        "help": StayStep("away"),
        "finding": StayStep("away"),
    },
    "on_the_way": {
        "on_the_way": None,
        "there": StayStep("there", "starts"),
        "renew": None,
        "leave": StayStep("away"),
        "help": StayStep("on_the_way"),
        "finding": StayStep("on_the_way"),
    },
    "there": {
        "on_the_way": StayStep("on_the_way"),
        "there": StayStep("there", "starts"),
        "renew": StayStep("there", "starts"),
        "leave": StayStep("away"),
        "help": StayStep("there", "runs"),
        "finding": StayStep("there", "starts"),  # who writes is heard
    },
}

INCIDENTS: Final[Mapping[State, Mapping[RoadAct, State | None]]] = {
    "new": {
        "on_the_way": "assigned",
        "there": "acknowledged",
        "renew": "new",
        "leave": "new",
        "help": "acknowledged",
        "finding": "acknowledged",
    },
    "acknowledged": {
        "on_the_way": "assigned",
        "there": "acknowledged",
        "renew": "acknowledged",
        "leave": "acknowledged",
        "help": "acknowledged",
        "finding": "acknowledged",
    },
    "assigned": {
        "on_the_way": "assigned",
        "there": "assigned",
        "renew": "assigned",
        "leave": "assigned",
        "help": "assigned",
        "finding": "assigned",
    },
    "watching": {
        "on_the_way": "assigned",
        "there": "watching",
        "renew": "watching",
        "leave": "watching",
        "help": "watching",
        "finding": "watching",
    },
    # What became of the case is no reason not to hear from who is at the place.
    "closed": {
        "on_the_way": None,
        "there": "closed",
        "renew": "closed",
        "leave": "closed",
        "help": "closed",
        "finding": "closed",
    },
}

MOVES_THE_CASE: Final[frozenset[RoadAct]] = frozenset({"on_the_way"})
"""Done over the version that was seen alone; the others tell what is so, whatever happened meanwhile."""


def may(state: State, stay: Stay, act: RoadAct) -> bool:
    """Whether an act fits the case and where the officer is."""
    return INCIDENTS[state][act] is not None and STAYS[stay.state][act] is not None


def stayed(stay: Stay, act: RoadAct, place: Place | None, now_ms: int) -> Stay:
    """Where the officer is after an act that fits; whatever is heard ends being overdue, only leaving ends help."""
    step = STAYS[stay.state][act]
    if step is None:
        raise ValueError(f"{stay.state} has no step {act}")
    due_ms = {"starts": now_ms + THERE_MS, "runs": stay.due_ms, "none": None}[step.timer]
    help_ms = {"help": stay.help_ms or now_ms, "leave": None}.get(act, stay.help_ms)
    return msgspec.structs.replace(
        stay, state=step.to, changed_ms=now_ms, due_ms=due_ms, overdue_ms=stay.overdue_ms if act == "help" else None,
        help_ms=help_ms, place=place or stay.place,
    )  # fmt: skip


def is_overdue(stay: Stay, now_ms: int) -> bool:
    """Whether nothing was heard in time, and nobody was told so yet."""
    return stay.due_ms is not None and stay.due_ms <= now_ms and stay.overdue_ms is None


def unheard(stay: Stay, now_ms: int) -> Stay:
    """The stay as told to be overdue."""
    return msgspec.structs.replace(stay, overdue_ms=now_ms)


def reached(stay: Stay, now_ms: int) -> Stay:
    """The stay after the centre has heard of the officer: a timer begins anew, help is no longer asked for."""
    due_ms = now_ms + THERE_MS if stay.state == "there" else None
    return msgspec.structs.replace(stay, changed_ms=now_ms, due_ms=due_ms, overdue_ms=None, help_ms=None)
