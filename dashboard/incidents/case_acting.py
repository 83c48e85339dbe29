"""A person merges incidents and takes them apart: decided by the table, written over the versions that were seen."""

from typing import Any, Final

import msgspec

from dashboard.incidents.acting import MAX_TEXT, done_meanwhile, merged_away, seen_in_part
from dashboard.incidents.answers import MergeForm, SplitForm
from dashboard.incidents.case_steps import judge_case
from dashboard.incidents.gathering import load_cases, save_cases
from dashboard.incidents.merging import merged, taken_out
from dashboard.incidents.story import read_story
from dashboard.incidents.within import Seen, read_seen
from dashboard.people.person import Person
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep, reply_of
from models.incident import CaseAct
from models.reach import Reach
from storage.audit import audit
from storage.incidents import append_log, save_incidents, take_turn, tell
from storage.lists_incidents import read_log
from storage.merges import case_of, move_in, move_out
from storage.shelves import load_shelves

_SAME_CASE: Final = (
    "both are part of the same case already: there is nothing to merge",
    "เหตุการณ์ทั้งสองอยู่ในเรื่องเดียวกันแล้ว ไม่ต้องรวมอีก",
)
_CLOSED: Final[dict[CaseAct, tuple[str, str]]] = {
    "merge": (
        "one of the two is closed, and its outcome stands: open it again first, then merge",
        "เหตุการณ์หนึ่งปิดไปแล้วและมีผลบันทึกไว้ กรุณาเปิดเรื่องนั้นอีกครั้งก่อน แล้วจึงรวม",
    ),
    "split": (
        "this case is closed, and its outcome is that of all its incidents: open it again first, then take one out",
        "เรื่องนี้ปิดไปแล้ว และผลที่บันทึกเป็นผลของทุกเหตุการณ์ในเรื่อง กรุณาเปิดเรื่องอีกครั้งก่อน แล้วจึงแยก",
    ),
}
_NOT_A_PART: Final = (
    "this incident is no part of the case: look at the case as it is now",
    "เหตุการณ์นี้ไม่ได้อยู่ในเรื่องนี้ กรุณาดูสถานะล่าสุด",
)

Refusal = tuple[tuple[str, str], Seen]
"""Why it is not done, in English and Thai, and the case to look at."""


async def merge(
    pool: Any, incident_id: str, asked: MergeForm, call: Call, now_ms: int, reach: Reach | None = None
) -> Reply:
    """Makes an incident part of another's case, or says with a 409 what was done first; raises other problems."""
    text = _text(asked.text)
    if asked.into == incident_id:
        raise bad_parameter("into", "an incident is not merged into itself", "รวมเหตุการณ์เข้ากับตัวเองไม่ได้")
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        person = call.person
        gone = await _seen_case(connection, incident_id, person, reach)
        stays = await _seen_case(connection, asked.into, person, reach)
        refused = await _merge_refused(connection, incident_id, asked, gone, stays, person)
        if refused is not None:
            return await _no(connection, refused, call, now_ms)
        into_id = stays.row.incident.incident_id
        cases = {case.incident.incident_id: case for case in await load_cases(connection, [incident_id, into_id])}
        shelves = await load_shelves(connection, now_ms)
        after = merged(cases[incident_id], cases[into_id], person.name, text, now_ms, shelves)
        # First the one that goes: whoever reads the changes in order knows of it before the case has its alerts.
        await save_incidents(connection, [after.gone], told=True)
        await append_log(connection, [after.line])
        await move_in(connection, incident_id, into_id)
        await save_cases(connection, [after.case], told=True)
        reply = await _yes(connection, into_id, call, now_ms, reach)
        await audit(connection, person.name, "incident merged", f"{incident_id} into {into_id}", text or "")
        return reply


async def split(
    pool: Any, incident_id: str, asked: SplitForm, call: Call, now_ms: int, reach: Reach | None = None
) -> Reply:
    """Takes a merged incident out of a case again, or says with a 409 what was done first; raises other problems."""
    text = _text(asked.text)
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        person = call.person
        seen = await _seen_case(connection, incident_id, person, reach)
        refused = await _split_refused(connection, incident_id, asked, seen, person)
        if refused is not None:
            return await _no(connection, refused, call, now_ms)
        case = (await load_cases(connection, [incident_id]))[0]
        shelves = await load_shelves(connection, now_ms)
        after = taken_out(case, asked.incident_id, person.name, text, now_ms, shelves)
        await move_out(connection, asked.incident_id)
        await save_cases(connection, [after.rest], told=True)
        await save_cases(connection, [after.out], told=True)
        reply = await _yes(connection, incident_id, call, now_ms, reach)
        await audit(connection, person.name, "incident split", f"{asked.incident_id} out of {incident_id}", text or "")
        return reply


def _text(text: str | None) -> str | None:
    if text is not None and (len(text) > MAX_TEXT or "\x00" in text):
        raise bad_parameter("text", f"at most {MAX_TEXT} characters", f"ไม่เกิน {MAX_TEXT} ตัวอักษร")
    return text.strip() or None if text is not None else None


async def _seen_case(connection: Any, incident_id: str, person: Person, reach: Reach | None) -> Seen:
    """The case of an incident, seen in full; raises a 404 or 403 problem."""
    seen = await read_seen(connection, await case_of(connection, incident_id), person, reach)
    if seen is None:
        raise not_found("incident", "เหตุการณ์", incident_id)
    if not seen.in_full:
        raise seen_in_part()
    return seen


async def _merge_refused(
    connection: Any, incident_id: str, asked: MergeForm, gone: Seen, stays: Seen, person: Person
) -> Refusal | None:
    gone_id, stays_id = gone.row.incident.incident_id, stays.row.incident.incident_id
    if gone_id == stays_id:
        return _SAME_CASE, stays
    for seen, name in ((gone, incident_id), (stays, asked.into)):
        away = await merged_away(connection, name, seen.row.incident.incident_id)
        if away is not None:
            return away, seen
    return (
        await _overtaken(connection, gone, "version", asked.version)
        or await _overtaken(connection, stays, "into_version", asked.into_version)
        or _unfit(gone, "merge", person)
        or _unfit(stays, "merge", person)
    )


async def _split_refused(
    connection: Any, incident_id: str, asked: SplitForm, seen: Seen, person: Person
) -> Refusal | None:
    away = await merged_away(connection, incident_id, seen.row.incident.incident_id)
    refused = (away, seen) if away is not None else await _overtaken(connection, seen, "version", asked.version)
    refused = refused or _unfit(seen, "split", person)
    if refused is None and asked.incident_id not in seen.row.incident.summary.merged_ids:
        return _NOT_A_PART, seen
    return refused


async def _overtaken(connection: Any, seen: Seen, name: str, version: int) -> Refusal | None:
    """What was done since the version that was seen; raises a 400 problem of one that is yet to come."""
    newest = seen.row.incident.version
    if version > newest:
        raise bad_parameter(name, f"the newest is {newest}", f"รุ่นล่าสุดคือ {newest}")
    if version == newest:
        return None
    log = await read_log(connection, seen.row.incident.incident_id)
    return done_meanwhile([line for line in log if line.version > version]), seen


def _unfit(seen: Seen, act: CaseAct, person: Person) -> Refusal | None:
    answer = judge_case(seen.row.incident, act, person)
    if answer == "not_by_role":
        person.needs("officer")
    return {"no_such_step": (_CLOSED[act], seen), "nothing_merged": (_NOT_A_PART, seen)}.get(answer)


async def _no(connection: Any, refused: Refusal, call: Call, now_ms: int) -> Reply:
    why, seen = refused
    current = await read_story(connection, seen, call.person, now_ms)
    return await keep(connection, call, reply_of(Problem(409, *why, more={"current": current})), now_ms)


async def _yes(connection: Any, case_id: str, call: Call, now_ms: int, reach: Reach | None) -> Reply:
    await tell(connection)
    seen = await _seen_case(connection, case_id, call.person, reach)
    story = await read_story(connection, seen, call.person, now_ms)
    return await keep(connection, call, Reply(200, msgspec.json.encode(story)), now_ms)
