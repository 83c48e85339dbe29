"""What of the notifier should get on: notices that are due."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ops.progress import Sample
from storage.away import NOT_YET
from storage.progress import first_due_notice

_ANSWER_S: Final = 5.0
DUE_MS: Final = 10_000
"""Due for so long without a try: nobody takes it. One that failed is due later."""


class NotifierLooks:
    """Looks at what is due; the delivering itself has time limits, channel by channel."""

    def __init__(self, pool: Any, now_ms: Callable[[], int], database: str) -> None:
        self._pool, self._now_ms, self._database = pool, now_ms, database

    async def look(self) -> Mapping[str, Sample]:
        """How it stands."""
        try:
            async with asyncio.timeout(_ANSWER_S), self._pool.acquire() as connection:
                first = await first_due_notice(connection, self._now_ms() - DUE_MS)
        except NOT_YET:
            return {"notices": Sample(at_s=time.monotonic(), waits_for=(self._database,))}
        return {"notices": Sample(at_s=time.monotonic(), behind={} if first is None else {"first": first})}
