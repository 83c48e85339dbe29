"""What is asked and answered about desks, as types: the OpenAPI description is generated from them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dashboard.answers import ProblemBody
from models.desk import DeskDeed, HandoverState, Sound

Role = Literal["viewer", "officer", "supervisor", "administrator"]
Name = Annotated[str, Meta(pattern=r"\S", max_length=80)]
Note = Annotated[str, Meta(pattern=r"\S", max_length=2000)]
PageId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$", description="the page's own, made anew at each load")]


Version = Annotated[int, Meta(ge=0, description="of the desks as they were seen, all together")]


class DeskSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A desk as it is to be; `zone_ids` are estates, which leave the desk that they are at."""

    version: Version

    name_th: Name
    name_en: Name
    zone_ids: list[str]
    order: Annotated[int, Meta(ge=1, le=999)]
    for_the_rest: bool


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A desk as arranged; the one `for_the_rest` also has every estate that no desk names, and what lies in none."""

    desk_id: str
    name_th: str
    name_en: str
    zone_ids: list[str]
    order: int
    for_the_rest: bool


class DeskList(msgspec.Struct, frozen=True, kw_only=True):
    """The desks in their order; `arranged` is false while there is only the one of all.

    `version` is that of all of them together: how often any was changed.
    """

    items: list[Desk]
    arranged: bool
    version: int


class DeskChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who made, changed or removed a desk, and the version after it."""

    version: int
    at: str
    person: str
    desk_id: str
    deed: DeskDeed


class DesksOvertaken(ProblemBody, frozen=True, kw_only=True):
    """That somebody was first: what was done since the version seen, and the desks as they now stand."""

    since: list[DeskChange]
    current: DeskList


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """A page that is at a desk, and whether it can be heard there."""

    page_id: PageId
    sound: Sound


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A page that leaves a desk."""

    page_id: PageId


class HandoverSaid(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a desk is handed over, and what that person should know."""

    to: Name
    note: Note


class Handover(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A desk handed over; it counts once `accepted`, `settled_at` is when it was accepted or replaced."""

    handover_id: int
    desk_id: str
    from_: str
    to: str
    note: str
    made_at: str
    state: HandoverState
    settled_at: str | None


class Sitter(msgspec.Struct, frozen=True, kw_only=True):
    """A person at a desk; `sound` is off where none of their pages can be heard."""

    name: str
    sound: Sound


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to the desk `owner_id`: estates, and with `rest` what lies in none."""

    owner_id: str
    zone_ids: list[str]
    rest: bool


class DeskNow(msgspec.Struct, frozen=True, kw_only=True):
    """A desk now. `watches` begins with its own; what others own was passed on to it. Unwatched, it watches nothing.

    `is_mute`: somebody is there, and nobody would hear anything. `heard_at`: when a page was heard there last within a
    day. `open_incidents` are those of all that it watches, on no shelf. `accepted` is the newest
    hand-over that counts, `offered` one that nobody has accepted yet.
    """

    desk_id: str
    name_th: str
    name_en: str
    order: int
    for_the_rest: bool
    is_watched: bool
    is_mute: bool
    heard_at: str | None
    people: list[Sitter]
    own: Share
    watches: list[Share]
    open_incidents: int
    accepted: Handover | None
    offered: Handover | None


class Unwatched(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody watches now: estates, with `rest` also what lies in none, and the open incidents there."""

    zone_ids: list[str]
    rest: bool
    open_incidents: int


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    role: Role


class DesksState(msgspec.Struct, frozen=True, kw_only=True):
    """Who watches what at a time."""

    at: str
    me: Asker
    arranged: bool
    desks: list[DeskNow]
    unwatched: Unwatched
