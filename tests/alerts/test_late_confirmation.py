"""late-confirmation: deadlines in working days and in days, and receipts just in time for them."""

from typing import Literal

import pytest

from alerts import late_confirmation
from alerts.late_confirmation import Arrived, deadlines
from models.thresholds import LateConfirmation
from models.times import DAY_MS
from models.working_days import holidays_of
from tests.alerts import said
from tests.alerts.papers import BANGKOK, MANIFEST, local_ms

LIMITS = LateConfirmation()
THAI = holidays_of("TH")
ARRIVED = local_ms("2026-11-02 14:00")
DUE = deadlines(ARRIVED, THAI, BANGKOK, LIMITS)


@pytest.mark.parametrize(
    ("says", "arrived", "due"),
    (
        ("a Monday", "2026-11-02 14:00", "2026-11-05 00:00"),
        ("a Monday's last minute", "2026-11-02 23:59", "2026-11-05 00:00"),
        ("a Tuesday's first, still Monday in UTC", "2026-11-03 00:00", "2026-11-06 00:00"),
        ("a Friday evening", "2026-11-06 19:30", "2026-11-11 00:00"),
        ("a Sunday", "2026-11-08 12:00", "2026-11-11 00:00"),
        ("the Friday before Songkran", "2026-04-10 16:00", "2026-04-18 00:00"),
        ("in Songkran", "2026-04-14 09:00", "2026-04-18 00:00"),
    ),
)
def test_the_first_deadline(says: str, arrived: str, due: str) -> None:
    assert deadlines(local_ms(arrived), THAI, BANGKOK, LIMITS).warning_ms == local_ms(due), says


def test_the_other_deadlines_are_plain_days_from_arrival() -> None:
    assert (DUE.high_ms, DUE.critical_ms) == (ARRIVED + 45 * DAY_MS, ARRIVED + 60 * DAY_MS)


@pytest.mark.parametrize(
    ("says", "now_ms", "settled_ms", "reason", "level"),
    (
        ("just arrived", ARRIVED, None, "waiting", None),
        ("a moment before the deadline", DUE.warning_ms - 1, None, "waiting", None),
        ("at the deadline", DUE.warning_ms, None, "late", "warning"),
        ("a moment before 45 days", DUE.high_ms - 1, None, "late", "warning"),
        ("45 days", DUE.high_ms, None, "late", "high"),
        ("a moment before 60 days", DUE.critical_ms - 1, None, "late", "high"),
        ("60 days", DUE.critical_ms, None, "late", "critical"),
        ("received at the very deadline", DUE.critical_ms, DUE.warning_ms, "settled_in_time", None),
        ("a moment after it", DUE.critical_ms, DUE.warning_ms + 1, "settled_late", "warning"),
        ("received after 50 days", DUE.critical_ms, ARRIVED + 50 * DAY_MS, "settled_late", "high"),
        ("received after 70 days", ARRIVED + 99 * DAY_MS, ARRIVED + 70 * DAY_MS, "settled_late", "critical"),
        ("received before it came", DUE.critical_ms, ARRIVED - 1, "settled_in_time", None),
        ("a receipt of tomorrow is not there yet", DUE.warning_ms, DUE.warning_ms + DAY_MS, "late", "warning"),
    ),
)
def test_late_confirmation(says: str, now_ms: int, settled_ms: int | None, reason: str, level: str | None) -> None:
    answer = late_confirmation.judge(Arrived(manifest=MANIFEST, arrived_ms=ARRIVED, settled_ms=settled_ms), DUE, now_ms)
    assert (answer.reason, answer.level) == (reason, level), says


@pytest.mark.parametrize("days", (4, 45, 60))
@pytest.mark.parametrize(
    ("settled_as", "close_reason"), ((None, None), ("received", "received"), ("returned", "cleared"), ("cancelled", "cleared"))
)
def test_what_is_said(days: int, settled_as: Literal["received", "returned", "cancelled"] | None, close_reason: str | None) -> None:
    settled_ms = None if settled_as is None else ARRIVED + days * DAY_MS + 1
    arrived = Arrived(manifest=MANIFEST, arrived_ms=ARRIVED, settled_ms=settled_ms, settled_as=settled_as or "received")
    found = late_confirmation.finding(arrived, DUE, late_confirmation.judge(arrived, DUE, ARRIVED + days * DAY_MS + 2), LIMITS)
    assert found is not None
    said.check(found)
    assert (found.started_ms, found.ended_ms, found.close_reason) == (DUE.warning_ms, settled_ms, close_reason)
    assert (found.severity, found.urgency, found.certainty) == ({4: "warning", 45: "high", 60: "critical"}[days], "record", "possible")


def test_nothing_is_said_in_time() -> None:
    arrived = Arrived(manifest=MANIFEST, arrived_ms=ARRIVED)
    assert late_confirmation.finding(arrived, DUE, late_confirmation.judge(arrived, DUE, ARRIVED), LIMITS) is None
