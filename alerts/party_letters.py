"""What is written to a carrier or a generator: what was released of a case, and what is asked; in Thai and English."""

from datetime import datetime, tzinfo
from typing import Final

from alerts.letters import Letter
from alerts.notices import TITLES
from alerts.wording import day_en, day_th
from models.party import Asked, Authority

STANDARD_TH: Final = "ขอให้ชี้แจงข้อเท็จจริง พร้อมแนบเอกสารหรือภาพถ่ายที่เกี่ยวข้อง (ถ้ามี)"
STANDARD_EN: Final = "Please state your side of it, with papers or pictures where you have any."
_HEAD: Final = ("ขอคำชี้แจง: ", "Your statement is asked for: ")


def titles_of(asked: Asked) -> tuple[str, str]:
    """What it is about, in Thai and in English: the names of its rules."""
    found = [TITLES.get(rule, (rule, rule)) for rule in asked.rules]
    return ", ".join(th for th, _ in found), ", ".join(en for _, en in found)


def question_of(asked: Asked) -> tuple[str, str]:
    """What is asked, in Thai and in English: the standing words, and what an officer added as it was written."""
    more = f"\n{asked.question}" if asked.question else ""
    return STANDARD_TH + more, STANDARD_EN + more


def letter_to(asked: Asked, until_ms: int, zone: tzinfo, *, buddhist: bool) -> Letter:
    """The letter: from whom, to whom, what about, which truck, when, where, which permit, what is asked, until when."""
    titles, questions = titles_of(asked), question_of(asked)
    truck = " ".join(part for part in (asked.plate, asked.province) if part)
    subjects = [f"{_HEAD[at]}{titles[at]} {truck}".strip() for at in (0, 1)]
    since, until = (datetime.fromtimestamp(at_ms // 1000, zone) for at_ms in (asked.since_ms, until_ms))
    sender_th, sender_en = _sender(asked.authority)
    thai = [
        subjects[0], *_line("จาก", sender_th), f"ถึง: {asked.name}", *_line("รถ", truck),
        f"เวลา: {day_th(since, buddhist=buddhist)} เวลา {since:%H:%M} น.",
        *_line("ที่", asked.place_th), *_line("ใบอนุญาต", asked.permit_no), questions[0],
        f"ตอบได้ถึง: {day_th(until, buddhist=buddhist)} เวลา {until:%H:%M} น. ทางลิงก์ในข้อความนี้ ไม่ต้องลงชื่อเข้าใช้",
    ]  # fmt: skip
    english = [
        subjects[1], *_line("From", sender_en), f"To: {asked.name}", *_line("Truck", truck),
        f"When: {day_en(since, buddhist=buddhist)}, {since:%H:%M}",
        *_line("Place", asked.place_en), *_line("Permit", asked.permit_no), questions[1],
        f"Answer by: {day_en(until, buddhist=buddhist)}, {until:%H:%M}, over the link in this message; no sign-in",
    ]  # fmt: skip
    return Letter(
        subject_th=subjects[0], subject_en=subjects[1], message_th="\n".join(thai), message_en="\n".join(english)
    )


def _sender(authority: Authority | None) -> tuple[str, str]:
    if authority is None:
        return "", ""
    if not authority.phone:
        return authority.name_th, authority.name_en
    return f"{authority.name_th} โทร. {authority.phone}", f"{authority.name_en}, tel. {authority.phone}"


def _line(name: str, text: str | None) -> list[str]:
    return [f"{name}: {text}"] if text else []
