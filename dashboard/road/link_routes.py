"""Links to a case, made by hand and taken back; each stands in the audit."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from dashboard.given import NO_STORE, GivenNow, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.parameters import read_time
from dashboard.problems import bad_parameter, not_found
from dashboard.road.answers import LinkList, MadeLink, NewLink, RevokeLinks
from dashboard.road.given import GivenRoad
from dashboard.road.link_list import list_links
from models.party import is_party
from models.times import HOUR_MS, to_iso
from ops.case_link import LINK_LIFE_MS, CaseLink, Revocation, case_token
from storage.audit import audit
from storage.case_links import add_link, read_links, revoke_links
from storage.incidents import load_incidents
from storage.merges import all_of, case_of
from storage.push_phones import forget_phones_of

MAX_NAME: Final = 100
MAX_HOURS: Final = LINK_LIFE_MS // HOUR_MS


@post("/incidents/{incident_id:str}/links", response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503))
async def make_link(
    pool: GivenPool, now: GivenNow, person: GivenPerson, road: GivenRoad, incident_id: FromPath[str],
    data: JSONBody[NewLink],
) -> Response[MadeLink]:  # fmt: skip
    """Makes a link that opens this incident for a person, and nothing else."""
    person.needs("officer")
    name = _name(data.person)
    if is_party(name):
        raise bad_parameter("person", "to parties it is released", "ผู้เกี่ยวข้องได้ลิงก์เมื่อปล่อยเรื่องให้ชี้แจง")
    if not 1 <= data.hours <= MAX_HOURS:
        raise bad_parameter("hours", f"1 to {MAX_HOURS}", f"1 ถึง {MAX_HOURS}")
    if not await load_incidents(pool, [incident_id]):
        raise not_found("incident", "เหตุการณ์", incident_id)
    made_ms = now()
    expires_ms = made_ms + data.hours * HOUR_MS
    made_by = "" if person.name == name else person.name
    link = CaseLink(made_ms, expires_ms, name, incident_id, made_by)
    token = case_token(link, road.key)
    async with pool.acquire() as connection, connection.transaction():
        await add_link(connection, link, person.name)
        await audit(connection, person.name, "link made", f"{incident_id} {name}", f"until {to_iso(expires_ms)}")
    return json_answer(MadeLink(link=f"o/{token}", expires_at=to_iso(expires_ms)))


@get("/incidents/{incident_id:str}/links", response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503))
async def show_links(
    pool: GivenPool, now: GivenNow, person: GivenPerson, road: GivenRoad, incident_id: FromPath[str]
) -> Response[LinkList]:
    """The links that open this incident or did: made by hand, and those of its messages."""
    person.needs("officer")
    case_id = await case_of(pool, incident_id)
    if not await load_incidents(pool, [case_id]):
        raise not_found("incident", "เหตุการณ์", incident_id)
    return json_answer(LinkList(items=await list_links(pool, case_id, now(), in_messages=road.messages_carry_links)))


@post(
    "/incidents/{incident_id:str}/links/revoke", status_code=204, responses=problem_specs(400, 403, 404, 503)
)
async def take_links_back(
    pool: GivenPool, now: GivenNow, person: GivenPerson, incident_id: FromPath[str], data: JSONBody[RevokeLinks]
) -> None:
    """Takes back one link of a person, all to this incident, or all; one that is made later opens again."""
    person.needs("officer")
    name, reason = _name(data.person), data.reason.strip()
    if not reason:
        raise bad_parameter("reason", "say why", "กรุณาระบุเหตุผล")
    if not await load_incidents(pool, [incident_id]):
        raise not_found("incident", "เหตุการณ์", incident_id)
    # What was merged into a case opens it too.
    ids = await all_of(pool, await case_of(pool, incident_id))
    only_ms, made_ms = await _only(pool, ids, data), now()
    cases = [None] if data.all_cases else ids
    revocations = [
        Revocation(person=name, incident_id=one, made_ms=made_ms, only_made_ms=only_ms) for one in cases
    ]
    what, which = ("links revoked", "") if only_ms is None else ("link revoked", f" {to_iso(only_ms)}")
    async with pool.acquire() as connection, connection.transaction():
        for revocation in revocations:
            await revoke_links(connection, revocation, made_by=person.name, reason=reason)
        # A phone that came to be known over a link may be lost with it: its owner taps once more.
        await forget_phones_of(connection, name)
        about = "all cases" if data.all_cases else " ".join(ids)
        await audit(connection, person.name, what, f"{about} {name}{which}", reason)


async def _only(pool: Any, incident_ids: Sequence[str], data: RevokeLinks) -> int | None:
    """When the one link was made that is meant, None where all are; raises a 400 or 404 problem."""
    if data.made_at is None:
        return None
    if data.all_cases:
        raise bad_parameter("made_at", "one link, or those to all cases", "เลือกลิงก์เดียว หรือลิงก์ของทุกเรื่อง อย่างใดอย่างหนึ่ง")
    made_ms = read_time("made_at", data.made_at)
    known = [row for one in incident_ids for row in await read_links(pool, one)]
    if not any(row.person == data.person.strip() and row.made_ms == made_ms for row in known):
        raise not_found("link", "ลิงก์", data.made_at)
    return made_ms


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > MAX_NAME or "\x00" in name:
        raise bad_parameter("person", "write a name", "กรุณาระบุชื่อ")
    return name
