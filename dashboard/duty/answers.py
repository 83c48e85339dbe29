"""What is asked and answered about rosters and messages, as types: the OpenAPI description is generated from them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dashboard.answers import ProblemBody
from models.alert import Severity, Urgency
from models.roster import DutyRole, OnHolidays
from models.telling import StepName

Name = Annotated[str, Meta(pattern=r"\S", max_length=80)]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="local time, hours and minutes")]


class Hours(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Local times; where `to` is no later than `from` it is the next day's."""

    from_: Clock
    to: Clock


class Shift(Hours, frozen=True, kw_only=True):
    """Hours on days of the week, 1 is Monday; what holidays do is said of the day on which they begin."""

    days: Annotated[list[Annotated[int, Meta(ge=1, le=7)]], Meta(min_length=1, max_length=7)]
    holidays: OnHolidays = "as_usual"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person, the channels in the order in which they are used, and the shifts; without one always on duty."""

    person: Name
    role: DutyRole
    channels: Annotated[list[Name], Meta(min_length=1, max_length=10)]
    shifts: Annotated[list[Shift], Meta(max_length=20)] = []


class Change(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """That a person is on duty, or is not, with `from` <= time < `to` (ISO-8601), whatever the shifts say."""

    person: Name
    from_: str
    to: str
    on_duty: bool
    note: Annotated[str, Meta(max_length=200)] = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Of what (null and empty: of anything) how many people are told first, over how many unlike channels each."""

    urgency: Urgency | None = None
    least_severity: Severity | None = None
    rules: Annotated[list[str], Meta(max_length=40)] = []
    role: DutyRole = "officer"
    people: Annotated[int, Meta(ge=0, le=20)] = 1
    channels: Annotated[int, Meta(ge=1, le=5)] = 1
    escalates: bool = False


class RosterSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A roster as it is to be; `version` is the one that was seen, 0 of a new one. `ring` is drawn, longitude first."""

    version: Annotated[int, Meta(ge=0)]
    name_th: Name
    name_en: Name
    zone_ids: Annotated[list[str], Meta(max_length=200)] = []
    provinces: Annotated[list[str], Meta(max_length=80)] = []
    ring: Annotated[list[tuple[float, float]], Meta(max_length=200)] = []
    for_the_rest: bool = False
    members: Annotated[list[Member], Meta(max_length=200)] = []
    changes: Annotated[list[Change], Meta(max_length=500)] = []
    rules: Annotated[list[Rule], Meta(max_length=50)] = []
    quiet: Hours | None = None


class Roster(RosterSaid, frozen=True, kw_only=True):
    """A roster as it stands."""

    roster_id: str


class OnDutyNow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be told now; `why` is `always`, `shift`, `change`, or `nobody_else` (not on duty)."""

    person: str
    role: DutyRole
    why: Literal["always", "shift", "change", "nobody_else"]


class ListedRoster(Roster, frozen=True, kw_only=True):
    """A roster, and who is on duty by it now, in the order in which they are told."""

    now: list[OnDutyNow]


class ListedChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as the notifier has it; `state` is `open` while it is left alone. `quota` is a month's messages."""

    name: str
    kind: str
    state: Literal["closed", "open", "trying"]
    quota: int | None
    used: int | None
    told_at: str


class RosterList(msgspec.Struct, frozen=True, kw_only=True):
    """All rosters, and the channels that members may have.

    `strangers`: officers and supervisors of rosters without an account, where anybody has one.
    """

    items: list[ListedRoster]
    channels: list[ListedChannel]
    strangers: list[str]


class RosterOvertaken(ProblemBody, frozen=True, kw_only=True):
    """That somebody was first, and the roster as it now stands; null where it is gone."""

    current: Roster | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One step for a person over a channel; `state` is `waiting` before there is a message, then that of the message.

    `kind` is the channel's, null of one that the notifier no longer has.
    `sent_at`: the channel has it. `delivered_at`: it arrived, as far as the channel says so. `opened_at`: the person
    has opened it. `incident_id`: the case, or an incident that was merged into it. `nth`: which time it is,
    from 1, that this step is told to this person in the round.
    """

    incident_id: str
    round: int
    step: StepName
    person: str
    channel: str
    kind: str | None
    why: str
    due_at: str
    state: Literal["waiting", "due", "sent", "given_up"]
    sent_at: str | None
    delivered_at: str | None
    opened_at: str | None
    error: str | None
    nth: int


class ToldList(msgspec.Struct, frozen=True, kw_only=True):
    """All that was told of an incident, and is yet to be told."""

    items: list[Told]


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages to the asking person it opened."""

    messages: int


class UntoldIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An immediate incident that nobody has in hand and nobody was told of, and since when."""

    incident_id: str
    plate: str | None
    province: str | None
    since: str


class UntoldList(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are, and the first of them."""

    items: list[UntoldIncident]
    count: int


class TrialSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Whose channel is to be tried."""

    person: Name
    channel: Name


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A message that tries a channel, as it stands."""

    message_id: str
    person: str
    channel: str
    state: Literal["due", "sent", "given_up"]
    attempts: int
    made_at: str
    sent_at: str | None
    delivered_at: str | None
    error: str | None


class Inboxed(msgspec.Struct, frozen=True, kw_only=True):
    """A message that would have been sent: to whom, over which channel of which kind, and what it says."""

    inbox_id: int
    message_id: str
    at: str
    person: str
    channel: str
    kind: str
    urgency: Urgency
    subject_th: str
    subject_en: str
    message_th: str
    message_en: str
    incident_ids: list[str]
    steps: list[str]
    link: str | None
