"""Parties: the carrier and the generator whom an incident concerns, what they are told of it, and what they answer."""

from typing import Final, Literal, get_args

import msgspec

from models.names import normal_number

PartyRole = Literal["carrier", "generator"]
How = Literal["at_once", "on_release", "after_hours"]
"""How parties are told of a rule's incidents: by themselves at once or after some hours, or when an officer says so."""
Way = Literal["released", "at_once", "after_hours"]
"""How it came that a party was told."""
DueState = Literal["waiting", "told", "stopped"]

PARTY_ROLES: Final[tuple[PartyRole, ...]] = get_args(PartyRole)


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How parties are told of a rule's incidents; `hours` are those of `after_hours`."""

    how: How = "on_release"
    hours: float = 0.0


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier by its name, or a generator by its factory number; `name` is what people call it."""

    role: PartyRole
    key: str
    name: str

    @property
    def party_id(self) -> str:
        """What names it in tables, the audit and links."""
        return party_id_of(self.role, self.key)


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks the parties, by its name in both languages, and where it is called; `phone` may be empty."""

    name_th: str
    name_en: str
    phone: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a party was told and by whom, as it stood then, and what it is asked: neither more nor what came later."""

    name: str
    rules: tuple[str, ...]
    since_ms: int
    plate: str | None = None
    province: str | None = None
    permit_no: str | None = None
    lat: float | None = None
    lon: float | None = None
    place_th: str = ""
    place_en: str = ""
    question: str = ""
    authority: Authority | None = None


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of a party, the first of an incident is number 1; `asked_by` is None where it happened by itself."""

    incident_id: str
    party: str
    number: int
    asked_ms: int
    until_ms: int
    way: Way
    asked_by: str | None
    message_id: str
    asked: Asked


class PartyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a party wrote; its files lie with those of officers, under its name."""

    incident_id: str
    party: str
    number: int
    at_ms: int
    text: str


class PartyDue(msgspec.Struct, frozen=True, kw_only=True):
    """That a party is to be told by itself, and when; `outcome` says why it was not, or that it was.

    `began_ms` is from when on its hours are counted.
    """

    incident_id: str
    party: str
    way: Way
    began_ms: int
    due_ms: int
    state: DueState = "waiting"
    outcome: str | None = None


def party_id_of(role: str, key: str) -> str:
    """What names a party: its role and its key in the normal form, as scopes name it."""
    return f"{role}:{normal_number(key)}"


def is_party(person: str) -> bool:
    """Whether a name in tables of people is that of a party: no account's has a colon."""
    return person.startswith(tuple(f"{role}:" for role in PARTY_ROLES))
