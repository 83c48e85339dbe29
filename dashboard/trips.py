"""Trips: the list, latest departure first, and one with its history and alerts."""

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from dashboard.answers import Page, Trip, TripStory
from dashboard.given import NO_STORE, GivenNoted, GivenPerson, GivenPool, GivenReach, json_answer, problem_specs, raw
from dashboard.lookups.noted import Looked
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.people.seen import alerts_seen, trips_told
from dashboard.problems import not_found
from models.names import normal_number
from models.reach import Reach, sees
from storage.lists_trips import TripStoryRow, read_trip, read_trips

_STATES: Final = {"open": ("on_the_way", "arrived"), "completed": ("completed",), "ended": ("ended",), "all": None}


@get("/trips", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_trips(
    pool: GivenPool,
    person: GivenPerson,
    noted: GivenNoted,
    reach: GivenReach,
    asked_state: Annotated[Literal["open", "completed", "ended", "all"], QueryParameter(name="state")] = "all",
    unit_id: FromQuery[str | None] = None,
    plate: FromQuery[str | None] = None,
    permit_no: FromQuery[str | None] = None,
    why: FromQuery[str] = "",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[Page[Trip]]:
    """Trips, latest `started_at` first; plate and permit number in any spelling.

    A look-up of a plate is put down with who asked and why.
    """
    if plate is not None:
        await noted(person, Looked(kind="name", asked={"plate": plate}), why)
    rows = await read_trips(
        pool,
        limit=limit + 1,
        after=read_cursor("trips", cursor),
        states=_STATES[asked_state],
        unit_id=unit_id,
        plate=normal_number(plate) if plate is not None else None,
        permit_no=normal_number(permit_no) if permit_no is not None else None,
        reach=reach,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return json_answer({
        "items": [raw(body) for body in await trips_told(pool, reach, [row.body for row in shown])],
        "next": write_cursor("trips", shown[-1].started_ms, shown[-1].trip_id) if more else None,
    })


@get("/trips/{trip_id:str}", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_trip(pool: GivenPool, reach: GivenReach, trip_id: FromPath[str]) -> Response[TripStory]:
    """One trip with the versions told of it and its alerts."""
    story = await read_seen_trip(pool, trip_id, reach)
    body = msgspec.json.decode(story.body, type=dict[str, msgspec.Raw])
    return json_answer(body | {"history": story.history, "alerts": [raw(alert) for alert in story.alerts]})


async def read_seen_trip(pool: Any, trip_id: str, reach: Reach | None) -> TripStoryRow:
    """One trip with those of its alerts that are seen; raises a 404 problem where none of this id is."""
    row = await read_trip(pool, trip_id)
    if row is None or not sees(reach, msgspec.json.decode(row.body)):
        raise not_found("trip", "เที่ยวรถ", trip_id)
    if reach is None:
        return row
    (body,) = await trips_told(pool, reach, [row.body])
    return msgspec.structs.replace(row, body=body, alerts=await alerts_seen(pool, reach, row.alerts))
