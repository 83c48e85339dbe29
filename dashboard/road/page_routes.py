"""The phone's page behind a link: the same for every case, so that nothing of one is in it; a refusal is a page too."""

from html import escape
from typing import Any, Final

from litestar import Request, Response, get, head

from dashboard.given import UNPACKED, GivenNow, GivenPage, GivenPool
from dashboard.page import Page, PageFile
from dashboard.problems import Problem
from dashboard.road.door import REFUSED, open_link
from dashboard.road.given import GivenRoad
from ops.case_link import CaseLink, Refusal

FILE: Final = "road.html"
AS_TEXT: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
_REFUSAL: Final = """<!doctype html><html lang="th"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="dark">
<title>wastetrack</title>
<link rel="stylesheet" href="{up}refusal.css"><h1>เปิดเรื่องนี้ไม่ได้</h1><p data-reason="{reason}">{thai}</p>
<p lang="en">{english}</p></html>
"""


@get(["/o", "/o/{token:str}"], include_in_schema=False, opt={UNPACKED: True})
async def show_phone(
    request: Request[Any, Any, Any], page: GivenPage, pool: GivenPool, now: GivenNow, road: GivenRoad
) -> Response[bytes]:
    """The phone's page, or why the link does not open; asking for it changes nothing."""
    refused = await _refused(request, pool, now(), road)
    if refused is not None:
        return refusal_page(refused, *REFUSED[refused], up="../")
    return built_page(page, FILE, request)


@head(["/o", "/o/{token:str}"], include_in_schema=False)
async def measure_phone(
    request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, road: GivenRoad
) -> Response[None]:
    """Whether the link opens."""
    refused = await _refused(request, pool, now(), road)
    return Response(None, status_code=200 if refused is None else REFUSED[refused][0], headers=AS_TEXT)


async def _refused(request: Request[Any, Any, Any], pool: Any, now_ms: int, road: Any) -> Refusal | None:
    token = request.path_params.get("token")
    if token is None:
        return None
    link = await open_link(pool, token, road.key, now_ms)
    return None if isinstance(link, CaseLink) else link


def refusal_page(reason: Refusal, status: int, english: str, thai: str, *, up: str) -> Response[bytes]:
    """A page that says why a link does not open, and what to do; `up` leads from its address to the page's files."""
    said = english[:1].upper() + english[1:]
    text = _REFUSAL.format(reason=reason, thai=escape(thai), english=escape(said), up=up)
    return Response(text.encode(), status_code=status, media_type="text/html", headers=AS_TEXT)


def built_page(page: Page, name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    """A built page, the same for every link; raises a 503 problem where none is built."""
    found = page.file(name)
    if found is None:
        raise Problem(503, "the page is not built: run `make setup`", "ยังไม่ได้สร้างหน้าเว็บ ให้รันคำสั่ง `make setup`")
    return _file(found, request)


def _file(found: PageFile, request: Request[Any, Any, Any]) -> Response[bytes]:
    headers = {"Cache-Control": "no-cache", "ETag": found.tag, "Vary": "Accept-Encoding", "X-Robots-Tag": "noindex"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(b"", status_code=304, headers=headers)
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.media_type, headers=headers)
