"""The live map, and the page without one, in a real browser: `e2e/map.mjs`, `e2e/plain.mjs`."""

from typing import Any

from tests.dashboard.walking import Standing, walk
from tests.dashboard.walks.country import AT, STACKED, its_time, put_country


async def test_the_map_and_the_page_without_one(database: str, rows: Any, chromium_path: str) -> None:
    await put_country(rows)
    async with Standing(its_time(database)) as server:
        await walk("map", chromium_path, server.url, WASTETRACK_STACKED=str(STACKED), WASTETRACK_AT=f"{AT[0]},{AT[1]}")
        await walk("plain", chromium_path, server.url, WASTETRACK_STACKED=str(STACKED))
