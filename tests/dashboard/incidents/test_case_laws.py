"""Laws of merging: whatever is merged, taken out and closed, each alert is in one case, and counts there once."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.incidents.case_steps import CASE_STEPS, case_acts_of
from dashboard.incidents.follow import followed, gathered
from dashboard.incidents.gather import Case, placed
from dashboard.incidents.merging import merged, taken_out
from dashboard.incidents.parts import estates_kept, own_alerts
from models.incident import CASE_ACTS, STATES, GatheredAlert, LogLine, rank_of
from tests.dashboard.incidents.seed import NOW_MS, alert, person

MONTH_OF_MINUTES = 30 * 24 * 60


class World:
    """The cases of a centre, kept as the database keeps them: each by its id, lines written apart."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.alerts: dict[str, GatheredAlert] = {}
        self.versions: dict[str, list[int]] = {}

    def keep(self, *cases: Case) -> None:
        for case in cases:
            self.write(*case.lines)
            self.cases[case.incident.incident_id] = msgspec.structs.replace(case, lines=())

    def write(self, *lines: LogLine) -> None:
        for line in lines:
            self.versions.setdefault(line.incident_id, []).append(line.version)

    def arrive(self, one: GatheredAlert) -> None:
        known = [case for case in self.cases.values() if case.incident.state != "closed"]
        self.alerts[one.alert_id] = one
        self.keep(*gathered(known, [one], (), lambda _: None, NOW_MS))

    def refute(self, which: int) -> None:
        if self.alerts:
            alert_id = sorted(self.alerts)[which % len(self.alerts)]
            self.alerts[alert_id] = msgspec.structs.replace(self.alerts[alert_id], is_open=False, is_refuted=True)
            for case in list(self.cases.values()):
                alerts = tuple(self.alerts[one.alert_id] for one in case.alerts)
                seen = msgspec.structs.replace(case, alerts=alerts)
                self.keep(followed(seen, (), estates_kept(case.incident, case.parts), NOW_MS))

    def merge(self, first: int, second: int) -> None:
        ids = sorted(name for name, case in self.cases.items() if case.incident.state != "closed")
        if ids and ids[first % len(ids)] != ids[second % len(ids)]:
            gone, stays = self.cases.pop(ids[first % len(ids)]), self.cases[ids[second % len(ids)]]
            after = merged(gone, stays, "somchai", None, NOW_MS, ())
            self.write(after.line)
            self.keep(after.case)

    def split(self, which: int, part: int) -> None:
        cases = [case for _, case in sorted(self.cases.items()) if case.parts and case.incident.state != "closed"]
        if cases:
            case = cases[which % len(cases)]
            name = case.parts[part % len(case.parts)].incident.incident_id
            after = taken_out(case, name, "malee", None, NOW_MS, ())
            self.keep(after.rest, after.out)

    def gathered_into(self) -> dict[str, str]:
        """The very incident of each alert, whatever case that is part of."""
        found: dict[str, str] = {}
        for name, case in self.cases.items():
            found |= {one.alert_id: name for one in own_alerts(case.alerts, case.parts)}
            for part in case.parts:
                found |= dict.fromkeys(part.alert_ids, part.incident.incident_id)
        return found


NUMBERS = st.integers(0, 20)
ARRIVALS = st.tuples(
    st.just("arrive"), st.sampled_from(["T1", "T2", "T3"]), st.integers(0, MONTH_OF_MINUTES),
    st.sampled_from(["immediate", "today", "record"]), st.sampled_from(["critical", "high", "warning"]),
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        ARRIVALS, ARRIVALS, st.tuples(st.just("merge"), NUMBERS, NUMBERS), st.tuples(st.just("split"), NUMBERS, NUMBERS),
        st.tuples(st.just("refute"), NUMBERS),
    ),
    max_size=30,
)  # fmt: skip


def walked(steps: list[tuple[Any, ...]], *, merging: bool = True) -> World:
    world = World()
    for number, (what, *how) in enumerate(steps):
        if what == "arrive":
            trip, minute, urgency, severity = how
            world.arrive(alert(f"A{number:02}", minute, trip_id=trip, urgency=urgency, severity=severity))
        elif what == "refute":
            world.refute(*how)
        elif merging:
            world.merge(*how) if what == "merge" else world.split(*how)
    return world


@given(STEPS)
def test_each_alert_is_in_one_case_and_each_case_is_part_of_none(steps: list[tuple[Any, ...]]) -> None:
    world = walked(steps)
    held = [one.alert_id for case in world.cases.values() for one in case.alerts]
    assert sorted(held) == sorted(world.alerts)
    parts = [part for case in world.cases.values() for part in case.parts]
    assert not {part.incident.incident_id for part in parts} & set(world.cases)
    assert len({part.incident.incident_id for part in parts}) == len(parts)
    for name, case in world.cases.items():
        assert case.incident.merged_into is None
        assert case.incident.summary.merged_ids == tuple(part.incident.incident_id for part in case.parts)
        assert own_alerts(case.alerts, case.parts), "what stays has alerts of its own"
        for part in case.parts:
            assert part.alert_ids
            assert (part.incident.merged_into, part.incident.state, part.incident.outcome) == (name, "closed", None)


@given(STEPS)
def test_an_alert_is_gathered_into_the_very_incident_that_it_would_join_if_nothing_had_been_merged(
    steps: list[tuple[Any, ...]]
) -> None:
    steps = [step for step in steps if step[0] != "refute"]  # what closes by itself depends on who has touched it
    assert walked(steps).gathered_into() == walked(steps, merging=False).gathered_into()


@given(STEPS)
def test_a_case_is_as_grave_as_the_worst_of_its_open_alerts(steps: list[tuple[Any, ...]]) -> None:
    for case in walked(steps).cases.values():
        standing = [one for one in case.alerts if one.is_open]
        if standing:
            assert case.incident.summary.rank == min(rank_of(one.urgency, one.severity) for one in standing)


@given(STEPS)
def test_no_version_that_was_seen_of_one_is_ever_the_newest_of_the_case_that_it_came_to(steps: list[tuple[Any, ...]]) -> None:
    world = walked(steps)
    for versions in world.versions.values():
        assert versions == sorted(set(versions)), "each line has a number of its own, and they rise"
    for case in world.cases.values():
        assert all(case.incident.version >= part.incident.version for part in case.parts)


@given(STEPS)
def test_all_taken_out_again_is_as_if_nothing_had_been_merged(steps: list[tuple[Any, ...]]) -> None:
    steps = [step for step in steps if step[0] != "refute"]
    world = walked(steps)
    while any(case.parts for case in world.cases.values()):
        world.split(0, 0)
    plain = walked(steps, merging=False)
    assert set(world.cases) == set(plain.cases)
    for name, case in world.cases.items():
        now, then = case.incident, plain.cases[name].incident
        assert (now.summary, now.about, now.subject) == (then.summary, then.about, then.subject)


@pytest.mark.parametrize("state", ("acknowledged", "watching", "assigned", "new"))
def test_who_merged_has_seen_both_so_a_case_that_grows_graver_by_it_stays_as_it_stands(state: Any) -> None:
    gone, stays = placed(alert("A1"), (), NOW_MS), placed(alert("A2", trip_id="T2", urgency="today"), (), NOW_MS)
    stays = msgspec.structs.replace(stays, incident=msgspec.structs.replace(stays.incident, state=state), lines=())
    after = merged(gone, stays, "somchai", "คันเดียวกัน", NOW_MS, ())
    assert (after.case.incident.state, after.case.incident.summary.urgency) == (state, "immediate")
    assert [(line.act, line.who, line.other_id) for line in after.case.lines] == [("take_in", "somchai", gone.incident.incident_id)]
    assert (after.line.act, after.line.text, after.line.other_id) == ("merge", "คันเดียวกัน", stays.incident.incident_id)
    again = followed(after.case, (), lambda _: None, NOW_MS)
    assert again is after.case, "and the next look finds nothing to do"


@pytest.mark.parametrize(
    ("line", "is_open", "state", "by"),
    (("what goes on is nobody's yet", True, "new", "malee"), ("what is over has whoever took it out", False, "acknowledged", "malee")),
)
def test_what_is_taken_out_is_an_incident_again(line: str, is_open: bool, state: str, by: str) -> None:
    gone, stays = placed(alert("A1", is_open=is_open), (), NOW_MS), placed(alert("A2", trip_id="T2"), (), NOW_MS)
    case = merged(gone, stays, "somchai", None, NOW_MS, ()).case
    after = taken_out(case, gone.incident.incident_id, "malee", None, NOW_MS, ())
    out = after.out.incident
    assert (out.state, out.state_by, out.merged_into, out.closed_ms) == (state, by, None, None), line
    assert out.summary.alert_ids == ("A1",)
    assert (after.rest.incident.summary.alert_ids, after.rest.incident.summary.merged_ids) == (("A2",), ())


def test_every_pair_of_state_and_act_stands_in_the_table() -> None:
    assert {(state, act) for state, acts in CASE_STEPS.items() for act in acts} == {(s, a) for s in STATES for a in CASE_ACTS}
    incident = placed(alert(), (), NOW_MS).incident
    assert case_acts_of(incident, person()) == ["merge"], "there is nothing to take out"
    assert case_acts_of(incident, person(role="viewer")) == []
