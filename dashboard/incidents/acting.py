"""A person's act on an incident: decided by the table, written only over the version that the person saw."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from dashboard.incidents.steps import AskedAct, judge, lacking, taken
from dashboard.incidents.story import read_story
from dashboard.incidents.within import read_seen
from dashboard.parties.confirming import check_waiver, waived
from dashboard.parties.given import PartyDesk
from dashboard.people.person import Person
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep, reply_of
from models.incident import OUTCOMES, Act, LogAct, LogLine, State
from models.reach import Reach
from storage.audit import audit
from storage.incidents import append_log, save_step, take_turn, tell
from storage.lists_incidents import IncidentRow, read_log
from storage.merges import case_of

MAX_TEXT: Final = 2_000
MAX_NAME: Final = 100

_DID: Final[Mapping[LogAct, tuple[str, str]]] = {
    "open": ("กลายเป็นเหตุการณ์", "became an incident"),
    "join": ("มีการแจ้งเตือนใหม่เข้ามา", "got another alert"),
    "worsen": ("ร้ายแรงขึ้น", "became graver"),
    "refute": ("ถูกหักล้างด้วยหลักฐานที่มาภายหลัง", "was refuted by later evidence"),
    "bear_out": ("กลับมามีผลอีกครั้ง", "holds again"),
    "withdraw": ("ปิดเรื่องเอง", "closed by itself"),
    "resurface": ("เปิดเรื่องขึ้นเองอีกครั้ง", "opened again by itself"),
    "acknowledge": ("รับทราบแล้ว", "acknowledged it"),
    "assign": ("มอบหมายแล้ว", "assigned it"),
    "release": ("คืนเข้าคิวแล้ว", "released it"),
    "watch": ("ให้เฝ้าดูแล้ว", "put it under watch"),
    "comment": ("บันทึกความเห็นแล้ว", "commented on it"),
    "close": ("ปิดเรื่องแล้ว", "closed it"),
    "reopen": ("เปิดเรื่องอีกครั้งแล้ว", "opened it again"),
    "on_the_way": ("กำลังเดินทางไป", "is on the way"),
    "there": ("ถึงที่เกิดเหตุแล้ว", "is there"),
    "leave": ("ออกจากที่เกิดเหตุแล้ว", "left the place"),
    "help": ("ขอความช่วยเหลือ", "asked for help"),
    "finding": ("แจ้งสิ่งที่พบ", "told of a finding"),
    "file": ("ส่งไฟล์แล้ว", "sent a file"),
    "officer_overdue": ("มีเจ้าหน้าที่ขาดการติดต่อ", "has an officer who was not heard from"),
    "reached": ("ติดต่อเจ้าหน้าที่ได้แล้ว", "reached the officer"),
    "party_told": ("แจ้งผู้เกี่ยวข้องให้ชี้แจงแล้ว", "had a party told"),
    "party_unreached": ("ข้อความส่งไม่ถึงผู้เกี่ยวข้อง", "could not reach a party"),
    "party_answered": ("มีคำชี้แจงจากผู้เกี่ยวข้อง", "got an answer of a party"),
    "party_file": ("มีไฟล์จากผู้เกี่ยวข้อง", "got a file of a party"),
    "party_waived": ("ระบุเหตุผลที่ไม่รอคำชี้แจง", "went without a party's answer"),
    "merge": ("รวมเข้ากับเรื่องอื่นแล้ว", "merged it into another case"),
    "take_in": ("รวมเหตุการณ์อื่นเข้ามาแล้ว", "merged another incident into it"),
    "split": ("แยกเหตุการณ์หนึ่งออกไปแล้ว", "took an incident out of it"),
    "come_out": ("แยกออกจากเรื่องอื่นแล้ว", "took it out of another case"),
}
_ACTS_TH: Final[Mapping[Act, str]] = {
    "acknowledge": "รับทราบ",
    "assign": "มอบหมาย",
    "release": "คืนเข้าคิว",
    "watch": "เฝ้าดู",
    "comment": "บันทึกความเห็น",
    "close": "ปิดเรื่อง",
    "reopen": "เปิดเรื่องอีกครั้ง",
}
_STATES_TH: Final[Mapping[State, str]] = {
    "new": "ใหม่",
    "acknowledged": "รับทราบแล้ว",
    "assigned": "มอบหมายแล้ว",
    "watching": "เฝ้าดูอยู่",
    "closed": "ปิดแล้ว",
}
_AUDITED: Final[dict[str, str]] = {
    "close": "incident closed", "reopen": "incident reopened", "party_waived": "confirmed without a party's answer",
}  # fmt: skip
"""What ends the work on an incident or begins it anew stands in the audit too, beside the incident's own log."""
_SAY: Final = {
    "text": ("say why", "กรุณาระบุข้อความ"),
    "outcome": (f"write one of {', '.join(OUTCOMES)}", f"กรุณาเลือกผลหนึ่งใน {', '.join(OUTCOMES)}"),
}


def check(asked: AskedAct) -> None:
    """Raises a 400 problem where the act lacks what must be said with it, or says too much."""
    for field in lacking(asked):
        raise bad_parameter(field, f"is missing for {asked.act!r}: {_SAY[field][0]}", _SAY[field][1])
    for name, text, longest in (("text", asked.text, MAX_TEXT), ("assignee", asked.assignee, MAX_NAME)):
        if text is not None and (len(text) > longest or "\x00" in text):
            raise bad_parameter(name, f"at most {longest} characters", f"ไม่เกิน {longest} ตัวอักษร")


async def act(
    pool: Any, incident_id: str, asked: AskedAct, call: Call, now_ms: int, reach: Reach | None = None,
    parties: PartyDesk | None = None,
) -> Reply:
    """Does what is asked, or says with a 409 who was first and how the incident now stands; raises other problems.

    Of several at once one wins, and nothing that it wrote is written over.
    """
    check(asked)
    check_waiver(asked)
    person = call.person
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        case_id = await case_of(connection, incident_id)
        seen = await read_seen(connection, case_id, person, reach)
        if seen is None:
            raise not_found("incident", "เหตุการณ์", incident_id)
        if not seen.in_full:
            raise seen_in_part()
        row = seen.row
        log = await read_log(connection, case_id)
        refused = await merged_away(connection, incident_id, case_id) or _refused(row, log, asked, person)
        changed, lines = row.incident, list[LogLine]()
        if refused is None:
            without = await waived(connection, parties, changed, asked, person.name, now_ms)
            if without is not None:
                changed, lines = without[0], [without[1]]
            changed, line = taken(changed, asked, person, now_ms)
            lines.append(line)
            if not await save_step(connection, changed, asked.version):
                raise RuntimeError(f"incident {incident_id} changed though nobody else had the turn")
            await append_log(connection, lines)
            await tell(connection)
            log = [*log, *lines]
        seen = msgspec.structs.replace(seen, row=msgspec.structs.replace(row, incident=changed))
        story = await read_story(connection, seen, person, now_ms, log)
        if refused is not None:
            reply = reply_of(Problem(409, *refused, more={"current": story}))
        else:
            reply = Reply(200, msgspec.json.encode(story))
        await keep(connection, call, reply, now_ms)
        for line in lines:
            if line.act in _AUDITED:
                why = f"{line.outcome}: {line.text}" if line.outcome is not None else line.text or ""
                await audit(connection, person.name, _AUDITED[line.act], incident_id, why)
        return reply


async def merged_away(connection: Any, incident_id: str, case_id: str) -> tuple[str, str] | None:
    """That somebody merged an incident into the case, in both languages; None where it is the case itself."""
    if incident_id == case_id:
        return None
    english, thai = who_did(next(line for line in reversed(await read_log(connection, incident_id)) if line.other_id))
    return (
        f"{english}; nothing of yours was written: go on in the case that it is part of now",
        f"{thai} ข้อมูลของท่านยังไม่ถูกบันทึก กรุณาดำเนินการต่อในเรื่องที่รวมแล้ว",
    )


def seen_in_part() -> Problem:
    """The 403 of an incident of which some alerts are beyond the scope of who would act on it."""
    return Problem(
        403,
        "part of this incident lies outside what your account is kept to: the centre acts on it",
        "เหตุการณ์นี้มีส่วนที่อยู่นอกขอบเขตของบัญชีท่าน ศูนย์เฝ้าระวังจะเป็นผู้ดำเนินการ",
    )


def _refused(row: IncidentRow, log: list[LogLine], asked: AskedAct, person: Person) -> tuple[str, str] | None:
    """Why the act is not done now, in both languages; None where it is; raises a 403 problem where it never is."""
    incident = row.incident
    answer = judge(incident, asked.act, person)
    if answer == "not_by_role":
        person.needs("officer")
    if asked.version > incident.version:
        raise bad_parameter("version", f"the newest is {incident.version}", f"รุ่นล่าสุดคือ {incident.version}")
    if asked.version != incident.version or answer == "no_such_step":
        return _overtaken(log, asked, incident.state)
    if answer == "another_closed_it":
        raise Problem(
            403,
            f"{incident.closed_by} closed it: only that person or a supervisor may open it again",
            f"{incident.closed_by} เป็นผู้ปิดเหตุการณ์นี้ ผู้ปิดหรือหัวหน้างานเท่านั้นที่เปิดอีกครั้งได้",
        )
    return None


def _overtaken(log: list[LogLine], asked: AskedAct, state: State) -> tuple[str, str]:
    """Who did what first: since the version seen, or last of all where the act does not fit the state."""
    since = [line for line in log if line.version > asked.version]
    if not since:
        english, thai = who_did(log[-1])
        return (
            f"an incident that is {state} cannot be changed by {asked.act!r}: {english}",
            f"เหตุการณ์ที่{_STATES_TH[state]} {_ACTS_TH[asked.act]}ไม่ได้: {thai}",
        )
    return done_meanwhile(since)


def who_did(line: LogLine) -> tuple[str, str]:
    """Who did what, in English and Thai."""
    th, en = _DID[line.act]
    return (f"{line.who} {en}", f"{line.who} {th}") if line.who is not None else (f"it {en}", f"เหตุการณ์นี้{th}")


def done_meanwhile(since: list[LogLine]) -> tuple[str, str]:
    """What was done since the version that somebody saw, at least one thing, in English and Thai."""
    english, thai = who_did(_weightiest(since))
    return (
        f"{english} in the meantime; nothing of yours was written: look at it as it is now",
        f"{thai}ก่อนหน้านี้ ข้อมูลของท่านยังไม่ถูกบันทึก กรุณาดูสถานะล่าสุด",
    )


def _weightiest(lines: list[LogLine]) -> LogLine:
    """Of what happened meanwhile what a person wants to know first: a closing, else the newest that a person did."""
    closed = [line for line in lines if line.act == "close"]
    by_people = [line for line in lines if line.who is not None]
    return (closed or by_people or lines)[-1]
