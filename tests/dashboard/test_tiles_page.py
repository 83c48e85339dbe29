"""Tiles of a PMTiles file on every map, in a real Chromium under the real policy; names on the map in their own font."""

from typing import Any

import msgspec
import pytest

from ops.settings import Settings
from tests.builders import Scene
from tests.dashboard.pmtiles import pictures, served, vectors
from tests.dashboard.seed_trip import put_scene
from tests.dashboard.test_trip_page import driven
from tests.dashboard.walking import Standing, walk

FILES = [
    ("vector tiles, told by the file's name", "{host}/th.pmtiles", "vector"),
    ("pictures, told by the scheme", "pmtiles://{host}/th", "raster"),
]


@pytest.mark.parametrize(("address", "kind"), [pytest.param(*case[1:], id=case[0]) for case in FILES])
async def test_every_map_has_the_tiles_of_a_file(
    settings: Settings, rows: Any, chromium_path: str, address: str, kind: str
) -> None:
    trip = await put_scene(rows, Scene(driven().pings), until=120)
    with served({"/th.pmtiles": vectors(), "/th": pictures()}) as host:
        tiles = msgspec.structs.replace(settings, tiles=address.format(host=host), tiles_credit="กรมแผนที่")
        async with Standing(tiles) as server:
            await walk(
                "tiles", chromium_path, server.url, WASTETRACK_TRIP=trip.trip_id, TILES_HOST=host, TILES_KIND=kind
            )


async def test_names_wait_for_their_font_and_trucks_do_not(chromium_path: str) -> None:
    await walk("letters", chromium_path)
