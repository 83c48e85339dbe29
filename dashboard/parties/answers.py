"""What the parties' part of the API takes and answers, as types; times are ISO-8601 UTC, places WGS84 degrees."""

from typing import Literal

import msgspec

from dashboard.answers import ProblemBody
from dashboard.incidents.answers import IncidentStory
from dashboard.road.answers import RoadFile
from models.party import Authority, PartyRole, Way

Address = Literal["there", "missing", "no_links"]
"""`no_links`: messages carry none here (WASTETRACK_PUBLIC_ADDRESS), so that nobody could answer."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a party wrote."""

    at: str
    text: str


class AskShown(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of a party with what became of its message; `asked_by` is null where it happened by itself."""

    asked_at: str
    until: str
    way: Way
    asked_by: str | None
    rules: tuple[str, ...]
    question: str
    state: Literal["due", "sent", "given_up"]
    sent_at: str | None
    delivered_at: str | None
    opened_at: str | None
    error: str | None


class DueShown(msgspec.Struct, frozen=True, kw_only=True):
    """When a party is told by itself; `outcome` says why it is not, where it is stopped."""

    way: Way
    at: str
    state: Literal["waiting", "told", "stopped"]
    outcome: str | None


class PartyShown(msgspec.Struct, frozen=True, kw_only=True):
    """A party of an incident: whether it can be told, when it is by itself, what it was told and what it answered.

    `rules` and, of a case of several trucks, `plates` are what it would be told of now: its own.
    `waits_for_release`: nothing is told of these rules before an officer releases it. Of a party of before `address`
    is as the settings are now.
    """

    party: str
    role: PartyRole
    name: str
    address: Address
    rules: tuple[str, ...]
    plates: tuple[str, ...]
    waits_for_release: bool
    due: DueShown | None
    asks: list[AskShown]
    answers: list[Written]
    files: list[RoadFile]


class PartyList(msgspec.Struct, frozen=True, kw_only=True):
    """The parties of an incident; `lacking` names those whose answer is missing to close it as confirmed.

    Where it is empty no reason for going without has to be stated. `is_set_up`: the settings name parties at all.
    `authority` is in whose name they are told from now on, null where the settings name none.
    """

    items: list[PartyShown]
    lacking: list[str]
    is_set_up: bool
    authority: Authority | None


class ReleaseForm(msgspec.Struct, frozen=True, kw_only=True):
    """To which party an incident is released, as it was seen, and what it is asked besides.

    `party` says which, where a case has several of a role.
    """

    version: int
    role: PartyRole
    party: str = ""
    question: str = ""


class ReleaseOvertaken(ProblemBody, frozen=True, kw_only=True):
    """That the incident changed since it was seen, and how it now stands."""

    current: IncidentStory


class PartyFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a party sent and that has come whole."""

    file_id: str
    name: str
    sha256: str
    size: int
    came_at: str


class PartyCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the party sees it that was asked: what was released then, by whom, and what it answered; nothing else.

    `authority` is null where the settings named none.
    """

    incident_id: str
    party: str
    name: str
    asked_at: str
    until: str
    titles_th: str
    titles_en: str
    question_th: str
    question_en: str
    since: str
    plate: str | None
    province: str | None
    permit_no: str | None
    lat: float | None
    lon: float | None
    place_th: str
    place_en: str
    answers: list[Written]
    files: list[PartyFile]
    largest_mb: int
    authority: Authority | None


class AnswerForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a party writes."""

    text: str
