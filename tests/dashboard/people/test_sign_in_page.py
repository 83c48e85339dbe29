"""Signing in as people do: Chromium at a real dashboard over PostgreSQL, from the first administrator to a session's end."""

import re
from typing import Any

import httpx

from models.times import HOUR_MS, to_iso
from tests.dashboard.incidents.seed import tell
from tests.dashboard.people.bench import now_ms
from tests.dashboard.wait import until
from tests.dashboard.walking import walk


async def test_people_sign_in_at_the_page(guarded: httpx.AsyncClient, said: list[str], rows: Any, chromium_path: str) -> None:
    """`e2e/sign-in.mjs` tells what is seen: administrator, viewer, officer and wall screen, in both languages."""
    password = re.search(r"once: (\S+)$", said[0])
    assert password is not None
    begun = to_iso(now_ms() - HOUR_MS)
    await tell(rows, "A1", started_at=begun, detected_at=begun)

    async def gathered() -> bool:
        return bool(await rows.fetchval("SELECT count(*) FROM incidents"))

    await until(gathered, "the alert's incident is there")
    await walk("sign-in", chromium_path, guarded.base_url, WASTETRACK_PASSWORD=password[1])
    acts = await rows.fetch("SELECT person, what FROM audit WHERE what IN ('enrolled', 'sessions ended') ORDER BY seq")
    assert [tuple(row) for row in acts] == [
        ("admin", "enrolled"), ("wipha", "enrolled"), ("somchai", "enrolled"), ("admin", "sessions ended"),
    ]  # fmt: skip
