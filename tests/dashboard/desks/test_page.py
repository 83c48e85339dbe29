"""Desks in real browsers over a real dashboard: one is killed, and its queue moves."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from ops.settings import Settings
from tests.dashboard.conftest import running
from tests.dashboard.desks.conftest import put_zone

ROOT = Path(__file__).parents[3]


async def npm(*arguments: str, **told: str) -> Any:
    """What runs with the page's own Node, its output to be read."""
    command = [sys.executable, "hatch_build.py", *arguments]
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | told, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )


async def test_a_killed_desk_passes_on_in_front_of_another(settings: Settings, rows: Any, chromium_path: str) -> None:
    for zone_id in ("Z-MTP", "Z-LCB"):
        await put_zone(rows, zone_id)
    building = await npm()
    told = (await building.communicate())[0].decode()
    assert building.returncode == 0, told
    async with running(settings) as api, asyncio.timeout(400):
        looking = await npm("npm", "run", "e2e:desks", WASTETRACK_URL=str(api.base_url).rstrip("/"), CHROMIUM=chromium_path)
        lines = []
        async for line in looking.stdout:
            lines.append(line.decode())
            if line.strip() == b"killed":
                # A minute goes by; nothing else is done for the page that is gone.
                await rows.execute("UPDATE desk_presences SET heard_ms = heard_ms - 60000 WHERE desk_id = 'east'")
        assert await looking.wait() == 0, "".join(lines)
        assert "killed\n" in lines
