"""Holding: what a tracker has in memory of one partition that it owns."""

from dataclasses import dataclass, field

from models.ping import Ping
from storage.offsets import OffsetAdvance, OffsetRow
from streams.due_queue import DueQueue
from streams.judging.fleet import Fleet


@dataclass(slots=True)
class Standing:
    """Where one topic of the partition stands; `heard_s` is when it last brought something, by the monotonic clock."""

    topic: str
    partition: int
    token: int
    next_offset: int
    digest: bytes
    watermark_ms: int
    idle: bool
    newest_ms: int
    heard_s: float
    reference_seq: int | None = None

    def step(self, *, next_offset: int, digest: bytes, watermark_ms: int, idle: bool) -> OffsetAdvance:
        """The row that moves it on."""
        return OffsetAdvance(
            topic=self.topic, partition=self.partition, token=self.token, expected_offset=self.next_offset,
            next_offset=next_offset, digest=digest, watermark_ms=watermark_ms, idle=idle,
        )  # fmt: skip

    def apply(self, step: OffsetAdvance) -> None:
        """Takes over what was written."""
        self.next_offset, self.digest, self.idle = step.next_offset, step.digest, step.idle
        self.watermark_ms = max(self.watermark_ms, step.watermark_ms)


def standing_of(row: OffsetRow, monotonic_s: float) -> Standing:
    """A topic as its row says."""
    return Standing(
        topic=row.topic, partition=row.partition, token=row.token, next_offset=row.next_offset, digest=row.digest,
        watermark_ms=row.watermark_ms, idle=row.idle, newest_ms=row.watermark_ms, heard_s=monotonic_s,
        reference_seq=row.reference_seq,
    )  # fmt: skip


@dataclass(slots=True)
class Holding:
    """One partition number of all three topics: their places, the units and their deadlines, up to when they have come.

    `newest` is the newest fix heard of each unit; `reference_seq` the newest version of reference data under which the
    deadlines were set, and `again` the units that are to be judged again under it, each with the time from which on.
    `asleep` are units whose state is read when something is asked of them, those first that are due first; `bounds`
    says of each unit up to when, by what is stored, the clock leaves it alone.
    `anew` are those whose saved state could not be read, likewise: nothing else is asked of them before.
    `partitions` is how many the topics have, 0 where that is not known.
    """

    number: int
    places: dict[str, Standing]
    units: Fleet = field(default_factory=Fleet)
    newest: dict[str, Ping] = field(default_factory=dict)
    deadlines: DueQueue = field(default_factory=DueQueue)
    clock_ms: int = -1
    reference_seq: int = 0
    again: dict[str, int] = field(default_factory=dict)
    anew: dict[str, int] = field(default_factory=dict)
    asleep: dict[str, None] = field(default_factory=dict)
    bounds: dict[str, int] = field(default_factory=dict)
    partitions: int = 0

    @property
    def judged_under(self) -> int | None:
        """Up to which version of reference data all its units have been judged; None while some are still to be."""
        return None if self.again else self.reference_seq

    @property
    def passed_ms(self) -> int:
        """The newest receipt up to which something of it has been judged."""
        return max(standing.watermark_ms for standing in self.places.values())

    def has(self, unit_id: str) -> bool:
        """Whether the unit is one of the partition's, awake or asleep."""
        return unit_id in self.units or unit_id in self.asleep

    @property
    def size(self) -> int:
        """How many units are the partition's, awake and asleep."""
        return len(self.units) + len(self.asleep)
