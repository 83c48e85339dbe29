"""How a person reads the figures of an alert's evidence: by their names, with their units, in both languages."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wastetrack.explain_evidence import Reader
from wastetrack.explain_words import Lang

GOLDEN = Path(__file__).parents[1] / "golden"


def read(lang: Lang, **values: Any) -> list[str]:
    return list(Reader(lang=lang, moment=lambda at: f"<{at}>", zone=lambda zone_id: f"[{zone_id}]").figures(values))


# A line, a figure as the data hold it, and how it reads.
FIGURES: tuple[tuple[str, str, Any, str, str], ...] = (
    ("metres", "from_route_m", 2999.8, "ห่างจากเส้นทางมากที่สุด 2,999.8 ม.", "Farthest from the route 2,999.8 m"),
    ("kilometres are no metres", "to_go_km", 9.7, "เหลือระยะทาง 9.7 กม.", "Still to go 9.7 km"),
    ("a span is said to the second", "silent_min", 9.9, "ขาดสัญญาณนาน 9 นาที 54 วินาที", "Silent for 9 min 54 s"),
    ("an hour and more to the minute", "under_way_min", 270.0, "เดินทางมาแล้ว 4 ชม. 30 นาที", "Under way for 4 h 30 min"),
    ("less than a minute", "stopped_min", 0.0, "จอดในพื้นที่นาน 0 วินาที", "Stood there for 0 s"),
    ("days", "critical_d", 60.0, "ระดับวิกฤตตั้งแต่ 60 วัน", "Critical from 60 days"),
    ("a share as percent", "high_share", 0.05, "ระดับสูงเมื่อเกิน 5 %", "High over 5 %"),
    ("yes and no", "off_corridor", True, "อยู่นอกแนวเส้นทาง ใช่", "Off the corridor yes"),
    ("a code", "fault", "suspended", "สาเหตุ ถูกพักใช้", "Reason Suspended"),
    ("codes", "missing", ["destination"], "ไม่พบรถที่ ปลายทาง", "No truck seen at Destination"),
    ("a basis", "expected_by", "manifest", "คาดเวลาเดินทางจาก เวลาตามใบกำกับการขนส่ง", "Expected from The manifest's times"),
    ("zones by name", "permitted_zone_ids", ["Z-1"], "ปลายทางตามใบอนุญาต [Z-1]", "Permitted destinations [Z-1]"),
    ("a moment", "received_at", "2026-11-02T01:15:00.000Z", "ยืนยันรับเมื่อ <2026-11-02T01:15:00.000Z>", "Receipt confirmed <2026-11-02T01:15:00.000Z>"),
    ("hours of a permit", "time_windows", ["กอ.1: Mon-Fri 06:00-08:20"], "ช่วงเวลาที่อนุญาต กอ.1: จ.-ศ. 06:00-08:20", "Permitted hours กอ.1: Mon-Fri 06:00-08:20"),
    ("power", "ext_power_status", 0, "สถานะไฟเลี้ยง ไม่มีไฟเลี้ยง", "Power status cut"),
    ("a place to a metre", "off_site_lat", 12.727117908, "ละติจูดที่จอด 12.72712", "Latitude of the stop 12.72712"),
    ("stops at a site", "stops", [{"unit_id": "U1", "from": "2026-11-02T01:04:00.000Z", "lat": 1.0, "lon": 2.0}], "จำนวนครั้งที่จอด <2026-11-02T01:04:00.000Z> (U1)", "Stops <2026-11-02T01:04:00.000Z> (U1)"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "key", "value", "thai", "english"), FIGURES)
def test_a_figure_is_read(line: str, key: str, value: Any, thai: str, english: str):
    assert (read("th", **{key: value}), read("en", **{key: value})) == ([thai], [english]), line


def test_what_has_no_value_is_left_out():
    assert read("th", settled_at=None, reason="", fixes=0) == ["จำนวนพิกัด 0"]


def test_no_key_of_the_data_stands_in_what_the_golden_scenarios_tell():
    raw = set()
    for path in sorted(GOLDEN.glob("*/expected.ndjson")):
        for told in path.read_bytes().splitlines():
            evidence = msgspec.json.decode(told)["data"].get("evidence") or {}
            said = [line for group in ("measured", "thresholds") for line in read("th", **evidence.get(group, {}))]
            raw |= {word for line in said for word in re.findall(r"\b[a-z]+_[a-z_]+\b|\{.*\}", line)}
    assert raw == set()
