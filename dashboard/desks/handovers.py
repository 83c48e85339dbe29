"""Hand-overs of a desk: made with a note, accepted by the person named, listed for ever."""

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from dashboard.answers import Page
from dashboard.desks import answers
from dashboard.desks.accepting import accepting
from dashboard.desks.desks import check_desk
from dashboard.given import NO_STORE, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.problems import Problem, not_found
from models.desk import Handover
from models.times import to_iso
from storage.audit import audit
from storage.handovers import add_handover, lock_handovers, read_handover, read_handovers, settle_accepted


@get("/desks/{desk_id:str}/handovers", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def list_handovers(
    pool: GivenPool,
    desk_id: FromPath[str],
    asked_state: Annotated[Literal["open", "accepted", "replaced", "all"], QueryParameter(name="state")] = "all",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[Page[answers.Handover]]:
    """The hand-overs of a desk, also of one that is no more, newest first."""
    after = read_cursor("handovers", cursor)
    rows = await read_handovers(
        pool,
        desk_id,
        limit=limit + 1,
        before_id=None if after is None else after[0],
        state=None if asked_state == "all" else asked_state,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return json_answer(
        Page(
            items=[shown_handover(row) for row in shown],
            next=write_cursor("handovers", shown[-1].handover_id, desk_id) if more else None,
        )
    )


@post("/desks/{desk_id:str}/handovers", response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503))
async def hand_over(
    pool: GivenPool, person: GivenPerson, desk_id: FromPath[str], data: JSONBody[answers.HandoverSaid]
) -> Response[answers.Handover]:
    """Hands a desk over to a person, who has yet to accept; replaces one that nobody has accepted yet."""
    person.needs("officer")
    async with pool.acquire() as connection, connection.transaction():
        await check_desk(connection, desk_id)
        await lock_handovers(connection)
        made = await add_handover(connection, desk_id, person.name, data.to.strip(), data.note.strip())
        await audit(connection, person.name, "desk handed over", desk_id, f"to {made.to_person}: {made.note}")
    return json_answer(shown_handover(made))


@post(
    "/desks/{desk_id:str}/handovers/{handover_id:int}/accept",
    status_code=200,
    response_headers=NO_STORE,
    responses=problem_specs(400, 403, 404, 409, 503),
)
async def accept_handover(
    pool: GivenPool, person: GivenPerson, desk_id: FromPath[str], handover_id: FromPath[int]
) -> Response[answers.Handover]:
    """Accepts a hand-over: by the person named alone, from then on it counts; said again, it changes nothing."""
    person.needs("officer")
    async with pool.acquire() as connection, connection.transaction():
        await lock_handovers(connection)
        handover = await read_handover(connection, desk_id, handover_id)
        if handover is None:
            raise not_found("hand-over", "การส่งเวร", str(handover_id))
        match accepting(handover, person.name):
            case "not_yours":
                raise Problem(
                    403,
                    f"this desk is handed over to {handover.to_person}; {person.name} cannot accept it",
                    f"การส่งเวรนี้ส่งถึง {handover.to_person} เท่านั้น {person.name} รับแทนไม่ได้",
                )
            case "replaced":
                raise Problem(
                    409,
                    "another hand-over has taken the place of this one; read the list again",
                    "มีการส่งเวรครั้งใหม่แทนครั้งนี้แล้ว กรุณาอ่านรายการใหม่",
                )
            case "accept":
                handover = await settle_accepted(connection, handover_id)
                await audit(connection, person.name, "desk taken over", desk_id, f"from {handover.from_person}")
            case "accepted_before":
                pass
    return json_answer(shown_handover(handover))


def shown_handover(handover: Handover) -> answers.Handover:
    """A hand-over as it is answered."""
    return answers.Handover(
        handover_id=handover.handover_id,
        desk_id=handover.desk_id,
        from_=handover.from_person,
        to=handover.to_person,
        note=handover.note,
        made_at=to_iso(handover.made_ms),
        state=handover.state,
        settled_at=None if handover.settled_ms is None else to_iso(handover.settled_ms),
    )
