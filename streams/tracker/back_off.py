"""Back-off: how long to wait after each failure in a row, and which of them is worth a line in the log. Pure."""

from typing import Final

WAITS_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
STEADY_S: Final = 30.0
"""After so long without a failure the next one is a new one."""
_SAY_EVERY: Final = 60


class BackOff:
    """Counts failures in a row; times are of one monotonic clock."""

    def __init__(self) -> None:
        self._tries = 0
        self._said: type[BaseException] | None = None
        self._last_s = 0.0
        self.since_s: float | None = None
        """When the first of them was; None while all goes well."""
        self.worth_saying = False
        """Whether the last one is news: the first, one of another kind, or one in sixty."""

    def failed(self, error: BaseException, now_s: float) -> float:
        """Counts a failure and says for how many seconds to wait."""
        if self.since_s is None or now_s - self._last_s > STEADY_S:
            self.went_well()
            self.since_s = now_s
        self.worth_saying = self._tries % _SAY_EVERY == 0 or type(error) is not self._said
        self._said, self._last_s = type(error), now_s
        wait_s = WAITS_S[min(self._tries, len(WAITS_S) - 1)]
        self._tries += 1
        return wait_s

    def went_well(self) -> None:
        """Forgets the failures."""
        self._tries, self._said, self.since_s = 0, None, None
