"""A case over its link: what the phone shows, what the officer does and tells, and that the page was looked at."""

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from dashboard.given import NO_STORE, GivenNow, GivenPool, json_answer, problem_specs
from dashboard.problems import not_found
from dashboard.repeats import IdempotencyKey, response_of
from dashboard.road.acting import act_on_road
from dashboard.road.answers import RoadActForm, RoadCase, RoadMap, RoadOvertaken
from dashboard.road.case import show_case
from dashboard.road.door import said_id
from dashboard.road.given import GivenLink, GivenRoad
from dashboard.road.papers import papers_of
from storage.case_links import note_opened
from storage.lists_incidents import read_incident
from storage.merges import all_of
from storage.messages import mark_opened


@get("/road/case", response_headers=NO_STORE, responses=problem_specs(401, 403, 404, 410, 503))
async def show_road_case(pool: GivenPool, now: GivenNow, road: GivenRoad, link: GivenLink) -> Response[RoadCase]:
    """The case that the link opens; changes nothing."""
    return json_answer(await show_case(pool, road, link, now()))


@get("/road/map", response_headers=NO_STORE, responses=problem_specs(401, 403, 404, 410, 503))
async def show_road_map(pool: GivenPool, now: GivenNow, link: GivenLink) -> Response[RoadMap]:
    """The permitted routes of what the link's case carries, for a small map."""
    row = await read_incident(pool, link.incident_id)
    if row is None:
        raise not_found("case", "เรื่อง", link.incident_id)
    papers = await papers_of(pool, row.incident.summary.trip_id, row.incident.summary.permit_no, now())
    return json_answer(RoadMap(routes=[[list(point) for point in way] for way in papers.ways]))


@post(
    "/road/acts",
    status_code=200,
    response_headers=NO_STORE,
    responses={
        200: ResponseSpec(data_container=RoadCase, description="the case after it", generate_examples=False),
        **problem_specs(400, 401, 403, 404, 410, 422, 503),
        409: ResponseSpec(
            data_container=RoadOvertaken, media_type="application/problem+json", generate_examples=False,
            description="somebody was first, or it does not fit; `current` is the case as it stands",
        ),
    },
)
async def act_on_case(
    pool: GivenPool, now: GivenNow, road: GivenRoad, link: GivenLink, data: JSONBody[RoadActForm],
    idempotency_key: IdempotencyKey = None,
) -> Response[RoadCase]:  # fmt: skip
    """Acknowledges, or tells: on the way, there (a timer begins), all is well, left, help, what was found."""
    return response_of(await act_on_road(pool, road, link, data, idempotency_key, now()))


@post("/road/opened", status_code=204, responses=problem_specs(401, 403, 404, 410, 503))
async def tell_opened(pool: GivenPool, now: GivenNow, link: GivenLink) -> None:
    """Notes that the link and the messages of this case to whom it is for were opened; sent once the page is seen."""
    if await read_incident(pool, link.incident_id) is None:
        raise not_found("case", "เรื่อง", link.incident_id)
    opened_ms = now()
    await mark_opened(pool, await all_of(pool, link.incident_id), link.person, opened_ms)
    await note_opened(pool, msgspec.structs.replace(link, incident_id=said_id(link)), opened_ms)
