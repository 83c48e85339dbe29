"""What is told at once, and in which words."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from alerts.notices import TITLES, needs_notice, wording
from tests.dashboard.seed import alert_data

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("event_type", "urgency", "told"),
    (
        ("wastetrack.alert.opened", "immediate", True),
        ("wastetrack.alert.updated", "immediate", True),  # one that became urgent
        ("wastetrack.alert.closed", "immediate", False),
        ("wastetrack.alert.opened", "today", False),
        ("wastetrack.alert.updated", "record", False),
        ("wastetrack.trip.started", None, False),  # a trip has no urgency
    ),
)
def test_immediate_alerts_are_told(event_type: str, urgency: str | None, told: bool) -> None:
    assert needs_notice(event_type, {"urgency": urgency} if urgency else {}) is told


def test_a_notice_says_what_which_truck_where_since_when_and_how_sure() -> None:
    data = alert_data("A1", started_at="2026-11-02T00:35:02.458Z", lat=12.6700004, lon=101.13)
    told = wording(data, BANGKOK, buddhist=True, closed=False)
    assert told.message_th == (
        "ด่วน: ออกนอกเส้นทางที่ได้รับอนุญาต\n"
        "รถ: 70-1234 ระยอง\n"
        "เหตุ: อยู่ห่างเส้นทางที่อนุญาต 620 ม. ให้ไม่เกิน 500 ม.\n"
        "พิกัด: 12.67000, 101.13000 geo:12.67000,101.13000\n"
        "ตั้งแต่: 2 พ.ย. 2569 เวลา 07:35 น.\n"
        "ความแน่ชัด: เห็นชัดจากพิกัด GPS"
    )
    assert told.message_en == (
        "Urgent: Off the permitted route\n"
        "Truck: 70-1234 ระยอง\n"
        "Reason: 620 m from the permitted route, allowed 500 m\n"
        "Place: 12.67000, 101.13000 geo:12.67000,101.13000\n"
        "Since: 2 Nov 2569 BE, 07:35\n"
        "Certainty: seen in the GPS fixes"
    )


@pytest.mark.parametrize(
    ("changes", "zone", "buddhist", "closed", "said"),
    (
        ({}, UTC, False, True, ["[closed] Urgent", "Since: 2 Nov 2026, 00:00"]),
        ({"started_at": "2026-12-31T17:30:00.000Z"}, BANGKOK, True, False, ["Since: 1 Jan 2570 BE, 00:30"]),  # a new year in Bangkok
        ({"plate": None}, BANGKOK, True, False, ["Truck: U1"]),
        ({"plate": None, "unit_id": None, "vendor": "043"}, BANGKOK, True, False, ["Truck: 043"]),
        ({"certainty": "possible"}, BANGKOK, True, False, ["possible, to be checked first"]),
        ({"rule": "a-rule-of-tomorrow"}, BANGKOK, True, False, ["Urgent: a-rule-of-tomorrow"]),
    ),
)
def test_wording_follows_what_is_known(changes: dict[str, Any], zone: Any, buddhist: bool, closed: bool, said: list[str]) -> None:
    told = wording(alert_data("A1", **changes), zone, buddhist=buddhist, closed=closed)
    for text in said:
        assert text in told.message_en
    assert told.message_th.startswith("[ปิดแล้ว] ด่วน" if closed else "ด่วน")


def test_without_a_place_no_place_is_told() -> None:
    data = alert_data("A1")
    del data["lat"], data["lon"]
    assert "Place" not in wording(data, BANGKOK, buddhist=True, closed=False).message_en


def test_every_title_is_thai_and_english() -> None:
    for thai, english in TITLES.values():
        assert any("\u0e00" <= char <= "\u0e7f" for char in thai)
        assert english.isascii()
