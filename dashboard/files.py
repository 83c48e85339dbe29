"""The page over HTTP: what was built, or what to do when it was not."""

import re
from typing import Any, Final

from litestar import Request, Response, get

from dashboard.given import UNPACKED, GivenPage
from dashboard.problems import Problem

_HASHED: Final = re.compile(r"^assets/.*[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_BUILT: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>wastetrack</title>
<h1>The page is not built yet</h1>
<p>Run <code>make setup</code> in the checkout, then reload.
The API works meanwhile: <a href="openapi.json">openapi.json</a></p>
<p lang="th">ยังไม่ได้สร้างหน้าเว็บ ให้รันคำสั่ง <code>make setup</code> แล้วโหลดหน้านี้ใหม่</p></html>
"""


@get(["/", "/{path:path}"], include_in_schema=False, opt={UNPACKED: True})
async def show_page(request: Request[Any, Any, Any], page: GivenPage) -> Response[bytes]:
    """The page and what it loads."""
    path = request.path_params.get("path", "")
    name = str(path).lstrip("/") or "index.html"
    found = page.file(name)
    if found is None:
        if name == "index.html":
            return Response(
                _NOT_BUILT.encode(),
                status_code=503,
                media_type="text/html",
                headers={"Cache-Control": "no-store"},
            )
        raise Problem(404, f"nothing is at /{name}", f"ไม่มีข้อมูลที่ /{name}")
    caching = _FOREVER if _HASHED.match(name) else "no-cache"
    headers = {"Cache-Control": caching, "ETag": found.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(b"", status_code=304, headers=headers)
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.media_type, headers=headers)
