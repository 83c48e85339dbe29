"""Desk: which estates belong to whom, which pages sit there, and how it goes from one person to the next."""

from typing import Final, Literal

import msgspec

Sound = Literal["on", "off"]
HandoverState = Literal["open", "accepted", "replaced"]
DeskDeed = Literal["put", "removed"]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """One desk; what no desk names, and what lies in no estate, belongs to the one that is `for_the_rest`."""

    desk_id: str
    name_th: str
    name_en: str
    zone_ids: tuple[str, ...]
    order_no: int
    for_the_rest: bool


THE_CENTRE: Final = Desk(
    desk_id="centre", name_th="ศูนย์กลาง", name_en="Centre", zone_ids=(), order_no=1, for_the_rest=True
)
"""The one desk of all, as long as nobody has arranged any."""


class DeskChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who made, changed or removed a desk; `version` is that of all desks from then on."""

    version: int
    at_ms: int
    person: str
    desk_id: str
    deed: DeskDeed


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """A page at a desk: whose it is, whether it can be heard, and when it last told of itself."""

    page_id: str
    desk_id: str
    person: str
    sound: Sound
    heard_ms: int


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A desk given to a person with a note; it counts once accepted, `settled_ms` says since when it is not open."""

    handover_id: int
    desk_id: str
    from_person: str
    to_person: str
    note: str
    made_ms: int
    state: HandoverState
    settled_ms: int | None
