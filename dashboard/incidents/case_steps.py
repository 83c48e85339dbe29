"""Who may merge an incident into another's case or take one out again: a table with every pair of state and act."""

from collections.abc import Mapping
from typing import Final, Literal

from dashboard.people.person import Person
from models.incident import CASE_ACTS, CaseAct, Incident, State
from models.role import Role

CaseAnswer = Literal["may", "no_such_step", "not_by_role", "nothing_merged"]

CASE_STEPS: Final[Mapping[State, Mapping[CaseAct, Role | None]]] = {
    "new": {"merge": "officer", "split": "officer"},
    "acknowledged": {"merge": "officer", "split": "officer"},
    "assigned": {"merge": "officer", "split": "officer"},
    "watching": {"merge": "officer", "split": "officer"},
    # Its outcome is that of all its incidents, and counted: who would change that opens it again first.
    "closed": {"merge": None, "split": None},
}
"""The least role that may do it; both incidents of a merge stand in a state that has the step."""


def judge_case(incident: Incident, act: CaseAct, person: Person) -> CaseAnswer:
    """Whether this person may do this with the incident as it stands."""
    role = None if incident.merged_into is not None else CASE_STEPS[incident.state][act]
    if role is None:
        return "no_such_step"
    if not person.may(role):
        return "not_by_role"
    return "nothing_merged" if act == "split" and not incident.summary.merged_ids else "may"


def case_acts_of(incident: Incident, person: Person) -> list[CaseAct]:
    """What of this a person may do with the incident now."""
    return [act for act in CASE_ACTS if judge_case(incident, act, person) == "may"]
