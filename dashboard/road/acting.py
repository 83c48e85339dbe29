"""What an officer does or tells from the road: decided by the tables, written with its line in the incident's log."""

import math
from typing import Any, Final, TypeGuard

import msgspec

from dashboard.incidents.acting import MAX_TEXT
from dashboard.incidents.noting import noted
from dashboard.incidents.steps import AskedAct, judge, taken
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep, reply_of
from dashboard.road import answers
from dashboard.road.case import show_case
from dashboard.road.door import officer_of, said_id
from dashboard.road.given import Road
from dashboard.road.steps import INCIDENTS, MOVES_THE_CASE, may, stayed
from models.incident import Act, Incident, LogLine, RoadDeed
from models.road import Place, RoadAct, Stay
from models.times import MINUTE_MS, UnreadableTime, from_iso
from ops.case_link import CaseLink
from storage.incidents import append_log, save_step, take_turn, tell
from storage.lists_incidents import read_incident
from storage.road import read_stay, save_stay, save_told

_AHEAD_MS: Final = 10 * MINUTE_MS
"""So far ahead of ours a phone's clock is still believed."""

_OVERTAKEN: Final = (
    "somebody changed this case in the meantime; nothing of yours was written: look at it as it is now",
    "มีผู้เปลี่ยนแปลงเรื่องนี้ก่อนหน้านี้ ข้อมูลของท่านยังไม่ถูกบันทึก กรุณาดูสถานะล่าสุด",
)
_DOES_NOT_FIT: Final = (
    "this cannot be done as the case stands: look at it as it is now",
    "ทำขั้นตอนนี้ไม่ได้ในสถานะปัจจุบัน กรุณาดูสถานะล่าสุด",
)


async def act_on_road(
    pool: Any, road: Road, link: CaseLink, form: answers.RoadActForm, key: str | None, now_ms: int
) -> Reply:
    """Does or notes what an officer tells, or says with a 409 how the case now stands; raises other problems."""
    place, text = read_spot(form.place, now_ms), _text(form)
    call = Call(officer_of(link), key, msgspec.json.encode(("road", said_id(link), form)))
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        row = await read_incident(connection, link.incident_id)
        if row is None:
            raise not_found("case", "เรื่อง", link.incident_id)
        stay = await read_stay(connection, link.incident_id, link.person)
        refused = _refused(row.incident, stay, form, link)
        if refused is None:
            await _write(connection, row.incident, stay, form, text, place, link, now_ms)
        shown = await show_case(connection, road, link, now_ms)
        if refused is not None:
            reply = reply_of(Problem(409, *refused, more={"current": shown}))
        else:
            reply = Reply(200, msgspec.json.encode(shown))
        return await keep(connection, call, reply, now_ms)


async def write_step(
    connection: Any, incident: Incident, changed: Incident, line: LogLine, place: Place | None, said_ms: int
) -> None:
    """Writes a step of an incident that was told from the road, in the caller's turn, and tells listeners."""
    if not await save_step(connection, changed, incident.version):
        raise RuntimeError(f"incident {incident.incident_id} changed though nobody else had the turn")
    await append_log(connection, [line])
    await save_told(connection, incident.incident_id, line.version, said_ms, place)
    await tell(connection)


def read_spot(spot: answers.Spot | None, now_ms: int) -> Place | None:
    """The place that a phone told, its time not later than now; raises a 400 problem."""
    if spot is None:
        return None
    figures = (spot.lat, spot.lon, spot.accuracy_m or 0.0)
    if not all(map(math.isfinite, figures)) or abs(spot.lat) > 90 or abs(spot.lon) > 180 or figures[2] < 0:
        raise bad_parameter("place", "no place on earth", "พิกัดไม่ถูกต้อง")
    return Place(lat=spot.lat, lon=spot.lon, accuracy_m=spot.accuracy_m, at_ms=read_time("place.at", spot.at, now_ms))


def read_time(name: str, text: str | None, now_ms: int) -> int:
    """The time that a phone told, now where it told none or its clock is fast; raises a 400 problem."""
    if text is None:
        return now_ms
    try:
        at_ms = from_iso(text)
    except UnreadableTime as error:
        raise bad_parameter(name, "no ISO-8601 time", "รูปแบบเวลาไม่ถูกต้อง") from error
    return at_ms if at_ms <= now_ms + _AHEAD_MS else now_ms


def _text(form: answers.RoadActForm) -> str | None:
    text = (form.text or "").strip()
    if form.act == "finding" and not text:
        raise bad_parameter("text", "say what was found", "กรุณาระบุสิ่งที่พบ")
    if len(text) > MAX_TEXT or "\x00" in text:
        raise bad_parameter("text", f"at most {MAX_TEXT} characters", f"ไม่เกิน {MAX_TEXT} ตัวอักษร")
    return text or None


def _refused(
    incident: Incident, stay: Stay, form: answers.RoadActForm, link: CaseLink
) -> tuple[str, str] | None:
    """Why an act is not done, in both languages; None where it is."""
    act = form.act
    if act in MOVES_THE_CASE or act == "acknowledge":
        if form.version is None or form.version > incident.version:
            raise bad_parameter("version", f"the newest is {incident.version}", f"รุ่นล่าสุดคือ {incident.version}")
        if form.version != incident.version:
            return _OVERTAKEN
    if act == "acknowledge":
        return None if judge(incident, "acknowledge", officer_of(link)) == "may" else _DOES_NOT_FIT
    if not _is_told(act):
        raise bad_parameter("act", f"{act!r} is done at the centre", f"{act!r} ทำได้ที่ศูนย์เท่านั้น")
    return None if may(incident.state, stay, act) else _DOES_NOT_FIT


async def _write(
    connection: Any, incident: Incident, stay: Stay, form: answers.RoadActForm, text: str | None,
    place: Place | None, link: CaseLink, now_ms: int,
) -> None:  # fmt: skip
    said_ms = now_ms if place is None or place.at_ms is None else place.at_ms
    act = form.act
    if act == "acknowledge":
        asked = AskedAct(version=incident.version, act="acknowledge", text=text)
        changed, line = taken(incident, asked, officer_of(link), now_ms)
        await write_step(connection, incident, changed, naming_maker(line, link), place, said_ms)
        return
    if not _is_told(act):
        raise ValueError(f"{act} is not told from the road")
    await save_stay(connection, stayed(stay, act, place, now_ms))
    if act != "renew":  # that all is well is no news of the case
        changed, line = told(incident, act, link.person, text, now_ms)
        await write_step(connection, incident, changed, naming_maker(line, link), place, said_ms)


def told(
    incident: Incident, act: RoadAct, person: str, text: str | None, now_ms: int, deed: RoadDeed | None = None
) -> tuple[Incident, LogLine]:
    """The incident after what an officer told, and the line of its log, under another name where one is given.

    Who sets out has the case, unless somebody has: who watches it waits for what becomes of it.
    """
    state = INCIDENTS[incident.state][act]
    if state is None or act == "renew":
        raise ValueError(f"{incident.state} has no line of {act}")
    assignee = incident.assignee
    if act in MOVES_THE_CASE:
        assignee = (incident.assignee if incident.state == "assigned" else None) or person
    is_news = assignee != incident.assignee
    changed, line = noted(
        incident, deed or act, state, now_ms, who=person, text=text, assignee=assignee if is_news else None
    )
    state_by = incident.state_by if state == incident.state else person
    return msgspec.structs.replace(changed, touched=True, assignee=assignee, state_by=state_by), line


def naming_maker(line: LogLine, link: CaseLink) -> LogLine:
    """A line of the log that also says who made the link where that is another than whom it lets in."""
    if link.made_by in {"", link.person}:
        return line
    via = f"(ผ่านลิงก์ที่ {link.made_by} สร้าง / via a link made by {link.made_by})"
    return msgspec.structs.replace(line, text=f"{line.text} {via}" if line.text else via)


def _is_told(act: Act | RoadAct) -> TypeGuard[RoadAct]:
    return act in INCIDENTS["new"]
