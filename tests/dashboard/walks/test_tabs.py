"""Eight tabs of a browser and one stream of the server, counted by the server: `e2e/tabs.mjs`."""

from typing import Any

from ops.settings import Settings
from tests.dashboard.seed import put_unit, unit_body
from tests.dashboard.walking import Standing, walk


async def test_eight_tabs_share_one_stream(settings: Settings, rows: Any, chromium_path: str) -> None:
    await put_unit(rows, unit_body("U1"))
    async with Standing(settings) as server:
        await walk("tabs", chromium_path, server.url, {"stop": server.end, "start": server.begin})
