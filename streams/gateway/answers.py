"""What a vendor is told: DLT's shape, `code` 1 or 0, in English and Thai."""

import math
from typing import Any, Final

from litestar import Response

_TEXTS: Final = {
    "unreadable": (400, "Invalid HTTP request format: {detail}", "รูปแบบคำขอไม่ถูกต้อง"),
    "unauthorised": (401, "Invalid user name or password", "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"),
    "no_token": (401, "Invalid token", "โทเคนไม่ถูกต้องหรือถูกยกเลิกแล้ว โปรดขอโทเคนใหม่จากผู้ดูแลระบบ"),
    "not_found": (404, "Invalid path", "ไม่พบที่อยู่ที่เรียก"),
    "wrong_method": (405, "Invalid method", "วิธีเรียกไม่ถูกต้อง"),
    "too_large": (413, "Invalid size: at most {detail} in one call", "ข้อมูลในหนึ่งครั้งมากเกินกำหนด โปรดแบ่งส่ง"),
    "too_many_calls": (429, "Invalid rate: too many calls, wait {detail} s", "เรียกถี่เกินกำหนด โปรดรอแล้วส่งใหม่"),
    "too_many_unproved": (
        429, "Invalid rate: too many calls at once with tokens not checked yet, wait {detail} s and send again",
        "มีการเรียกด้วยโทเคนที่ยังไม่ได้ตรวจสอบพร้อมกันมากเกินไป โปรดรอสักครู่แล้วส่งใหม่",
    ),
    "away": (503, "Invalid state: {detail} does not answer, send all again", "ระบบขัดข้องชั่วคราว โปรดส่งใหม่ทั้งหมด"),
    "paused": (
        503, "Invalid state: {detail} is paused, for nearly all of it was refused; send all again later",
        "ระบบพักรับข้อมูลชั่วคราว โปรดส่งใหม่ทั้งหมดภายหลัง",
    ),
    "full": (503, "Invalid state: too many calls in hand, send all again", "มีข้อมูลเข้าพร้อมกันมากเกินไป โปรดส่งใหม่ทั้งหมด"),
    "failed": (500, "Invalid state: the gateway failed, send all again", "ระบบขัดข้อง โปรดส่งใหม่ทั้งหมด"),
}  # fmt: skip
_CHALLENGES: Final = {
    "unauthorised": 'Basic realm="wastetrack", charset="UTF-8"', "no_token": 'Bearer realm="wastetrack"',
}  # fmt: skip
RETRY_AWAY_S: Final = 5
NO_STORE: Final = {"Cache-Control": "no-store"}


def accepted(count: int, rejected: list[dict[str, Any]]) -> Response[dict[str, Any]]:
    """200: so many are safe with the broker, these were refused."""
    message = "Success / สำเร็จ"
    if rejected:
        message = "Partly rejected / บางรายการไม่ผ่าน" if count else "Rejected / ไม่ผ่านทุกรายการ"
    return Response({"code": 1, "message": message, "accepted": count, "rejected": rejected}, status_code=200)


def checked(count: int, rejected: list[dict[str, Any]], warnings: list[dict[str, Any]]) -> Response[dict[str, Any]]:
    """200: so many would have been accepted, these refused; of those accepted, what is amiss with their times."""
    message = "Checked, nothing was stored / ตรวจสอบแล้ว ไม่ได้บันทึกข้อมูลใด ๆ"
    content = {"code": 1, "message": message, "accepted": count, "rejected": rejected, "warnings": warnings}
    return Response(content, status_code=200)


def status(state: dict[str, Any]) -> Response[dict[str, Any]]:
    """200: a vendor's own state."""
    return Response({"code": 1, "message": "Success / สำเร็จ", **state}, status_code=200, headers=NO_STORE)


def refused(kind: str, detail: str = "", wait_s: float | None = None) -> Response[dict[str, Any]]:
    """An error: nothing of the call was accepted; `wait_s` says when to call again."""
    status, english, thai = _TEXTS[kind]
    headers = {}
    if kind in _CHALLENGES:
        headers["WWW-Authenticate"] = _CHALLENGES[kind]
    if wait_s is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait_s)))
    message = f"{english.format(detail=detail)} / {thai}"
    return Response({"code": 0, "message": message}, status_code=status, headers=headers)
