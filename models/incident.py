"""Incident: the alerts of one subject as officers work on them, the words of its life, and the lines of its log."""

from typing import Final, Literal, get_args

import msgspec

from models.alert import SEVERITY_RANK, Certainty, Severity, Urgency

About = Literal["trip", "unit", "place", "vendor", "permit"]
State = Literal["new", "acknowledged", "assigned", "watching", "closed"]
Act = Literal["acknowledge", "assign", "release", "watch", "comment", "close", "reopen"]
Deed = Literal["open", "join", "worsen", "refute", "bear_out", "withdraw", "resurface"]
"""What becomes of an incident by itself, as its alerts come and change."""
RoadDeed = Literal["on_the_way", "there", "leave", "help", "finding", "file", "officer_overdue", "reached"]
"""What is told from the road or of who is there: a `file` came, a `reached` officer is one of whom the centre heard."""
PartyDeed = Literal["party_told", "party_unreached", "party_answered", "party_file", "party_waived"]
"""What carrier or generator are told and answer; `party_unreached`: what they were to be told did not reach them,
`party_waived`: it is confirmed without their answer, and why."""
CaseAct = Literal["merge", "split"]
"""What a person does with two incidents: `merge` makes one part of another's case, `split` takes one out of it."""
CaseDeed = Literal["take_in", "come_out"]
"""The other side of it: the case takes one in, and the one that was part of it comes out."""
LogAct = Act | Deed | RoadDeed | PartyDeed | CaseAct | CaseDeed
"""Whatever a line of an incident's log tells."""
Outcome = Literal["confirmed", "lawful", "device_fault", "false"]

CASE_ACTS: Final[tuple[CaseAct, ...]] = get_args(CaseAct)
STATES: Final[tuple[State, ...]] = get_args(State)
ACTS: Final[tuple[Act, ...]] = get_args(Act)
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)

URGENCY_RANK: Final[dict[Urgency, int]] = {"record": 0, "today": 1, "immediate": 2}
_SEVERITIES: Final = len(SEVERITY_RANK)
LEAST_RANK: Final = len(URGENCY_RANK) * _SEVERITIES - 1


def rank_of(urgency: Urgency, severity: Severity) -> int:
    """The place in a queue by urgency, then severity: 0 is the worst."""
    return LEAST_RANK - (URGENCY_RANK[urgency] * _SEVERITIES + SEVERITY_RANK[severity])


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert says, or several together: how grave it is, since when and why, and of which truck and place."""

    urgency: Urgency
    severity: Severity
    certainty: Certainty
    started_ms: int
    detected_ms: int
    reason_th: str
    reason_en: str
    trip_id: str | None = None
    unit_id: str | None = None
    plate: str | None = None
    province: str | None = None
    zone_id: str | None = None
    vendor: str | None = None
    permit_no: str | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def rank(self) -> int:
        """Its place in a queue, 0 the worst."""
        return rank_of(self.urgency, self.severity)


class GatheredAlert(Report, frozen=True, kw_only=True):
    """An alert as it stands, without its evidence: what an incident is made of."""

    alert_id: str
    version: int
    rule: str
    is_open: bool
    is_refuted: bool


class Summary(Report, frozen=True, kw_only=True):
    """What the alerts of an incident say together; rules are worst first, alerts in the order of detection.

    `merged_ids` are the incidents that are part of its case, in the order in which they were merged, `plates` then its
    trucks, that of the worst alert first.
    """

    rules: tuple[str, ...]
    alert_ids: tuple[str, ...]
    open_alerts: int
    refuted_alerts: int
    estate_zone_id: str | None = None
    merged_ids: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()

    @property
    def is_refuted(self) -> bool:
        """Whether later evidence refuted all of it."""
        return self.refuted_alerts == len(self.alert_ids)


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as it stands; `version` is the number of the newest line of its log,
    which a merge raises past that of the other one.

    `state_by` is who put it into its state. A closed one that nobody closed (`closed_by` None) has a reason and no
    outcome: no person judged it. `merged_into` is the case that it is part of, which is itself part of none: it is
    closed then, without an outcome of its own.
    """

    incident_id: str
    version: int
    about: About
    subject: str
    state: State
    peak: int
    changed_ms: int
    summary: Summary
    touched: bool = False
    state_by: str | None = None
    assignee: str | None = None
    outcome: Outcome | None = None
    outcome_reason: str | None = None
    closed_by: str | None = None
    closed_ms: int | None = None
    shelf_id: str | None = None
    shelved_until_ms: int | None = None
    merged_into: str | None = None

    def is_shelved(self, now_ms: int) -> bool:
        """Whether a shelf holds it at a time; what is closed is on none."""
        return self.state != "closed" and self.shelved_until_ms is not None and self.shelved_until_ms > now_ms


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One change of an incident: the version after it, and who did what; `who` is None where nobody did it.

    `other_id` is the incident that it was merged into, took in, let go or came out of.
    """

    incident_id: str
    version: int
    at_ms: int
    act: LogAct
    to_state: State
    from_state: State | None = None
    who: str | None = None
    text: str | None = None
    assignee: str | None = None
    outcome: Outcome | None = None
    alert_id: str | None = None
    other_id: str | None = None
