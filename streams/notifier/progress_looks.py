"""What of the notifier should get on: notices and messages that are due."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ops.progress import Sample
from storage.away import NOT_YET
from storage.messages import first_due_message
from storage.progress import first_due_notice

_ANSWER_S: Final = 5.0
DUE_MS: Final = 10_000
"""Due for so long without a try: nobody takes it. One that failed is due later."""


class NotifierLooks:
    """Looks at what is due; the delivering itself has time limits, channel by channel.

    What waits for a channel that `resting` names waits on purpose.
    """

    def __init__(
        self, pool: Any, now_ms: Callable[[], int], database: str, resting: Callable[[], Sequence[str]] = tuple
    ) -> None:
        self._pool, self._now_ms, self._database = pool, now_ms, database
        self._resting = resting

    async def look(self) -> Mapping[str, Sample]:
        """How it stands."""
        try:
            async with asyncio.timeout(_ANSWER_S), self._pool.acquire() as connection:
                due_ms = self._now_ms() - DUE_MS
                first = await first_due_notice(connection, due_ms)
                message = await first_due_message(connection, due_ms, self._resting())
        except NOT_YET:
            away = Sample(at_s=time.monotonic(), waits_for=(self._database,))
            return {"notices": away, "messages": away}
        return {"notices": _sample(first), "messages": _sample(message)}


def _sample(first: tuple[str, int] | None) -> Sample:
    return Sample(at_s=time.monotonic(), behind={} if first is None else {"first": first})
