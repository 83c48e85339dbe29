"""Each rule's own decision, without trips and worlds: from measured values to an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import (
    outside_hours,
    permit_invalid,
    power_cut,
    province_left,
    repeated_short_stops,
    restricted_zone,
    route_deviation,
    signal_lost,
    unauthorised_stop,
    undeclared_trip,
    vendor_outage,
    wrong_destination,
)  # fmt: skip
from alerts.outside_hours import Hours
from alerts.province_left import Abroad, Province
from alerts.restricted_zone import ZoneVisit
from alerts.route_deviation import Deviation
from alerts.signal_lost import Excuse
from alerts.vendor_outage import Count, Outage
from alerts.wording import duration_en, duration_th, in_minutes, length_en, length_th
from models.alert import Finding
from models.fix import Fix, Run, begin_run, extend_run
from models.permit import TimeWindow
from models.progress import Progress
from models.thresholds import Rulebook
from models.times import MINUTE_MS
from tests.alerts import said

RULES = Rulebook()


def fix(minute: float = 0, *, doubtful: bool = False) -> Fix:
    at_ms = round(minute * MINUTE_MS)
    return Fix(utc_ms=at_ms, receipt_ms=at_ms, lat=12.7, lon=101.1, x=0.0, y=0.0, doubtful=doubtful)


def stop(minutes: float) -> Run:
    return extend_run(begin_run(fix()), fix(minutes))


def steps(*excesses: float, doubtful: int = -1, permitted: int = -1) -> list[str]:
    run: Deviation | None = None
    seen: list[str] = []
    for number, excess in enumerate(excesses):
        run, step = route_deviation.advance(
            run, fix(number, doubtful=number == doubtful), excess, 300, permitted=number == permitted, limits=RULES.route_deviation
        )
        seen.append(step)
        run = None if step == "ended" else run
    return seen


@pytest.mark.parametrize(
    ("says", "excesses", "marks", "expected"),
    (
        ("on the route", (-300, 0, 200), {}, ["on_route"] * 3),
        ("two beyond the margin", (200.1, 200.1), {}, ["counting", "opened"]),
        ("a glitch", (9000, 0), {}, ["counting", "on_route"]),
        ("it ends only within the corridor", (900, 900, 1, 0), {}, ["counting", "opened", "goes_on", "ended"]),
        ("a doubtful one wants a third", (900, 900, 900), {"doubtful": 1}, ["counting", "counting", "opened"]),
        ("a permitted zone begins the count again", (900, 900, 900), {"permitted": 1}, ["counting", "on_route", "counting"]),
    ),
)
def test_route_deviation(says: str, excesses: tuple[float, ...], marks: dict[str, int], expected: list[str]) -> None:
    assert steps(*excesses, **marks) == expected, says


@pytest.mark.parametrize(
    ("minutes", "off", "on"),
    ((4.99, None, None), (5, "high", None), (19.99, "high", None), (20, "high", "warning"), (59.99, "high", "warning"), (60, "high", "high")),
)
def test_unauthorised_stop(minutes: float, off: str | None, on: str | None) -> None:
    limits, duration_ms = RULES.unauthorised_stop, round(minutes * MINUTE_MS)
    assert unauthorised_stop.severity_of(duration_ms, off_corridor=True, limits=limits) == off
    assert unauthorised_stop.severity_of(duration_ms, off_corridor=False, limits=limits) == on


@pytest.mark.parametrize(
    ("minutes", "severity"),
    ((5.49, None), (5.5, "warning"), (14.99, "warning"), (15, "high"), (29.99, "high"), (30, "critical"), (999, "critical")),
)
def test_signal_lost(minutes: float, severity: str | None) -> None:
    assert signal_lost.severity_of(round(minutes * MINUTE_MS), RULES.signal_lost) == severity


def excuse(from_min: float, until_min: float | None) -> Excuse:
    return Excuse(alert_id="a", from_ms=round(from_min * MINUTE_MS), until_ms=None if until_min is None else round(until_min * MINUTE_MS))


@pytest.mark.parametrize(
    ("says", "excuses", "until_min"),
    (
        ("no outage", (), None),
        ("while it lasts, at most half an hour", (excuse(100, None),), 130),
        ("one that is over excuses to its end", (excuse(100, 112),), 112),
        ("never beyond half an hour", (excuse(100, 200),), 130),
        ("one that was over before the silence excuses nothing", (excuse(50, 99),), None),
        ("nor one that began long after", (excuse(120, None),), None),
        ("of several the one that lasts longest", (excuse(95, 105), excuse(99, 120)), 120),
    ),
)
def test_what_an_outage_excuses(says: str, excuses: tuple[Excuse, ...], until_min: float | None) -> None:
    found = signal_lost.excused_until_ms(excuses, 100 * MINUTE_MS, RULES.signal_lost)
    assert found == (None if until_min is None else round(until_min * MINUTE_MS)), says


@pytest.mark.parametrize(
    ("silent", "under_way", "reason"),
    ((5, 16, "outage"), (5, 17, "too_small_a_share"), (4, 4, "too_few"), (30, 100, "too_small_a_share"), (31, 100, "outage")),
)
def test_vendor_outage(silent: int, under_way: int, reason: str) -> None:
    assert vendor_outage.judge(Count(silent=silent, under_way=under_way), RULES.vendor_outage) == reason


@pytest.mark.parametrize(
    ("minutes", "named", "covered", "empty", "reason"),
    (
        (15, True, True, False, "declared"),
        (15, False, False, False, "no_permit"),
        (15, True, False, False, "no_manifest"),
        (9.99, False, False, False, "stop_too_short"),
        (10, False, False, False, "no_permit"),
        (15, False, False, True, "leaves_empty"),
        (15, True, True, True, "declared"),
    ),
)
def test_undeclared_trip(minutes: float, named: bool, covered: bool, empty: bool, reason: str) -> None:
    stop_ms = round(minutes * MINUTE_MS)
    assert undeclared_trip.judge(stop_ms, named=named, covered=covered, empty=empty, limits=RULES.undeclared_trip) == reason


@pytest.mark.parametrize(
    ("was_on", "is_on", "cut"),
    ((True, False, True), (False, False, False), (None, False, False), (True, None, False), (False, True, False), (True, True, False)),
)
def test_power_cut(was_on: bool | None, is_on: bool | None, cut: bool) -> None:
    assert power_cut.is_cut(was_on, is_on) is cut


@pytest.mark.parametrize(
    ("says", "seen", "doubtful", "expected"),
    (
        ("at home", "hhh", -1, ["on_route"] * 3),
        ("elsewhere at once", "he", -1, ["on_route", "opened"]),
        ("a doubtful fix wants a second", "ee", 0, ["counting", "opened"]),
        ("which must agree", "ehe", 0, ["counting", "on_route", "opened"]),
        ("a place in no province does not", "e-e", 0, ["counting", "on_route", "opened"]),
        ("and neither opens nor ends", "-e-h", -1, ["on_route", "opened", "goes_on", "ended"]),
    ),
)
def test_province_left(says: str, seen: str, doubtful: int, expected: list[str]) -> None:
    run: Abroad | None = None
    steps: list[str] = []
    for number, where in enumerate(seen):
        run, step = province_left.advance(
            run, fix(number, doubtful=number == doubtful), ABROAD.province if where == "e" else None, on_route=where == "h",
            limits=RULES.province_left,
        )  # fmt: skip
        steps.append(step)
    assert steps == expected, says


@pytest.mark.parametrize(
    ("days", "english", "thai"),
    (
        ((1, 2, 3, 4, 5), "Mon-Fri 06:00-20:00", "จ.-ศ. 06.00-20.00 น."),
        ((1, 2), "Mon Tue 06:00-20:00", "จ. อ. 06.00-20.00 น."),
        ((6, 7, 1, 2, 3), "Mon-Wed Sat Sun 06:00-20:00", "จ.-พ. ส. อา. 06.00-20.00 น."),
        ((1, 2, 3, 4, 5, 6, 7), "daily 06:00-20:00", "ทุกวัน 06.00-20.00 น."),
    ),
)
def test_hours_as_a_person_writes_them(days: tuple[int, ...], english: str, thai: str) -> None:
    window = TimeWindow(days=days, from_min=360, to_min=1200)
    assert (outside_hours.window_en(window), outside_hours.window_th(window)) == (english, thai)


def visit(*, stopped_s: float | None = None) -> ZoneVisit:
    return ZoneVisit(
        zone_id="Z", name_en="Old quarry", name_th="บ่อดินเก่า", started_ms=0, touched_ms=0, first=fix(), certainty="observed", stopped_s=stopped_s
    )


@pytest.mark.parametrize(("minutes", "over"), ((9.99, False), (10, True)))
def test_a_visit_is_over_ten_minutes_after_the_last_touch(minutes: float, over: bool) -> None:
    assert restricted_zone.is_over(visit(), round(minutes * MINUTE_MS), RULES.restricted_zone) is over


OPEN_DEVIATION = Deviation(fixes=(fix(1), fix(2)), doubtful=False, opened=True, worst_m=650, corridor_m=300)
ABROAD = Abroad(province=Province(zone_id="P", name_en="Chon Buri", name_th="จังหวัดชลบุรี"), fixes=(fix(1),), opened=True)
FINDINGS: tuple[Finding, ...] = (
    route_deviation.finding(OPEN_DEVIATION, RULES.route_deviation, ended=None, close_reason=None),
    unauthorised_stop.finding(stop(25), fix(25), "warning", off_corridor=False, limits=RULES.unauthorised_stop, close_reason=None),
    unauthorised_stop.finding(stop(65), fix(65), "high", off_corridor=True, limits=RULES.unauthorised_stop, close_reason="moved_on"),
    restricted_zone.finding(visit(), fix(3), RULES.restricted_zone, None),
    restricted_zone.finding(visit(stopped_s=400), fix(3), RULES.restricted_zone, "moved_on"),
    wrong_destination.finding(stop(5), fix(5), "Z", "Other plant", "โรงงานอื่น", ("Z-P",), RULES.stop),
    signal_lost.finding(fix(), 0, "high", 20 * MINUTE_MS, RULES.signal_lost, back=None, close_reason=None, back_ms=None, during_outage=False),
    vendor_outage.finding(
        "043", Outage(started_ms=0, ended_ms=MINUTE_MS, count=Count(silent=7, under_way=9), units=("u",), trip_ids=()), RULES.vendor_outage
    ),
    undeclared_trip.finding(stop(15), fix(16), "Z", "Plant", "โรงงาน", "no_permit", RULES.undeclared_trip),
    outside_hours.finding(fix(), (Hours(permit_no="กอ.1", windows=(TimeWindow(days=(1, 2, 3), from_min=360, to_min=1200),)),), "Asia/Bangkok", RULES.fixes),
    power_cut.finding(None, fix(), None),
    power_cut.finding(fix(), fix(1), Progress(along_m=1234, to_go_m=5678, from_route_m=9)),
    province_left.finding(ABROAD, RULES.province_left, ended=None, close_reason=None),
    province_left.finding(ABROAD, RULES.province_left, ended=fix(9), close_reason="arrived"),
    repeated_short_stops.finding((stop(2), stop(3), stop(4)), RULES.repeated_short_stops),
    *(permit_invalid.finding(fix(), "กอ.1", fault, "2026-01-01", "2026-12-31") for fault in permit_invalid._EN),
)


@pytest.mark.parametrize("found", FINDINGS, ids=[f"{number} {one.rule}" for number, one in enumerate(FINDINGS)])
def test_what_is_said_is_said_in_two_languages_with_evidence(found: Finding) -> None:
    said.check(found)


def test_every_fault_of_a_permit_has_words_in_both_languages() -> None:
    assert set(permit_invalid._EN) == set(permit_invalid._TH)


@pytest.mark.parametrize(
    ("metres", "english", "thai"),
    ((0, "0 m", "0 ม."), (514, "510 m", "510 ม."), (999, "1000 m", "1000 ม."), (1000, "1.0 km", "1.0 กม."), (12_340, "12.3 km", "12.3 กม.")),
)
def test_lengths(metres: float, english: str, thai: str) -> None:
    assert (length_en(metres), length_th(metres)) == (english, thai)


@pytest.mark.parametrize(
    ("seconds", "english", "thai"),
    ((59, "0 min", "0 นาที"), (330, "5 min", "5 นาที"), (3600, "1 h", "1 ชม."), (5400, "1 h 30 min", "1 ชม. 30 นาที")),
)
def test_durations(seconds: float, english: str, thai: str) -> None:
    assert (duration_en(seconds), duration_th(seconds)) == (english, thai)


@given(st.integers(0, 3_599_999))
def test_a_sentence_and_its_evidence_say_the_same_minutes(ms: int) -> None:
    """Both round down, so that neither says more than was measured, nor another number of minutes than the other."""
    seconds = ms / 1000
    assert duration_en(seconds) == f"{int(in_minutes(seconds))} min"
    assert duration_th(seconds) == f"{int(in_minutes(seconds))} นาที"
    assert 0 <= seconds - in_minutes(seconds) * 60 < 6.001


@pytest.mark.parametrize(("minutes", "said", "shown"), ((26.98, "26 min", 26.9), (27.0, "27 min", 27.0), (5.5, "5 min", 5.5)))
def test_minutes_are_rounded_down_in_both(minutes: float, said: str, shown: float) -> None:
    found = unauthorised_stop.finding(stop(minutes), fix(minutes), "high", off_corridor=True, limits=RULES.unauthorised_stop, close_reason=None)
    assert f"Standing {said} " in found.reason_en
    assert found.evidence.measured["minutes"] == shown
