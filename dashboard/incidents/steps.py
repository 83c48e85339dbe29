"""The life of an incident: a table of states, acts and roles with every pair written, and what a step makes of it."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from dashboard.incidents.noting import noted
from dashboard.people.person import Person
from models.incident import ACTS, Act, Incident, LogLine, Outcome, State
from models.role import Role

Field = Literal["text", "outcome"]
Answer = Literal["may", "no_such_step", "not_by_role", "another_closed_it"]


class Step(msgspec.Struct, frozen=True):
    """The state after an act and the least role that may do it; `over_another` where it undoes what another did."""

    to: State
    role: Role = "officer"
    over_another: Role | None = None


class AskedAct(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants done with the version of an incident that is on the screen.

    `waiver` says why it is closed as confirmed without an answer of whom it concerns.
    """

    version: int
    act: Act
    text: str | None = None
    assignee: str | None = None
    outcome: Outcome | None = None
    waiver: str | None = None


_REOPEN: Final = Step("acknowledged", over_another="supervisor")
STEPS: Final[Mapping[State, Mapping[Act, Step | None]]] = {
    "new": {
        "acknowledge": Step("acknowledged"),
        "assign": Step("assigned"),
        "release": None,
        "watch": Step("watching"),
        "comment": Step("new"),
        "close": Step("closed"),
        "reopen": None,
    },
    "acknowledged": {
        "acknowledge": None,
        "assign": Step("assigned"),
        "release": None,
        "watch": Step("watching"),
        "comment": Step("acknowledged"),
        "close": Step("closed"),
        "reopen": None,
    },
    "assigned": {
        "acknowledge": None,
        "assign": Step("assigned"),
        "release": Step("acknowledged"),
        "watch": Step("watching"),
        "comment": Step("assigned"),
        "close": Step("closed"),
        "reopen": None,
    },
    "watching": {
        "acknowledge": None,
        "assign": Step("assigned"),
        "release": Step("acknowledged"),
        "watch": None,
        "comment": Step("watching"),
        "close": Step("closed"),
        "reopen": None,
    },
    "closed": {
        "acknowledge": None,
        "assign": None,
        "release": None,
        "watch": None,
        "comment": Step("closed"),
        "close": None,
        "reopen": _REOPEN,
    },
}

NEEDED: Final[Mapping[Act, tuple[Field, ...]]] = {
    "acknowledge": (),
    "assign": (),
    "release": (),
    "watch": (),
    "comment": ("text",),
    "close": ("outcome", "text"),
    "reopen": ("text",),
}
"""What must be said with an act."""


def judge(incident: Incident, act: Act, person: Person) -> Answer:
    """Whether this person may do this with the incident as it stands; nothing with a merged one, but with its case."""
    step = None if incident.merged_into is not None else STEPS[incident.state][act]
    if step is None:
        return "no_such_step"
    if not person.may(step.role):
        return "not_by_role"
    by_another = incident.closed_by is not None and incident.closed_by != person.name
    return "another_closed_it" if step.over_another and by_another and not person.may(step.over_another) else "may"


def acts_of(incident: Incident, person: Person) -> list[Act]:
    """What this person may do with the incident now."""
    return [act for act in ACTS if judge(incident, act, person) == "may"]


def lacking(asked: AskedAct) -> list[Field]:
    """What must be said with the act and was not; blanks say nothing."""
    said = {"text": bool(asked.text and asked.text.strip()), "outcome": asked.outcome is not None}
    return [field for field in NEEDED[asked.act] if not said[field]]


def taken(incident: Incident, asked: AskedAct, person: Person, now_ms: int) -> tuple[Incident, LogLine]:
    """The incident after an act that may be done, and the line of its log."""
    step = STEPS[incident.state][asked.act]
    if step is None:
        raise ValueError(f"{incident.state} has no step {asked.act}")
    text = asked.text.strip() if asked.text is not None and asked.text.strip() else None
    assignee = _assignee(incident, asked, person)
    closing = asked.act == "close"
    outcome = asked.outcome if closing else None
    changed, line = noted(
        incident, asked.act, step.to, now_ms, who=person.name, text=text, outcome=outcome,
        assignee=assignee if asked.act == "assign" else None,
    )  # fmt: skip
    state_by = incident.state_by if asked.act == "comment" else person.name
    changed = msgspec.structs.replace(changed, touched=True, assignee=assignee, state_by=state_by)
    if closing:
        changed = msgspec.structs.replace(
            changed, outcome=outcome, outcome_reason=text, closed_by=person.name, closed_ms=now_ms
        )
    elif asked.act == "reopen":
        changed = msgspec.structs.replace(
            changed, outcome=None, outcome_reason=None, closed_by=None, closed_ms=None
        )
    return changed, line


def _assignee(incident: Incident, asked: AskedAct, person: Person) -> str | None:
    """Whose it is after an act: whoever watches it sees to it, so that it is no longer theirs who had it."""
    if asked.act == "watch":
        return person.name
    if asked.act == "assign":
        named = (asked.assignee or "").strip()
        return named or person.name
    return None if asked.act in {"release", "reopen"} else incident.assignee
