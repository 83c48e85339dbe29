"""Errors as problem+json: one line of what happened and what to do, in English and in Thai."""

import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from dashboard.answers import ProblemBody
from storage.away import AWAY

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2

_log = structlog.get_logger("dashboard")


class Problem(Exception):
    """An error to be answered as problem+json."""

    def __init__(
        self, status: int, detail: str, detail_th: str, retry_after_s: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.detail_th = detail_th
        self.retry_after_s = retry_after_s
        self.more = more or {}
        """Further members of the answer, such as what stands instead of what was asked for."""


def bad_parameter(name: str, why: str, why_th: str) -> Problem:
    """A 400 that names the parameter."""
    return Problem(400, f"parameter {name!r}: {why}", f"พารามิเตอร์ {name!r}: {why_th}")


def not_found(what: str, what_th: str, key: str) -> Problem:
    """A 404 that names what was asked for."""
    return Problem(404, f"no {what} {key!r} is known here", f"ไม่พบ{what_th} {key!r} ในระบบ")


def database_away() -> Problem:
    """The 503 while PostgreSQL does not answer."""
    return Problem(
        503,
        "postgresql does not answer; the request may be repeated in a few seconds",
        "ฐานข้อมูล postgresql ไม่ตอบสนอง กรุณาลองใหม่ในอีกสักครู่",
        RETRY_AFTER_S,
    )


def too_many_streams() -> Problem:
    """The 503 while as many live streams are open as there is room for."""
    return Problem(
        503,
        "too many live streams are open; close some, or try again in a few seconds",
        "มีหน้าจอที่เปิดรับข้อมูลสดอยู่มากเกินไป กรุณาปิดบางหน้าหรือลองใหม่ในอีกสักครู่",
        RETRY_AFTER_S,
    )


def schema_missing() -> Problem:
    """The 503 while the tables are not there yet."""
    return Problem(
        503,
        "postgresql has no tables of wastetrack yet; run `wastetrack migrate`",
        "ฐานข้อมูล postgresql ยังไม่มีตารางของ wastetrack ให้รันคำสั่ง `wastetrack migrate`",
        RETRY_AFTER_S,
    )


def body_of(problem: Problem) -> bytes:
    """What is answered, as JSON."""
    body = ProblemBody(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        detail_th=problem.detail_th,
    )
    return msgspec.json.encode({**msgspec.structs.asdict(body), **problem.more})


def response_of(problem: Problem) -> Response[Any]:
    """The answer that tells of `problem`."""
    headers = {"Cache-Control": "no-store"}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    return Response(
        content=body_of(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers
    )


def handlers() -> ExceptionHandlersMap:
    """The exception handlers of the whole application."""
    return {
        Problem: lambda _, error: response_of(error),
        HTTPException: _of_litestar,
        asyncpg.exceptions.DataError: _refused_value,
        asyncpg.exceptions.UndefinedTableError: lambda _, __: response_of(schema_missing()),
        **dict.fromkeys(AWAY, lambda _, __: response_of(database_away())),
        Exception: _unexpected,
    }


_SAID_TH: Final = {
    400: "คำขอไม่ถูกต้อง",
    401: "ต้องยืนยันตัวตน",
    403: "ไม่อนุญาต",
    404: "ไม่พบสิ่งที่ขอ",
    405: "ไม่รองรับวิธีเรียกนี้",
    413: "คำขอใหญ่เกินไป",
}


def _allowed(request: Request[Any, Any, Any], parameter: str) -> tuple[str, ...]:
    """What may be written for a parameter that takes some words alone."""
    hints = get_type_hints(request.route_handler.fn)
    hint = hints.get(parameter) or hints.get(f"asked_{parameter}")
    return next((get_args(part) for part in (hint, *get_args(hint)) if get_origin(part) is Literal), ())


def _of_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        # A parameter whose name Python or Litestar keeps for itself is called `from_` or `asked_state` here.
        key = str(first.get("key", "")).removeprefix("asked_").removesuffix("_")
        message = " ".join(str(first.get("message", "")).split())
        if allowed := _allowed(request, str(first.get("key", ""))):
            message += f"; write one of {', '.join(allowed)}"
        return response_of(bad_parameter(key, message, f"ค่าไม่ถูกต้อง ({message})"))
    detail = " ".join(str(error.detail or HTTPStatus(error.status_code).phrase).split())
    return response_of(Problem(error.status_code, detail, _SAID_TH.get(error.status_code, "คำขอไม่สำเร็จ")))


def _refused_value(_: Request[Any, Any, Any], error: asyncpg.exceptions.DataError) -> Response[Any]:
    detail = " ".join(str(error).split())
    return response_of(Problem(400, f"a value that postgresql refuses: {detail}", f"ค่าที่ฐานข้อมูลไม่รับ: {detail}"))


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    # The place alone, never the values in its frames: those may be anything that was asked or read.
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    # Nor the path as it was asked for: the link to a case stands in it, and opens the case for who reads it here.
    path = request.scope.get("path_template", "")
    _log.error("request failed", path=path, error=repr(error), where=where)
    return response_of(
        Problem(
            500,
            "an unexpected error; the service's log says more",
            "เกิดข้อผิดพลาดที่ไม่คาดคิด ดูรายละเอียดในบันทึกของระบบ",
        )
    )
