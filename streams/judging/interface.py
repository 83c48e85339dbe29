"""What callers of the judging hand in and what they get back."""

from typing import Literal

import msgspec

from models.event import Event
from models.observation import Fact
from models.ping import Ping
from streams.judging.clock import Refusal
from streams.judging.state import Unit

Standing = Literal["judged", "repeated", "over_24_h_late"]


class Arrival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One ping as it reached us; `tag` is the caller's own mark (where its bytes are) and comes back with it."""

    ping: Ping
    sender: str = ""
    tag: int = -1


class Stored(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ping to be kept, and how it stands."""

    ping: Ping
    standing: Standing
    tag: int


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a unit: its newest checkpoint before the time asked for, and every judged ping after it.

    Without a checkpoint `checkpoint_ms` is the time after which the pings begin, so early that it does not matter.
    """

    checkpoint_ms: int = -1
    checkpoint: bytes | None = None
    pings: tuple[Ping, ...] = ()


class NeedsPast(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that `follow` cannot give without the unit's Past from before this time on; call again with it."""

    before_ms: int


class Outcome(msgspec.Struct, kw_only=True):
    """What came of it. `save`: the unit's state belongs into this transaction. `drop_after_ms`: checkpoints of a later
    time are stale, and go before the new ones are put in. `dropped` counts the fixes that no rule judges.
    """

    unit: Unit
    events: list[Event] = msgspec.field(default_factory=list)
    stored: list[Stored] = msgspec.field(default_factory=list)
    refused: list[tuple[Ping, Refusal]] = msgspec.field(default_factory=list)
    facts: list[Fact] = msgspec.field(default_factory=list)
    checkpoints: list[tuple[int, bytes]] = msgspec.field(default_factory=list)
    drop_after_ms: int | None = None
    save: bool = False
    dropped: int = 0
