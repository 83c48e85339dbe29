"""What is written to an officer."""

from typing import Any

import pytest

from alerts.letters import MOST_LINES, Item, Whereabouts, digest_of, letter_of, line_of
from models.thresholds import RULES
from tests.telling.made import BANGKOK, incident

GATE = Whereabouts(name_th="นิคมฯ มาบตาพุด", name_en="Map Ta Phut estate")


def item(step: Any = "opened", state: str = "new", place: Whereabouts = GATE, **changes: Any) -> Item:
    return Item(step=step, incident=incident(state, **changes), place=place)


def test_a_letter_says_what_where_since_when_how_sure_and_what_to_do_first() -> None:
    letter = letter_of(item(), BANGKOK, buddhist=True)
    assert letter.message_th == (
        "ด่วน! ออกนอกเส้นทางที่ได้รับอนุญาต 70-1234 ระยอง\n"
        "เหตุ: ออกนอกเส้นทาง\n"
        "ที่: นิคมฯ มาบตาพุด\n"
        "แผนที่: https://www.google.com/maps/search/?api=1&query=12.67000,101.13000\n"
        "ตั้งแต่: 2 พ.ย. 2569 เวลา 09:30 น.\n"
        "ความแน่ชัด: เห็นชัดจากพิกัด GPS\n"
        "ทำก่อน: โทรหาผู้ขนส่งขณะรถยังวิ่ง ให้สายตรวจใกล้ที่สุดเข้าไปหากรถจอดหรือมุ่งไปจุดที่เคยลักลอบทิ้ง"
    )
    assert letter.message_en == (
        "URGENT: Off the permitted route 70-1234 ระยอง\n"
        "Reason: off the route\n"
        "Place: Map Ta Phut estate\n"
        "Map: https://www.google.com/maps/search/?api=1&query=12.67000,101.13000\n"
        "Since: 2 Nov 2569 BE, 09:30\n"
        "Certainty: seen in the GPS fixes\n"
        "Do first: Call the carrier while it drives; go there if it stands still or turns towards a known dump site."
    )
    assert letter.message_th.splitlines()[0] == letter.subject_th


@pytest.mark.parametrize(
    ("one", "thai", "english"),
    (
        (item("worse", severity="critical"), "ด่วน! ร้ายแรงขึ้น: ", "URGENT: Worse: "),
        (item("moved"), "ด่วน! รถเปลี่ยนที่: ", "URGENT: Moved on: "),
        (item("opened", urgency="today"), "ออกนอกเส้นทาง", "Off the permitted"),  # nothing of hurry
        (item("closed", "closed", closed_ms=1), "ปิดแล้ว: ", "Closed: "),
        (item("opened", "closed", closed_ms=1), "ปิดแล้ว: ", "Closed: "),  # over before it could be told
    ),
)
def test_the_head_says_which_step_it_is(one: Item, thai: str, english: str) -> None:
    letter = letter_of(one, BANGKOK, buddhist=True)
    assert letter.subject_th.startswith(thai)
    assert letter.subject_en.startswith(english)


@pytest.mark.parametrize(
    ("one", "line"),
    (
        (item("closed", "closed", closed_ms=1, closed_by="malee", outcome="lawful"), "ผล: ตรวจแล้วถูกต้อง"),
        (item("closed", "closed", closed_ms=1), "ผล: ระบบปิดโดยอัตโนมัติ"),
        (item("closed", "closed", closed_ms=1, closed_by="malee", outcome="confirmed"), "ผล: เจ้าหน้าที่ยืนยันว่าเกิดเหตุตามที่แจ้งเตือน"),  # no verdict
        (item(place=Whereabouts(name_th="นิคมฯ มาบตาพุด", name_en="x", away_km=12.4)), "ที่: ห่างจากนิคมฯ มาบตาพุด 12 กม."),
        (item(place=Whereabouts(name_th="นิคมฯ มาบตาพุด", name_en="x", away_km=0.4)), "ที่: ใกล้นิคมฯ มาบตาพุด"),
        (item(plate=None, province=None), "ด่วน! ออกนอกเส้นทางที่ได้รับอนุญาต U1"),
    ),
)
def test_lines(one: Item, line: str) -> None:
    assert line in letter_of(one, BANGKOK, buddhist=True).message_th.splitlines()


def test_without_a_place_none_is_told() -> None:
    letter = letter_of(item(place=Whereabouts(), lat=None), BANGKOK, buddhist=True)
    assert "แผนที่" not in letter.message_th
    assert "Place" not in letter.message_en


def test_a_digest_counts_by_rule_and_vendor_the_urgent_first() -> None:
    silent = [item(incident_id=f"S{n}", rules=("signal-lost",), unit_id=f"043{n:024d}", urgency="today") for n in range(23)]
    letter = digest_of([*silent, item(), item("closed", "closed", closed_ms=1, incident_id="C")])
    assert letter.message_th.splitlines() == [
        "ด่วน! 25 เหตุการณ์ เร่งด่วน 1 เหตุการณ์",
        "[ด่วน] ออกนอกเส้นทางที่ได้รับอนุญาต 1 เหตุการณ์",
        "ปิดแล้ว: ออกนอกเส้นทางที่ได้รับอนุญาต 1 เหตุการณ์",
        "รถ 23 คัน ของผู้ให้บริการ 043 ขาดสัญญาณ",
    ]
    assert letter.message_en.splitlines()[-1] == "23 trucks of vendor 043 fell silent"


def test_an_incident_that_opened_and_grew_worse_counts_once() -> None:
    assert digest_of([item(), item("worse")]).subject_en == "URGENT: 1 incident, 1 of them urgent"


def test_a_digest_has_an_end() -> None:
    many = [item(incident_id=f"I{n}", rules=(rule,)) for n, rule in enumerate(RULES)]
    lines = digest_of(many).message_en.splitlines()
    assert len(lines) == MOST_LINES + 2
    assert lines[-1] == f"and {len(RULES) - MOST_LINES} groups more"


def test_a_digest_counts_trucks_once_and_calls_nothing_else_a_truck() -> None:
    twice = [item(incident_id=f"S{n}", rules=("signal-lost",), unit_id="043U") for n in range(2)]
    place = item(incident_id="P", rules=("emerging-site",), unit_id=None, plate=None, province=None)
    lines = digest_of([*twice, place]).message_th.splitlines()
    assert any("รถ 1 คัน" in line for line in lines)
    assert [line.count("คัน") for line in lines].count(1) == 1


def test_a_line_of_a_list_says_what_which_truck_and_where() -> None:
    assert line_of(item()) == (
        "- ออกนอกเส้นทางที่ได้รับอนุญาต · 70-1234 ระยอง · นิคมฯ มาบตาพุด",
        "- Off the permitted route · 70-1234 ระยอง · Map Ta Phut estate",
    )
