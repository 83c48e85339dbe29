"""The clock on which a partition's deadlines run: the machine's, or the newest receipt read. Pure."""

from collections import deque
from typing import Final

SETTLED_S: Final = 2.0
"""How long nothing must have come to a partition before it counts as one that has passed what others have."""


FRESH_S: Final = 5.0
"""For so long what the broker has said of a partition is gone by: a batch may take a while."""


class ReceiptClock:
    """The newest receipt read of any partition, and what it was a while ago, since when others may be on the way."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._settled_ms = -1
        self._newest_ms = -1

    def see(self, receipt_ms: int, monotonic_s: float) -> None:
        """Takes in a receipt that was read."""
        if receipt_ms > self._newest_ms:
            self._newest_ms = receipt_ms
            self._seen.append((monotonic_s, receipt_ms))
            while self._seen[0][0] <= monotonic_s - SETTLED_S - FRESH_S:
                self._settled_ms = max(self._settled_ms, self._seen.popleft()[1])

    def settle(self, receipt_ms: int) -> None:
        """Takes in a receipt beyond which there are records already: nothing is on the way to it any more."""
        self._settled_ms = max(self._settled_ms, receipt_ms)

    def settled_ms(self, said_s: float) -> int:
        """The newest receipt that was read at least SETTLED_S before a time; -1 before any.

        The time is that at which the broker said of a partition that nothing waits: what came to it since is not known.
        """
        read = (receipt_ms for at_s, receipt_ms in reversed(self._seen) if at_s <= said_s - SETTLED_S)
        return max(self._settled_ms, next(read, -1))


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
