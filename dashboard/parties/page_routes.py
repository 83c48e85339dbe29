"""The page for a party's answer behind its link, the same for every case; a refusal is a page too."""

from typing import Any, Final

from litestar import Request, Response, get, head

from dashboard.given import UNPACKED, GivenNow, GivenPage, GivenPool
from dashboard.parties.door import REFUSED, open_party_link
from dashboard.parties.given import GivenPartyDesk, PartyDesk
from dashboard.road.page_routes import AS_TEXT, built_page, refusal_page
from ops.case_link import CaseLink, Refusal

FILE: Final = "answer.html"


@get("/a/{incident_id:str}/{token:str}", include_in_schema=False, opt={UNPACKED: True})
async def show_answer_page(
    request: Request[Any, Any, Any], page: GivenPage, pool: GivenPool, now: GivenNow, party_desk: GivenPartyDesk
) -> Response[bytes]:
    """The page, or why the link does not open; asking for it changes nothing."""
    refused = await _refused(request, pool, now(), party_desk)
    if refused is not None:
        return refusal_page(refused, *REFUSED[refused], up="../../")
    return built_page(page, FILE, request)


@head("/a/{incident_id:str}/{token:str}", include_in_schema=False)
async def measure_answer_page(
    request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, party_desk: GivenPartyDesk
) -> Response[None]:
    """Whether the link opens."""
    refused = await _refused(request, pool, now(), party_desk)
    return Response(None, status_code=200 if refused is None else REFUSED[refused][0], headers=AS_TEXT)


async def _refused(request: Request[Any, Any, Any], pool: Any, now_ms: int, desk: PartyDesk) -> Refusal | None:
    token, incident_id = str(request.path_params["token"]), str(request.path_params["incident_id"])
    link = await open_party_link(pool, token, desk.key, now_ms, incident_id)
    return None if isinstance(link, CaseLink) else link


PARTY_PAGE_ROUTES: Final = (show_answer_page, measure_answer_page)
