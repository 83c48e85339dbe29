"""Incidents merged into one case and taken apart again, over HTTP."""

from typing import Any, Final

import msgspec
from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from dashboard.given import NO_STORE, GivenFeed, GivenPerson, GivenPool, GivenReach, problem_specs
from dashboard.incidents.answers import IncidentStory, MergeForm, Overtaken, SplitForm
from dashboard.incidents.case_acting import merge, split
from dashboard.repeats import Call, IdempotencyKey, response_of

_RESPONSES: Final[dict[int, Any]] = {
    200: ResponseSpec(data_container=IncidentStory, description="the case after it", generate_examples=False),
    **problem_specs(400, 403, 404, 422, 503),
    409: ResponseSpec(
        data_container=Overtaken, media_type="application/problem+json", generate_examples=False,
        description="somebody was first, or one is closed; `current` is the case to look at",
    ),
}  # fmt: skip


@post(
    "/incidents/{incident_id:str}/merge", status_code=200, response_headers=NO_STORE, responses=_RESPONSES
)
async def merge_incident(
    pool: GivenPool, feed: GivenFeed, person: GivenPerson, reach: GivenReach, incident_id: FromPath[str],
    data: JSONBody[MergeForm], idempotency_key: IdempotencyKey = None,
) -> Response[IncidentStory]:  # fmt: skip
    """Makes an incident part of another's case, over the versions of both that were seen; both are open."""
    person.needs("officer")
    call = Call(person, idempotency_key, msgspec.json.encode(("merge", incident_id, data)))
    return response_of(await merge(pool, incident_id, data, call, feed.now_ms(), reach))


@post(
    "/incidents/{incident_id:str}/split", status_code=200, response_headers=NO_STORE, responses=_RESPONSES
)
async def split_incident(
    pool: GivenPool, feed: GivenFeed, person: GivenPerson, reach: GivenReach, incident_id: FromPath[str],
    data: JSONBody[SplitForm], idempotency_key: IdempotencyKey = None,
) -> Response[IncidentStory]:  # fmt: skip
    """Takes a merged incident out of an open case again, with its own alerts, log and files."""
    person.needs("officer")
    call = Call(person, idempotency_key, msgspec.json.encode(("split", incident_id, data)))
    return response_of(await split(pool, incident_id, data, call, feed.now_ms(), reach))
