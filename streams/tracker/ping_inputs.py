"""The guards of gps.pings and gps.late: what a tracker judged tells whether it goes on judging.

What is held back waits in the topic, and with it the clock of its partitions: no silence is told while we do not
listen. Once a trial of the newest is good, all that waited is read to the last record; that some of it is bad was known
then, and pauses nothing again.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from models.topics import LATE, PINGS
from models.vendor import vendor_of
from ops.http import Health
from ops.metrics import Metrics
from streams.guarded_input import GuardedInput
from streams.input_guard import MOST_GOOD, Entry, Sample
from streams.tracker.holding import Holding
from streams.tracker.intake import Read
from streams.tracker.writing import Part

_READ: Final = Entry(probe=False)
_SOMEBODYS: Final = Sample(None, bad=False)


class PingInputs:
    """Both topics, each with a guard of its own."""

    def __init__(self, metrics: Metrics, health: Health) -> None:
        self._inputs = {topic.name: GuardedInput(topic.name, metrics, health) for topic in (PINGS, LATE)}
        self._probes: dict[str, Entry] = {}
        self._known_up_to: dict[str, Mapping[int, int]] = {}
        self._passed: set[str] = set()

    @property
    def paused(self) -> frozenset[str]:
        """The topics of which nothing is to be read now."""
        return frozenset(topic for topic, guarded in self._inputs.items() if not guarded.is_open)

    def probing(self) -> list[str]:
        """The paused topics whose newest records are to be tried now: each until `probed` tells what came of it."""
        for topic in self.paused - self._probes.keys():
            if (entry := self._inputs[topic].enter()) is not None:
                self._probes[topic] = entry
        return sorted(self._probes)

    def probed(self, topic: str, found: Sequence[Sample], ends: Mapping[int, int]) -> None:
        """Takes note of a trial, and up to where that says what waits in each partition."""
        self._known_up_to[topic] = ends
        self._passed.discard(topic)
        self._inputs[topic].leave(self._probes.pop(topic), found)

    def weigh(self, samples: Mapping[str, Sequence[Sample]], holdings: Mapping[int, Holding]) -> None:
        """Takes note of what a poll brought, once it is written; one that failed is not told, and read again."""
        for topic, guarded in self._inputs.items():
            known = self._known_up_to.get(topic, {})
            guarded.leave(_READ, () if known else samples.get(topic, ()))
            if topic in self._passed:
                self._known_up_to.pop(topic, None)
                self._passed.discard(topic)
            elif known and all(held.places[topic].next_offset >= known.get(n, 0) for n, held in holdings.items()):
                self._passed.add(topic)  # what is told next may still be of before: it is written while more is read


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
