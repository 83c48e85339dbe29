"""The table of an incident's life: every state, act and role, and what each step leaves behind."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.incidents.gather import placed
from dashboard.incidents.steps import NEEDED, STEPS, AskedAct, acts_of, judge, lacking, taken
from models.incident import ACTS, STATES, Act, Incident, State
from models.role import ROLES
from tests.dashboard.incidents.seed import NOW_MS, alert, person


def incident(state: State, **changes: Any) -> Incident:
    opened = placed(alert(), (), NOW_MS).incident
    closing = {"closed_by": "malee", "closed_ms": NOW_MS, "outcome": "lawful", "outcome_reason": "ตรวจแล้ว"}
    return msgspec.structs.replace(opened, state=state, **((closing if state == "closed" else {}) | changes))


def asked(act: Act, version: int = 1, **said: Any) -> AskedAct:
    return AskedAct(version=version, act=act, **({"text": "เหตุผล", "outcome": "confirmed"} | said))


# State: what each act makes of it, in the order of ACTS; a dash where it cannot be done.
LIFE: tuple[tuple[State, str], ...] = (
    ("new", "acknowledged assigned - watching new closed -"),
    ("acknowledged", "- assigned - watching acknowledged closed -"),
    ("assigned", "- assigned acknowledged watching assigned closed -"),
    ("watching", "- assigned acknowledged - watching closed -"),
    ("closed", "- - - - closed - acknowledged"),
)


@pytest.mark.parametrize(("state", "row"), LIFE)
def test_every_act_in_every_state(state: State, row: str) -> None:
    found = [step.to if step is not None else "-" for step in (STEPS[state][act] for act in ACTS)]
    assert " ".join(found) == row


def test_the_docs_have_the_same_table() -> None:
    text = (Path(__file__).parents[3] / "docs" / "http-api.md").read_text("utf-8")
    for state in STATES:
        steps = [f"`{step.to}`" if step is not None else "–" for step in STEPS[state].values()]
        assert f"| `{state}` | {' | '.join(steps)} |" in text


def test_every_pair_is_written() -> None:
    assert tuple(STEPS) == STATES
    assert all(tuple(acts) == ACTS for acts in STEPS.values())
    assert tuple(NEEDED) == ACTS


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(state: State, act: Act, role: Any) -> None:
    """A viewer nothing; an officer every step of the table but opening again what another closed; others every step."""
    answer = judge(incident(state), act, person("somchai", role))
    if STEPS[state][act] is None:
        assert answer == "no_such_step"
    elif role == "viewer":
        assert answer == "not_by_role"
    else:
        assert answer == ("another_closed_it" if (act, role) == ("reopen", "officer") else "may")


# Who closed it, who asks, in which role, and whether that one may open it again.
AGAIN = (
    ("somchai", "somchai", "officer", True),  # what one closed oneself
    ("malee", "somchai", "officer", False),  # what another closed
    ("malee", "somchai", "supervisor", True),  # a supervisor opens everything again
    (None, "somchai", "officer", True),  # what closed by itself
    ("somchai", "somchai", "viewer", False),  # who may no longer act
)


@pytest.mark.parametrize(("closed_by", "name", "role", "may"), AGAIN)
def test_who_may_open_again(closed_by: str | None, name: str, role: Any, may: bool) -> None:
    assert ("reopen" in acts_of(incident("closed", closed_by=closed_by), person(name, role))) is may


# An act with what is said, and what is still lacking.
SAID: tuple[tuple[Act, dict[str, Any], list[str]], ...] = (
    ("acknowledge", {}, []),
    ("comment", {}, ["text"]),
    ("comment", {"text": "  \n"}, ["text"]),
    ("comment", {"text": "โทรแล้ว"}, []),
    ("close", {}, ["outcome", "text"]),
    ("close", {"text": "รถเสีย"}, ["outcome"]),
    ("close", {"outcome": "lawful"}, ["text"]),
    ("close", {"outcome": "lawful", "text": "รถเสีย"}, []),
    ("reopen", {}, ["text"]),
)


@pytest.mark.parametrize(("act", "said", "missing"), SAID)
def test_what_must_be_said(act: Act, said: dict[str, Any], missing: list[str]) -> None:
    assert lacking(AskedAct(version=1, act=act, **said)) == missing


# Act, what is said with it, and whom the incident is assigned to after it when malee had it.
ASSIGNED: tuple[tuple[Act, dict[str, Any], str | None], ...] = (
    ("assign", {"assignee": "prasit"}, "prasit"),
    ("assign", {}, "somchai"),  # to oneself where nobody is named
    ("assign", {"assignee": " "}, "somchai"),
    ("release", {}, None),
    ("watch", {}, "somchai"),
    ("comment", {}, "malee"),
    ("close", {}, "malee"),
)


def test_a_comment_changes_nothing_of_who_put_it_into_its_state() -> None:
    watched = incident("watching", state_by="malee")
    assert taken(watched, asked("comment"), person(), NOW_MS)[0].state_by == "malee"
    assert taken(watched, asked("release"), person(), NOW_MS)[0].state_by == "somchai"


def test_what_one_watches_oneself_stays_one_s_own() -> None:
    for had in ("somchai", None):
        changed, line = taken(incident("assigned" if had else "new", assignee=had), asked("watch"), person(), NOW_MS)
        assert (changed.state, changed.assignee, line.assignee) == ("watching", "somchai", None)


@pytest.mark.parametrize(("act", "said", "assignee"), ASSIGNED)
def test_whose_it_is_after_an_act(act: Act, said: dict[str, Any], assignee: str | None) -> None:
    changed, line = taken(incident("assigned", assignee="malee"), asked(act, **said), person(), NOW_MS)
    assert changed.assignee == assignee
    assert line.assignee == (assignee if act == "assign" else None)


def test_a_closing_keeps_outcome_reason_and_who_and_opening_again_takes_them_away() -> None:
    closed, line = taken(incident("watching"), asked("close", outcome="device_fault", text=" กล่องเสีย "), person(), NOW_MS)
    assert (closed.state, closed.outcome, closed.outcome_reason, closed.closed_by, closed.closed_ms) == (
        "closed", "device_fault", "กล่องเสีย", "somchai", NOW_MS,
    )  # fmt: skip
    assert (line.who, line.from_state, line.to_state, line.outcome, line.text) == (
        "somchai", "watching", "closed", "device_fault", "กล่องเสีย",
    )  # fmt: skip
    opened, line = taken(closed, asked("reopen", text="ยังวิ่งอยู่"), person(), NOW_MS + 1)
    assert (opened.outcome, opened.outcome_reason, opened.closed_by, opened.closed_ms, opened.assignee) == (None,) * 5
    assert (line.from_state, line.to_state, line.outcome) == ("closed", "acknowledged", None)


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(("somchai", "malee")), st.sampled_from(ROLES)), max_size=30))
def test_whatever_people_do_each_change_has_its_version_and_its_line(acts: list[tuple[Act, str, Any]]) -> None:
    now = incident("new")
    for number, (act, name, role) in enumerate(acts):
        who = person(name, role)
        if judge(now, act, who) != "may":
            assert act not in acts_of(now, who)
            continue
        before = now
        now, line = taken(before, asked(act), who, NOW_MS + number)
        assert (line.version, now.version) == (before.version + 1, before.version + 1)
        assert (line.from_state, line.to_state, line.who) == (before.state, now.state, name)
        assert now.touched
        assert (now.state == "closed") == (now.closed_by is not None) == (now.outcome is not None)
        assert (now.state != "assigned") or now.assignee is not None
