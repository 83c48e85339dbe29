"""The estates in force, kept until zones are told anew."""

import asyncio
from typing import Any

from models.reference import ReferenceVersion, in_force
from models.zone import Zone
from storage.reference import load_kind, newest_seq_after


class Estates:
    """Zones of kind estate: every page asks for them again and again, and to read all zones takes its time."""

    def __init__(self) -> None:
        self._seq = -1
        self._versions: list[list[ReferenceVersion]] = []
        self._lock = asyncio.Lock()

    async def in_force(self, pool: Any, at_ms: int) -> tuple[str, ...]:
        """The zone_ids of the estates in force at a time, as of the newest zone kept."""
        async with self._lock:  # many pages that ask at once are one question
            newest = await newest_seq_after(pool, "zones", self._seq)
            if newest is not None:
                self._versions = _of_estates(await load_kind(pool, "zones"))
                self._seq = newest  # at least: what came while it was read is read again
            found = (in_force(versions, at_ms) for versions in self._versions)
            return tuple(one.key for one in found if one is not None and _is_estate(one))


def _of_estates(told: list[ReferenceVersion]) -> list[list[ReferenceVersion]]:
    by_key: dict[str, list[ReferenceVersion]] = {}
    for version in told:
        by_key.setdefault(version.key, []).append(version)
    return [versions for _, versions in sorted(by_key.items()) if any(map(_is_estate, versions))]


def _is_estate(version: ReferenceVersion) -> bool:
    return isinstance(version.body, Zone) and version.body.kind == "estate"
