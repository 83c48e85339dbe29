"""Weighed: what came of weighing."""

import msgspec

from models.event import Event
from models.ruling import Ruling
from streams.judging.published import Published


class Weighed(msgspec.Struct, kw_only=True):
    """Events for topic `alerts`, rulings for units, and the keys of the entries that changed.

    `recalled` are alerts that went out before, by id, of which nothing else is remembered.
    """

    events: list[Event] = msgspec.field(default_factory=list)
    rulings: list[Ruling] = msgspec.field(default_factory=list)
    changed: set[str] = msgspec.field(default_factory=set)
    recalled: dict[str, Published] = msgspec.field(default_factory=dict)
