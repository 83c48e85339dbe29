"""Every page is read in both languages: `e2e/words.mjs`."""

from typing import Any

from tests.dashboard.walking import Standing, walk
from tests.dashboard.walks.country import its_time, put_country


async def test_every_page_speaks_both_languages(database: str, rows: Any, chromium_path: str) -> None:
    await put_country(rows)
    async with Standing(its_time(database)) as server:
        await walk("words", chromium_path, server.url)
