"""Which alerts make one incident, what they say together, and what becomes of it when they change."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.incidents.follow import MOVES, Standing, Turn, followed, gathered, standing_of, turn_of
from dashboard.incidents.gather import Case, Subject, joins, placed, subject_of, subject_of_all
from dashboard.incidents.summary import summarise
from models.incident import LEAST_RANK, GatheredAlert, rank_of
from models.times import HOUR_MS
from tests.dashboard.incidents.seed import NOW_MS, alert, refuted

BARE = {"trip_id": None, "unit_id": None, "permit_no": None, "plate": None, "province": None}

# What an alert names, and what it is about.
SUBJECTS: tuple[tuple[str, dict[str, Any], Subject], ...] = (
    ("its trip before all else", {"zone_id": "Z1"}, Subject("trip", "T1")),
    ("its truck outside a trip", {"trip_id": None, "zone_id": "Z1"}, Subject("unit", "U1")),
    ("the place where there is no truck", BARE | {"zone_id": "Z1"}, Subject("place", "Z1")),
    ("a site that emerges, whoever's stop made it one", {"rule": "emerging-site", "trip_id": None}, Subject("place", "site:12.670,101.130")),
    ("the GPS vendor", BARE | {"rule": "vendor-outage", "vendor": "043"}, Subject("vendor", "043")),
    ("the permit, in the form in which numbers join", BARE | {"permit_no": "กอ.1-2569-000417"}, Subject("permit", "กอ12569000417")),
    ("a truck known by its plate alone", BARE | {"plate": "70-1234", "province": "ระยอง"}, Subject("unit", "70-1234|ระยอง")),
    ("itself where it names nothing", BARE, Subject("unit", "A1")),
)


@pytest.mark.parametrize(("line", "changes", "subject"), SUBJECTS)
def test_what_an_alert_is_about(line: str, changes: dict[str, Any], subject: Subject) -> None:
    assert subject_of(alert(**changes)) == subject, line


HOUR = 60

# Whether a second alert joins the incident of the first, which began at minute 0.
JOININGS: tuple[tuple[str, GatheredAlert, dict[str, Any], str], ...] = (
    ("of the same trip, an hour later", alert("A2", HOUR), {}, "joins"),
    ("however it stands, as long as it is not closed", alert("A2", HOUR), {"state": "watching"}, "joins"),
    ("of another rule and unit of that trip", alert("A2", HOUR, rule="signal-lost", unit_id="U2"), {}, "joins"),
    ("which began before it: told late", alert("A2", -HOUR), {}, "joins"),
    ("of another trip of that truck", alert("A2", HOUR, trip_id="T2"), {}, "other_subject"),
    ("of that truck outside its trip", alert("A2", HOUR, trip_id=None), {}, "other_subject"),
    ("of the trip whose incident is closed", alert("A2", HOUR), {"state": "closed"}, "closed"),
    ("just under a day later", alert("A2", 24 * HOUR - 1), {}, "joins"),
    ("a day later", alert("A2", 24 * HOUR), {}, "too_far_apart"),
)


@pytest.mark.parametrize(("line", "second", "changes", "expected"), JOININGS)
def test_whether_an_alert_joins(line: str, second: GatheredAlert, changes: dict[str, Any], expected: str) -> None:
    first = msgspec.structs.replace(placed(alert(), (), NOW_MS).incident, **changes)
    assert joins(second, first) == expected, line


def test_of_two_open_incidents_of_a_subject_the_one_that_began_last_is_joined() -> None:
    cases = [placed(alert("A1"), (), NOW_MS), placed(alert("A2", 20 * HOUR), (), NOW_MS)]
    assert [one.alert_id for one in placed(alert("A3", 21 * HOUR), cases, NOW_MS).alerts] == ["A2", "A3"]


def test_the_same_alert_always_opens_the_same_incident() -> None:
    first, second = placed(alert(), (), NOW_MS), placed(alert(version=7, severity="critical"), (), NOW_MS + 5)
    assert first.incident.incident_id == second.incident.incident_id
    assert first.incident.incident_id != placed(alert("A2"), (), NOW_MS).incident.incident_id


# Alerts, and the rule whose words stand for all: the worst that is open, else the worst that was not refuted, else any.
WORST: tuple[tuple[str, list[GatheredAlert], str], ...] = (
    ("urgency before severity", [alert("A1", severity="critical", urgency="today", rule="a"), alert("A2", severity="warning", rule="b")], "b"),
    ("severity where urgency is the same", [alert("A1", rule="a"), alert("A2", severity="critical", rule="b")], "b"),
    ("the surer where both are the same", [alert("A1", certainty="possible", rule="a"), alert("A2", rule="b")], "b"),
    ("what is open before what is over", [alert("A1", severity="critical", is_open=False, rule="a"), alert("A2", urgency="record", rule="b")], "b"),
    ("what is over before what was refuted", [refuted("A1", severity="critical", rule="a"), alert("A2", is_open=False, rule="b")], "b"),
    ("what was refuted where there is nothing else", [refuted("A1", severity="warning", rule="a"), refuted("A2", rule="b")], "b"),
    ("the newest where all is the same", [alert("A1", 0, rule="a"), alert("A2", 5, rule="b")], "b"),
    ("what goes on before what is newer and has ended", [alert("A1", 0, rule="a"), alert("A2", 5, is_open=False, rule="b")], "a"),
    ("the id where the time is the same too", [alert("A2", rule="b"), alert("A1", rule="a")], "a"),
)


@pytest.mark.parametrize(("line", "alerts", "rule"), WORST)
def test_what_the_worst_alert_says_stands_for_all(line: str, alerts: list[GatheredAlert], rule: str) -> None:
    told = summarise(alerts)
    worst = next(one for one in alerts if one.rule == rule)
    assert told.rules[0] == rule, line
    assert (told.urgency, told.severity, told.certainty) == (worst.urgency, worst.severity, worst.certainty)


def test_what_alerts_say_together() -> None:
    told = summarise([
        alert("A3", 9, rule="power-cut", lat=None, lon=None, severity="critical"),
        alert("A1", 2, zone_id="Z9", is_open=False),
        refuted("A2", 0, rule="signal-lost"),
    ], "Z-EST-1")  # fmt: skip
    assert (told.rules, told.alert_ids) == (("power-cut", "route-deviation", "signal-lost"), ("A2", "A1", "A3"))
    assert (told.open_alerts, told.refuted_alerts, told.is_refuted) == (1, 1, False)
    assert told.started_ms == alert("A1", 2).started_ms, "what was refuted did not begin it"
    assert (told.lat, told.lon, told.zone_id, told.estate_zone_id) == (12.67, 101.13, "Z9", "Z-EST-1")


def test_ranks_go_by_urgency_then_severity() -> None:
    urgencies, severities = ("immediate", "today", "record"), ("critical", "high", "warning", "info")
    ranks = [rank_of(urgency, severity) for urgency in urgencies for severity in severities]  # type: ignore[arg-type]  # words of a table
    assert ranks == list(range(LEAST_RANK + 1))


def test_every_pair_of_standing_and_turn_is_written() -> None:
    assert set(MOVES) == {(standing, turn) for standing in get_args(Standing) for turn in get_args(Turn)}


def case_of(*alerts: GatheredAlert, **changes: Any) -> Case:
    """An incident with these alerts, as it was when it was gathered."""
    incident = placed(alerts[0], (), NOW_MS).incident
    summary = summarise(alerts)
    incident = msgspec.structs.replace(incident, summary=summary, peak=summary.rank, version=5)
    return Case(incident=msgspec.structs.replace(incident, **changes), alerts=alerts)


def after(case: Case, *alerts: GatheredAlert) -> Case:
    return followed(msgspec.structs.replace(case, alerts=alerts), (), lambda _: None, NOW_MS + 1)


TOUCHED = {"touched": True}
JUDGED = {"state": "closed", "touched": True, "closed_by": "malee", "closed_ms": NOW_MS, "outcome": "lawful", "outcome_reason": "ก"}
WITHDRAWN = {"state": "closed", "closed_ms": NOW_MS, "outcome_reason": "ก"}
GRAVE = alert(severity="critical")

# How it stands, its alert before and after, what is noted in its log, and the state after.
TURNS: tuple[tuple[str, dict[str, Any], GatheredAlert, GatheredAlert, str | None, str], ...] = (
    ("nobody touched it and all was refuted: it closes itself", {}, alert(), refuted(), "withdraw", "closed"),
    ("somebody wrote a comment: it stays and shows it", TOUCHED, alert(), refuted(), "refute", "new"),
    ("somebody took note of it: it stays", TOUCHED | {"state": "acknowledged"}, alert(), refuted(), "refute", "acknowledged"),
    ("somebody has it: it stays", TOUCHED | {"state": "assigned", "assignee": "malee"}, alert(), refuted(), "refute", "assigned"),
    ("a person closed it: that stands, and the log tells", JUDGED, alert(), refuted(), "refute", "closed"),
    ("it is said once", TOUCHED, refuted(), refuted(version=2), None, "new"),
    ("the breach ended: people still judge it", {}, alert(), alert(is_open=False), None, "new"),
    ("what was refuted holds again, and it had closed itself", WITHDRAWN, refuted(), alert(version=3), "resurface", "new"),
    ("what was refuted holds again, and a person had closed it", JUDGED, refuted(), alert(version=3), "resurface", "new"),
    ("what was refuted holds again while somebody has it", TOUCHED | {"state": "assigned", "assignee": "malee"}, refuted(), alert(version=3), "bear_out", "assigned"),
    ("graver, and nobody has looked: it sounds already", {}, alert(), GRAVE, None, "new"),
    ("graver than what was acknowledged: it is new again", TOUCHED | {"state": "acknowledged"}, alert(), GRAVE, "worsen", "new"),
    ("graver than what is watched: it is new again", TOUCHED | {"state": "watching", "assignee": "malee"}, alert(), GRAVE, "worsen", "new"),
    ("graver, and somebody is at it: it stays with that one", TOUCHED | {"state": "assigned", "assignee": "malee"}, alert(), GRAVE, "worsen", "assigned"),
    ("graver than what a person closed", JUDGED, alert(), GRAVE, "resurface", "new"),
    ("more urgent, though less severe", TOUCHED | {"state": "acknowledged"}, alert(urgency="today", severity="critical"), alert(severity="warning"), "worsen", "new"),
    ("graver, but over by now", JUDGED, alert(), alert(severity="critical", is_open=False), None, "closed"),
    ("less grave", TOUCHED | {"state": "acknowledged"}, alert(), alert(severity="warning"), None, "acknowledged"),
    ("as grave as it once was", TOUCHED | {"state": "acknowledged", "peak": 0}, alert(), GRAVE, None, "acknowledged"),
    ("of the time before the desk, and updated", WITHDRAWN, alert(), alert(version=2, reason_en="still"), None, "closed"),
)


@pytest.mark.parametrize(("line", "changes", "was", "now", "deed", "state"), TURNS)
def test_what_becomes_of_it_when_its_alert_changes(
    line: str, changes: dict[str, Any], was: GatheredAlert, now: GatheredAlert, deed: str | None, state: str
) -> None:
    before = case_of(was, **changes)
    found = after(before, now)
    assert [one.act for one in found.lines] == ([deed] if deed else []), line
    assert found.incident.state == state, line
    assert found.incident.version == before.incident.version + len(found.lines)
    assert all(one.who is None and one.text for one in found.lines)
    if state == "new" and deed in {"resurface", "worsen"}:
        cleared = found.incident
        assert (cleared.assignee, cleared.outcome, cleared.outcome_reason, cleared.closed_by, cleared.closed_ms) == (None,) * 5
    if deed == "withdraw":
        assert found.incident.outcome is None
        assert found.incident.outcome_reason


def test_nothing_new_is_the_very_same() -> None:
    case = case_of(alert())
    assert followed(case, (), lambda _: None, NOW_MS + 1) is case


def test_an_incident_follows_its_alerts_to_the_trip_on_which_late_pings_put_them() -> None:
    moved = after(case_of(alert(), alert("A2", 5)), refuted(), alert("A2", 5, trip_id="T2"))
    assert subject_of_all(moved.alerts) == Subject("trip", "T2")
    assert (moved.incident.about, moved.incident.subject, moved.incident.summary.trip_id) == ("trip", "T2", "T2")
    assert joins(alert("A3", 9, trip_id="T2"), moved.incident) == "joins"


def test_what_was_refuted_before_it_was_gathered_opens_nothing() -> None:
    assert gathered((), [refuted()], (), lambda _: None, NOW_MS) == []


def test_what_was_refuted_stays_so_towards_its_standing() -> None:
    assert standing_of(case_of(alert()).incident) == "untouched"
    assert turn_of(summarise([refuted()]), summarise([refuted(), refuted("A2")]), 0) == "nothing"


ALERTS = st.lists(
    st.builds(
        lambda number, minute, trip, severity: alert(f"A{number}", minute, trip_id=trip, severity=severity),
        st.integers(0, 99), st.integers(0, 72 * HOUR), st.sampled_from(("T1", "T2", None)), st.sampled_from(("warning", "high", "critical")),
    ),
    max_size=12, unique_by=lambda one: one.alert_id,
)  # fmt: skip


@given(ALERTS, st.integers(1, 12))
def test_in_whatever_batches_they_come_each_alert_is_in_one_incident_of_its_subject(alerts: list[GatheredAlert], size: int) -> None:
    in_order = sorted(alerts, key=lambda one: (one.detected_ms, one.alert_id))
    at_once = partition(gathered((), in_order, (), lambda _: None, NOW_MS))
    known: dict[str, Case] = {}
    for start in range(0, len(in_order), size):
        for case in gathered(list(known.values()), in_order[start : start + size], (), lambda _: None, NOW_MS):
            known[case.incident.incident_id] = msgspec.structs.replace(case, lines=())
    assert partition(list(known.values())) == at_once
    assert sorted(name for names in at_once for name in names) == sorted(one.alert_id for one in alerts)
    for case in known.values():
        assert {subject_of(one) for one in case.alerts} == {Subject(case.incident.about, case.incident.subject)}
        first, last = (limit(one.started_ms for one in case.alerts) for limit in (min, max))
        assert last - first < 24 * HOUR_MS


def partition(cases: list[Case]) -> set[tuple[str, ...]]:
    return {case.incident.summary.alert_ids for case in cases}
