"""All that a trip's page needs, in one answer."""

import asyncio

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from dashboard.given import (
    NO_STORE,
    GivenExplainer,
    GivenNoted,
    GivenNow,
    GivenPerson,
    GivenPool,
    GivenReach,
    json_answer,
    problem_specs,
    raw,
)
from dashboard.lookups.noted import Looked
from dashboard.trip_page.answers import Story
from dashboard.trip_page.build import MOST_PINGS, build_story, read_from_ms
from dashboard.trip_page.told import Told
from dashboard.trips import read_seen_trip
from storage.trip_pings import read_judged


@get("/trips/{trip_id:str}/story", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_story(
    pool: GivenPool, explainer: GivenExplainer, now: GivenNow, reach: GivenReach, person: GivenPerson,
    noted: GivenNoted, trip_id: FromPath[str], why: FromQuery[str] = "",
) -> Response[Story]:  # fmt: skip
    """A trip with its papers, its timeline, its fixes with their distance from the corridor, and its alerts.

    The look-up is put down with who asked and why.
    """
    row = await read_seen_trip(pool, trip_id, reach)
    await noted(person, Looked(kind="track", asked={"trip_id": trip_id}), why)
    told = Told.of(row.body)
    world = await explainer.world(pool)
    from_ms = read_from_ms(told, world.thresholds.common)
    pings = await read_judged(pool, told.unit_id, from_ms, told.until_ms, MOST_PINGS + 1)
    now_ms = await explainer.now_ms(pool, now())
    made = await asyncio.to_thread(build_story, told, row.alerts, pings, world, now_ms, reach)
    told_json = {"trip": raw(row.body), "alerts": [raw(alert) for alert in row.alerts]}
    return json_answer(told_json | msgspec.structs.asdict(made))
