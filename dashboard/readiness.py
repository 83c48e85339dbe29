"""What the dashboard waits for, and whether its live feed gets on."""

import asyncio
import contextlib
from typing import Any, Final

import structlog

from dashboard.answers import ClockTick
from dashboard.feed import Feed
from ops.condition import Alarm
from ops.http import Health
from ops.metrics import DATA_AGE_S, JUDGING_LAG_S, LIVE_PENDING, LIVE_STREAMS, UNITS_HEARD, UNITS_UNSEEN, Metrics
from storage.presence import missing

CHECK_S: Final = 1.0
HASTE_S: Final = 0.1  # while something is missing
STUCK_S: Final = 30.0

DATABASE: Final = "postgresql"
SCHEMA: Final = "postgresql's tables (run `wastetrack migrate`)"
FEED: Final = "the live feed's connection to postgresql"
_TOLD: Final[dict[Alarm, str]] = {
    "lag": "the judging is over a minute behind",
    "unseen": "over a fifth of the fleet has not been heard for five minutes",
}
_log = structlog.get_logger("dashboard")
_NAMES: Final = {"database": DATABASE, "schema": SCHEMA}


async def watch(pool: Any, feed: Feed, health: Health, metrics: Metrics, stop: asyncio.Event) -> None:
    """Keeps `health` true until the end: asks the database each second, and looks at the feed's turns."""
    loop = asyncio.get_running_loop()

    def feed_stuck() -> str | None:
        turned_s = feed.turned_s
        if turned_s is None or loop.time() - turned_s < STUCK_S:
            return None
        return f"the live feed has not moved for {STUCK_S:.0f} s"

    health.probe(feed_stuck)
    alarmed: tuple[Alarm, ...] = ()
    while not stop.is_set():
        metrics.put(LIVE_STREAMS, feed.clients)
        metrics.put(LIVE_PENDING, feed.held_bytes)
        if feed.ready:
            alarmed = _tell_of(feed.clock(), alarmed, metrics)
        lacking = await _missing(pool, feed)
        for name in (DATABASE, SCHEMA, FEED):
            if name == lacking:
                health.waiting_for(name)
            else:
                health.has(name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CHECK_S if lacking is None else HASTE_S)


def _tell_of(clock: ClockTick, alarmed: tuple[Alarm, ...], metrics: Metrics) -> tuple[Alarm, ...]:
    """Tells metrics and, where it is news, the log of the age of the data; gives the alarms that hold now."""
    metrics.put(DATA_AGE_S, clock.data_age_s or 0.0)
    metrics.put(JUDGING_LAG_S, clock.lag_s or 0.0)
    metrics.put(UNITS_HEARD, clock.units_heard)
    metrics.put(UNITS_UNSEEN, clock.units_unseen)
    told = {"lag_s": clock.lag_s, "units_heard": clock.units_heard, "units_unseen": clock.units_unseen}
    for alarm in clock.alarms:
        if alarm not in alarmed:
            _log.error(_TOLD[alarm], **told)
    if alarmed and not clock.alarms:
        _log.info("the data are in time again", **told)
    return clock.alarms


async def _missing(pool: Any, feed: Feed) -> str | None:
    found = await missing(pool)
    if found is not None:
        return _NAMES[found.what]
    return None if feed.ready else FEED
