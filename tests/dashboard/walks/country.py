"""A small country of the past: a truck off its route, whose alert is open, others that stand upon each other far away."""

from typing import Any, Final

from models.times import to_iso
from ops.settings import Settings, load
from tests.builders import PERMIT, PLATE, UNIT, Scene, Track, a_manifest
from tests.dashboard.seed import put_unit, unit_body
from tests.dashboard.seed_trip import Seeded, put_scene

STACKED: Final = 5
AT: Final = (102.8, 16.4)
OFF_ROUTE: Final = Scene(
    Track().stand(15).go(6000).go(8000, 3000).go(12_000, 3000).stand(9).pings, manifests=[a_manifest(weigh_out_t=6.1)]
)


def its_time(database: str) -> Settings:
    """Settings with which the dashboard's time is that of the country."""
    return load(None, {"WASTETRACK_DATABASE": database, "WASTETRACK_CLOCK": "pings"})


async def put_country(rows: Any) -> Seeded:
    """Writes all of it; gives the trip of the truck that is off its route."""
    seeded = await put_scene(rows, OFF_ROUTE)
    last = seeded.pings[-1]
    at = to_iso(last.receipt_ms)
    worst = seeded.alerts[0]
    await put_unit(rows, unit_body(
        UNIT, plate=PLATE, utc_ts=at, recv_utc_ts=at, lat=last.lat, lon=last.lon, trip_id=seeded.trip_id, permit_no=PERMIT,
        urgency=worst["urgency"], severity=worst["severity"],
    ))  # fmt: skip
    for number in range(STACKED):
        unit = unit_body(f"stacked-{number}", plate=f"83-{4000 + number}", lon=AT[0], lat=AT[1], utc_ts=at, recv_utc_ts=at, state="parked")
        await put_unit(rows, unit)
    return seeded
