"""A trip's page in a real Chromium, over the real dashboard and PostgreSQL: `e2e/trip.mjs` looks, here the trip goes on."""

from typing import Any

from ops.settings import Settings
from tests.builders import ROAD_M, Scene, Track, a_manifest, a_permit, a_vehicle, at
from tests.dashboard.seed import put_event, put_trip
from tests.dashboard.seed_trip import Seeded, judged, put_pings, put_scene
from tests.dashboard.walking import Standing, walk

OTHER, OTHER_PLATE = "unit-2", "71-5678"


def driven(unit_id: str = "unit-1") -> Track:
    """Stands 2 km off the road, is unseen for 11 minutes, arrives, unloads, leaves."""
    track = Track(unit_id=unit_id).stand(15).go(6000).go(6000, 2000).stand(8).go(6000, 0)
    return track.silent(10).move(13_000).see().go(ROAD_M).stand(12).go(15_000)


DONE = Scene(driven().pings, manifests=[a_manifest("M-1", 15, received=90, weigh_out_t=6.1, weigh_in_t=5.0)])
WHOLE = Scene(
    driven(OTHER).pings, permits=[a_permit("กอ.1-2569-000999", vehicles=[{"plate": OTHER_PLATE, "province": "ระยอง"}])],
    vehicles=[a_vehicle(OTHER, OTHER_PLATE)],
)  # fmt: skip


async def complete(rows: Any, begun: Seeded) -> None:
    """The other truck's trip as it is once its last pings have come."""
    whole = judged(WHOLE)
    assert whole.trip_id == begun.trip_id
    await put_pings(rows, whole.pings[len(begun.pings) :], first_offset=len(begun.pings))
    await rows.execute("DELETE FROM trips WHERE trip_id = $1", begun.trip_id)
    await put_trip(rows, whole.trip, "completed", "715678|TH-21")
    await put_event(rows, "wastetrack.trip.completed", whole.trip)


async def test_the_page_of_a_trip_in_a_browser(settings: Settings, rows: Any, chromium_path: str) -> None:
    done = await put_scene(rows, DONE, until=120)
    begun = await put_scene(rows, Scene([ping for ping in WHOLE.pings if ping["utc_ts"] < at(50)], **papers(WHOLE)))
    async with Standing(settings) as server:
        deeds = {"complete": lambda: complete(rows, begun)}
        await walk("trip", chromium_path, server.url, deeds, WASTETRACK_TRIP=done.trip_id, WASTETRACK_OPEN_TRIP=begun.trip_id)


def papers(scene: Scene) -> dict[str, Any]:
    """The papers of a scene, for another one."""
    return {kind: scene.reference[kind] for kind in ("permits", "vehicles")}
