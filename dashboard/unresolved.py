"""Names in the reference data that lead nowhere, as a list."""

from litestar import Response, get

from dashboard.answers import UnresolvedList
from dashboard.given import NO_STORE, GivenPool, GivenUnresolved, json_answer, problem_specs


@get("/unresolved", response_headers=NO_STORE, responses=problem_specs(503))
async def list_unresolved(pool: GivenPool, unresolved: GivenUnresolved) -> Response[UnresolvedList]:
    """What permits, manifests and vehicles name but the reference data does not hold."""
    return json_answer(UnresolvedList(items=await unresolved.of(pool)))
