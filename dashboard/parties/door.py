"""The door of parties: which case a link lets answer about, and what is said to whom it does not."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request

from dashboard.given import GivenNow, GivenPool
from dashboard.parties.given import GivenPartyDesk
from dashboard.people.credentials import bearer
from dashboard.problems import Problem
from ops.case_link import CaseLink, Refusal, is_revoked, read_case_link
from storage.case_links import read_revocations

REFUSED: Final[Mapping[Refusal, tuple[int, str, str]]] = {
    "altered": (
        403,
        "this link is not whole: open it again from the message that brought it, or ask the sender for another",
        "ลิงก์นี้ไม่ครบหรือถูกแก้ไข กรุณาเปิดอีกครั้งจากข้อความที่ได้รับ หรือขอลิงก์ใหม่จากหน่วยงานที่ส่งข้อความ",
    ),
    "another_case": (
        403,
        "this link is of another case: open the one that came with the message about this case",
        "ลิงก์นี้เป็นของเรื่องอื่น กรุณาเปิดลิงก์ที่ส่งมาพร้อมข้อความของเรื่องนี้",
    ),
    "revoked": (
        410,
        "this link was taken back: ask the sender for another; what was answered so far is kept",
        "ลิงก์นี้ถูกยกเลิกแล้ว กรุณาขอลิงก์ใหม่จากหน่วยงานที่ส่งข้อความ คำชี้แจงที่ส่งไว้แล้วยังอยู่ครบ",
    ),
    "expired": (
        410,
        "the time to answer over this link is over: ask the sender for another; what was answered so far is kept",
        "หมดเวลาชี้แจงทางลิงก์นี้แล้ว กรุณาขอลิงก์ใหม่จากหน่วยงานที่ส่งข้อความ คำชี้แจงที่ส่งไว้แล้วยังอยู่ครบ",
    ),
}


async def open_party_link(pool: Any, token: str, key: bytes, now_ms: int, incident_id: str) -> CaseLink | Refusal:
    """What a token lets answer about now, or why it opens nothing."""
    link = read_case_link(token, key, now_ms, incident_id=incident_id)
    if not isinstance(link, CaseLink):
        return link
    return "revoked" if is_revoked(link, await read_revocations(pool, link.person)) else link


def party_refusal(reason: Refusal) -> Problem:
    """The problem that says why a link does not open, and what to do."""
    status, english, thai = REFUSED[reason]
    return Problem(status, english, thai, more={"reason": reason})


async def give_party_link(
    request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, party_desk: GivenPartyDesk
) -> CaseLink:
    """What the link that was sent along opens (`Authorization: Bearer`); raises a 401, 403 or 410 problem."""
    token = bearer(request.headers.get("authorization"))
    if token is None:
        raise Problem(401, "open the page by the link of a message", "กรุณาเปิดหน้านี้จากลิงก์ในข้อความ")
    incident_id = str(request.path_params["incident_id"])
    link = await open_party_link(pool, token, party_desk.key, now(), incident_id)
    if not isinstance(link, CaseLink):
        raise party_refusal(link)
    return link
