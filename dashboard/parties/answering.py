"""What a party answers: words and files, added to until its link is over, each with its line in the case's log."""

from typing import Any, Final

import msgspec

from alerts.party_letters import question_of, titles_of
from dashboard.incidents.noting import noted
from dashboard.parties import answers
from dashboard.parties.asking import named
from dashboard.parties.shown import files_of, written_by
from dashboard.people.person import Person
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.repeats import Call, Reply, given_before, keep
from dashboard.road.given import MB
from models.incident import Incident, LogLine
from models.party import Ask, PartyAnswer
from models.road import RoadFile
from models.times import to_iso
from ops.case_link import CaseLink
from storage.audit import audit
from storage.incidents import append_log, load_incidents, save_step, take_turn, tell
from storage.merges import case_of
from storage.parties import add_answer, load_answers, load_asks
from storage.road_files import read_files

MAX_TEXT: Final = 4_000
MOST_TEXTS: Final = 30
MOST_FILES: Final = 30
MOST_BYTES: Final = 500 * MB
"""How many answers, files, and bytes in all, a party sends to one case."""


async def show_party_case(connection: Any, link: CaseLink, largest_mb: int) -> answers.PartyCase:
    """What the link's party was told then and has answered; raises a 404 problem where it was told nothing."""
    ask = await _ask_of(connection, link)
    written = await load_answers(connection, [link.incident_id], link.person)
    files = files_of(await read_files(connection, [link.incident_id]), link.person)
    asked, (titles_th, titles_en), (question_th, question_en) = ask.asked, titles_of(ask.asked), question_of(ask.asked)
    return answers.PartyCase(
        incident_id=link.incident_id, party=link.person, name=asked.name, asked_at=to_iso(ask.asked_ms),
        until=to_iso(link.expires_ms), titles_th=titles_th, titles_en=titles_en, question_th=question_th,
        question_en=question_en, since=to_iso(asked.since_ms), plate=asked.plate, province=asked.province,
        permit_no=asked.permit_no, lat=asked.lat, lon=asked.lon, place_th=asked.place_th, place_en=asked.place_en,
        answers=written_by(written, link.person), files=[_file(file) for file in files], largest_mb=largest_mb,
        authority=asked.authority,
    )  # fmt: skip


async def answer(
    pool: Any, link: CaseLink, form: answers.AnswerForm, key: str | None, largest_mb: int, now_ms: int
) -> Reply:
    """Adds what a party wrote to the case and gives the case as the party sees it; raises problems."""
    text = _read_text(form.text)
    call = Call(Person(name=link.person, role="viewer"), key, msgspec.json.encode(("answers", link.incident_id, form)))
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if (before := await given_before(connection, call)) is not None:
            return before
        ask = await _ask_of(connection, link)
        number = len(await load_answers(connection, [link.incident_id], link.person)) + 1
        if number > MOST_TEXTS:
            raise _too_many()
        incident = (await load_incidents(connection, [await case_of(connection, link.incident_id)]))[0]
        row = PartyAnswer(
            incident_id=link.incident_id, party=link.person, number=number, at_ms=now_ms, text=text
        )
        await add_answer(connection, row)
        said = f"{_named(ask)}\n{text}"
        changed, line = noted(incident, "party_answered", incident.state, now_ms, text=said)
        if not await save_step(connection, changed, incident.version):
            raise RuntimeError(f"incident {incident.incident_id} changed though nobody else had the turn")
        await append_log(connection, [line])
        await tell(connection)
        shown = await show_party_case(connection, link, largest_mb)
        reply = await keep(connection, call, Reply(200, msgspec.json.encode(shown)), now_ms)
        await audit(connection, link.person, "party answered", link.incident_id)
        return reply


def file_line(incident: Incident, file: RoadFile, link: CaseLink, now_ms: int) -> tuple[Incident, LogLine]:
    """The incident after a party's file has come whole, which changes nothing else of it, and the line of its log."""
    role, _, key = link.person.partition(":")
    text = f"{named(role, key)}\n{file.name or file.media_type}\nSHA-256 {file.sha256.hex()}"
    return noted(incident, "party_file", incident.state, now_ms, text=text)


async def _ask_of(connection: Any, link: CaseLink) -> Ask:
    asks = await load_asks(connection, [link.incident_id], link.person)
    found = next((ask for ask in asks if ask.asked_ms == link.made_ms), None)
    if found is None:
        raise not_found("case", "เรื่อง", link.incident_id)
    return found


def _named(ask: Ask) -> str:
    return named(ask.party.partition(":")[0], ask.asked.name)


def _read_text(text: str) -> str:
    said = text.strip()
    if not said:
        raise bad_parameter("text", "write your statement", "กรุณาเขียนคำชี้แจง")
    if len(said) > MAX_TEXT or "\x00" in said:
        raise bad_parameter("text", f"at most {MAX_TEXT} characters", f"ไม่เกิน {MAX_TEXT} ตัวอักษร")
    return said


def _too_many() -> Problem:
    return Problem(
        413,
        f"at most {MOST_TEXTS} answers are taken about one case: send the rest as a file",
        f"ส่งคำชี้แจงในเรื่องเดียวได้ไม่เกิน {MOST_TEXTS} ครั้ง กรุณาส่งส่วนที่เหลือเป็นไฟล์",
    )


def _file(file: RoadFile) -> answers.PartyFile:
    return answers.PartyFile(
        file_id=file.file_id, name=file.name, sha256=file.sha256.hex(), size=file.size,
        came_at=to_iso(file.whole_ms or 0),
    )  # fmt: skip
