"""Fills passages hour by hour and packs them day by day, beside all else; of several dashboards one is at it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import asyncpg
import structlog

from storage.away import NOT_YET
from storage.passages import check_next, fill_next
from storage.passages_packed import pack_next

POLL_S: Final = 15.0
BREATH_S: Final = 0.2
"""Between two hours, so that days that wait do not keep others from the database."""
RETRY_S: Final = 30.0
FILL_S: Final = 300.0

_log = structlog.get_logger("dashboard")


async def keep_filling(connect: Callable[[], Awaitable[Any]]) -> None:
    """Goes on until cancelled; where the database is away or refuses, an hour is tried again later."""
    while True:
        try:
            await _fill(await connect())
        except (*NOT_YET, asyncpg.PostgresError) as error:
            _log.warning("places are not indexed now", error=" ".join(str(error).split()) or repr(error))
            await asyncio.sleep(RETRY_S)


async def _fill(connection: Any) -> None:
    try:
        while True:
            went_on = await fill_next(connection) or await check_next(connection) or await pack_next(connection)
            await asyncio.sleep(BREATH_S if went_on else POLL_S)
    finally:
        connection.terminate()
