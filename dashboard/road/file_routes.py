"""Files from the phone, by the tus protocol 1.0 (core and creation): what breaks off goes on where it was."""

from typing import Annotated, Any, Final

from litestar import Request, Response, head, patch, post
from litestar.params import FromPath, HeaderParameter

from dashboard.given import GivenNow, GivenPool, problem_specs
from dashboard.problems import Problem, bad_parameter
from dashboard.road.arriving import add, announce, come_so_far, find
from dashboard.road.given import GivenLink, GivenRoad
from models.road import RoadFile

VERSION: Final = "1.0.0"
PIECE: Final = "application/offset+octet-stream"

TusVersion = Annotated[str | None, HeaderParameter(name="Tus-Resumable", description=f"`{VERSION}`")]
_CHANGE: Final = problem_specs(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 503, 507)


@post("/road/files", responses=_CHANGE)
async def announce_file(
    pool: GivenPool, now: GivenNow, road: GivenRoad, link: GivenLink,
    length: Annotated[int, HeaderParameter(name="Upload-Length", ge=1, description="bytes of the whole file")],
    metadata: Annotated[
        str, HeaderParameter(
            name="Upload-Metadata",
            description="each in base64: sha256 (hexadecimal), filename, filetype, taken_at, lat, lon, accuracy_m",
        ),
    ],
    tus: TusVersion = None,
) -> Response[None]:  # fmt: skip
    """Announces a file; the same bytes announced again are the same file."""
    check_version(tus)
    file = await announce(pool, road, link, length, metadata, now())
    headers = file_headers(file, await come_so_far(road, file))
    return Response(None, status_code=201, headers=headers | {"Location": f"files/{file.file_id}"})


@head("/road/files/{file_id:str}", responses=problem_specs(400, 401, 403, 404, 410, 503))
async def measure_file(pool: GivenPool, road: GivenRoad, link: GivenLink, file_id: FromPath[str]) -> Response[None]:
    """How far a file has come (`Upload-Offset`); once it is whole also `Upload-SHA256`."""
    file = await find(pool, link, file_id)
    headers = file_headers(file, await come_so_far(road, file)) | {"Upload-Length": str(file.size)}
    return Response(None, headers=headers)


@patch("/road/files/{file_id:str}", status_code=204, request_max_body_size=None, responses=_CHANGE)
async def add_to_file(
    request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, road: GivenRoad, link: GivenLink,
    file_id: FromPath[str],
    offset: Annotated[int, HeaderParameter(name="Upload-Offset", ge=0, description="where the piece begins")],
    tus: TusVersion = None,
) -> Response[None]:  # fmt: skip
    """Adds a piece; with the last one the file is in the case, and `Upload-SHA256` says that all is right."""
    check_version(tus)
    check_piece(request.headers.get("content-type", ""))
    found = await find(pool, link, file_id)
    file, reached = await add(pool, road, link, found, offset, request.stream(), now())
    return Response(None, status_code=204, headers=file_headers(file, reached))


def check_version(tus: str | None) -> None:
    """Raises a 400 or 412 problem where another version of tus is spoken."""
    if tus is None:
        raise bad_parameter("Tus-Resumable", f"write {VERSION}", f"ต้องเป็น {VERSION}")
    if tus != VERSION:
        raise Problem(412, f"tus {VERSION} is spoken here", f"ระบบนี้ใช้ tus {VERSION}")


def check_piece(content_type: str) -> None:
    """Raises a 415 problem where what comes is no piece of a file."""
    if content_type != PIECE:
        raise Problem(415, f"a piece is sent as {PIECE}", f"ต้องส่งเป็น {PIECE}")


def file_headers(file: RoadFile, offset: int) -> dict[str, str]:
    """What is answered of a file that has come so far."""
    headers = {"Tus-Resumable": VERSION, "Upload-Offset": str(offset), "Cache-Control": "no-store"}
    return headers if file.whole_ms is None else headers | {"Upload-SHA256": file.sha256.hex()}
