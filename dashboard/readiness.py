"""What the dashboard waits for, and whether its live feed gets on."""

import asyncio
import contextlib
from typing import Any, Final

from dashboard.feed import Feed
from ops.http import Health
from ops.metrics import LIVE_STREAMS, Metrics
from storage.presence import missing

CHECK_S: Final = 1.0
HASTE_S: Final = 0.1  # while something is missing
STUCK_S: Final = 30.0

DATABASE: Final = "postgresql"
SCHEMA: Final = "postgresql's tables (run `wastetrack migrate`)"
FEED: Final = "the live feed's connection to postgresql"
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
    while not stop.is_set():
        metrics.put(LIVE_STREAMS, feed.clients)
        lacking = await _missing(pool, feed)
        for name in (DATABASE, SCHEMA, FEED):
            if name == lacking:
                health.waiting_for(name)
            else:
                health.has(name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CHECK_S if lacking is None else HASTE_S)


async def _missing(pool: Any, feed: Feed) -> str | None:
    found = await missing(pool)
    if found is not None:
        return _NAMES[found.what]
    return None if feed.ready else FEED
