"""Progress: whether what has work to do gets on with it, and what to do if not. Pure: time is an argument.

A service that waits for a neighbour waits as long as it must, and says for whom: to restart it would help nobody. One
whose neighbours all answer, and whose work lies all the same where it lay, has lost its way: it says so, and if that
lasts it ends, for its supervisor to begin it anew.
"""

from collections.abc import Hashable, Mapping
from typing import Final, Literal

import msgspec

EXIT: Final = 70
"""The exit code of a service that ended since it did not get on (EX_SOFTWARE of sysexits.h)."""
STOOD_STILL_S: Final = 30.0
"""Two looks so far apart: the process itself stood still in between, and what it did not do then tells nothing."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """After how many seconds without progress it is said, and after how many more the service ends; and why so long."""

    says_s: float
    ends_s: float
    what: str
    why: str


PATIENCE: Final[Mapping[str, Patience]] = {
    "pings": Patience(
        says_s=120, ends_s=300, what="records wait, and the stored offset stays where it is",
        why="a batch after a large change of reference data takes a minute, loading a million units two",
    ),
    "outbox": Patience(
        says_s=120, ends_s=300, what="written messages wait, and the first of them stays the same",
        why="Kafka ends a dead producer's transaction after 30 s, and one turn of the relay may take 30 s",
    ),
    "facts": Patience(
        says_s=120, ends_s=300, what="facts that every partition has passed wait, and the first of them stays the same",
        why="one weighing after a long absence may take a minute",
    ),
    "raw": Patience(
        says_s=120, ends_s=300, what="records of gps.raw or gps.traccar wait, and none is normalised",
        why="the largest poll takes seconds; a write that the broker does not confirm is waited for by name",
    ),
    "notices": Patience(
        says_s=120, ends_s=300, what="notices are due, and the first of them is not tried",
        why="a try that was not marked is repeated after 30 s; one that failed is due later, and is no standstill",
    ),
    "messages": Patience(
        says_s=120, ends_s=300, what="messages to people are due, and the first of them is not tried",
        why="as for notices; what waits for a channel that is left alone waits on purpose",
    ),
}  # fmt: skip


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """How a part stands: each thing that waits, with a mark that changes as soon as it gets on.

    `waits_for` names the neighbours that do not answer now.
    """

    at_s: float
    behind: Mapping[str, Hashable] = msgspec.field(default_factory=dict)
    waits_for: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """`fine`, `stuck` (say so) or `end` (end the service); for how long nothing has moved, and the reason."""

    standing: Literal["fine", "stuck", "end"]
    for_s: float = 0.0
    reason: str = ""


class Progress:
    """Looks at the samples of one part, in their order."""

    def __init__(self, part: str) -> None:
        self._part, self._patience = part, PATIENCE[part]
        self._since: dict[str, tuple[Hashable, float]] = {}
        self._last_s: float | None = None

    def look(self, sample: Sample) -> Verdict:
        """What this sample says after those before it."""
        stood_still = self._last_s is not None and sample.at_s - self._last_s > STOOD_STILL_S
        if stood_still or sample.waits_for:
            self._since = {}
        self._last_s = sample.at_s
        if sample.waits_for:
            return Verdict("fine")
        before = self._since
        self._since = {
            name: before[name] if name in before and before[name][0] == mark else (mark, sample.at_s)
            for name, mark in sample.behind.items()
        }
        if not self._since:
            return Verdict("fine")
        name = min(self._since, key=lambda each: self._since[each][1])
        for_s = sample.at_s - self._since[name][1]
        if for_s < self._patience.says_s:
            return Verdict("fine", for_s)
        reason = f"{self._part} ({name}): {self._patience.what}, for {for_s:.0f} s"
        return Verdict("end" if for_s >= self._patience.ends_s else "stuck", for_s, reason)
