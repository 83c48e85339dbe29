"""The alert desk over HTTP: the queue, one incident, and what a person does with it."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from dashboard.given import NO_STORE, GivenFeed, GivenPerson, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.incidents.acting import act
from dashboard.incidents.answers import IncidentPage, IncidentStory, Overtaken
from dashboard.incidents.shown import shown_incident
from dashboard.incidents.steps import AskedAct
from dashboard.incidents.story import read_story
from dashboard.incidents.within import read_page, read_seen
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, bad_cursor, read_cursor, write_cursor
from dashboard.parties.given import GivenPartyDesk
from dashboard.problems import not_found
from dashboard.repeats import Call, IdempotencyKey, response_of
from models.alert import Urgency
from storage.lists_incidents import Place, Question, Shelved
from storage.merges import case_of


@get("/incidents", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_incidents(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    reach: GivenReach,
    asked_state: Annotated[Literal["open", "closed", "all"], QueryParameter(name="state")] = "open",
    urgency: FromQuery[Urgency | None] = None,
    assignee: FromQuery[str | None] = None,
    unit_id: FromQuery[str | None] = None,
    trip_id: FromQuery[str | None] = None,
    alert_id: FromQuery[str | None] = None,
    shelved: FromQuery[Shelved] = "no",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[IncidentPage]:
    """Incidents: open ones by urgency, severity and age; closed ones last closed first; all, last begun first."""
    if assignee is not None and reach is not None:
        person.needs("officer")  # to others in a scope nobody's name is told
    question = Question(
        state=asked_state, shelved=shelved, urgency=urgency, assignee=assignee, unit_id=unit_id, trip_id=trip_id,
        alert_id=alert_id,
    )  # fmt: skip
    now_ms, after = feed.now_ms(), _read_place(asked_state, cursor)
    page = await read_page(pool, question, now_ms, person, reach, limit=limit, after=after)
    return json_answer(
        IncidentPage(
            items=[shown_incident(seen, person, now_ms) for seen in page.items],
            next=None if page.ends is None else _write_place(asked_state, page.ends),
            shelved=page.shelved,
        )
    )


@get("/incidents/{incident_id:str}", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_incident(
    pool: GivenPool, feed: GivenFeed, person: GivenPerson, reach: GivenReach, incident_id: FromPath[str]
) -> Response[IncidentStory]:
    """One incident with its alerts, its log and what was merged into it; of a merged one the case it is part of."""
    seen = await read_seen(pool, await case_of(pool, incident_id), person, reach)
    if seen is None:
        raise not_found("incident", "เหตุการณ์", incident_id)
    return json_answer(await read_story(pool, seen, person, feed.now_ms()))


@post(
    "/incidents/{incident_id:str}/acts",
    status_code=200,
    response_headers=NO_STORE,
    responses={
        200: ResponseSpec(data_container=IncidentStory, description="the incident after it", generate_examples=False),
        **problem_specs(400, 403, 404, 422, 503),
        409: ResponseSpec(
            data_container=Overtaken, media_type="application/problem+json", generate_examples=False,
            description="somebody was first, or the state has no such step; `current` is how it stands",
        ),
    },
)
async def act_on_incident(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    reach: GivenReach,
    party_desk: GivenPartyDesk,
    incident_id: FromPath[str],
    data: JSONBody[AskedAct],
    idempotency_key: IdempotencyKey = None,
) -> Response[IncidentStory]:
    """Acts on the version of an incident that was seen; a 409 says who was first and holds it as it is (`current`)."""
    person.needs("officer")
    call = Call(person, idempotency_key, msgspec.json.encode(("acts", incident_id, data)))
    return response_of(await act(pool, incident_id, data, call, feed.now_ms(), reach, party_desk))


def _write_place(state: str, place: Place) -> str:
    rank, at_ms, incident_id = place
    return write_cursor(f"incidents-{state}", at_ms, f"{rank} {incident_id}")


def _read_place(state: str, cursor: str | None) -> Place | None:
    read = read_cursor(f"incidents-{state}", cursor)
    if read is None:
        return None
    rank, _, incident_id = read[1].partition(" ")
    if not (rank.isascii() and rank.isdigit() and len(rank) < 3):
        raise bad_cursor("cursor")
    return int(rank), read[0], incident_id
