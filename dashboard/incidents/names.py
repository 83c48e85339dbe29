"""Whom an incident may be assigned to: who asks, the accounts that may act, and all who have acted so far."""

from litestar import Response, get

from dashboard.given import NO_STORE, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.incidents.answers import Me, Names
from storage.lists_incidents import read_names
from storage.people import names_who_act


@get("/people/names", response_headers=NO_STORE, responses=problem_specs(503))
async def list_names(pool: GivenPool, person: GivenPerson) -> Response[Names]:
    """Who asks, and the names of all to whom work may be given."""
    names = sorted({person.name, *await names_who_act(pool), *await read_names(pool)})
    return json_answer(Names(me=Me(name=person.name, role=person.role), names=names))
