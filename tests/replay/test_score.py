"""What the score counts, on labels and events made by hand."""

import json
from typing import Any

import pytest

from models.event import Event, build_event
from models.labels import BadLabels, Label, decode_labels
from streams.score import RuleScore, Score, score

BEGAN = "2026-11-02T01:00:00Z"


def alert(number: str = "a1", version: int = 1, minute: int = 2, **data: Any) -> Event:
    """An open alert of unit u1, detected so many minutes after BEGAN; a high deviation unless told otherwise."""
    told = {
        "alert_id": number, "version": version, "rule": "route-deviation", "severity": "high", "unit_id": "u1",
        "started_at": BEGAN, "detected_at": f"2026-11-02T01:{minute:02d}:00.000Z",
    }  # fmt: skip
    return build_event("wastetrack.alert.opened", 0, "u1", told | data)


def trip(state: str = "completed", number: str = "t1", version: int = 1, **data: Any) -> Event:
    told = {"trip_id": number, "version": version, "unit_id": "u1", "plate": "70-1234", "started_at": BEGAN}
    return build_event(f"wastetrack.trip.{state}", 0, number, told | data)


def scored(label: dict[str, Any] | list[dict[str, Any]], *events: Event) -> Score:
    trips = label if isinstance(label, list) else [label]
    return score(decode_labels(json.dumps({"trips": trips}).encode()), events)


def rule(found: Score, name: str = "route-deviation") -> RuleScore:
    return next(row for row in found.rules if row.rule == name)


BREACH = {"unit_id": "u1", "must": [["route-deviation"]], "severity": {"route-deviation": "high"}, "from": BEGAN}
REFUTED = alert(version=2, close_reason="late_evidence")

MET = [
    ("an alert that stands", BREACH, [alert()], 1),
    ("a worse one does as well", BREACH, [alert(severity="critical")], 1),
    ("one below the labelled severity does not", BREACH, [alert(severity="warning")], 0),
    ("without a labelled severity any does", BREACH | {"severity": {}}, [alert(severity="warning")], 1),
    ("one closed by late evidence does not", BREACH, [alert(), REFUTED], 0),
    ("nor when its versions come in the wrong order", BREACH, [REFUTED, alert()], 0),
    ("one raised again after that does", BREACH, [REFUTED, alert(version=3)], 1),
    ("one closed in another way does", BREACH, [alert(), alert(version=2, close_reason="moved_on")], 1),
    ("another unit's does not", BREACH, [alert(unit_id="u2")], 0),
    ("a second unit's does", BREACH | {"units": ["u1", "u2"]}, [alert(unit_id="u2")], 1),
    ("without a unit the plate joins, in its normal form", BREACH | {"plate": "701234"}, [alert(unit_id=None, plate="70-1234")], 1),
    ("a vendor's joins by its name", BREACH | {"vendor": "043"}, [alert(unit_id=None, vendor="043")], 1),
    ("without all these the permit joins", BREACH | {"permit_no": "กอ.1-1"}, [alert(unit_id=None, permit_no="กอ11")], 1),
    ("any rule of an inner list does", BREACH | {"must": [["signal-lost", "route-deviation"]]}, [alert()], 1),
    ("another rule does not", BREACH | {"must": [["signal-lost"]]}, [alert()], 0),
]  # fmt: skip


@pytest.mark.parametrize(("label", "events", "raised"), [pytest.param(*case[1:], id=case[0]) for case in MET])
def test_what_meets_a_label(label: dict[str, Any], events: list[Event], raised: int):
    found = scored(label, *events)
    assert (found.recall.count, found.recall.of) == (raised, 1)
    assert [fault.what for fault in found.faults] == [] if raised else ["missed"]


def test_each_inner_list_is_asked_on_its_own():
    found = scored(BREACH | {"must": [["route-deviation"], ["signal-lost", "power-cut"]]}, alert())
    assert {row.rule: (row.raised, row.labelled) for row in found.rules} == {
        "route-deviation": (1, 1), "signal-lost | power-cut": (0, 1),
    }  # fmt: skip


def test_a_miss_says_what_was_found_instead():
    (fault,) = scored(BREACH | {"plate": "70-1234", "kind": "detour"}, alert(severity="warning")).faults
    assert (fault.trip, fault.kind, fault.rule, fault.found) == ("70-1234", "detour", "route-deviation", "route-deviation warning")


BENIGN = {"unit_id": "u1", "benign": True}
FALSE = [
    ("quiet", [], (0, 0)),
    ("high", [alert()], (1, 0)),
    ("two alerts on one trip are one trip", [alert(), alert("a2")], (1, 0)),
    ("a warning is counted apart", [alert(severity="warning")], (0, 1)),
    ("one of each is both", [alert(), alert("a2", severity="warning")], (1, 1)),
    ("what was refuted is none", [alert(), REFUTED], (0, 0)),
    ("information is none", [alert(severity="info")], (0, 0)),
    ("another trip's is none", [alert(unit_id="u9")], (0, 0)),
]


@pytest.mark.parametrize(("events", "counts"), [pytest.param(*case[1:], id=case[0]) for case in FALSE])
def test_false_alarms_are_shares_of_the_benign_trips(events: list[Event], counts: tuple[int, int]):
    found = scored([BENIGN, {"unit_id": "u2", "benign": True}], *events)
    assert (found.false_alarms.count, found.false_warnings.count) == counts
    assert (found.false_alarms.of, found.false_alarms.share) == (2, counts[0] / 2)


NEVER = [
    ("named", {"never": ["route-deviation"]}, alert(), 1),
    ("named, and refuted", {"never": ["route-deviation"]}, REFUTED, 0),
    ("expected to be refuted, and standing", {"late_evidence": ["route-deviation"]}, alert(), 1),
    ("from a severity on", {"never_at": {"route-deviation": "high"}}, alert(), 1),
    ("below that severity", {"never_at": {"route-deviation": "high"}}, alert(severity="warning"), 0),
    ("another rule", {"never": ["signal-lost"]}, alert(), 0),
]


@pytest.mark.parametrize(("never", "event", "count"), [pytest.param(*case[1:], id=case[0]) for case in NEVER])
def test_what_must_never_be(never: dict[str, Any], event: Event, count: int):
    assert scored({"unit_id": "u1", "benign": False, **never}, event).never == count


def test_delays_are_counted_from_the_labelled_beginning_of_the_rule():
    labels = [
        {**BREACH, "unit_id": f"u{i}", "from_by_rule": {"route-deviation": "2026-11-02T01:01:00Z"}} for i in range(1, 21)
    ]
    found = scored(labels, *(alert(f"a{i}", unit_id=f"u{i}", minute=i + 1) for i in range(1, 21)))
    delay = rule(found).delay
    assert (delay.known, delay.unknown, delay.median_s, delay.p95_s) == (20, 0, 630.0, 19 * 60.0)


def test_a_delay_from_nowhere_is_unknown():
    delay = rule(scored(BREACH | {"from": None}, alert())).delay
    assert (delay.known, delay.unknown, delay.median_s) == (0, 1, None)


def test_of_several_alerts_the_first_after_the_beginning_is_the_breach():
    early = alert("a0", detected_at="2026-11-02T00:10:00Z")
    assert rule(scored(BREACH, early, alert("a2", minute=9), alert("a1", minute=4))).delay.median_s == 240
    assert rule(scored(BREACH, early)).delay.median_s == -3000


COMPLETED = [
    ("as labelled", 1, [trip()], 0),
    ("completed, then undone", 1, [trip(), trip("arrived", version=2)], 1),
    ("too many", 0, [trip()], 1),
    ("two rounds", 2, [trip(), trip(number="t2")], 0),
    ("not asked", None, [trip()], 0),
]


@pytest.mark.parametrize(("completes", "events", "faults"), [pytest.param(*case[1:], id=case[0]) for case in COMPLETED])
def test_completions_by_the_final_state(completes: int | None, events: list[Event], faults: int):
    found = scored({"unit_id": "u1", "completes": completes}, *events)
    assert [fault.what for fault in found.faults] == ["completions"] * faults


def test_verdicts_are_those_of_completed_trips():
    label = {"unit_id": "u1", "verdict": "verified"}
    assert (scored(label, trip(verdict="verified")).verdicts.share, scored(label, trip("started")).verdicts.of) == (1.0, 0)
    wrong = scored(label, trip(verdict="unverified"))
    assert (wrong.verdicts.share, [fault.what for fault in wrong.faults]) == (0.0, ["verdict"])


def test_of_several_rounds_the_verdict_is_that_of_the_one_with_the_breach():
    """A truck that drives properly before and after its breach has other verdicts for those rounds, rightly."""
    clean = trip(number="t1", verdict="verified", completed_at="2026-11-02T01:30:00Z")
    breached = trip(number="t2", verdict="verified_with_alerts", started_at="2026-11-02T02:00:00Z", completed_at="2026-11-02T03:00:00Z")
    label = {"unit_id": "u1", "verdict": "verified_with_alerts", "must": [["route-deviation"]], "from": "2026-11-02T02:20:00Z"}
    asked = [fault for fault in scored(label, clean, breached).faults if fault.what == "verdict"]
    assert asked == []
    swapped = label | {"from": "2026-11-02T01:20:00Z"}
    assert [fault.what for fault in scored(swapped, clean, breached).faults if fault.what == "verdict"] == ["verdict"]
    outside = label | {"from": "2026-11-02T05:00:00Z"}
    assert [fault.what for fault in scored(outside, clean, breached).faults if fault.what == "verdict"] == ["verdict"]


def test_what_is_advisory_is_shown_and_not_held_against_it():
    found = scored(BREACH | {"advisory": True, "never": ["signal-lost"]}, alert(rule="signal-lost"))
    assert (found.recall.of, found.advisory.count, found.advisory.of, found.faults) == (0, 0, 1, ())


def test_of_entries_that_share_a_unit_the_permit_decides():
    labels: list[dict[str, Any]] = [BREACH | {"permit_no": "P-1"}, {"unit_id": "u1", "permit_no": "P-2", "benign": True}]
    found = scored(labels, alert(permit_no="P1"))
    assert (found.recall.count, found.false_alarms.count) == (1, 0)


def test_alerts_that_no_label_asks_for_are_counted_and_no_fault():
    found = scored(BREACH, alert(), alert("a2", rule="signal-lost"), alert("a3", unit_id="u7"))
    assert (rule(found, "signal-lost").unasked, found.unlabelled_alerts, found.faults) == (1, 1, ())


BAD = [
    ("no JSON", b"{", "truncated"),
    ("no list of trips", b"[]", "Expected `object`"),
    ("an unknown severity", b'{"trips": [{"severity": {"x": "dire"}}]}', "Invalid enum value 'dire' - at `$.trips[0].severity"),
    ("a time that is none", b'{"trips": [{"from": "soon"}]}', "not an ISO-8601 time: 'soon'"),
]


@pytest.mark.parametrize(("body", "words"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_labels_that_cannot_be_used_are_told_in_one_line(body: bytes, words: str):
    with pytest.raises(BadLabels) as refused:
        decode_labels(body)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_a_writer_leaves_out_or_does_not_know_is_not_asked():
    (label,) = decode_labels(b'{"until": 1, "trips": [{"unit_id": " u1 ", "must": ["x"], "severity": null, "later": []}]}')
    assert label == Label(units=frozenset({"u1"}), must=(("x",),))
