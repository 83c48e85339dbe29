"""What a change of an incident has told to whom, and who is next while nobody acknowledges it."""

from itertools import product
from typing import Any, get_args

import msgspec
import pytest

from alerts.calling import DEFAULT_RULES, another_channel, rule_for, unlike_channels
from alerts.ladder import AFTER_MS, RUNGS, RungTurn, rung_turn, who_is_next
from alerts.plans import climbed, planned
from alerts.threads import MOVES, Turn, turn_of
from models.roster import CallRule
from models.telling import RungRow, RungState, Standing, Telling, Thread, Told
from tests.telling.made import KINDS, NOW_MS, PEOPLE, around, called, incident

UNTOLD = Thread(incident_id="I1")
OPEN = Thread(incident_id="I1", round=1, standing="told", urgency="immediate", severity="high", lat=12.67, lon=101.13)
TAKEN = Thread(incident_id="I1", round=1, standing="taken", urgency="immediate", severity="warning", lat=12.67, lon=101.13)
NOTED = Thread(incident_id="I1", urgency="record", severity="info")
SHELVED = {"shelf_id": "S", "shelved_until_ms": NOW_MS + 1}


def told(person: str, channel: str, step: Any = "opened", **changes: Any) -> Told:
    return Told(**({"step": step, "person": person, "channel": channel, "is_immediate": True, "is_out": True, "is_opened": False} | changes))


ANONG = [told("anong", "a-line"), told("anong", "a-mail")]


def said(tellings: tuple[Telling, ...]) -> list[str]:
    return [f"{one.person} {one.step} {one.channel}" for one in tellings]


def test_every_pair_is_written() -> None:
    assert set(MOVES) == set(product(get_args(Standing), get_args(Turn)))
    assert set(RUNGS) == set(product(get_args(RungState), get_args(RungTurn)))


@pytest.mark.parametrize(
    ("thread", "state", "changes", "turn"),
    (
        (UNTOLD, "new", {}, "same"),
        (UNTOLD, "new", {"urgency": "record"}, "unworthy"),
        (UNTOLD, "acknowledged", {}, "in_hand"),
        (UNTOLD, "new", SHELVED, "shelved"),
        (OPEN, "new", {}, "same"),
        (OPEN, "new", {"severity": "critical"}, "graver"),
        (OPEN, "assigned", {"severity": "critical"}, "graver_in_hand"),  # who has it must hear of it
        (NOTED, "assigned", {}, "graver_in_hand"),  # it was for the record when it was taken
        (OPEN, "new", {"lat": 12.70}, "same"),  # 3 km further
        (OPEN, "new", {"lat": 12.72}, "elsewhere"),
        (OPEN, "assigned", {"lon": 101.19}, "elsewhere_in_hand"),
        (OPEN, "new", {"lat": None}, "same"),  # no place is none other
        (OPEN, "new", {"lat": 12.9, "severity": "critical"}, "graver"),
        (OPEN, "new", {"urgency": "today"}, "same"),  # less grave is not told
        (Thread(incident_id="I1", round=1, standing="told", urgency="today", severity="high"), "new", {}, "graver"),
        (Thread(incident_id="I1", round=1, standing="told", urgency="today", severity="high"), "new", {"urgency": "today", "severity": "critical"}, "same"),
        (OPEN, "closed", {"severity": "critical"}, "closed"),
    ),
)
def test_turns(thread: Thread, state: str, changes: dict[str, Any], turn: str) -> None:
    if state == "closed":
        changes = changes | {"closed_ms": NOW_MS}
    one = incident(state, **changes)
    assert turn_of(thread, one, NOW_MS, is_worth_telling=rule_for((), one.summary).people > 0) == turn


def test_what_is_immediate_goes_to_one_person_over_two_unlike_channels_and_sets_up_the_ladder() -> None:
    plan = planned(UNTOLD, incident(), [], False, around(incident()))
    assert said(plan.tellings) == ["anong opened a-line", "anong opened a-mail"]
    assert [(one.rung, one.person, one.due_ms - NOW_MS) for one in plan.rungs] == [
        ("third", "anong", 60_000), ("next", "", 300_000), ("supervisor", "", 900_000), ("centre", "", 1_800_000),
    ]  # fmt: skip
    assert (plan.thread.standing, plan.thread.round, plan.stop) == ("told", 1, None)
    assert all(one.is_immediate and one.due_ms == NOW_MS and one.why == "estate shift" for one in plan.tellings)


@pytest.mark.parametrize(
    ("thread", "before", "state", "changes", "expected"),
    (
        (UNTOLD, [], "new", {"urgency": "today"}, ["anong opened a-line"]),
        (UNTOLD, [], "new", {"urgency": "record"}, []),
        (UNTOLD, [], "assigned", {}, []),  # somebody was quicker
        (OPEN, ANONG, "new", {"severity": "critical"}, ["anong worse a-line", "anong worse a-mail"]),
        (TAKEN, ANONG, "new", {}, ["anong opened a-line", "anong opened a-mail"]),  # it came back from whoever had taken it
        (TAKEN, [*ANONG, told("anong", "a-line", "worse")], "new", {"severity": "critical"}, ["anong opened a-line", "anong opened a-mail"]),
        (TAKEN, ANONG, "assigned", {"severity": "critical"}, ["anong worse a-line", "anong worse a-mail"]),
        (TAKEN, ANONG, "closed", {"closed_ms": NOW_MS}, ["anong closed a-line", "anong closed a-mail"]),
        (NOTED, [], "assigned", {}, ["anong opened a-line", "anong opened a-mail"]),  # taken as one for the record
        (NOTED, [], "assigned", {"assignee": "boon"}, ["boon opened b-line", "boon opened b-mail", "anong opened a-line", "anong opened a-mail"]),
        (Thread(incident_id="I1", round=1, standing="aside", urgency="today", severity="info"), ANONG, "assigned", {}, ["anong opened a-line", "anong opened a-mail"]),
        (OPEN, [told("boon", "b-mail")], "new", {"severity": "critical"}, ["boon worse b-mail", "boon worse b-line", "anong worse a-line", "anong worse a-mail"]),
        (OPEN, ANONG, "new", {"lat": 13.0}, ["anong moved a-line", "anong moved a-mail"]),
        (OPEN, [told("boon", "b-mail")], "new", {"lat": 13.0}, ["boon moved b-mail", "anong opened a-line", "anong opened a-mail"]),  # another place's
        (OPEN, ANONG, "closed", {"closed_ms": NOW_MS}, ["anong closed a-line", "anong closed a-mail"]),
        (OPEN, [told("anong", "a-line", is_immediate=False, is_out=False)], "closed", {"closed_ms": NOW_MS}, []),  # held for the morning, over by then
        (OPEN, ANONG, "new", SHELVED, []),
        (Thread(incident_id="I1", round=1, standing="aside"), ANONG, "new", {}, ["anong opened a-line", "anong opened a-mail"]),  # its shelf is over
        (Thread(incident_id="I1", round=1, standing="aside"), ANONG, "closed", {"closed_ms": NOW_MS}, []),
        (Thread(incident_id="I1", round=1, standing="closed"), ANONG, "new", {}, ["anong opened a-line", "anong opened a-mail"]),  # it resurfaced
    ),
)
def test_steps(thread: Thread, before: list[Told], state: str, changes: dict[str, Any], expected: list[str]) -> None:
    one = incident(state, **changes)
    plan = planned(thread, one, before, False, around(one))
    assert said(plan.tellings) == expected
    assert len({telling.key for telling in plan.tellings}) == len(expected)
    assert plan.thread.round == thread.round + any(telling.step == "opened" for telling in plan.tellings if thread.standing != "told")


def test_what_comes_back_from_whoever_took_it_has_a_ladder_and_what_is_in_hand_has_none() -> None:
    again = planned(TAKEN, incident(), ANONG, False, around(incident()))
    assert [one.rung for one in again.rungs] == ["third", "next", "supervisor", "centre"]
    assert (again.thread.round, again.thread.standing) == (2, "told")
    one = incident("assigned")
    plan = planned(NOTED, one, [], False, around(one))
    assert (plan.rungs, plan.thread.round, plan.thread.standing) == ((), 1, "taken")


def test_how_grave_it_is_is_noted_where_nothing_stands_told() -> None:
    one = incident("assigned", urgency="record", severity="info")
    assert planned(UNTOLD, one, [], False, around(one)).thread == NOTED


def test_quiet_hours_hold_back_what_can_wait_and_nothing_else() -> None:
    for urgency, due_ms in (("immediate", NOW_MS), ("today", NOW_MS + 7)):
        one = incident(urgency=urgency)
        plan = planned(UNTOLD, one, [], False, around(one, quiet_until_ms=NOW_MS + 7))
        assert {telling.due_ms for telling in plan.tellings} == {due_ms}


def test_a_ladder_under_way_is_not_set_up_twice() -> None:
    one = incident(severity="critical")
    assert {rung.rung for rung in planned(OPEN, one, ANONG, True, around(one)).rungs} == {"third"}
    assert {rung.cause for rung in planned(OPEN, one, ANONG, False, around(one)).rungs} == {"worse"}


@pytest.mark.parametrize(
    ("state", "changes", "stop"),
    (("acknowledged", {}, "acknowledged"), ("watching", {}, "acknowledged"), ("closed", {"closed_ms": NOW_MS}, "closed"), ("new", SHELVED, "shelved"), ("new", {}, None)),
)
def test_what_stops_the_ladder(state: str, changes: dict[str, Any], stop: str | None) -> None:
    one = incident(state, **changes)
    assert planned(OPEN, one, ANONG, True, around(one)).stop == stop


@pytest.mark.parametrize(
    ("state", "changes", "rung", "after_ms", "opened", "turn"),
    (
        ("new", {}, "next", AFTER_MS["next"], False, "due"),
        ("new", {}, "next", AFTER_MS["next"] - 1, False, "not_due"),
        ("new", {}, "next", AFTER_MS["next"], True, "due"),  # to have opened it is not to have taken it
        ("new", {}, "third", AFTER_MS["third"], True, "opened"),
        ("new", {}, "third", AFTER_MS["third"], False, "due"),
        ("acknowledged", {}, "third", AFTER_MS["third"], False, "acknowledged"),
        ("assigned", {}, "centre", AFTER_MS["centre"], False, "acknowledged"),
        ("closed", {"closed_ms": NOW_MS}, "centre", 0, False, "closed"),
        ("new", {"shelf_id": "S", "shelved_until_ms": NOW_MS + 9_999_999}, "centre", AFTER_MS["centre"], False, "shelved"),
    ),
)
def test_rungs_stop_or_come_due(state: str, changes: dict[str, Any], rung: Any, after_ms: int, opened: bool, turn: str) -> None:
    now_ms = NOW_MS + after_ms
    assert rung_turn(rung, incident(state, **changes), NOW_MS + AFTER_MS[rung], now_ms, has_opened=opened) == turn


@pytest.mark.parametrize(
    ("rung", "before", "person"),
    (
        ("next", {"anong"}, "boon"),
        ("next", {"anong", "boon"}, "suda"),  # no officer is left
        ("supervisor", {"anong"}, "suda"),
        ("supervisor", {"anong", "suda"}, "chai"),
        ("centre", {"anong"}, "chai"),
        ("centre", {"anong", "chai"}, None),
    ),
)
def test_who_is_next(rung: Any, before: set[str], person: str | None) -> None:
    found = who_is_next(rung, PEOPLE, before)
    assert (None if found is None else found.person) == person


def rung(name: Any, person: str = "", cause: Any = "opened") -> RungRow:
    return RungRow(incident_id="I1", round=1, cause=cause, rung=name, person=person, due_ms=NOW_MS)


@pytest.mark.parametrize(
    ("row", "before", "expected", "thirds", "outcome"),
    (
        (rung("third", "anong"), ANONG, ["anong opened a-sms"], [], "told again"),
        (rung("third", "anong"), [*ANONG, told("anong", "a-sms")], [], [], "no_other_channel"),
        (rung("third", "zaza"), ANONG, [], [], "no_other_channel"),  # off duty since
        (rung("next"), ANONG, ["boon opened b-line", "boon opened b-mail"], ["boon"], "told officer"),
        (rung("supervisor"), ANONG, ["suda opened s-mail"], ["suda"], "told supervisor"),
        (rung("next", cause="worse"), [*ANONG, told("boon", "b-line"), told("anong", "a-line", "worse")], ["boon worse b-line", "boon worse b-mail"], ["boon"], "told officer"),
        (rung("centre"), [told(one.person, "x") for one in PEOPLE], [], [], "nobody_left"),
    ),
)
def test_climbing(row: RungRow, before: list[Told], expected: list[str], thirds: list[str], outcome: str) -> None:
    one = incident()
    tellings, more, came = climbed(row, OPEN, one, before, around(one))
    assert (said(tellings), [each.person for each in more], came) == (expected, thirds, outcome)


@pytest.mark.parametrize(
    ("channels", "count", "used", "expected"),
    (
        (("a-line", "a-mail", "a-sms"), 2, (), ("a-line", "a-mail")),
        (("a-line", "b-line", "a-mail"), 2, (), ("a-line", "a-mail")),  # two of LINE would fail together
        (("a-line", "gone", "a-mail"), 2, (), ("a-line", "a-mail")),  # no longer set up
        (("a-line", "b-line"), 2, (), ("a-line",)),
        (("a-line", "a-mail", "a-sms"), 1, ("a-line", "a-mail"), ("a-sms",)),
    ),
)
def test_unlike_channels(channels: tuple[Any, ...], count: int, used: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    assert unlike_channels(channels, KINDS, count, used) == expected


def test_a_third_channel_may_be_like_another_where_there_is_no_unlike_one() -> None:
    assert another_channel(("a-line", "b-line"), KINDS, ["a-line"]) == "b-line"
    assert another_channel(("a-line", "gone"), KINDS, ["a-line"]) is None


@pytest.mark.parametrize(
    ("rules", "changes", "expected"),
    (
        ((), {}, (1, 2, True)),
        ((), {"urgency": "today"}, (1, 1, False)),
        ((), {"urgency": "record"}, (0, 1, False)),
        ((CallRule(rules=("signal-lost",), people=2),), {"rules": ("route-deviation", "signal-lost"), "urgency": "today"}, (2, 1, False)),
        ((CallRule(rules=("signal-lost",), people=2),), {"urgency": "today"}, (1, 1, False)),
        ((CallRule(least_severity="critical", people=3),), {"urgency": "today", "severity": "high"}, (1, 1, False)),
        ((CallRule(least_severity="critical", people=3),), {"urgency": "today", "severity": "critical"}, (3, 1, False)),
        ((CallRule(people=0),), {}, (1, 2, True)),  # no rule keeps from anybody what is immediate
    ),
)
def test_rules(rules: tuple[Any, ...], changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    rule = rule_for(rules, incident(**changes).summary)
    assert (rule.people, rule.channels, rule.escalates) == expected
    assert DEFAULT_RULES[-1].urgency is None


def test_who_has_no_channel_that_is_set_up_is_passed_over() -> None:
    people = (called("zaza", "officer", "gone"), *PEOPLE)
    plan = planned(UNTOLD, incident(), [], False, around(incident(), people=people))
    assert {one.person for one in plan.tellings} == {"anong"}


def test_a_role_that_nobody_has_keeps_from_nobody_what_is_immediate() -> None:
    for urgency, expected in (("immediate", ["anong opened a-line", "anong opened a-mail"]), ("today", [])):
        one = incident(urgency=urgency)
        rule = rule_for((CallRule(role="centre"),), one.summary)
        assert said(planned(UNTOLD, one, [], False, around(one, rule=rule, people=PEOPLE[:3])).tellings) == expected


GIVEN: tuple[tuple[str, Thread, dict[str, Any], list[Told], list[str]], ...] = (
    ("by another, off duty or not", OPEN, {"assignee": "dao", "state_by": "malee"}, ANONG, ["dao given d-line", "dao given d-mail"]),
    ("by oneself", OPEN, {"assignee": "dao", "state_by": "dao"}, ANONG, []),
    ("and given back after it was another's", msgspec.structs.replace(TAKEN, assignee="boon"), {"assignee": "dao", "state_by": "malee"}, [told("dao", "d-line", "given")], ["dao given d-line", "dao given d-mail"]),
    ("and given back after it was nobody's", TAKEN, {"assignee": "dao", "state_by": "malee"}, [told("dao", "d-line", "given")], ["dao given d-line", "dao given d-mail"]),
    ("and taken back by oneself", msgspec.structs.replace(TAKEN, assignee="boon"), {"assignee": "dao", "state_by": "dao"}, [told("dao", "d-line", "given")], []),
    ("told so, and theirs since", msgspec.structs.replace(TAKEN, assignee="dao"), {"assignee": "dao", "state_by": "malee"}, [told("dao", "d-line", "given")], []),
    ("told of its beginning before", TAKEN, {"assignee": "dao", "state_by": "malee"}, [told("dao", "d-line")], ["dao given d-line", "dao given d-mail"]),
    ("who had it when it was last seen", msgspec.structs.replace(TAKEN, assignee="dao"), {"assignee": "dao", "state_by": "malee"}, [], []),
    ("graver than when it was given", msgspec.structs.replace(NOTED, assignee="dao"), {"assignee": "dao", "state_by": "malee"}, [told("dao", "d-line", "given")], ["anong opened a-line", "anong opened a-mail", "dao given d-line", "dao given d-mail"]),
    ("of what is for the record", UNTOLD, {"assignee": "dao", "state_by": "malee", "urgency": "record"}, [], ["dao given d-line"]),
    ("while it is shelved", OPEN, {"assignee": "dao", "state_by": "malee"} | SHELVED, ANONG, []),
    ("graver at once, and off duty", OPEN, {"assignee": "dao", "state_by": "malee", "severity": "critical"}, [], ["anong worse a-line", "anong worse a-mail", "dao given d-line", "dao given d-mail"]),
    ("graver at once, and on duty", OPEN, {"assignee": "anong", "state_by": "malee", "severity": "critical"}, [], ["anong worse a-line", "anong worse a-mail"]),
)  # fmt: skip


@pytest.mark.parametrize(("thread", "changes", "before", "expected"), [pytest.param(*one[1:], id=one[0]) for one in GIVEN])
def test_who_is_told_that_it_was_given_to_them(thread: Thread, changes: dict[str, Any], before: list[Told], expected: list[str]) -> None:
    one = incident("assigned", **changes)
    plan = planned(thread, one, before, False, around(one, assignee_channels=("d-line", "d-mail"), kinds=KINDS | {"d-line": "line", "d-mail": "email"}))
    assert said(plan.tellings) == expected


def test_each_time_that_it_is_given_is_told_of_its_own() -> None:
    one = incident("assigned", assignee="dao", state_by="malee")
    near = around(one, assignee_channels=("d-line",), kinds=KINDS | {"d-line": "line"})
    for before, nth in (([], 1), ([told("dao", "d-line", "given")], 2), ([told("dao", "d-line", "given", nth=n) for n in (1, 2)], 3), ([told("boon", "b-line", "given", nth=4)], 1)):
        (telling,) = planned(TAKEN, one, before, False, near).tellings
        assert telling.nth == nth
    (anew,) = planned(NOTED, one, [told("dao", "d-line", "given", nth=3)], False, around(one, people=(), assignee_channels=("d-line",), kinds=KINDS | {"d-line": "line"})).tellings
    assert (anew.nth, anew.round) == (1, NOTED.round + 1), "a round counts anew"


def test_that_it_was_given_waits_for_the_end_of_quiet_hours_where_it_can() -> None:
    for urgency, due_ms in (("today", NOW_MS + 9), ("immediate", NOW_MS)):
        one = incident("assigned", assignee="boon", state_by="malee", urgency=urgency)
        plan = planned(TAKEN, one, [], False, around(one, assignee_channels=("b-line",), quiet_until_ms=NOW_MS + 9))
        assert [(telling.step, telling.due_ms) for telling in plan.tellings] == [("given", due_ms)]
