"""The door of the road: whom a link lets in to which case, and what is said to whom it does not."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request

from dashboard.given import GivenNow, GivenPool
from dashboard.people.credentials import bearer
from dashboard.people.person import Person
from dashboard.problems import Problem
from dashboard.road.given import GivenRoad
from ops.case_link import CaseLink, Refusal, is_revoked, read_case_link
from storage.case_links import has_left, read_revocations
from storage.merges import case_of

REFUSED: Final[Mapping[Refusal, tuple[int, str, str]]] = {
    "altered": (
        403,
        "this link is not whole: open it again from the message that brought it, or ask the centre for another",
        "ลิงก์นี้ไม่ครบหรือถูกแก้ไข กรุณาเปิดอีกครั้งจากข้อความที่ได้รับ หรือขอลิงก์ใหม่จากศูนย์",
    ),
    "another_case": (
        403,
        "this link opens another case: open the link that came with this one",
        "ลิงก์นี้เปิดได้เฉพาะเรื่องของตน กรุณาเปิดลิงก์ที่ส่งมาพร้อมเรื่องนี้",
    ),
    "revoked": (
        410,
        "this link was taken back: ask the centre for another",
        "ลิงก์นี้ถูกยกเลิกแล้ว กรุณาขอลิงก์ใหม่จากศูนย์",
    ),
    "expired": (
        410,
        "this link has expired: ask the centre for another",
        "ลิงก์นี้หมดอายุแล้ว กรุณาขอลิงก์ใหม่จากศูนย์",
    ),
}


class OpenedLink(CaseLink, frozen=True, array_like=True):
    """A link that lets in: `incident_id` is the case to which its incident belongs, `said_id` what the link says."""

    said_id: str = ""


async def open_link(pool: Any, token: str, key: bytes, now_ms: int) -> CaseLink | Refusal:
    """What a token opens now, or why it opens nothing; a closed account's links are taken back too."""
    link = read_case_link(token, key, now_ms)
    if not isinstance(link, CaseLink):
        return link
    is_back = is_revoked(link, await read_revocations(pool, link.person)) or await has_left(pool, link.person)
    return "revoked" if is_back else link


def refusal(reason: Refusal) -> Problem:
    """The problem that says why a link does not open, and what to do."""
    status, english, thai = REFUSED[reason]
    return Problem(status, english, thai, more={"reason": reason})


async def give_link(request: Request[Any, Any, Any], pool: GivenPool, now: GivenNow, road: GivenRoad) -> CaseLink:
    """What the link that was sent along opens (`Authorization: Bearer`); raises a 401, 403 or 410 problem.

    One to an incident that was merged opens the case of which that is part, for as long as it is.
    """
    token = bearer(request.headers.get("authorization"))
    if token is None:
        raise Problem(401, "open the page by the link of a case", "กรุณาเปิดหน้านี้จากลิงก์ของเรื่อง")
    link = await open_link(pool, token, road.key, now())
    if not isinstance(link, CaseLink):
        raise refusal(link)
    case_id = await case_of(pool, link.incident_id)
    return OpenedLink(link.made_ms, link.expires_ms, link.person, case_id, link.made_by, link.incident_id)


def said_id(link: CaseLink) -> str:
    """The incident that a link names, by which the phone knows it, whatever case it opens now."""
    return link.said_id if isinstance(link, OpenedLink) else link.incident_id


def officer_of(link: CaseLink) -> Person:
    """The person whom a link stands for."""
    return Person(name=link.person, role="officer")
