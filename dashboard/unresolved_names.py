"""Names in the reference data that lead nowhere, kept until the reference data changes."""

import asyncio
from typing import Any

from models.resolution import Unresolved, resolve
from storage.reference import load_all, newest_seq


class UnresolvedNames:
    """The names, found anew only when the reference data has changed: reading all of it takes seconds."""

    def __init__(self) -> None:
        self._seq: int | None = None
        self._found: list[Unresolved] = []
        self._lock = asyncio.Lock()

    async def of(self, pool: Any) -> list[Unresolved]:
        """The names as of the newest version kept."""
        async with self._lock:  # many pages that ask at once are one question
            seq = await newest_seq(pool)
            if seq != self._seq:
                versions = await load_all(pool)
                self._found = await asyncio.to_thread(resolve, versions)
                self._seq = seq  # at least: what came while it was read is read again
            return self._found
