"""Room: how many calls, and how many bytes of theirs, a gateway has in hand at once."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from ops.metrics import GATEWAY_IN_HAND_BYTES, GATEWAY_IN_HAND_CALLS, Metrics

MOST_CALLS: Final = 512
MOST_BYTES: Final = 256 * 1024 * 1024
"""Unpacked, as they came; what is made of them takes some three times as much again."""
WAIT_S: Final = 2

Hold = Callable[[int], None]
"""Says how many bytes a call holds by now; raises Full."""


class Full(RuntimeError):
    """No room for this call now; it is to come again."""


class Room:
    """Counts what is in hand; a broker that is slow fills it, and then calls are sent away instead of piling up."""

    def __init__(self, metrics: Metrics, most_calls: int = MOST_CALLS, most_bytes: int = MOST_BYTES) -> None:
        self._metrics, self._most_calls, self._most_bytes = metrics, most_calls, most_bytes
        self._calls = self._bytes = 0

    @contextlib.contextmanager
    def entered(self) -> Iterator[Hold]:
        """Room for one call until it is answered; raises Full."""
        if self._calls >= self._most_calls:
            raise Full
        held = 0

        def hold(size: int) -> None:
            nonlocal held
            if self._bytes - held + size > self._most_bytes:
                raise Full
            self._count(0, size - held)
            held = size

        self._count(1, 0)
        try:
            yield hold
        finally:
            self._count(-1, -held)

    def _count(self, calls: int, size: int) -> None:
        self._calls += calls
        self._bytes += size
        self._metrics.put(GATEWAY_IN_HAND_CALLS, self._calls)
        self._metrics.put(GATEWAY_IN_HAND_BYTES, self._bytes)
