"""Pages at desks: a page tells every 20 s that it is there; how it went does not matter, silence tells it."""

from litestar import post
from litestar.params import FromPath, JSONBody

from dashboard.desks import answers
from dashboard.desks.desks import check_desk
from dashboard.given import NO_STORE, GivenPerson, GivenPool, problem_specs
from storage.desks import put_presence, remove_presence


@post(
    "/desks/{desk_id:str}/here", status_code=204, response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503)
)
async def tell_here(pool: GivenPool, person: GivenPerson, desk_id: FromPath[str], data: JSONBody[answers.Here]) -> None:
    """A page of this person is at this desk, and at no other; not heard for 60 s, it is gone."""
    person.needs("officer")
    async with pool.acquire() as connection:
        await check_desk(connection, desk_id)
        await put_presence(connection, data.page_id, desk_id, person.name, data.sound)


@post("/desks/{desk_id:str}/leave", status_code=204, response_headers=NO_STORE, responses=problem_specs(400, 403, 503))
async def tell_gone(pool: GivenPool, person: GivenPerson, desk_id: FromPath[str], data: JSONBody[answers.Gone]) -> None:
    """A person gets up: the page is no longer at this desk, at once."""
    person.needs("officer")
    await remove_presence(pool, data.page_id, desk_id)
