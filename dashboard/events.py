"""Every trip and alert event in one durable order, for systems that read along."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import QueryParameter

from dashboard.answers import EventPage
from dashboard.given import NO_STORE, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.parameters import DEFAULT_LIMIT, Limit, read_place, read_types
from dashboard.people.seen import events_seen
from storage.lists_events import place_text, read_end, read_events


@get("/events", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_events(
    pool: GivenPool,
    reach: GivenReach,
    after: Annotated[
        str | None, QueryParameter(description="`next` of the call before; absent: from the beginning")
    ] = None,
    types: Annotated[
        list[str] | None, QueryParameter(description="event types, comma separated; families (`alert`, `trip`) too")
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Response[EventPage]:
    """Events after a cursor, oldest first; ask again with `next` to go on, whether or not something was there."""
    place = read_place("after", after)
    wanted = read_types(types)
    # The end is read first: whatever becomes durable in between lies after it and is the next call's.
    end = await read_end(pool)
    rows = await read_events(pool, place, limit=limit, types=wanted, up_to=end) if end > place else []
    place = rows[-1].place if len(rows) == limit else max(place, end)
    seen = await events_seen(pool, reach, [row.body.encode() for row in rows])
    shown = [msgspec.Raw(event) for event in seen if event is not None]
    return json_answer({"items": shown, "next": place_text(place)})
