"""All routes of carriers and generators: what officers see and release, and what a link lets a party answer."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, head, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody

from dashboard.given import NO_STORE, GivenNow, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.incidents.answers import IncidentStory
from dashboard.parties.answering import MOST_BYTES, MOST_FILES, answer, file_line, show_party_case
from dashboard.parties.answers import AnswerForm, PartyCase, PartyList, ReleaseForm, ReleaseOvertaken
from dashboard.parties.given import GivenPartyDesk, GivenPartyLink
from dashboard.parties.releasing import release
from dashboard.parties.shown import show_parties
from dashboard.problems import not_found
from dashboard.repeats import Call, IdempotencyKey, response_of
from dashboard.road.arriving import add, announce, come_so_far, find
from dashboard.road.file_routes import TusVersion, check_piece, check_version, file_headers
from dashboard.road.given import MB, GivenRoad
from storage.case_links import note_opened
from storage.incidents import load_incidents
from storage.merges import case_of
from storage.messages import mark_opened

_CHANGE: Final = problem_specs(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 503, 507)


@get("/incidents/{incident_id:str}/parties", response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503))
async def list_parties(
    pool: GivenPool, person: GivenPerson, party_desk: GivenPartyDesk, incident_id: FromPath[str]
) -> Response[PartyList]:
    """The carrier and the generator of an incident: when they are told, what they were told, and their answers."""
    person.needs("officer")
    found = await load_incidents(pool, [await case_of(pool, incident_id)])
    if not found:
        raise not_found("incident", "เหตุการณ์", incident_id)
    return json_answer(await show_parties(pool, party_desk, found[0]))


@post(
    "/incidents/{incident_id:str}/parties/release",
    status_code=200,
    response_headers=NO_STORE,
    responses={
        200: ResponseSpec(data_container=IncidentStory, description="the incident after it", generate_examples=False),
        **problem_specs(400, 403, 404, 422, 503),
        409: ResponseSpec(
            data_container=ReleaseOvertaken, media_type="application/problem+json", generate_examples=False,
            description="it changed (`current` is how it stands), or the party is not known or has no address",
        ),
    },
)  # fmt: skip
async def release_to_party(
    pool: GivenPool, now: GivenNow, person: GivenPerson, party_desk: GivenPartyDesk, road: GivenRoad,
    incident_id: FromPath[str], data: JSONBody[ReleaseForm], idempotency_key: IdempotencyKey = None,
) -> Response[IncidentStory]:  # fmt: skip
    """Has the carrier or the generator told of an incident as it was seen, and asked for its side of it."""
    person.needs("officer")
    call = Call(person, idempotency_key, msgspec.json.encode(("release", incident_id, data)))
    return response_of(await release(pool, party_desk, road.surroundings, incident_id, data, call, now()))


@get("/answers/{incident_id:str}", response_headers=NO_STORE, responses=problem_specs(400, 401, 403, 404, 410, 503))
async def show_asked(
    pool: GivenPool, road: GivenRoad, party_link: GivenPartyLink, incident_id: FromPath[str]  # noqa: ARG001 - the link's
) -> Response[PartyCase]:
    """What the party was told and asked, and what it answered; changes nothing."""
    return json_answer(await show_party_case(pool, party_link, road.largest_bytes // MB))


@post(
    "/answers/{incident_id:str}", status_code=200, response_headers=NO_STORE,
    responses={
        200: ResponseSpec(data_container=PartyCase, description="the case after it", generate_examples=False),
        **problem_specs(400, 401, 403, 404, 410, 413, 422, 503),
    },
)  # fmt: skip
async def add_answer_to_case(
    pool: GivenPool, now: GivenNow, road: GivenRoad, party_link: GivenPartyLink, data: JSONBody[AnswerForm],
    incident_id: FromPath[str],  # noqa: ARG001 - the link's
    idempotency_key: IdempotencyKey = None,
) -> Response[PartyCase]:  # fmt: skip
    """Adds to what the party answers; what was sent before stays as it was."""
    largest_mb = road.largest_bytes // MB
    return response_of(await answer(pool, party_link, data, idempotency_key, largest_mb, now()))


@post("/answers/{incident_id:str}/opened", status_code=204, responses=problem_specs(400, 401, 403, 404, 410, 503))
async def tell_asked_opened(
    pool: GivenPool, now: GivenNow, party_link: GivenPartyLink, incident_id: FromPath[str]
) -> None:
    """Notes that the party has looked; sent once the page is seen."""
    opened_ms = now()
    await mark_opened(pool, [incident_id], party_link.person, opened_ms)
    await note_opened(pool, party_link, opened_ms)


@post("/answers/{incident_id:str}/files", responses=_CHANGE)
async def announce_party_file(
    pool: GivenPool, now: GivenNow, road: GivenRoad, party_link: GivenPartyLink,
    incident_id: FromPath[str],  # noqa: ARG001 - the link's
    length: Annotated[int, HeaderParameter(name="Upload-Length", ge=1, description="bytes of the whole file")],
    metadata: Annotated[
        str, HeaderParameter(
            name="Upload-Metadata", description="each in base64: sha256 (hexadecimal), filename, filetype, taken_at",
        ),
    ],
    tus: TusVersion = None,
) -> Response[None]:  # fmt: skip
    """Announces a file of a party; the same bytes announced again are the same file."""
    check_version(tus)
    file = await announce(pool, road, party_link, length, metadata, now(), (MOST_FILES, MOST_BYTES))
    headers = file_headers(file, await come_so_far(road, file))
    return Response(None, status_code=201, headers=headers | {"Location": f"files/{file.file_id}"})


@head("/answers/{incident_id:str}/files/{file_id:str}", responses=problem_specs(400, 401, 403, 404, 410, 503))
async def measure_party_file(
    pool: GivenPool, road: GivenRoad, party_link: GivenPartyLink, file_id: FromPath[str],
    incident_id: FromPath[str],  # noqa: ARG001 - the link's
) -> Response[None]:  # fmt: skip
    """How far a file has come (`Upload-Offset`); once it is whole also `Upload-SHA256`."""
    file = await find(pool, party_link, file_id)
    return Response(None, headers=file_headers(file, await come_so_far(road, file)) | {"Upload-Length": str(file.size)})


@patch(
    "/answers/{incident_id:str}/files/{file_id:str}", status_code=204, request_max_body_size=None, responses=_CHANGE
)
async def add_to_party_file(
    request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, road: GivenRoad, party_link: GivenPartyLink,
    file_id: FromPath[str], incident_id: FromPath[str],  # noqa: ARG001 - the link's
    offset: Annotated[int, HeaderParameter(name="Upload-Offset", ge=0, description="where the piece begins")],
    tus: TusVersion = None,
) -> Response[None]:  # fmt: skip
    """Adds a piece; with the last one the file is part of the answer, and `Upload-SHA256` says that all is right."""
    check_version(tus)
    check_piece(request.headers.get("content-type", ""))
    found = await find(pool, party_link, file_id)
    file, reached = await add(pool, road, party_link, found, offset, request.stream(), now(), file_line)
    return Response(None, status_code=204, headers=file_headers(file, reached))


PARTY_ROUTES: Final = (
    list_parties,
    release_to_party,
    show_asked,
    add_answer_to_case,
    tell_asked_opened,
    announce_party_file,
    measure_party_file,
    add_to_party_file,
)
