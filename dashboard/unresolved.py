"""Names in the reference data that lead nowhere, as a list."""

from litestar import Response, get

from dashboard.answers import UnresolvedList
from dashboard.given import NO_STORE, GivenPool, GivenReach, GivenUnresolved, json_answer, problem_specs
from models.names import normal_number
from models.reach import Reach
from models.resolution import Unresolved


@get("/unresolved", response_headers=NO_STORE, responses=problem_specs(503))
async def list_unresolved(pool: GivenPool, reach: GivenReach, unresolved: GivenUnresolved) -> Response[UnresolvedList]:
    """What permits, manifests and vehicles name but the reference data does not hold.

    Somebody kept to a scope is told of those permits alone of which it sees all.
    """
    found = await unresolved.of(pool)
    return json_answer(UnresolvedList(items=[one for one in found if reach is None or _is_seen(one, reach)]))


def _is_seen(one: Unresolved, reach: Reach) -> bool:
    # Of a manifest or a vehicle the list does not say whose it is.
    return one.kind == "permits" and normal_number(one.key) in reach.whole
