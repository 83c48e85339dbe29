"""Readings counted: by rule and by kind."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from benchmarks.quality.reading import Reading


class RuleTally(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: trips that must raise it and do; trips on which it is raised wrongly, of how many where it may not be.

    `unasked`: raised on trips on which something else is wrong. Delays in seconds, from the breach to its detection.
    """

    rule: str
    must: int
    found: int
    others: int
    false: int
    unasked: int
    delay_median_s: float | None
    delay_p95_s: float | None


class KindTally(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of trip: how many, how many judged wholly as labelled, and what went wrong how often."""

    kind: str
    benign: bool
    trucks: int
    right: int
    faults: dict[str, int]


def by_rule(readings: Sequence[Reading]) -> list[RuleTally]:
    """A line a rule that is asked for or raised."""
    rules = sorted({rule for one in readings for rule in (*one.must, *one.raised)})
    return [_rule(rule, readings) for rule in rules]


def _rule(rule: str, readings: Sequence[Reading]) -> RuleTally:
    asked = [one for one in readings if rule in one.must]
    others = [one for one in readings if rule not in one.must and rule not in one.may]
    delays = sorted(one.delays_s[rule] for one in asked if rule in one.delays_s)
    return RuleTally(
        rule=rule,
        must=len(asked),
        found=sum(not any(missed.startswith(f"{rule} ") for missed in one.missed) for one in asked),
        others=len(others),
        false=sum(rule in one.false for one in others),
        unasked=sum(rule in one.unasked for one in others),
        delay_median_s=round(statistics.median(delays)) if delays else None,
        delay_p95_s=round(delays[min(len(delays) * 95 // 100, len(delays) - 1)]) if delays else None,
    )


def by_kind(readings: Iterable[Reading]) -> list[KindTally]:
    """A line a kind, those with most faults first."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for one in readings:
        groups[one.kind].append(one)
    lines = [_kind(kind, group) for kind, group in groups.items()]
    return sorted(lines, key=lambda line: (line.right - line.trucks, line.kind))


def _kind(kind: str, group: list[Reading]) -> KindTally:
    faults: dict[str, int] = defaultdict(int)
    for one in group:
        for fault in faults_of(one):
            faults[fault] += 1
    return KindTally(
        kind=kind,
        benign=all(one.benign for one in group),
        trucks=len(group),
        right=sum(one.right for one in group),
        faults=dict(sorted(faults.items())),
    )


def faults_of(one: Reading) -> list[str]:
    """What is not as labelled, one phrase each."""
    return [
        *(f"missed: {rule}" for rule in one.missed),
        *(f"false: {rule}" for rule in one.false),
        *(f"unasked: {rule}" for rule in one.unasked),
        *one.wrong,
    ]
