"""Docket: what the rules across units remember, in cases that stand each for itself and are saved each for itself."""

from typing import Final

import msgspec

from alerts.vendor_outage import Count
from models.observation import Observation
from models.ruling import Ruling
from streams.due_queue import DueQueue
from streams.judging.state import Published

FORMAT: Final = 2


class Member(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One unit as its vendor's outages see it: under way at its last ping or not, and silent since when, if silent."""

    under_way: bool
    silent_utc_ms: int | None = None
    silent_receipt_ms: int | None = None
    trip_id: str | None = None


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage that goes on: the alert that went out, its units, and when it ends though a few are silent still."""

    published: Published
    started_ms: int
    longest_ms: int
    count: Count
    units: tuple[str, ...]
    trip_ids: tuple[str, ...]
    missing: tuple[str, ...]


class Vendor(msgspec.Struct, kw_only=True, tag="vendor"):
    """One vendor's units, its outage if one goes on, and when silences are judged again."""

    members: dict[str, Member] = msgspec.field(default_factory=dict)
    outage: Outage | None = None
    again_ms: tuple[int, ...] = ()

    @property
    def due_ms(self) -> int | None:
        """When it is next to be judged without a fact."""
        return min(self.again_ms, default=None)



class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An observation and whose it is."""

    unit_id: str
    observation: Observation


class Case(msgspec.Struct, kw_only=True, tag="case"):
    """What was seen that concerns one gate or one stretch of land, what was said of it, what units were told.

    `seen` by unit and name of the observation, `published` by rule and episode, `told` by what the ruling is about.
    """

    seen: dict[str, Seen] = msgspec.field(default_factory=dict)
    published: dict[str, Published] = msgspec.field(default_factory=dict)
    told: dict[str, Ruling] = msgspec.field(default_factory=dict)
    due_ms: int | None = None



Entry = Vendor | Case


class Docket:
    """All entries by key, and when each is next due.

    `reference_seq` is the newest reference version weighed; what was received up to `since_ms` is not asked for a
    visit, since nobody was watching then.
    """

    def __init__(self, entries: dict[str, Entry] | None = None) -> None:
        self.entries: dict[str, Entry] = dict(entries or {})
        self.dues = DueQueue()
        self.reference_seq = -1
        self.since_ms = -1
        for key, entry in self.entries.items():
            self.dues.put(key, entry.due_ms)

    def vendor(self, key: str) -> Vendor:
        """A vendor's entry, made where there is none."""
        entry = self.entries.setdefault(key, Vendor())
        if not isinstance(entry, Vendor):
            raise TypeError(f"{key} is no vendor")
        return entry

    def case(self, key: str) -> Case:
        """A case, made where there is none."""
        entry = self.entries.setdefault(key, Case())
        if not isinstance(entry, Case):
            raise TypeError(f"{key} is no case")
        return entry


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """An entry as bytes of format FORMAT."""
    return _ENCODER.encode(entry)


def decode_entry(body: bytes) -> Entry:
    """The entry of `encode_entry`'s bytes; raises msgspec.DecodeError."""
    return _DECODER.decode(body)
