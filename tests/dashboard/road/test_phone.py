"""A case on a phone in a real Chromium, over the real dashboard and PostgreSQL: `e2e/road.mjs` looks and kills."""

from typing import Any

from ops.settings import Settings
from tests.dashboard.road.seed import token_for
from tests.dashboard.road.test_files import lying
from tests.dashboard.walking import Standing, walk


async def test_a_case_on_a_phone(settings: Settings, rows: Any, case: str, chromium_path: str) -> None:
    token = await token_for(rows, settings, case)
    async with Standing(settings) as server:
        await walk("road", chromium_path, server.url, WASTETRACK_TOKEN=token, WASTETRACK_CASE=case)
    kept = {row["file_id"]: row["size"] for row in await rows.fetch("SELECT file_id, size FROM road_files WHERE whole_ms IS NOT NULL")}
    assert kept == lying(settings)
