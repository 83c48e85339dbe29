"""The guards of gps.pings and gps.late: what a tracker judged tells whether it goes on judging.

A probe takes a small batch and judges and writes it as always: only judging tells whether judging works. What is held
back waits in the topic, and with it the clock of its partitions: no silence is told while we do not listen.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from models.topics import LATE, PINGS
from models.vendor import vendor_of
from ops.http import Health
from ops.metrics import Metrics
from streams.guarded_input import GuardedInput
from streams.input_guard import MOST_GOOD, Entry, Sample
from streams.tracker.intake import Read
from streams.tracker.writing import Part

PROBE_RECORDS: Final = 500
_PATIENCE_S: Final = 3.0
"""So long a probe waits for what the broker has; its first poll may well come back with nothing."""
_SOMEBODYS: Final = Sample(None, bad=False)


class PingInputs:
    """Both topics, each with a guard of its own."""

    def __init__(self, metrics: Metrics, health: Health, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._inputs = {topic.name: GuardedInput(topic.name, metrics, health) for topic in (PINGS, LATE)}
        self._monotonic_s = monotonic_s
        self._entries: dict[str, Entry] = {}
        self._probing_since_s = 0.0

    def closed(self) -> frozenset[str]:
        """The topics of which nothing is to be read now; begins a probe that is due."""
        for topic, guarded in self._inputs.items():
            if topic not in self._entries and (entry := guarded.enter()) is not None:
                self._entries[topic] = entry
                if entry.probe:
                    self._probing_since_s = self._monotonic_s()
        return frozenset(self._inputs.keys() - self._entries.keys())

    @property
    def paused(self) -> frozenset[str]:
        """The topics that are paused."""
        return frozenset(topic for topic, guarded in self._inputs.items() if not guarded.is_open)

    @property
    def is_probing(self) -> bool:
        """Whether a topic that was paused is tried; both are read then, whosever turn it is."""
        return any(entry.probe for entry in self._entries.values())

    def at_most(self, records: int) -> int:
        """How many records one poll may bring: a few when it is a probe."""
        return min(records, PROBE_RECORDS) if self.is_probing else records

    def weigh(self, samples: Mapping[str, Sequence[Sample]]) -> None:
        """Takes note of what a poll brought, once it is written; one that failed is not told, and read again."""
        for topic, entry in list(self._entries.items()):
            found = samples.get(topic, ())
            if found or not entry.probe or self._monotonic_s() - self._probing_since_s > _PATIENCE_S:
                del self._entries[topic]
                self._inputs[topic].leave(entry, found)


def samples_of(parts: Sequence[Part]) -> dict[str, list[Sample]]:
    """What the guards need to know of a poll, by topic."""
    refused = {id(ping) for part in parts for ping, _, _ in part.judged.refused}
    reads: dict[str, list[Read]] = {}
    for part in parts:
        for read in part.reads:
            reads.setdefault(read.topic, []).append(read)
    return {topic: _samples(mine, refused) for topic, mine in reads.items()}


def _samples(reads: Sequence[Read], refused: Collection[int]) -> list[Sample]:
    is_clean = not refused and not any(read.refused for read in reads)
    found = [_SOMEBODYS] * max(0, len(reads) - MOST_GOOD) if is_clean else []
    for read in reads[len(found) :]:
        for ping in read.pings:
            found.append(Sample(vendor_of(ping.unit_id, read.sender), id(ping) in refused))
        for no_ping in read.refused:
            found.append(Sample(vendor_of(no_ping.unit_id or "", read.sender), bad=True))
    return found
