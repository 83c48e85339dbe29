"""What became of each account's records in the last day, hour by hour, and whose clocks are ahead. In memory."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from models.times import HOUR_MS

HOURS: Final = 24
MOST_CLOCKS: Final = 1_000
"""Units with a wrong clock kept of one account: the latest."""


class ClockAhead(msgspec.Struct, frozen=True):
    """The newest record of a unit whose time lay ahead of its receipt: by how much, and when it came."""

    unit_id: str
    ahead_ms: int
    received_ms: int


class Noted(msgspec.Struct, frozen=True):
    """What is known of an account since a time; clocks are those seen ahead since then, the latest first."""

    since_ms: int
    last_call_ms: int | None
    accepted: int
    rejected: Mapping[str, int]
    clocks: tuple[ClockAhead, ...]


class _Hour(msgspec.Struct):
    hour: int
    accepted: int
    rejected: Counter[str]


class _Page(msgspec.Struct):
    last_call_ms: int
    hours: deque[_Hour]
    clocks: dict[str, ClockAhead]


class VendorBook:
    """A page for each account that has sent something."""

    def __init__(self, began_ms: int) -> None:
        """Counts from a time on."""
        self._began_ms = began_ms
        self._pages: dict[str, _Page] = {}

    def note(
        self, account: str, accepted: int, reasons: Iterable[str], ahead: Iterable[tuple[str, int]], now_ms: int
    ) -> None:
        """Notes what became of a call's records; `ahead` are units and by how many ms their times are ahead."""
        page = self._pages.get(account)
        if page is None:
            page = self._pages[account] = _Page(now_ms, deque(maxlen=HOURS), {})
        page.last_call_ms = max(page.last_call_ms, now_ms)
        hour = now_ms // HOUR_MS
        if not page.hours or page.hours[-1].hour < hour:  # a clock set back counts on in the hour that it has left
            page.hours.append(_Hour(hour, 0, Counter()))
        page.hours[-1].accepted += accepted
        page.hours[-1].rejected.update(reasons)
        for unit_id, ahead_ms in ahead:
            page.clocks.pop(unit_id, None)
            page.clocks[unit_id] = ClockAhead(unit_id, ahead_ms, now_ms)
        while len(page.clocks) > MOST_CLOCKS:
            del page.clocks[next(iter(page.clocks))]

    def of(self, account: str, now_ms: int) -> Noted:
        """What is known of an account over the last 24 hours of the clock, the one under way included."""
        first = now_ms // HOUR_MS - HOURS + 1
        since_ms = max(self._began_ms, first * HOUR_MS)
        page = self._pages.get(account)
        if page is None:
            return Noted(since_ms, None, 0, {}, ())
        hours = [one for one in page.hours if one.hour >= first]
        rejected: Counter[str] = Counter()
        for one in hours:
            rejected.update(one.rejected)
        clocks = tuple(one for one in reversed(page.clocks.values()) if one.received_ms >= since_ms)
        return Noted(since_ms, page.last_call_ms, sum(one.accepted for one in hours), rejected, clocks)
