"""Breath: long work in the event loop lets others have it now and then."""

import asyncio
import time
from typing import Final

_HOLD_S: Final = 0.002


class Breath:
    """Counts for how long the loop has been held since it was last given to others."""

    def __init__(self) -> None:
        self._since_s = time.monotonic()

    async def take(self) -> None:
        """Gives the loop to others if it has been held for long."""
        if time.monotonic() - self._since_s > _HOLD_S:
            await asyncio.sleep(0)
            self._since_s = time.monotonic()
