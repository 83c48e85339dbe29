"""The tables behind the figures, as files have them: their names, their headings in Thai and English, their rows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from alerts.notices import TITLES
from dashboard.numbers.answers import Delay, Numbers, Trend
from dashboard.numbers.sheets import Cell, Sheet
from models.times import from_iso

Lang = Literal["th", "en"]
Row = tuple[Cell, ...]


class Column(msgspec.Struct, frozen=True):
    """A column's heading in Thai and in English."""

    th: str
    en: str


class Table(msgspec.Struct, frozen=True):
    """A table of one day: its headings, and its rows out of the day's figures; times in the given zone."""

    columns: tuple[Column, ...]
    rows: Callable[[Numbers, ZoneInfo], Iterable[Row]]


_RULE: Final = (Column("กฎ", "rule"), Column("ชื่อกฎ (ไทย)", "title, Thai"), Column("ชื่อกฎ (อังกฤษ)", "title, English"))
_UNIT: Final = (Column("เครื่อง GPS", "GPS device"), Column("ทะเบียนรถ", "plate"))
_DESK: Final = (
    Column("รหัสโต๊ะ", "desk_id"),
    Column("โต๊ะเฝ้าระวัง (ไทย)", "desk, Thai"),
    Column("โต๊ะเฝ้าระวัง (อังกฤษ)", "desk, English"),
)
_TRIPS: Final = (
    Column("เที่ยวที่ออก", "departed"),
    Column("สำเร็จ", "completed"),
    Column("กำลังขนส่ง", "under way"),
    Column("สิ้นสุดโดยไม่สำเร็จ", "ended otherwise"),
    Column("ล่าช้า", "late"),
)
_DELAY: Final = (
    Column("จำนวนที่วัดเวลาตรวจพบ", "detections measured"),
    Column("เวลาตรวจพบ p50 (วินาที)", "fix to alert p50 (s)"),
    Column("เวลาตรวจพบ p99 (วินาที)", "fix to alert p99 (s)"),
)
_URGENCY: Final = (
    Column("ด่วน", "immediate"),
    Column("ภายในวันนี้", "today"),
    Column("บันทึกไว้", "for the record"),
)
_ALARMS: Final = Column("การแจ้งเตือน", "alarms")
_BEGINS: Final = Column("เริ่มเวลา", "begins")


def _estates(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    for one in numbers.estates:
        names = (one.name_th, one.name_en) if one.zone_id else ("นอกนิคมอุตสาหกรรม", "outside any estate")
        yield (one.zone_id, *names, one.started, one.completed, one.open, one.ended, one.late)


def _rules(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    for one in numbers.rules:
        judged = one.precision
        yield (
            one.rule, *_title(one.rule), one.alerts, one.immediate, one.today, one.record, one.open, one.refuted,
            judged.confirmed, judged.lawful, judged.device_fault, judged.false, judged.n, judged.share, judged.low,
            judged.high, *_delay(one.to_alert),
        )  # fmt: skip


def _vendors(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    for one in numbers.vendors or ():
        yield (
            one.vendor, ", ".join(one.accounts), one.units, one.heard, one.silent_5_min, one.silent_1_h,
            one.silent_24_h, one.silent_on_trip,
        )  # fmt: skip


def _blindness(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    blind, fleet = numbers.blindness, numbers.blindness.fleet
    if fleet is not None:
        yield "รถที่ส่งสัญญาณใน 1 ชั่วโมง", "units heard within 1 h", fleet.heard
        yield "ในจำนวนนั้น ไม่ได้รับสัญญาณเกิน 5 นาที", "of these unheard for over 5 min", fleet.unseen
        yield "สัดส่วนที่มองไม่เห็น", "share unseen", fleet.unseen_share
        yield "การประมวลผลช้ากว่าเวลาจริง (วินาที)", "judging behind the clock (s)", fleet.lag_s
        yield "อายุของข้อมูลล่าสุด (วินาที)", "age of the newest data (s)", fleet.data_age_s
        yield "พิกัดถึงการรับ p50 (วินาที)", "fix to receipt p50 (s)", fleet.receipt.p50_s
        yield "พิกัดถึงการรับ p99 (วินาที)", "fix to receipt p99 (s)", fleet.receipt.p99_s
    yield "การแจ้งเตือนที่วัดเวลาตรวจพบ", "detections measured", blind.to_alert.n
    yield "เวลาตรวจพบ p50 (วินาที)", "fix to alert p50 (s)", blind.to_alert.p50_s
    yield "เวลาตรวจพบ p99 (วินาที)", "fix to alert p99 (s)", blind.to_alert.p99_s
    yield "เวลาขนส่งของเที่ยวที่สำเร็จ (วินาที)", "time of completed trips (s)", blind.driven_s
    yield "ในจำนวนนั้น ไม่มีใครเห็นรถ (วินาที)", "of this unseen (s)", blind.unseen_s
    yield "สัดส่วนเวลาที่ไม่มีใครเห็นรถ", "share of it unseen", blind.unseen_share


def _load(numbers: Numbers, zone: ZoneInfo) -> Iterable[Row]:
    for one in numbers.load.desks:
        yield (
            one.desk_id, one.name_th, one.name_en, one.alarms, one.mean_per_hour, one.peak.alarms,
            _local(one.peak.begins_at, zone), one.in_10_min.alarms, _local(one.in_10_min.begins_at, zone),
            ", ".join(one.over), one.shelved,
        )  # fmt: skip


def _hours(numbers: Numbers, zone: ZoneInfo) -> Iterable[Row]:
    for desk in numbers.load.desks:
        for one in desk.hours:
            yield desk.desk_id, desk.name_th, desk.name_en, _local(one.begins_at, zone), one.alarms


def _chattering(numbers: Numbers, zone: ZoneInfo) -> Iterable[Row]:
    for one in numbers.load.chattering:
        yield one.unit_id, one.plate, one.rule, *_title(one.rule), one.in_hour, _local(one.begins_at, zone), one.alarms


def _stale(numbers: Numbers, zone: ZoneInfo) -> Iterable[Row]:
    for one in numbers.load.stale_alerts:
        detected = _local(one.detected_at, zone)
        yield one.alert_id, one.unit_id, one.plate, one.rule, *_title(one.rule), one.urgency, detected


def _top_units(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    for one in numbers.load.top_units:
        yield one.unit_id, one.plate, one.alarms


def _top_rules(numbers: Numbers, _: ZoneInfo) -> Iterable[Row]:
    for one in numbers.load.top_rules:
        yield one.rule, *_title(one.rule), one.alarms


TABLES: Final[Mapping[str, Table]] = {
    "estates": Table(
        (Column("รหัสนิคม", "zone_id"), Column("นิคม (ไทย)", "estate, Thai"), Column("นิคม (อังกฤษ)", "estate, English"),
         *_TRIPS),
        _estates,
    ),
    "rules": Table(
        (*_RULE, Column("แจ้งเตือน", "alerts"), *_URGENCY, Column("ยังไม่ยุติ", "open"),
         Column("ถูกหักล้างภายหลัง", "refuted later"), Column("ผลตรวจ: ผิดจริง", "judged confirmed"),
         Column("ผลตรวจ: ชอบด้วยกฎหมาย", "judged lawful"), Column("ผลตรวจ: เครื่องขัดข้อง", "judged device fault"),
         Column("ผลตรวจ: แจ้งผิด", "judged false"), Column("ผลตรวจทั้งหมด (n)", "judged (n)"),
         Column("ความแม่นยำ", "precision"), Column("ต่ำสุดของช่วง 95%", "95 % from"),
         Column("สูงสุดของช่วง 95%", "95 % to"), *_DELAY),
        _rules,
    ),
    "vendors": Table(
        (Column("ผู้ให้บริการ GPS", "GPS vendor"), Column("บัญชีผู้ส่ง", "accounts"), Column("เครื่องทั้งหมด", "units"),
         Column("ส่งภายใน 5 นาที", "heard within 5 min"), Column("ขาดสัญญาณ 5 นาทีถึง 1 ชม.", "silent 5 min to 1 h"),
         Column("ขาดสัญญาณ 1 ถึง 24 ชม.", "silent 1 to 24 h"), Column("ขาดสัญญาณเกิน 24 ชม.", "silent over 24 h"),
         Column("ขาดสัญญาณระหว่างขนส่ง", "silent on a trip")),
        _vendors,
    ),
    "blindness": Table(
        (Column("รายการ (ไทย)", "figure, Thai"), Column("รายการ (อังกฤษ)", "figure, English"), Column("ค่า", "value")),
        _blindness,
    ),
    "load": Table(
        (*_DESK, _ALARMS, Column("เฉลี่ยต่อชั่วโมง", "mean of an hour"), Column("สูงสุดใน 60 นาที", "most in 60 min"), _BEGINS,
         Column("สูงสุดใน 10 นาที", "most in 10 min"), _BEGINS, Column("เกินเกณฑ์", "over the budget"),
         Column("พักการแจ้งเตือนไว้", "shelved, not counted")),
        _load,
    ),
    "hours": Table((*_DESK, _BEGINS, _ALARMS), _hours),
    "chattering": Table(
        (*_UNIT, *_RULE, Column("มากที่สุดในหนึ่งชั่วโมง", "most in an hour"), _BEGINS, _ALARMS), _chattering
    ),
    "stale": Table(
        (Column("รหัสการแจ้งเตือน", "alert_id"), *_UNIT, *_RULE, Column("ความเร่งด่วน", "urgency"),
         Column("ตรวจพบเมื่อ", "detected")),
        _stale,
    ),
    "top-units": Table((*_UNIT, _ALARMS), _top_units),
    "top-rules": Table((*_RULE, _ALARMS), _top_rules),
}  # fmt: skip
"""The tables of a day, by name."""

TREND: Final = "trend"
_TREND: Final = (
    Column("วันที่", "day"), *_TRIPS[:2], Column("ล่าช้า", "late"), *_URGENCY,
    Column("สัดส่วนเวลาที่ไม่มีใครเห็นรถ", "share of trips' time unseen"), *_DELAY, Column("นับเมื่อ", "counted"),
)  # fmt: skip


def sheet_of(name: str, numbers: Numbers, lang: Lang) -> Sheet:
    """One of TABLES as a sheet; times are in the numbers' own zone."""
    table = TABLES[name]
    return Sheet(
        title=name, headings=_headings(table.columns, lang),
        rows=list(table.rows(numbers, ZoneInfo(numbers.timezone))),
    )  # fmt: skip


def sheet_of_trend(trend: Trend, lang: Lang) -> Sheet:
    """The trend as a sheet, a row a day."""
    zone = ZoneInfo(trend.timezone)
    rows = [
        (day.day, day.trips, day.completed, day.late, day.immediate, day.today, day.record, day.unseen_share,
         *_delay(day.to_alert), _local(day.counted_at, zone))
        for day in trend.days
    ]  # fmt: skip
    return Sheet(title=TREND, headings=_headings(_TREND, lang), rows=rows)


def _headings(columns: Iterable[Column], lang: Lang) -> tuple[str, ...]:
    return tuple(column.th if lang == "th" else column.en for column in columns)


def _title(rule: str) -> tuple[str, str]:
    return TITLES.get(rule, (rule, rule))


def _delay(delay: Delay) -> Row:
    return delay.n, delay.p50_s, delay.p99_s


def _local(at: str | None, zone: ZoneInfo) -> datetime | None:
    if at is None:
        return None
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=from_iso(at))
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
