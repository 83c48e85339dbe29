"""Tiles of a PMTiles file on every map, in a real Chromium under the real policy; names on the map in their own font."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ops.settings import Settings
from tests.builders import Scene
from tests.dashboard.conftest import running
from tests.dashboard.pmtiles import pictures, served, vectors
from tests.dashboard.seed_trip import put_scene
from tests.dashboard.test_trip_page import driven
from tests.dashboard.wait import until

ROOT = Path(__file__).parents[2]
FILES = [
    ("vector tiles, told by the file's name", "{host}/th.pmtiles", "vector"),
    ("pictures, told by the scheme", "pmtiles://{host}/th", "raster"),
]


async def npm(*command: str, **told: str) -> str:
    """What a command of the page's folder says; fails with it."""
    asked = [sys.executable, "hatch_build.py", *command]
    done = await asyncio.create_subprocess_exec(
        *asked, cwd=ROOT, env=os.environ | told, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(done.communicate(), 600)
    assert done.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.parametrize(("address", "kind"), [pytest.param(*case[1:], id=case[0]) for case in FILES])
async def test_every_map_has_the_tiles_of_a_file(
    settings: Settings, rows: Any, chromium_path: str, address: str, kind: str
) -> None:
    trip = await put_scene(rows, Scene(driven().pings), until=120)
    with served({"/th.pmtiles": vectors(), "/th": pictures()}) as host:
        tiles = msgspec.structs.replace(settings, tiles=address.format(host=host), tiles_credit="กรมแผนที่")
        async with running(tiles) as api:

            async def ready() -> bool:
                return (await api.get("/readyz")).status_code == 200

            await until(ready, "the dashboard is ready")
            told = {
                "WASTETRACK_URL": str(api.base_url), "WASTETRACK_TRIP": trip.trip_id, "CHROMIUM": chromium_path,
                "TILES_HOST": host, "TILES_KIND": kind,
            }  # fmt: skip
            await npm()
            assert " 0 failed" in await npm("npm", "run", "e2e:tiles", **told)


async def test_names_wait_for_their_font_and_trucks_do_not(chromium_path: str) -> None:
    await npm()
    assert " 0 failed" in await npm("npm", "run", "e2e:letters", CHROMIUM=chromium_path)
