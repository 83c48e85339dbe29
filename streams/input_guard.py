"""Input guard: pauses an input when nearly all that it brings is refused, whoever sent it. Pure: time is an argument.

Where the records of several vendors turn bad together, the fault is rather ours, or that of what carries them to us: a
release that cannot read what it must, a clock that is wrong. What is held back then is read once that is mended; what
is refused must be sent again by hand. Where one vendor's records are bad, only they are, and nothing pauses.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

WINDOW_RECORDS: Final = 10_000
"""So many records are looked at, the newest: less is a bad minute of a large fleet."""
BAD_SHARE: Final = 0.95
"""Over this share of them are bad: where one in twenty can be read, we can read."""
MOST_GOOD: Final = int(WINDOW_RECORDS * (1 - BAD_SHARE))
"""So many of the newest good records may matter when an input breaks: whose older ones were, nobody need know."""
OTHERS_RECORDS: Final = 100
"""So many are left when those of any one vendor, and those of nobody, are taken away: less says nothing of others."""
OTHERS_SHARE: Final = 0.5
"""Over this share of what is then left is bad too: a vendor that floods us must not pause the others for the few bad
records that every vendor sends."""
PROBE_S: Final = 30.0
"""So long after the pause, and after each probe that was bad, the next probe begins."""
STEP_ASIDE_S: Final = 10.0
"""So long a sender whose probe was bad leaves the next one to others: who sends again most often is not the fleet."""
EMPTY_S: Final = 5.0
"""So long after a probe that brought nothing the next one begins."""


class State(StrEnum):
    """Whether an input is read."""

    OPEN = "open"
    PAUSED = "paused"
    PROBING = "probing"


class Happening(StrEnum):
    """What changes it."""

    BROKEN = "broken"
    DUE = "due"
    GOOD = "good"
    BAD = "bad"
    EMPTY = "empty"


TRANSITIONS: Final[Mapping[tuple[State, Happening], State]] = {
    (State.OPEN, Happening.BROKEN): State.PAUSED,
    (State.OPEN, Happening.DUE): State.OPEN,
    (State.OPEN, Happening.GOOD): State.OPEN,
    (State.OPEN, Happening.BAD): State.OPEN,
    (State.OPEN, Happening.EMPTY): State.OPEN,
    (State.PAUSED, Happening.BROKEN): State.PAUSED,
    (State.PAUSED, Happening.DUE): State.PROBING,
    (State.PAUSED, Happening.GOOD): State.PAUSED,
    (State.PAUSED, Happening.BAD): State.PAUSED,
    (State.PAUSED, Happening.EMPTY): State.PAUSED,
    (State.PROBING, Happening.BROKEN): State.PROBING,
    (State.PROBING, Happening.DUE): State.PROBING,
    (State.PROBING, Happening.GOOD): State.OPEN,
    (State.PROBING, Happening.BAD): State.PAUSED,
    (State.PROBING, Happening.EMPTY): State.PAUSED,
}
"""A probe alone opens an input again; what began before the pause and ends after it changes nothing."""


class Sample(NamedTuple):
    """One record: its vendor, None where nothing tells it, and whether it was refused."""

    vendor: str | None
    bad: bool


class Entry(NamedTuple):
    """Leave to read, and whether it is a probe; `sender` is who asked, where somebody did."""

    probe: bool
    sender: str = ""


class InputGuard:
    """One input: ask `enter` before reading, tell `leave` what came of it."""

    def __init__(self) -> None:
        self.state = State.OPEN
        self._window: deque[Sample] = deque(maxlen=WINDOW_RECORDS)
        self._bad: Counter[str | None] = Counter()
        self._bad_total = 0
        self._probe_s = 0.0
        self._failed: set[str] = set()

    def enter(self, now_s: float, sender: str = "") -> Entry | None:
        """Leave to read, or None while the input is paused; of the probes one at a time."""
        if self.state is State.OPEN:
            return Entry(probe=False, sender=sender)
        if self.state is State.PROBING or now_s < self._turn_of(sender):
            return None
        self._happens(Happening.DUE)
        return Entry(probe=True, sender=sender)

    def leave(self, entry: Entry, found: Iterable[Sample], now_s: float) -> None:
        """Takes note of what was read, in its order; nothing where it could not be told."""
        if entry.probe:
            self._probed(entry.sender, list(found), now_s)
        elif self.state is State.OPEN:
            self._take(list(found))
            if self._is_broken():
                self._happens(Happening.BROKEN)
                self._forget()
                self._probe_s = now_s + PROBE_S

    def next_probe_s(self, now_s: float) -> float:
        """In how many seconds to ask again."""
        return max(0.0, self._probe_s - now_s) if self.state is State.PAUSED else PROBE_S

    def _turn_of(self, sender: str) -> float:
        return self._probe_s + (STEP_ASIDE_S if sender in self._failed else 0.0)

    def _probed(self, sender: str, found: list[Sample], now_s: float) -> None:
        if not found:
            self._happens(Happening.EMPTY)
            self._probe_s = now_s + EMPTY_S
        elif sum(one.bad for one in found) > BAD_SHARE * len(found):
            self._happens(Happening.BAD)
            self._probe_s = now_s + PROBE_S
            if sender:
                self._failed.add(sender)
        else:
            self._happens(Happening.GOOD)
            self._failed = set()

    def _happens(self, what: Happening) -> None:
        self.state = TRANSITIONS[self.state, what]

    def _take(self, found: Sequence[Sample]) -> None:
        if not self._bad_total and not any(one.bad for one in found):
            self._window.extend(found)
            return
        for one in found:
            if len(self._window) == WINDOW_RECORDS:
                self._count(self._window[0], -1)
            self._window.append(one)
            self._count(one, 1)

    def _count(self, one: Sample, step: int) -> None:
        if one.bad:
            self._bad[one.vendor] += step
            self._bad_total += step
            if not self._bad[one.vendor]:  # else every name that was ever made up would be kept
                del self._bad[one.vendor]

    def _is_broken(self) -> bool:
        if len(self._window) < WINDOW_RECORDS or self._bad_total <= BAD_SHARE * WINDOW_RECORDS:
            return False
        bad = Counter({vendor: number for vendor, number in self._bad.items() if vendor is not None})
        if bad.total() - max(bad.values(), default=0) <= OTHERS_SHARE * OTHERS_RECORDS:
            return False  # a flood of one vendor, and nothing but: told without looking at every record each time
        records = Counter(one.vendor for one in self._window if one.vendor is not None)
        return all(
            _is_bad_without(records.total() - records[vendor], bad.total() - bad[vendor]) for vendor in records
        )

    def _forget(self) -> None:
        self._window.clear()
        self._bad.clear()
        self._bad_total = 0


def _is_bad_without(records: int, bad: int) -> bool:
    return records >= OTHERS_RECORDS and bad > OTHERS_SHARE * records
