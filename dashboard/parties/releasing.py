"""Release: an officer has a party told of an incident, over the version that was seen, once, and audited."""

from typing import Any, Final

import msgspec

from dashboard.incidents.acting import merged_away
from dashboard.incidents.story import read_story
from dashboard.incidents.within import Seen
from dashboard.parties.answers import ReleaseForm
from dashboard.parties.asking import ROLES, ask_party, asked_of
from dashboard.parties.concerned import Share, shares_of
from dashboard.parties.given import PartyDesk
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep, reply_of
from dashboard.road.surroundings import Surroundings
from models.incident import Incident
from storage.incidents import take_turn
from storage.lists_incidents import read_incident
from storage.merges import case_of

MAX_QUESTION: Final = 500
_OVERTAKEN: Final = (
    "this incident changed in the meantime; nothing was sent: look at it as it is now, and release that",
    "เหตุการณ์นี้มีการเปลี่ยนแปลงก่อนหน้านี้ ยังไม่ได้ส่งอะไร กรุณาดูสถานะล่าสุดแล้วปล่อยเรื่องอีกครั้ง",
)


async def release(
    pool: Any, desk: PartyDesk, surroundings: Surroundings, incident_id: str, form: ReleaseForm, call: Call, now_ms: int
) -> Reply:
    """Has the party told, or says with a 409 that the incident changed; other problems say why nobody can be told."""
    question = read_question(form.question)
    await surroundings.known(pool, now_ms)  # before the turn, for which the whole gathering waits
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        case_id = await case_of(connection, incident_id)
        row = await read_incident(connection, case_id)
        if row is None:
            raise not_found("incident", "เหตุการณ์", incident_id)
        incident = row.incident
        if form.version > incident.version:
            raise bad_parameter("version", f"the newest is {incident.version}", f"รุ่นล่าสุดคือ {incident.version}")
        refused = await merged_away(connection, incident_id, case_id)
        if refused is None and form.version != incident.version:
            refused = _OVERTAKEN
        if refused is None:
            share = await _share(connection, desk, incident, form)
            asked = await asked_of(connection, desk, surroundings, share, question, now_ms)
            by = call.person.name
            incident = await ask_party(connection, desk, incident, share, asked, "released", by, now_ms)
        seen = Seen(row=msgspec.structs.replace(row, incident=incident), in_full=True)
        story = await read_story(connection, seen, call.person, now_ms)
        if refused is not None:
            reply = reply_of(Problem(409, *refused, more={"current": story}))
        else:
            reply = Reply(200, msgspec.json.encode(story))
        return await keep(connection, call, reply, now_ms)


def read_question(text: str) -> str:
    """What an officer asks besides; raises a 400 problem."""
    question = text.strip()
    if len(question) > MAX_QUESTION or "\x00" in question:
        raise bad_parameter("question", f"at most {MAX_QUESTION} characters", f"ไม่เกิน {MAX_QUESTION} ตัวอักษร")
    return question


async def _share(connection: Any, desk: PartyDesk, incident: Incident, form: ReleaseForm) -> Share:
    """What the party that is asked for has of it, where it can be told; raises a problem that says what to do."""
    role_th = ROLES[form.role][0]
    shares = await shares_of(connection, incident, desk.parties.addresses, desk.timezone)
    fitting = [
        one for one in shares if one.party.role == form.role and form.party in {"", one.party.party_id}
    ]
    if len(fitting) > 1:
        raise bad_parameter(
            "party",
            f"this case has several: write one of {', '.join(one.party.party_id for one in fitting)}",
            f"เรื่องนี้มี{role_th}หลายราย ให้ระบุรายใดรายหนึ่ง: {', '.join(one.party.party_id for one in fitting)}",
        )
    share = fitting[0] if fitting else None
    if share is None:
        raise Problem(
            409,
            f"who the {form.role} of this incident is, is not known: vehicles and permits do not say; nothing was sent",
            f"ไม่ทราบว่า{role_th}ของเหตุการณ์นี้คือใคร เพราะไม่มีในข้อมูลรถและใบอนุญาต ยังไม่ได้ส่งอะไร",
        )
    party = share.party
    if party.party_id not in desk.parties.addresses:
        raise Problem(
            409,
            f"there is no address for the {form.role} {party.name} in the settings (WASTETRACK_PARTIES): nothing was "
            "sent; have it added and release again, or phone",
            f"ไม่มีที่อยู่ติดต่อของ{role_th} {party.name} ในการตั้งค่า (WASTETRACK_PARTIES) ยังไม่ได้ส่งอะไร "
            "ให้ผู้ดูแลระบบเพิ่มที่อยู่แล้วปล่อยเรื่องอีกครั้ง หรือโทรแจ้ง",
        )
    if not desk.has_links:
        raise Problem(
            409,
            "messages carry no link here, so that nobody could answer; nothing was sent: set WASTETRACK_PUBLIC_ADDRESS",
            "ข้อความของระบบนี้ยังไม่มีลิงก์สำหรับตอบ ให้ผู้ดูแลระบบตั้งค่า WASTETRACK_PUBLIC_ADDRESS ยังไม่ได้ส่งอะไร",
        )
    return share
