"""score: how well a record of events tells what the labels of its scenario say is true.

Only final states count, of each trip and alert the highest version; what closed with `late_evidence` does not stand.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from models.alert import SEVERITY_RANK, Severity
from models.event import ALERT_TYPES, TRIP_TYPES, Event
from models.labels import ANY_SEVERITY, Label
from models.names import identity_key, normal_number
from models.times import from_iso
from streams.compare import newest_versions

_HIGH: Final = SEVERITY_RANK["high"]


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """How long after the labelled beginning alerts were detected, in seconds; `unknown`: raised without such a time."""

    known: int = 0
    unknown: int = 0
    median_s: float | None = None
    p95_s: float | None = None


class RuleScore(msgspec.Struct, frozen=True, kw_only=True):
    """One rule, or several of which any will do: trips that must raise it, and those whose alert stands in the end.

    `on_benign` and `warnings_on_benign` count alerts on trips on which nothing is wrong, `unasked` those on other trips
    that no label asks for.
    """

    rule: str
    labelled: int = 0
    raised: int = 0
    recall: float | None = None
    delay: Delay = Delay()
    on_benign: int = 0
    warnings_on_benign: int = 0
    unasked: int = 0


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as labelled."""

    what: str
    trip: str
    kind: str
    rule: str | None = None
    found: str


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """So many of so many; `share` None of none."""

    count: int
    of: int
    share: float | None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that labels and events say of each other; `faults` are what makes it less than perfect."""

    trips: int
    recall: Share
    advisory: Share
    false_alarms: Share
    false_warnings: Share
    never: int
    completions_expected: int
    completions_seen: int
    verdicts: Share
    unlabelled_alerts: int
    rules: tuple[RuleScore, ...]
    faults: tuple[Fault, ...]


class _Told(NamedTuple):
    """What the events say of one label: its alerts, standing or not, and its completed trips."""

    label: Label
    alerts: list[dict[str, Any]]
    completed: list[dict[str, Any]]

    @property
    def standing(self) -> list[dict[str, Any]]:
        return [alert for alert in self.alerts if _stands(alert)]


class _Met(NamedTuple):
    """One entry of a label's `must` against the events: the alert that meets it, None where none does."""

    told: _Told
    rules: tuple[str, ...]
    alert: dict[str, Any] | None


def score(labels: Sequence[Label], events: Iterable[Event]) -> Score:
    """Scores events, of any order and repeated or not, by labels."""
    told, unlabelled = _assigned(labels, newest_versions(events).values())
    met = [_Met(one, rules, _meeting(one, rules)) for one in told for rules in one.label.must]
    asked = [one for one in met if not one.told.label.advisory]
    held = [one for one in told if not one.label.advisory]
    benign = [one for one in held if one.label.benign]
    judged = [one for one in held if one.label.verdict is not None and one.completed]
    counted = [one for one in held if one.label.completes is not None]
    never = [fault for one in held for fault in _never_faults(one)]
    faults = [
        *(_missed(one) for one in asked if one.alert is None),
        *(_false_alarm(one, alert) for one in benign for alert in one.standing if _rank(alert) >= _HIGH),
        *never,
        *(_completions(one) for one in counted if len(one.completed) != one.label.completes),
        *(fault for one in judged for fault in _verdict_faults(one)),
    ]
    return Score(
        trips=len(labels),
        recall=_share(sum(one.alert is not None for one in asked), len(asked)),
        advisory=_share(
            sum(one.alert is not None and one.told.label.advisory for one in met), len(met) - len(asked)
        ),
        false_alarms=_share(sum(any(_rank(a) >= _HIGH for a in one.standing) for one in benign), len(benign)),
        false_warnings=_share(sum(any(_is_warning(a) for a in one.standing) for one in benign), len(benign)),
        never=len(never),
        completions_expected=sum(one.label.completes or 0 for one in counted),
        completions_seen=sum(len(one.completed) for one in counted),
        verdicts=_share(sum(not _verdict_faults(one) for one in judged), len(judged)),
        unlabelled_alerts=unlabelled,
        rules=_rule_scores(asked, held),
        faults=tuple(faults),
    )


def _assigned(labels: Sequence[Label], newest: Iterable[Event]) -> tuple[list[_Told], int]:
    told = [_Told(label, [], []) for label in labels]
    owners = _Owners(labels)
    unlabelled = 0
    for event in newest:
        numbers = owners.of(event.data)
        if event.type in ALERT_TYPES:
            unlabelled += not numbers and _stands(event.data)
            for number in numbers:
                told[number].alerts.append(event.data)
        elif event.type == TRIP_TYPES[2]:
            for number in numbers:
                told[number].completed.append(event.data)
    return told, unlabelled


class _Owners:
    """Finds the labels that an event concerns: by unit, else by plate, by vendor, by permit."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, label in enumerate(labels):
            for unit_id in label.units:
                self._by["unit", unit_id].append(number)
            if label.plate is not None:
                self._by["plate", normal_number(label.plate)].append(number)
            if label.vendor is not None:
                self._by["vendor", label.vendor].append(number)
            if label.permit_no is not None:
                self._by["permit", label.permit_no].append(number)

    def of(self, data: dict[str, Any]) -> list[int]:
        """The numbers of the labels; of several that share a unit or plate, those of the event's permit."""
        permit = normal_number(data["permit_no"]) if data.get("permit_no") else None
        names = [
            ("unit", identity_key(data["unit_id"]) if data.get("unit_id") else None),
            ("plate", normal_number(data["plate"]) if data.get("plate") else None),
            ("vendor", data.get("vendor")),
            ("permit", permit),
        ]
        for name, value in names:
            found = self._by.get((name, value), []) if value is not None else []
            if found:
                return [number for number in found if self._labels[number].permit_no == permit] or found
        return []


def _stands(alert: dict[str, Any]) -> bool:
    return alert.get("close_reason") != "late_evidence"


def _rank(alert: dict[str, Any]) -> int:
    return SEVERITY_RANK[alert["severity"]]


def _is_warning(alert: dict[str, Any]) -> bool:
    return bool(alert["severity"] == "warning")


def _at_least(alert: dict[str, Any], severity: Severity) -> bool:
    return _rank(alert) >= SEVERITY_RANK[severity]


def _meeting(told: _Told, rules: tuple[str, ...]) -> dict[str, Any] | None:
    """The alert that meets one entry of `must`: the first detected after the breach began, or else the first."""
    label = told.label
    found = [
        alert
        for alert in told.standing
        if alert["rule"] in rules and _at_least(alert, label.severity.get(alert["rule"], ANY_SEVERITY))
    ]
    return min(found, key=lambda alert: ((_delay_s(label, alert) or 0) < 0, alert["detected_at"]), default=None)


def _delay_s(label: Label, alert: dict[str, Any]) -> float | None:
    begins_ms = label.begins_ms(alert["rule"])
    return None if begins_ms is None else (from_iso(alert["detected_at"]) - begins_ms) / 1000


def _rule_scores(asked: Sequence[_Met], told: Sequence[_Told]) -> tuple[RuleScore, ...]:
    by_name: dict[str, list[_Met]] = defaultdict(list)
    for one in asked:
        by_name[" | ".join(one.rules)].append(one)
    strays: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in told:
        wanted = {rule for rules in each.label.must for rule in rules}
        for alert in each.standing:
            if each.label.benign:
                strays[alert["rule"]][0] += _rank(alert) >= _HIGH
                strays[alert["rule"]][1] += _is_warning(alert)
            elif alert["rule"] not in wanted:
                strays[alert["rule"]][2] += 1
    rows = []
    for name in sorted(by_name.keys() | strays.keys()):
        one_rule = by_name.get(name, [])
        raised = sum(one.alert is not None for one in one_rule)
        on_benign, warnings, unasked = strays.get(name, (0, 0, 0))
        rows.append(
            RuleScore(
                rule=name, labelled=len(one_rule), raised=raised, recall=_share(raised, len(one_rule)).share,
                delay=_delay(one_rule), on_benign=on_benign, warnings_on_benign=warnings, unasked=unasked,
            )
        )  # fmt: skip
    return tuple(rows)


def _delay(met: Sequence[_Met]) -> Delay:
    delays = [_delay_s(one.told.label, one.alert) for one in met if one.alert is not None]
    known = sorted(seconds for seconds in delays if seconds is not None)
    if not known:
        return Delay(unknown=len(delays))
    return Delay(
        known=len(known), unknown=len(delays) - len(known), median_s=round(statistics.median(known), 3),
        p95_s=known[math.ceil(0.95 * len(known)) - 1],
    )  # fmt: skip


def _share(count: int, of: int) -> Share:
    return Share(count=count, of=of, share=round(count / of, 4) if of else None)


def _missed(met: _Met) -> Fault:
    near = [
        f"{alert['rule']} {alert['severity']}{'' if _stands(alert) else ', refuted by late evidence'}"
        for alert in met.told.alerts
        if alert["rule"] in met.rules
    ]
    return _fault("missed", met.told.label, " | ".join(met.rules), "; ".join(near) or "nothing")


def _false_alarm(told: _Told, alert: dict[str, Any]) -> Fault:
    return _fault("false alarm", told.label, alert["rule"], f"{alert['severity']}, {alert['alert_id']}")


def _never_faults(told: _Told) -> Iterable[Fault]:
    label = told.label
    for alert in told.standing:
        least = ANY_SEVERITY if alert["rule"] in label.never else label.never_at.get(alert["rule"])
        if least is not None and _at_least(alert, least):
            yield _fault("never", label, alert["rule"], f"{alert['severity']}, {alert['alert_id']}")


def _completions(told: _Told) -> Fault:
    return _fault("completions", told.label, None, f"{len(told.completed)} where {told.label.completes} are labelled")


def _verdict_faults(told: _Told) -> list[Fault]:
    label = told.label
    return [
        _fault("verdict", label, None, f"{trip.get('verdict')} where {label.verdict} is labelled")
        for trip in _of_the_breach(told)
        if trip.get("verdict") != label.verdict
    ]


def _of_the_breach(told: _Told) -> Sequence[dict[str, Any]]:
    """The completed trips that a label speaks of: of a truck's rounds the one in which its breach begins, else all."""
    from_ms = told.label.from_ms
    if told.label.benign or from_ms is None:
        return told.completed
    during = [one for one in told.completed if _lasts_through(one, from_ms)]
    return during or told.completed


def _lasts_through(trip: dict[str, Any], at_ms: int) -> bool:
    started, completed = trip.get("started_at"), trip.get("completed_at")
    return started is not None and completed is not None and from_iso(started) <= at_ms <= from_iso(completed)


def _fault(what: str, label: Label, rule: str | None, found: str) -> Fault:
    return Fault(what=what, trip=label.name, kind=label.kind, rule=rule, found=found)
