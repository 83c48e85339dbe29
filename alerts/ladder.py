"""The ladder: who else is told while nobody acknowledges an incident, when, and what stops it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

from alerts.duty import OnDuty
from models.incident import Incident
from models.roster import DUTY_ROLES, DutyRole
from models.telling import Rung, RungState
from models.times import MINUTE_MS, SECOND_MS

AFTER_MS: Final[Mapping[Rung, int]] = {
    "third": 60 * SECOND_MS, "next": 5 * MINUTE_MS, "supervisor": 15 * MINUTE_MS, "centre": 30 * MINUTE_MS,
}  # fmt: skip
"""How long after the step each is due: a person has time to look, and a truck that may unload has little."""
PEOPLE: Final[tuple[Rung, ...]] = ("next", "supervisor", "centre")

RungTurn = Literal["not_due", "due", "opened", "acknowledged", "closed", "shelved"]
"""`opened`: the person that a third channel is for has opened it; other people are told all the same."""

RUNGS: Final[Mapping[tuple[RungState, RungTurn], RungState]] = {
    ("waiting", "not_due"): "waiting",
    ("waiting", "due"): "taken",
    ("waiting", "opened"): "stopped",
    ("waiting", "acknowledged"): "stopped",
    ("waiting", "closed"): "stopped",
    ("waiting", "shelved"): "stopped",
    ("taken", "not_due"): "taken",
    ("taken", "due"): "taken",
    ("taken", "opened"): "taken",
    ("taken", "acknowledged"): "taken",
    ("taken", "closed"): "taken",
    ("taken", "shelved"): "taken",
    ("stopped", "not_due"): "stopped",
    ("stopped", "due"): "stopped",
    ("stopped", "opened"): "stopped",
    ("stopped", "acknowledged"): "stopped",
    ("stopped", "closed"): "stopped",
    ("stopped", "shelved"): "stopped",
}

_LEAST_ROLE: Final[Mapping[Rung, DutyRole]] = {"next": "officer", "supervisor": "supervisor", "centre": "centre"}


def rung_turn(rung: Rung, incident: Incident, due_ms: int, now_ms: int, *, has_opened: bool) -> RungTurn:
    """What happens to a rung now; what stops it comes before its time."""
    if incident.state == "closed":
        return "closed"
    if incident.is_shelved(now_ms):
        return "shelved"
    if incident.state != "new":
        return "acknowledged"
    if rung == "third" and has_opened:
        return "opened"
    return "due" if now_ms >= due_ms else "not_due"


def who_is_next(rung: Rung, people: Sequence[OnDuty], told: Collection[str]) -> OnDuty | None:
    """Whom a rung that is due tells: the first of its role, or of a later one, who was not told; None without one."""
    least = DUTY_ROLES.index(_LEAST_ROLE[rung])
    return next(
        (one for one in people if DUTY_ROLES.index(one.role) >= least and one.person not in told), None
    )
