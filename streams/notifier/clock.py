"""The notifier's clock: the database's, so that what one wrote under a wrong clock is not due tomorrow for the next."""

import time
from collections.abc import Callable
from typing import Any

from storage.now import database_now_ms


class DatabaseClock:
    """The database's time when it was last asked, and gone on since; before that the machine's."""

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._monotonic_s = monotonic_s
        self._told_ms = time.time_ns() // 1_000_000
        self._told_s = monotonic_s()

    async def look(self, connection: Any) -> None:
        """Asks the database."""
        self._told_ms = await database_now_ms(connection)
        self._told_s = self._monotonic_s()

    def now_ms(self) -> int:
        """The time."""
        return self._told_ms + round((self._monotonic_s() - self._told_s) * 1000)
