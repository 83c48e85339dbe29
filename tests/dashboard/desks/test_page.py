"""Desks in real browsers over a real dashboard: one is killed, and its queue moves."""

from typing import Any

from ops.settings import Settings
from tests.dashboard.desks.conftest import put_zone
from tests.dashboard.walking import Standing, walk


async def test_a_killed_desk_passes_on_in_front_of_another(settings: Settings, rows: Any, chromium_path: str) -> None:
    for zone_id in ("Z-MTP", "Z-LCB"):
        await put_zone(rows, zone_id)
    heard_before = "UPDATE desk_presences SET heard_ms = heard_ms - 60000 WHERE desk_id = 'east'"
    passed = []

    async def let_a_minute_pass() -> None:
        """Nothing else is done for the page that is gone."""
        passed.append(await rows.execute(heard_before))

    async with Standing(settings) as server:
        await walk("desks", chromium_path, server.url, {"let a minute pass": let_a_minute_pass})
    assert passed == ["UPDATE 1"], "the desk that was killed was never sat at"
