"""Look-ups and playback in a real browser over the real dashboard and PostgreSQL: `e2e/search.mjs`, `e2e/playback.mjs`."""

from typing import Any

from models.times import to_iso
from ops.settings import Settings
from tests.dashboard.walking import Standing, walk
from tests.dashboard.walks.drives import AREA, PLATE, UNITS, put_drives


async def test_an_officer_follows_up_a_complaint(settings: Settings, rows: Any, chromium_path: str) -> None:
    began_ms = await put_drives(rows)
    async with Standing(settings) as server:
        await walk(
            "search", chromium_path, server.url, WASTETRACK_PLATE=PLATE, WASTETRACK_TRUCKS=str(len(UNITS)), WASTETRACK_AREA=AREA
        )
        assert await rows.fetchval("SELECT count(*) FROM lookups_made WHERE kind = 'area'") >= 3, "each look is put down"
        await walk(
            "playback", chromium_path, server.url, WASTETRACK_PLATE=PLATE, WASTETRACK_UNITS=",".join(UNITS),
            WASTETRACK_FROM=to_iso(began_ms),
        )  # fmt: skip
