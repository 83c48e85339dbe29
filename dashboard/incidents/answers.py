"""What the alert desk's part of the API answers and takes, as types; times are ISO-8601 UTC."""

import msgspec

from dashboard.answers import Alert, ProblemBody
from models.alert import Certainty, Severity, Urgency
from models.incident import About, Act, CaseAct, LogAct, Outcome, State
from models.shelf import ShelfKind, ShelfState


class OnShelf(msgspec.Struct, frozen=True, kw_only=True):
    """That an incident is shelved: by which shelf, until when, and why."""

    shelf_id: str
    until: str
    reason: str


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """The alerts of one subject; what they say is said by the worst of them that is open, else by the worst of all.

    `version` counts its changes, `state_by` is who put it into its state; `acts` is what the asking person may do now.
    `refuted_alerts` were taken back by later
    evidence. A closed one without an outcome closed by itself, or is part of another's case (`merged_into`).
    `merged_ids` are the incidents that are part of this one's case, `plates` then its trucks, that of the worst alert
    first; `case_acts` is what of merging the asking person may do.
    """

    incident_id: str
    version: int
    state: State
    about: About
    subject: str
    trip_id: str | None
    unit_id: str | None
    plate: str | None
    province: str | None
    zone_id: str | None
    vendor: str | None
    permit_no: str | None
    carrier: str | None
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    rules: tuple[str, ...]
    alert_ids: tuple[str, ...]
    open_alerts: int
    refuted_alerts: int
    reason_th: str
    reason_en: str
    lat: float | None
    lon: float | None
    estate_zone_id: str | None
    started_at: str
    detected_at: str
    changed_at: str
    state_by: str | None
    assignee: str | None
    outcome: Outcome | None
    outcome_reason: str | None
    closed_by: str | None
    acts: list[Act]
    merged_into: str | None
    merged_ids: tuple[str, ...]
    plates: tuple[str, ...]
    case_acts: list[CaseAct]
    shelf: OnShelf | None


class LogLine(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One change of an incident: who did what when; `who` is `wastetrack` where it happened by itself.

    `seq` is the version that the incident had after it; `alert_id` is the alert that came, `other_id` the incident that
    it was merged into, took in, let go or came out of.
    """

    seq: int
    version: int
    at: str
    who: str
    act: LogAct
    from_: State | None
    to: State
    text: str | None
    assignee: str | None
    outcome: Outcome | None
    alert_id: str | None
    other_id: str | None


class MergedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that is part of a case: what its own alerts say, its own log, and how it stood when it was merged."""

    incident_id: str
    about: About
    subject: str
    unit_id: str | None
    trip_id: str | None
    plate: str | None
    province: str | None
    urgency: Urgency
    severity: Severity
    rules: tuple[str, ...]
    alert_ids: tuple[str, ...]
    open_alerts: int
    reason_th: str
    reason_en: str
    started_at: str
    state_before: State
    assignee: str | None
    merged_by: str
    merged_at: str
    log: list[LogLine]


class IncidentStory(Incident, frozen=True, kw_only=True):
    """An incident with its alerts, newest detection first, its log, oldest line first, and what was merged into it.

    `first_th` and `first_en` say what is done first about the worst of them.
    """

    first_th: str | None
    first_en: str | None
    alerts: list[Alert]
    log: list[LogLine]
    merged: list[MergedIncident]


class MergeForm(msgspec.Struct, frozen=True, kw_only=True):
    """Into which incident this one is to be merged, the versions of both that are on the screen, and why."""

    version: int
    into: str
    into_version: int
    text: str | None = None


class SplitForm(msgspec.Struct, frozen=True, kw_only=True):
    """Which merged incident is to be taken out, the version of the case that is on the screen, and why."""

    version: int
    incident_id: str
    text: str | None = None


class Overtaken(ProblemBody, frozen=True, kw_only=True):
    """That somebody was first, and the incident as it now stands."""

    current: IncidentStory


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of incidents; `shelved` counts those open ones of the same question that a shelf holds."""

    items: list[Incident]
    next: str | None
    shelved: int


class NewShelf(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shelved until when, and why."""

    kind: ShelfKind
    key: str
    reason: str
    until: str


class Lift(msgspec.Struct, frozen=True, kw_only=True):
    """Why a shelf ends early."""

    reason: str


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf; `held` counts the open incidents that it holds now."""

    shelf_id: str
    kind: ShelfKind
    key: str
    reason: str
    until: str
    made_by: str
    made_at: str
    confirmed_by: str | None
    confirmed_at: str | None
    lifted_by: str | None
    lifted_at: str | None
    lift_reason: str | None
    state: ShelfState
    held: int


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    role: str


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and whom work may be given to, by name."""

    me: Me
    names: list[str]
