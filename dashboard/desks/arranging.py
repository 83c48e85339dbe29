"""How desks may be changed: each estate stays at one desk at most, and one desk, no more, has the rest."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from dashboard.desks.watching import in_order
from models.desk import Desk

Why = Literal["done", "unknown", "has_the_rest"]
"""`has_the_rest`: another desk must be given the rest before this one can be without it, or go."""


class Arranged(msgspec.Struct, frozen=True, kw_only=True):
    """The desks after a change, and whether it was made; if not, why."""

    desks: tuple[Desk, ...]
    why: Why


def put(desks: Sequence[Desk], desk: Desk) -> Arranged:
    """A desk added or changed: its estates leave other desks, and so does the rest if it takes that.

    The first desk that is put beside the one of all leaves that one standing.
    """
    before = in_order(desks)
    others = tuple(
        msgspec.structs.replace(
            one,
            zone_ids=tuple(zone_id for zone_id in one.zone_ids if zone_id not in desk.zone_ids),
            for_the_rest=one.for_the_rest and not desk.for_the_rest,
        )
        for one in before
        if one.desk_id != desk.desk_id
    )
    after = in_order((*others, desk))
    if not any(one.for_the_rest for one in after):
        return Arranged(desks=before, why="has_the_rest")
    return Arranged(desks=after, why="done")


def remove(desks: Sequence[Desk], desk_id: str) -> Arranged:
    """A desk taken away, its estates left to the rest; without the last one the one of all is there again."""
    before = tuple(desks)
    gone = next((one for one in before if one.desk_id == desk_id), None)
    if gone is None:
        return Arranged(desks=before, why="unknown")
    if gone.for_the_rest and len(before) > 1:
        return Arranged(desks=before, why="has_the_rest")
    return Arranged(desks=tuple(one for one in before if one is not gone), why="done")
