"""Whether a party is told of an incident by itself: pure, with the reason, from its rules and how it stands."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from models.incident import Incident, rank_of
from models.party import Manner, PartyDue, Way
from models.times import HOUR_MS

Verdict = Literal[
    "told_before", "closed", "refuted", "immediate", "several_trucks", "on_release", "no_address", "no_link", "at_once",
    "after_hours",
]
"""Why a party is not told by itself, the first that holds; or how it is (`at_once`, `after_hours`).

`immediate`: officers may be on their way to it. `several_trucks`: an officer decides when each is told of its own.
`no_link`: messages carry no links here, so that it could not answer.
"""

_IMMEDIATE: Final = rank_of("immediate", "info")
"""The last rank of what is immediate."""
_WAYS: Final[Mapping[Verdict, Way]] = {"at_once": "at_once", "after_hours": "after_hours"}


def manner_of(manners: Mapping[str, Manner], otherwise: Manner, rules: Sequence[str]) -> Manner:
    """How parties are told of an incident of several rules: as the most careful of them says.

    One that waits for release has all wait; else the longest wait counts.
    """
    found = [manners.get(rule, otherwise) for rule in rules] or [otherwise]
    waiting = [one for one in found if one.how == "on_release"]
    return waiting[0] if waiting else max(found, key=lambda one: one.hours)


def was_immediate(incident: Incident) -> bool:
    """Whether an incident is immediate, or ever was."""
    return incident.peak <= _IMMEDIATE or incident.summary.urgency == "immediate"


def is_of_several(incident: Incident) -> bool:
    """Whether a case has several trucks: nobody is told of it by itself, and each by release of its own alone."""
    return len(incident.summary.plates) > 1


def verdict_of(
    incident: Incident, manner: Manner, *, is_told: bool, has_address: bool, has_links: bool = True
) -> Verdict:
    """Whether a party is told by itself of an incident as it stands, or why not."""
    reasons: tuple[tuple[bool, Verdict], ...] = (
        (is_told, "told_before"),
        (incident.state == "closed", "closed"),
        (incident.summary.is_refuted, "refuted"),
        (was_immediate(incident), "immediate"),
        (is_of_several(incident), "several_trucks"),
        (manner.how == "on_release", "on_release"),
        (not has_address, "no_address"),
        (not has_links, "no_link"),
    )
    first = next((verdict for holds, verdict in reasons if holds), None)
    return first or ("at_once" if manner.how == "at_once" else "after_hours")


def way_of(verdict: Verdict) -> Way | None:
    """The way in which a party is told by itself, None where it is not."""
    return _WAYS.get(verdict)


def due_after(
    known: PartyDue | None, incident_id: str, party: str, verdict: Verdict, manner: Manner, now_ms: int
) -> PartyDue | None:
    """When a party is due after its incident changed; None where nothing is to be written.

    One that waits goes on waiting from when it first did, never shorter than it was to; one that was stopped and may be
    told again begins anew.
    """
    way = way_of(verdict)
    if way is None:
        if known is not None and known.state == "waiting":
            return msgspec.structs.replace(known, state="stopped", outcome=verdict)
        if known is None and verdict in {"no_address", "no_link"}:
            missed: Way = "after_hours" if manner.how == "after_hours" else "at_once"
            return PartyDue(
                incident_id=incident_id, party=party, way=missed, began_ms=now_ms, due_ms=now_ms, state="stopped",
                outcome=verdict,
            )  # fmt: skip
        return None
    wait_ms = round(manner.hours * HOUR_MS) if way == "after_hours" else 0
    if known is None or known.state != "waiting":
        return PartyDue(incident_id=incident_id, party=party, way=way, began_ms=now_ms, due_ms=now_ms + wait_ms)
    due_ms = known.began_ms + wait_ms
    due = msgspec.structs.replace(known, way=way, due_ms=max(due_ms, known.due_ms) if known.way == way else due_ms)
    return None if due == known else due
