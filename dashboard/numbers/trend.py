"""A trend over days: each is counted once, kept, and counted again as long as anything of it may still change."""

import asyncio
from datetime import date
from typing import Any, Final

import msgspec

from dashboard.numbers.answers import DayFigures, Trend
from dashboard.numbers.counting import Counting
from dashboard.numbers.days import days_up_to, span_of
from dashboard.numbers.figures import all_rules, delay_of, trip_figures, unseen_share
from models.reach import Reach
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from storage.numbers import read_rule_counts, read_trip_counts
from storage.numbers_days import CountedDay, read_days, save_day

AGES_MS: Final = (
    # (a day that ended at most so long ago, is counted again after so long)
    (0, 0),
    (3 * DAY_MS, 15 * MINUTE_MS),  # trips end and complete, and late pings are judged for a day
    (30 * DAY_MS, 12 * HOUR_MS),  # a late confirmation closes an alert after weeks
)
LONG_MS: Final = 7 * DAY_MS
"""What is older than all of these changes hardly ever: it is counted again after so long."""


def is_current(ended_ms: int, counted_age_ms: int) -> bool:
    """Whether a count so old still does for a day that ended so long ago (below 0: that goes on).

    One that is still to come was counted under another clock and does not.
    """
    kept_ms = next((keep_ms for ago_ms, keep_ms in AGES_MS if ended_ms <= ago_ms), LONG_MS)
    return 0 <= counted_age_ms < kept_ms


class Trends:
    """Counts the days of a trend that are not known well enough, one request at a time."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._lock = asyncio.Lock()

    async def of(self, pool: Any, last: date, count: int, now_ms: int, reach: Reach | None = None) -> Trend:
        """So many days up to this one, those that must be counted counted now; in a scope all of them, none kept."""
        days = days_up_to(last, count)
        if reach is not None:
            spans = [span_of(day, self._counting.zone) for day in days]
            figures = [await _count(pool, day, *span, now_ms, reach) for day, span in zip(days, spans, strict=True)]
        else:
            async with self._lock:  # what one has counted the next finds
                known = await read_days(pool, self._counting.timezone, days)
                figures = [await self._day(pool, day, known.get(day), now_ms) for day in days]
        return Trend(
            timezone=self._counting.timezone, days=figures,
            counted_at=min((day.counted_at for day in figures), default=to_iso(now_ms)),
        )  # fmt: skip

    async def _day(self, pool: Any, day: date, known: CountedDay | None, now_ms: int) -> DayFigures:
        from_ms, to_ms = span_of(day, self._counting.zone)
        if known is not None and is_current(now_ms - to_ms, now_ms - known.counted_ms):
            kept = _read(known.body)
            if kept is not None:
                return kept
        figures = await _count(pool, day, from_ms, to_ms, now_ms, None)
        if now_ms >= to_ms:
            body = msgspec.json.encode(figures).decode()
            await save_day(pool, self._counting.timezone, CountedDay(day=day, counted_ms=now_ms, body=body))
        return figures


async def _count(
    pool: Any, day: date, from_ms: int, to_ms: int, now_ms: int, reach: Reach | None
) -> DayFigures:
    counts = await read_trip_counts(pool, from_ms, to_ms, reach)
    alerts = all_rules(await read_rule_counts(pool, from_ms, to_ms, reach))
    trips = trip_figures(counts)
    return DayFigures(
        day=day.isoformat(), counted_at=to_iso(now_ms), trips=trips.started, completed=trips.completed,
        late=trips.late, immediate=alerts.immediate if alerts else 0, today=alerts.today if alerts else 0,
        record=alerts.record if alerts else 0, unseen_share=unseen_share(counts), to_alert=delay_of(alerts),
    )  # fmt: skip


def _read(body: str) -> DayFigures | None:
    try:
        return msgspec.json.decode(body, type=DayFigures)
    except msgspec.MsgspecError:  # kept by a release that had other figures
        return None
