"""What is amiss with the time of a record that is accepted, and what will become of it. Pure."""

from typing import Final, Literal

from models.thresholds import Arrivals
from models.times import HOUR_MS
from streams.gateway.records import LATE_AFTER_MS

TimeWarning = Literal["late", "too_late_to_judge", "ahead", "seven_hours_ahead"]
WARNINGS: Final[dict[TimeWarning, str]] = {
    "late": "received over 5 min after its fix: judged after all that is not late",
    "too_late_to_judge": "received over 24 h after its fix: stored, and changes no verdict",
    "ahead": "over 5 min ahead of its receipt: the tracker will refuse it as ahead_of_receipt",
    "seven_hours_ahead": "7 h ahead of its receipt: Thai time marked as UTC, corrected only once three records show it",
}


def warning_of(utc_ms: int, receipt_ms: int, limits: Arrivals) -> TimeWarning | None:
    """The code of WARNINGS that fits a record's time at its receipt, None where all is well."""
    age_ms = receipt_ms - utc_ms
    if age_ms > limits.judged_h * HOUR_MS:
        return "too_late_to_judge"
    if age_ms > LATE_AFTER_MS:
        return "late"
    if -age_ms <= limits.ahead_s * 1000:
        return None
    return "seven_hours_ahead" if limits.clock_from_s * 1000 <= -age_ms <= limits.clock_to_s * 1000 else "ahead"
