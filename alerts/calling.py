"""Calling: by which rule an incident is told, to whom first, and over which of a person's channels."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from alerts.duty import OnDuty
from models.alert import SEVERITY_RANK
from models.incident import Summary
from models.roster import DUTY_ROLES, CallRule

DEFAULT_RULES: Final = (
    CallRule(urgency="immediate", people=1, channels=2, escalates=True),
    CallRule(urgency="today", people=1, channels=1),
    CallRule(people=0),
)
"""What holds behind the rules of a roster: what is immediate goes at once over two unlike channels."""


def rule_for(rules: Sequence[CallRule], summary: Summary) -> CallRule:
    """The first rule that fits an incident, of a roster's own and then of the default ones.

    Whatever it says, what is immediate is told to one person at least, over two channels, and to others after them.
    """
    rule = next(rule for rule in (*rules, *DEFAULT_RULES) if _fits(rule, summary))
    if summary.urgency != "immediate":
        return rule
    return msgspec.structs.replace(rule, people=max(1, rule.people), channels=max(2, rule.channels), escalates=True)


def first_called(people: Sequence[OnDuty], rule: CallRule, *, or_anybody: bool = False) -> tuple[OnDuty, ...]:
    """Who is told first: of the role that the rule names, and of the next ones where there are not enough.

    `or_anybody`: where there is nobody of these, people of any role.
    """
    least = DUTY_ROLES.index(rule.role)
    fit = tuple(one for one in people if DUTY_ROLES.index(one.role) >= least)
    return (fit if fit or not or_anybody else tuple(people))[: rule.people]


def unlike_channels(
    channels: Sequence[str], kinds: Mapping[str, str], count: int, used: Collection[str] = ()
) -> tuple[str, ...]:
    """At most `count` of a person's channels, in their order, each of another kind than the rest and than those used.

    `kinds` tells the kind of each channel that is set up; one that is not is left out.
    """
    chosen: list[str] = []
    taken = {kinds[name] for name in used if name in kinds}
    for name in channels:
        if len(chosen) < count and name not in used and name in kinds and kinds[name] not in taken:
            chosen.append(name)
            taken.add(kinds[name])
    return tuple(chosen)


def another_channel(channels: Sequence[str], kinds: Mapping[str, str], used: Collection[str]) -> str | None:
    """One channel more for a person who was told over those used: an unlike one, else any other; None without one."""
    unlike = unlike_channels(channels, kinds, 1, used)
    if unlike:
        return unlike[0]
    return next((name for name in channels if name in kinds and name not in used), None)


def _fits(rule: CallRule, summary: Summary) -> bool:
    if rule.urgency is not None and rule.urgency != summary.urgency:
        return False
    if rule.least_severity is not None and SEVERITY_RANK[summary.severity] < SEVERITY_RANK[rule.least_severity]:
        return False
    return not rule.rules or not set(rule.rules).isdisjoint(summary.rules)
