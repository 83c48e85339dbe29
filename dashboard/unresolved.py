"""Names in the reference data that lead nowhere."""

import asyncio

from litestar import Response, get

from dashboard.answers import UnresolvedList
from dashboard.given import NO_STORE, GivenPool, json_answer, problem_specs
from models.resolution import resolve
from storage.reference import load_all


@get("/unresolved", response_headers=NO_STORE, responses=problem_specs(503))
async def list_unresolved(pool: GivenPool) -> Response[UnresolvedList]:
    """What permits, manifests and vehicles name but the reference data does not hold."""
    versions = await load_all(pool)
    return json_answer(UnresolvedList(items=await asyncio.to_thread(resolve, versions)))
