"""Whom an incident may be assigned to: the accounts that may act, whoever has acted and has not left, and who asks."""

from litestar import Response, get

from dashboard.given import NO_STORE, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.incidents.answers import Me, Names
from dashboard.people.person import LOCAL
from storage.lists_incidents import read_names
from storage.people import names_who_act, names_who_do_not


@get("/people/names", response_headers=NO_STORE, responses=problem_specs(503))
async def list_names(pool: GivenPool, person: GivenPerson) -> Response[Names]:
    """Who asks, and the names of all to whom work may be given; to somebody kept to a scope no name but its own."""
    asker = {person.name} if person.may("officer") else set()
    if person.scope:
        others: set[str] = set()
    else:
        acted = {*await read_names(pool)} - {*await names_who_do_not(pool), LOCAL.name}
        others = {*acted, *await names_who_act(pool)}
    names = sorted(others | asker)
    return json_answer(Names(me=Me(name=person.name, role=person.role), names=names))
