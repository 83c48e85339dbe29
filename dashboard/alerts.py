"""Alerts: the list, newest detection first, and one with its history."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from dashboard.answers import Alert, AlertStory, Page
from dashboard.given import NO_STORE, GivenPool, GivenReach, json_answer, problem_specs, raw
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.people.seen import alerts_seen
from dashboard.problems import not_found
from models.alert import Urgency
from storage.lists_alerts import read_alert, read_alerts


@get("/alerts", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_alerts(
    pool: GivenPool,
    reach: GivenReach,
    asked_state: Annotated[Literal["open", "closed", "all"], QueryParameter(name="state")] = "all",
    urgency: FromQuery[Urgency | None] = None,
    rule: FromQuery[str | None] = None,
    unit_id: FromQuery[str | None] = None,
    trip_id: FromQuery[str | None] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[Page[Alert]]:
    """Alerts, newest `detected_at` first."""
    rows = await read_alerts(
        pool,
        limit=limit + 1,
        after=read_cursor("alerts", cursor),
        state=None if asked_state == "all" else asked_state,
        urgency=urgency,
        rule=rule,
        unit_id=unit_id,
        trip_id=trip_id,
        reach=reach,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return json_answer({
        "items": [raw(row.body) for row in shown],
        "next": write_cursor("alerts", shown[-1].detected_ms, shown[-1].alert_id) if more else None,
    })


@get("/alerts/{alert_id:str}", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_alert(pool: GivenPool, reach: GivenReach, alert_id: FromPath[str]) -> Response[AlertStory]:
    """One alert with the versions told of it."""
    story = await read_alert(pool, alert_id)
    if story is None or not await alerts_seen(pool, reach, [story.body]):
        raise not_found("alert", "การแจ้งเตือน", alert_id)
    return json_answer(msgspec.json.decode(story.body, type=dict[str, msgspec.Raw]) | {"history": story.history})
