"""Retention: days of pings and bytes that nobody need keep any longer are dropped."""

from typing import Any

import asyncpg
import structlog

from models.times import DAY_MS
from storage.partitions import drop_days_before


async def drop_old_days(connection: Any, keep_days: int, newest_ms: int, now_ms: int) -> list[str]:
    """Drops the days that ended over `keep_days` ago (0: none), save those in use, and returns their tables.

    Counts from the newest receipt judged or from this machine's clock, whichever is earlier: one clock that runs ahead
    must not cost a day that somebody still needs.
    """
    if not keep_days:
        return []
    log = structlog.get_logger("tracker")
    try:
        dropped = await drop_days_before(connection, min(newest_ms, now_ms) - keep_days * DAY_MS)
    except asyncpg.LockNotAvailableError:
        log.warning("old days are in use: dropped later")
        return []
    if dropped:
        log.info("old days dropped", tables=dropped)
    return dropped
