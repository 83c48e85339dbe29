"""Names in the reference data that lead nowhere."""

import asyncio

from litestar import Response, get

from dashboard.answers import UnresolvedList
from dashboard.given import NO_STORE, GivenPool, json_answer, problem_specs
from models.reference import KINDS, ReferenceVersion
from models.resolution import resolve
from storage.lists_reference import read_versions


@get("/unresolved", response_headers=NO_STORE, responses=problem_specs(503))
async def list_unresolved(pool: GivenPool) -> Response[UnresolvedList]:
    """What permits, manifests and vehicles name but the reference data does not hold."""
    versions: list[ReferenceVersion] = []
    for kind in KINDS:
        for row in (await read_versions(pool, kind)).values():
            versions += row
    return json_answer(UnresolvedList(items=await asyncio.to_thread(resolve, versions)))
