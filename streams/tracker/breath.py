"""Breath: long work in the event loop lets others have it now and then."""

import asyncio
import time
from typing import Final

HOLD_S: Final = 0.001
"""Whoever waits for a broker or a database goes on that late after each answer: the slowest alerts feel it."""


class Breath:
    """Counts for how long the loop has been held since it was last given to others."""

    def __init__(self) -> None:
        self._since_s = time.monotonic()

    async def take(self) -> None:
        """Gives the loop to others if it has been held for long."""
        if time.monotonic() - self._since_s > HOLD_S:
            await asyncio.sleep(0)
            self._since_s = time.monotonic()
