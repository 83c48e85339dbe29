"""The clock on which a partition's deadlines run: the machine's, or the newest receipt read. Pure."""

from collections import deque
from typing import Final

SETTLED_S: Final = 2.0
"""How long nothing must have come to a partition before it counts as one that has passed what others have."""

AFLOAT_S: Final = 0.25
"""So long the records of one call may be on the way to one partition when another has them already."""

FRESH_S: Final = 5.0
"""For so long what the broker has said of a partition is gone by: a batch may take a while."""


class ReceiptClock:
    """The newest receipt read of any partition, and what it was a while ago, since when others may be on the way."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._passed: deque[tuple[float, int]] = deque()
        self._settled_ms = -1
        self._newest_ms = -1

    def see(self, receipt_ms: int, monotonic_s: float) -> None:
        """Takes in a receipt that was read."""
        if receipt_ms > self._newest_ms:
            self._newest_ms = receipt_ms
            self._seen.append((monotonic_s, receipt_ms))
            self._forget(self._seen, monotonic_s - SETTLED_S - FRESH_S)

    def settle(self, receipt_ms: int, monotonic_s: float) -> None:
        """Takes in a receipt beyond which there are known to be records: what came before it is there, or all but."""
        if not self._passed or receipt_ms > self._passed[-1][1]:
            self._passed.append((monotonic_s, receipt_ms))
            self._forget(self._passed, monotonic_s - AFLOAT_S - FRESH_S)

    def settled_ms(self, said_s: float) -> int:
        """The newest receipt that was read at least SETTLED_S before a time, or passed AFLOAT_S before; -1 before any.

        The time is that at which the broker said of a partition that nothing waits: what came to it since is not known.
        """
        return max(
            self._settled_ms, _newest_by(self._seen, said_s - SETTLED_S), _newest_by(self._passed, said_s - AFLOAT_S)
        )

    def _forget(self, known: deque[tuple[float, int]], before_s: float) -> None:
        """Of so long ago nobody asks any more."""
        while known[0][0] <= before_s:
            self._settled_ms = max(self._settled_ms, known.popleft()[1])


def _newest_by(known: deque[tuple[float, int]], at_s: float) -> int:
    return next((receipt_ms for known_s, receipt_ms in reversed(known) if known_s <= at_s), -1)


def deadline_clock(
    wall_ms: int | None, newest_ms: int, settled_ms: int, before_ms: int, *, caught_up: bool, quiet: bool
) -> int:
    """Up to when the deadlines of a partition have come; never less than `before_ms`, what it was before.

    While a partition lags, only the newest receipt read of it counts: a backlog must not look like silence. Caught up
    it is the machine's clock (`wall_ms`), or without one, once nothing has come for a while, the newest receipt of any.
    """
    now_ms = newest_ms
    if caught_up and wall_ms is not None:
        now_ms = max(newest_ms, wall_ms)
    elif caught_up and quiet:
        now_ms = max(newest_ms, settled_ms)
    return max(before_ms, now_ms)
