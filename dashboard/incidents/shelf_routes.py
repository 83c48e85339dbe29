"""Shelves over HTTP: the list, and what officers do with them."""

from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from dashboard.answers import Page
from dashboard.given import NO_STORE, GivenFeed, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.incidents.answers import Lift, NewShelf, Shelf
from dashboard.incidents.shelving import caller, confirm, lift, make
from dashboard.incidents.shown import shown_shelf
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.repeats import IdempotencyKey, response_of
from storage.shelves import count_held, load_shelves, read_shelves


@get("/shelves", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_shelves(
    pool: GivenPool,
    feed: GivenFeed,
    asked_state: Annotated[Literal["active", "all"], QueryParameter(name="state")] = "active",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[Page[Shelf]]:
    """Shelves: those that hold or wait to be confirmed, first made first; or all there ever were, newest first."""
    now_ms = feed.now_ms()
    held = await count_held(pool, now_ms)
    if asked_state == "active":
        rows, more = await load_shelves(pool, now_ms), False
    else:
        rows = await read_shelves(pool, limit=limit + 1, after=read_cursor("shelves", cursor))
        rows, more = rows[:limit], len(rows) > limit
    return json_answer({
        "items": [shown_shelf(row, held.get(row.shelf_id, 0), now_ms) for row in rows],
        "next": write_cursor("shelves", rows[-1].made_ms, rows[-1].shelf_id) if more else None,
    })


def _said(status: int, *refused: int) -> dict[int, Any]:
    said = ResponseSpec(data_container=Shelf, description="the shelf after it", generate_examples=False)
    return {status: said, **problem_specs(400, 403, *refused, 422, 503)}


@post("/shelves", status_code=201, response_headers=NO_STORE, responses=_said(201))
async def make_shelf(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    data: JSONBody[NewShelf],
    idempotency_key: IdempotencyKey = None,
) -> Response[Shelf]:
    """Shelves a unit, a place or a rule for at most 7 days.

    It waits for a second person where immediate or critical alerts are open there, and always for a rule; those that
    come later to one that a single person made are not held until another confirms it.
    """
    return response_of(await make(pool, data, caller(person, idempotency_key, "shelves", data), feed.now_ms()))


@post("/shelves/{shelf_id:str}/confirm", status_code=200, response_headers=NO_STORE, responses=_said(200, 404, 409))
async def confirm_shelf(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    shelf_id: FromPath[str],
    idempotency_key: IdempotencyKey = None,
) -> Response[Shelf]:
    """Confirms what another person shelved."""
    call = caller(person, idempotency_key, "confirm", shelf_id)
    return response_of(await confirm(pool, shelf_id, call, feed.now_ms()))


@post("/shelves/{shelf_id:str}/lift", status_code=200, response_headers=NO_STORE, responses=_said(200, 404, 409))
async def lift_shelf(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    shelf_id: FromPath[str],
    data: JSONBody[Lift],
    idempotency_key: IdempotencyKey = None,
) -> Response[Shelf]:
    """Ends a shelf before its time."""
    call = caller(person, idempotency_key, "lift", shelf_id, data)
    return response_of(await lift(pool, shelf_id, data.reason, call, feed.now_ms()))
