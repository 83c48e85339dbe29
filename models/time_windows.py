"""Time windows: whether a moment of the local week lies within the hours that a permit allows."""

from collections.abc import Sequence
from typing import Final

from models.permit import TimeWindow

DAY_MIN: Final = 24 * 60


def is_open(windows: Sequence[TimeWindow], weekday: int, minute: int) -> bool:
    """Whether a minute of a day (1 = Monday to 7) lies within some hours, both ends included; without any always.

    Hours that run past midnight belong to the day on which they start.
    """
    if not windows:
        return True
    yesterday = (weekday - 2) % 7 + 1
    return any(
        (weekday in window.days and _covers(window, minute))
        or (yesterday in window.days and _covers(window, minute + DAY_MIN))
        for window in windows
    )


def _covers(window: TimeWindow, minute: int) -> bool:
    """Whether a minute after the midnight with which one of its days begins, also of the next day, lies within."""
    past_midnight = window.from_min > window.to_min
    return window.from_min <= minute <= window.to_min + (DAY_MIN if past_midnight else 0)
