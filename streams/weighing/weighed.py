"""Weighed: what came of weighing."""

import msgspec

from models.event import Event
from models.ruling import Ruling


class Weighed(msgspec.Struct, kw_only=True):
    """Events for topic `alerts`, rulings for units, and the keys of the entries that changed."""

    events: list[Event] = msgspec.field(default_factory=list)
    rulings: list[Ruling] = msgspec.field(default_factory=list)
    changed: set[str] = msgspec.field(default_factory=set)
