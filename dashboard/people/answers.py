"""What the routes of people take and answer, as types."""

from typing import Literal

import msgspec

from models.role import Role

Next = Literal["none", "sign_in", "enrol"]


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    role: Role
    scope: list[str]


class SignInState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one has to sign in here, how, and who one is; `next` says what is to be done first.

    `closed` names the calls that one's scope closes, as `GET /trips`.
    """

    required: bool
    way: str | None
    demo: bool
    person: Me | None
    next: Next
    is_wall: bool = False
    closed: list[str] = []


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed to sign in; the code is left empty with a one-time password."""

    name: str
    password: str
    code: str = ""


class EnrolmentKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key for a phone's application: as text, as an address, and that as a picture (`data:` address of an SVG)."""

    name: str
    text: str
    address: str
    picture: str


class EnrolmentForm(msgspec.Struct, frozen=True, kw_only=True):
    """One's own password, and the code that the phone shows."""

    password: str
    code: str


class PasswordForm(msgspec.Struct, frozen=True, kw_only=True):
    """A change of one's password: the old one with a code, and the new one."""

    old: str
    code: str
    password: str


class WallForm(msgspec.Struct, frozen=True, kw_only=True):
    """The token of a wall screen's link."""

    token: str


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One account; `sessions` counts browsers that are signed in."""

    name: str
    role: Role
    scope: list[str]
    state: Literal["new", "open", "closed"]
    sessions: int
    created_at: str
    signed_in_at: str | None


class ListedPeople(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts, those that are closed last."""

    items: list[ListedPerson]


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """An account to be made."""

    name: str
    role: Role
    scope: list[str] = []


class RoleForm(msgspec.Struct, frozen=True, kw_only=True):
    """Another role and scope."""

    role: Role
    scope: list[str] = []


class OneTimePassword(msgspec.Struct, frozen=True, kw_only=True):
    """A password that is shown this once and has to be changed at the first sign-in."""

    name: str
    password: str
    until: str


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to whom."""

    name: str
    sessions_ended: int = 0


class ListedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token; the token itself is nowhere kept."""

    token_id: str
    kind: Literal["program", "wall"]
    name: str
    role: Role
    scope: list[str]
    state: Literal["in_force", "expired", "revoked"]
    made_by: str
    created_at: str
    expires_at: str
    used_at: str | None


class ListedTokens(msgspec.Struct, frozen=True, kw_only=True):
    """All tokens, the newest first."""

    items: list[ListedToken]


class NewTokenForm(msgspec.Struct, frozen=True, kw_only=True):
    """A token to be made; a wall screen's reads alone."""

    kind: Literal["program", "wall"]
    name: str
    days: int
    role: Role = "viewer"
    scope: list[str] = []


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token, shown this once; of a wall screen also the end of the link that opens it."""

    token_id: str
    name: str
    token: str
    expires_at: str
    link: str | None


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what about what, when and why."""

    seq: int
    at: str
    person: str
    what: str
    about: str
    why: str
