"""Docket: what the rules across units remember, in cases that stand each for itself and are saved each for itself."""

from typing import Final, Protocol

import msgspec

from alerts.vendor_outage import Outage
from models.observation import Observation, Outing
from models.ruling import Ruling
from models.thresholds import VendorOutage
from streams.due_queue import DueQueue
from streams.judging.published import Published
from streams.judging.world import World
from streams.weighing.roll import Roll

FORMAT: Final = 3
VENDOR: Final = "vendor:"
_STROKE: Final = "\x1f"
"""In place of a stroke in a vendor's code: the first stroke of a logbook's key stands before its unit."""


class ToldOutage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage as it was told, and the alert that went out."""

    outage: Outage
    published: Published


class Vendor(msgspec.Struct, kw_only=True, tag="vendor"):
    """What was told of one vendor's outages, by episode, and what its units were told, by what the ruling is about.

    `unjudged_ms` is since when judging it fails; None while it does not.
    """

    outages: dict[str, ToldOutage] = msgspec.field(default_factory=dict)
    told: dict[str, Ruling] = msgspec.field(default_factory=dict)
    due_ms: int | None = None
    unjudged_ms: int | None = None


class Logbook(msgspec.Struct, kw_only=True, tag="logbook"):
    """One unit's outings of the last day, by their first ping."""

    outings: dict[int, Outing] = msgspec.field(default_factory=dict)

    @property
    def due_ms(self) -> None:
        """It waits for nothing."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An observation and whose it is."""

    unit_id: str
    observation: Observation


class Case(msgspec.Struct, kw_only=True, tag="case"):
    """What was seen that concerns one gate or one stretch of land, what was said of it, what units were told.

    `seen` by unit and name of the observation, `published` by rule and episode, `told` by what the ruling is about.
    What was received up to `since_ms` is not asked for a visit: what was seen before has been lost. `unjudged_ms` is
    since when judging it fails; None while it does not.
    """

    seen: dict[str, Seen] = msgspec.field(default_factory=dict)
    published: dict[str, Published] = msgspec.field(default_factory=dict)
    told: dict[str, Ruling] = msgspec.field(default_factory=dict)
    due_ms: int | None = None
    since_ms: int = -1
    unjudged_ms: int | None = None

    def judged_ms(self, now_ms: int) -> int:
        """Up to when it was judged as it should be, which settles what is long past: now, unless judging it fails."""
        return now_ms if self.unjudged_ms is None else min(now_ms, self.unjudged_ms)


Entry = Vendor | Logbook | Case


class Book(Protocol):
    """What is worked out of what was seen in a case, kept beside it and never saved."""

    def note(self, was: str | None, name: str | None, now: Seen | None) -> None:
        """Takes in what is seen now, under its name, and forgets what was seen under the name of before."""

    def rests(self, case: Case, world: World, since_ms: int, now_ms: int, *, loads: bool) -> bool:
        """Whether judging the case up to a time would find nothing that was not found before; the time goes by then."""


class Docket:
    """All entries by key, and when each is next due.

    `recalled` are the alerts of before that no entry remembers, by id.
    `reference_seq` is the newest reference version weighed, `reached_ms` the time up to which all was weighed; what was
    received up to `since_ms` is not asked for a visit, since nobody was watching then.
    """

    def __init__(self, entries: dict[str, Entry] | None = None) -> None:
        self.entries: dict[str, Entry] = dict(entries or {})
        self.dues = DueQueue()
        self.rolls: dict[str, Roll] = {}
        self.books: dict[str, Book] = {}
        self.reference_seq = -1
        self.reached_ms = 0
        self.since_ms = -1
        self.recalled: dict[str, Published] = {}
        for key, entry in self.entries.items():
            self.dues.put(key, entry.due_ms)

    @property
    def unjudged(self) -> int:
        """How many entries could not be judged when that was tried last."""
        judged = (entry for entry in self.entries.values() if not isinstance(entry, Logbook))
        return sum(entry.unjudged_ms is not None for entry in judged)

    def put(self, key: str, entry: "Entry") -> None:
        """Takes in an entry as it was saved."""
        self.entries[key] = entry
        self.dues.put(key, entry.due_ms)

    def vendor(self, key: str) -> Vendor:
        """A vendor's entry, made where there is none."""
        entry = self.entries.setdefault(key, Vendor())
        if not isinstance(entry, Vendor):
            raise TypeError(f"{key} is no vendor")
        return entry

    def logbook(self, key: str, unit_id: str) -> Logbook:
        """A unit's logbook under its vendor's key, made where there is none."""
        name = logbook_key(key, unit_id)
        entry = self.entries.get(name)
        if entry is None:
            entry = self.entries[name] = Logbook()
        if not isinstance(entry, Logbook):
            raise TypeError(f"{name} is no logbook")
        return entry

    def roll(self, key: str, limits: VendorOutage) -> Roll:
        """The roll of a vendor's units, by their logbooks."""
        roll = self.rolls.get(key)
        if roll is None:
            roll = self.rolls[key] = Roll(limits)
            prefix = logbook_key(key, "")
            for name, entry in self.entries.items():
                if isinstance(entry, Logbook) and name.startswith(prefix):
                    for outing in entry.outings.values():
                        roll.enter(name.removeprefix(prefix), None, outing)
        return roll

    def case(self, key: str) -> Case:
        """A case, made where there is none."""
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = Case()
        if not isinstance(entry, Case):
            raise TypeError(f"{key} is no case")
        return entry

    def note(self, key: str, unit_id: str, was: Observation | None, now: Observation | None) -> None:
        """Notes in a case what a unit tells now in the place of what it told before."""
        seen = self.case(key).seen
        before = None if was is None else f"{unit_id} {was.name}"
        name = None if now is None else f"{unit_id} {now.name}"
        found = None if now is None else Seen(unit_id=unit_id, observation=now)
        if before is not None:
            seen.pop(before, None)
        if name is not None and found is not None:
            seen[name] = found
        if (book := self.books.get(key)) is not None:
            book.note(before, name, found)


def vendor_key(vendor: str) -> str:
    """Where a vendor's entry stands."""
    return VENDOR + vendor.replace("/", _STROKE)


def vendor_named(key: str) -> str:
    """The vendor whose entry stands under a key."""
    return key.removeprefix(VENDOR).replace(_STROKE, "/")


def logbook_key(key: str, unit_id: str) -> str:
    """Where the logbook of a vendor's unit stands, by the vendor's key."""
    return f"{key}/{unit_id}"


def form_of(key: str) -> type[Vendor] | type[Logbook] | type[Case]:
    """What stands under a key."""
    if not key.startswith(VENDOR):
        return Case
    return Logbook if "/" in key else Vendor


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """An entry as bytes of format FORMAT."""
    return _ENCODER.encode(entry)


def decode_entry(body: bytes) -> Entry:
    """The entry of `encode_entry`'s bytes; raises msgspec.DecodeError."""
    return _DECODER.decode(body)
