"""Units: the newest place of each, and the track of one."""

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from dashboard.answers import Page, Track, TrackFix, Unit
from dashboard.given import (
    NO_STORE,
    GivenNoted,
    GivenNow,
    GivenPerson,
    GivenPool,
    GivenReach,
    json_answer,
    problem_specs,
)
from dashboard.lookups.noted import Looked
from dashboard.newest import shown_unit
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, read_period, write_cursor
from dashboard.people.seen import as_grave_as_seen
from dashboard.problems import not_found
from models.times import to_iso
from storage.lists_filter import Filter
from storage.lists_scope import keep_units, read_spans_seen
from storage.lists_tracks import read_track
from storage.lists_units import read_unit, read_units

MAX_TRACK_FIXES: Final = 100_000  # more than one a second for a day


@get("/units", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_units(
    pool: GivenPool, reach: GivenReach, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Response[Page[Unit]]:
    """Units by `unit_id`, each with its newest place."""
    after = read_cursor("units", cursor)
    asked = Filter()
    keep_units(asked, reach)
    rows = await read_units(pool, asked, limit=limit + 1, after=after[1] if after is not None else "")
    shown = rows[:limit]
    more = len(rows) > limit
    units = [unit for row in shown if (unit := shown_unit(row)) is not None]
    return json_answer({
        "items": await as_grave_as_seen(pool, reach, units),
        "next": write_cursor("units", 0, shown[-1].unit_id) if more else None,
    })


@get("/units/{unit_id:str}/track", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_track(
    pool: GivenPool,
    now: GivenNow,
    person: GivenPerson,
    noted: GivenNoted,
    reach: GivenReach,
    unit_id: FromPath[str],
    from_: Annotated[str | None, QueryParameter(name="from", description="ISO-8601, inclusive")] = None,
    to: Annotated[str | None, QueryParameter(description="ISO-8601, exclusive")] = None,
    why: FromQuery[str] = "",
) -> Response[Track]:
    """The fixes of a unit in a period, oldest first; without a period the day up to its newest ping.

    Of more than a call holds the first; `next` is the `from` with which to ask for the rest. The look-up is put down
    with who asked and why.
    """
    newest = await read_unit(pool, unit_id)
    from_ms, to_ms = read_period(from_, to, newest.utc_ms if newest is not None else now())
    asked = {"unit_id": unit_id, "from": to_iso(from_ms), "to": to_iso(to_ms)}
    await noted(person, Looked(kind="track", asked=asked), why)
    spans = await read_spans_seen(pool, reach, from_ms, to_ms, [unit_id])
    points = await read_track(pool, unit_id, from_ms, to_ms, MAX_TRACK_FIXES + 1, spans)
    rest_ms = points[-1].utc_ms if len(points) > MAX_TRACK_FIXES else None
    if (newest is None or reach is not None) and not points:
        raise not_found("unit", "อุปกรณ์", unit_id)
    return json_answer(
        Track(
            unit_id=unit_id,
            fixes=[
                TrackFix(
                    utc_ts=to_iso(point.utc_ms),
                    recv_utc_ts=to_iso(point.recv_ms) if point.recv_ms is not None else None,
                    lat=point.lat,
                    lon=point.lon,
                    speed=point.speed_kmh,
                    course=point.course_deg,
                    fix=point.fix,
                )
                for point in points
                if rest_ms is None or point.utc_ms < rest_ms
            ],
            next=None if rest_ms is None else to_iso(rest_ms),
        )
    )
